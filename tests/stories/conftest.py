"""The named cast on a desk that answers, and on one that is quiet; each with a store of its own.

Imported inside: pytest reads this file before Django is set up.
"""

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.world import World


@pytest.fixture
def world(tmp_path: Path, settings: SimpleNamespace) -> "World":
    """A desk that answers."""
    from tests.world import build

    settings.DATA_DIR = tmp_path
    return build()


@pytest.fixture
def quiet_world(tmp_path: Path, settings: SimpleNamespace) -> "World":
    """A new desk, which is quiet."""
    from tests.world import build

    settings.DATA_DIR = tmp_path
    return build(answering=False)

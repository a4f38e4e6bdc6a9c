"""Defects on the named cast."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    # This file is read before Django is set up.
    from tests.web.console import Console


@pytest.fixture
def console(tmp_path: Path, settings: SimpleNamespace, db: None) -> Console:
    """A desk that answers."""
    from tests.web.console import Console
    from tests.world import build

    settings.DATA_DIR = tmp_path
    return Console(build())

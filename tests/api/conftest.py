"""The API on the named cast, with keys made by hand and a clock that is set by hand."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    # This file is read before Django is set up.
    from tests.api.programs import Programs


@pytest.fixture
def programs(tmp_path: Path, settings: SimpleNamespace, db: None) -> Programs:
    """Integrations of a desk that answers."""
    from tests.api.programs import Programs
    from tests.world import build

    settings.DATA_DIR = tmp_path
    return Programs(build())

"""What the tests of the console stand on: the named cast, on a desk that answers, and a clock that is set by hand."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    # This file is read before Django is set up.
    from tests.web.console import Console


@pytest.fixture
def console(tmp_path: Path, settings: SimpleNamespace) -> Console:
    """The console of the named cast."""
    return _console(tmp_path, settings, answering=True)


@pytest.fixture
def quiet_console(tmp_path: Path, settings: SimpleNamespace) -> Console:
    """The same on a new desk, which writes to nobody yet."""
    return _console(tmp_path, settings, answering=False)


def _console(data: Path, settings: SimpleNamespace, *, answering: bool) -> Console:
    from tests.web.console import Console
    from tests.world import build

    settings.DATA_DIR = data
    return Console(build(answering=answering))

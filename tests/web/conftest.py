"""What the tests of the console stand on: the named cast, on a desk that answers, and a clock that is set by hand."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.web.console import Console
from tests.world import build


@pytest.fixture
def console(tmp_path: Path, settings: SimpleNamespace) -> Console:
    """The console of the named cast."""
    settings.DATA_DIR = tmp_path
    return Console(build())


@pytest.fixture
def quiet_console(tmp_path: Path, settings: SimpleNamespace) -> Console:
    """The same on a new desk, which writes to nobody yet."""
    settings.DATA_DIR = tmp_path
    return Console(build(answering=False))

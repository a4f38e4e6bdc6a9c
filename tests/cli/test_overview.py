"""`opora` alone names every command there is, and none that there isn't."""

from pathlib import Path

import pytest

import opora.cli
from opora.cli import main, overview

LIGHT = {"worktime"}


def test_every_command_is_named() -> None:
    folder = Path(opora.cli.__file__).parent / "management" / "commands"
    there = {path.stem.replace("_", "-") for path in folder.glob("*.py") if path.stem != "__init__"}
    assert there
    assert set(overview.COMMANDS) == there | LIGHT


@pytest.mark.parametrize(("words", "status"), [([], 2), (["help"], 0), (["--help"], 0)])
def test_help_is_printed(
    words: list[str], status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["opora", *words])
    assert main() == status
    assert "start-answering" in capsys.readouterr().out


def test_a_word_that_is_no_command_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["opora", "nonsense", "--port", "1"])
    assert main() == 2
    assert capsys.readouterr().err == "There is no command nonsense; opora alone lists those that there are.\n"
    monkeypatch.setattr("sys.argv", ["opora", "start-answering", "--help"])
    assert main() == 0

"""`opora calendar`: a year as a file, and what is doubtful; each refusal beside what is done."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import icalendar
import pytest
import time_machine
from django.core.management import CommandError, call_command

from opora.contracts.models import Contract
from tests.world import build

pytestmark = pytest.mark.django_db
NOW = "2026-05-08T12:00:00+00:00"


@pytest.fixture(autouse=True)
def _world() -> None:
    build()


def _said(*words: str) -> str:
    out = StringIO()
    with time_machine.travel(NOW, tick=False):
        call_command("calendar", *words, stdout=out)
    return out.getvalue()


def test_a_year_goes_out_as_a_file(tmp_path: Path) -> None:
    file = tmp_path / "2026.ics"
    assert _said("export", "yekaterinburg", "--year", "2026", "--to", str(file)) == ""
    out: Any = icalendar.Calendar.from_ical(file.read_bytes())
    assert str(out["X-WR-CALNAME"]) == "Екатеринбург, 2026"
    names = [str(one["SUMMARY"]) for one in out.walk("VEVENT")]
    assert "День Победы" in names
    assert "Сокращённый день: День Победы" in names
    assert _said("export", "yekaterinburg", "--year", "2026").encode() == file.read_bytes()


def test_names_in_english() -> None:
    assert "SUMMARY:Shortened day: Victory Day" in _said("export", "ru", "--year", "2026", "--language", "en")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["export", "nowhere", "--year", "2026"], "There is no calendar nowhere; there are around-the-clock, central,"),
        (["export", "ru", "--year", "1999"], "1999 is no year of a calendar; write one from 2000 to 2099."),
        (["export", "ru", "--year", "2026", "--to", "/nowhere/x.ics"], "/nowhere/x.ics cannot be written: No such"),
        (["lint", "nowhere"], "There is no calendar nowhere;"),
    ],
)
def test_what_can_not_be_done_is_said(words: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        _said(*words)


def test_lint_names_what_is_doubtful_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    out = StringIO()
    with time_machine.travel(NOW, tick=False), pytest.raises(SystemExit, match="1"):
        call_command("calendar", "lint", "--json", stdout=out)
    (line,) = map(json.loads, out.getvalue().splitlines())
    assert (line["calendar"], line["kind"]) == ("vladivostok", "OfficeClosed")
    assert line["sentence"].startswith("The contract МИР-2 promises round the clock")
    assert line["mend"].startswith("Enter a duty")
    assert _said("lint", "moscow", "yekaterinburg") == "Nothing is doubtful.\n"
    Contract.objects.filter(number="МИР-2").update(calendar="vladivostok")
    assert _said("lint") == "Nothing is doubtful.\n"

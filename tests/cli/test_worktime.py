"""`opora worktime`: what it prints, in figures for people and for programs, and how it refuses."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from opora.cli.worktime import main

OFFICE = {
    "zone": "Europe/Berlin",
    "weekly": {"mon": [["09:00", "13:00"], ["14:00", "18:00"]], "tue": [["09:00", "13:00"]]},
    "exceptions": {"2024-11-02": [["09:00", "13:00"]], "2025-01-01": []},
    "yearly_days_off": ["01-01"],
}

FRIDAY = "2026-05-08T16:30+03:00"


def _said(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    assert main(list(argv)) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def _add(*rest: str) -> list[str]:
    return ["add", "--calendar", "ru", "--from", FRIDAY, *rest]


@pytest.mark.parametrize(
    ("span", "due"),
    [
        # Fri 8 May ends at 17:00; 9-11 May off; Tue 12.
        ("8h", "2026-05-12T17:30:00+03:00"),
        ("480m", "2026-05-12T17:30:00+03:00"),
        ("28800s", "2026-05-12T17:30:00+03:00"),
        ("7h60m", "2026-05-12T17:30:00+03:00"),
        ("1h30m", "2026-05-12T10:00:00+03:00"),
        ("1h30m1s", "2026-05-12T10:00:01+03:00"),
        ("0h", "2026-05-08T16:30:00+03:00"),
        ("2d", "2026-05-13T16:30:00+03:00"),
    ],
)
def test_add(capsys: pytest.CaptureFixture[str], span: str, due: str) -> None:
    assert json.loads(_said(capsys, *_add("--for", span, "--json"))) == {"due": due}
    assert _said(capsys, *_add("--for", span)) == f"{due}\n"


def test_the_answer_carries_the_offset_of_the_calendar(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "office.json"
    path.write_text(json.dumps(OFFICE))

    def due(start: str, span: str) -> object:
        return json.loads(_said(capsys, "add", "--calendar", str(path), "--from", start, "--for", span, "--json"))

    # Monday 26 October 2026, the first day of winter time, asked in UTC: 10:00 in Berlin; 3 + 4 + Tue 9-10.
    assert due("2026-10-26T09:00:00Z", "8h") == {"due": "2026-10-27T10:00:00+01:00"}
    # Saturday 2 November 2024 works by exception.
    assert due("2024-11-02T10:00+01:00", "1h") == {"due": "2024-11-02T11:00:00+01:00"}


def test_between(capsys: pytest.CaptureFixture[str]) -> None:
    ends = ["--from", FRIDAY, "--to", "2026-05-12T10:00+03:00"]
    back = ["--to", FRIDAY, "--from", "2026-05-12T10:00+03:00"]

    # Fri 16:30-17:00 and Tue 9-10: 5400 s.
    assert json.loads(_said(capsys, "between", "--calendar", "ru", *ends, "--json")) == {"seconds": 5400}
    assert json.loads(_said(capsys, "between", "--calendar", "ru", *back, "--json")) == {"seconds": 0}
    assert _said(capsys, "between", "--calendar", "ru", *ends) == "1 h 30 min\n"


def test_the_default_calendar_is_the_russian_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert _said(capsys, "add", "--from", FRIDAY, "--for", "8h") == "2026-05-12T17:30:00+03:00\n"


def test_explain_for_a_program(capsys: pytest.CaptureFixture[str]) -> None:
    said = _said(capsys, "explain", "--calendar", "ru", "--from", FRIDAY, "--to", "2026-05-12T10:00+03:00", "--json")

    told = json.loads(said)

    assert told["seconds"] == 5400
    assert told["flags"] == []
    assert [(s["from"], s["to"], s["counted"], s["cause"]) for s in told["stretches"]] == [
        ("2026-05-08T16:30:00+03:00", "2026-05-08T17:00:00+03:00", True, "work"),
        ("2026-05-08T17:00:00+03:00", "2026-05-08T18:00:00+03:00", False, "shortened"),
        ("2026-05-08T18:00:00+03:00", "2026-05-09T00:00:00+03:00", False, "night"),
        ("2026-05-09T00:00:00+03:00", "2026-05-10T00:00:00+03:00", False, "holiday"),
        ("2026-05-10T00:00:00+03:00", "2026-05-11T00:00:00+03:00", False, "weekend"),
        ("2026-05-11T00:00:00+03:00", "2026-05-12T00:00:00+03:00", False, "moved"),
        ("2026-05-12T00:00:00+03:00", "2026-05-12T09:00:00+03:00", False, "night"),
        ("2026-05-12T09:00:00+03:00", "2026-05-12T10:00:00+03:00", True, "work"),
    ]
    assert told["stretches"][3]["name"] == {"ru": "День Победы", "en": "Victory Day"}
    assert sum(s["seconds"] for s in told["stretches"] if s["counted"]) == 5400


def test_explain_for_a_person_and_up_to_a_due_moment(capsys: pytest.CaptureFixture[str]) -> None:
    said = _said(capsys, "explain", "--calendar", "ru", "--from", FRIDAY, "--for", "1h30m").splitlines()

    assert said[0] == "+ Fri 2026-05-08 16:30 - Fri 2026-05-08 17:00  30 min      working hours"
    assert said[1] == "  Fri 2026-05-08 17:00 - Fri 2026-05-08 18:00  1 h         shortened day before Victory Day"
    assert said[3] == "  Sat 2026-05-09 00:00 - Sun 2026-05-10 00:00  24 h        " + (
        "holiday: Victory Day (Labour Code of Russia, art. 112)"
    )
    assert said[-1] == "= 1 h 30 min, up to 2026-05-12T10:00:00+03:00"


def test_calendars(capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(_said(capsys, "calendars", "--json"))

    assert told == [
        {"name": "24x7", "zone": "UTC", "years": None},
        {"name": "by", "zone": "Europe/Minsk", "years": [2018, 2026]},
        {"name": "kz", "zone": "Asia/Almaty", "years": [2018, 2026]},
        {"name": "ru", "zone": "Europe/Moscow", "years": [2018, 2027]},
        {"name": "ru-ba", "zone": "Asia/Yekaterinburg", "years": [2018, 2026]},
        {"name": "ru-ta", "zone": "Europe/Moscow", "years": [2020, 2026]},
        {"name": "ru-2020-2021", "overlay": True},
    ]
    lines = _said(capsys, "calendars").splitlines()
    assert "ru       Europe/Moscow      decrees of 2018-2027" in lines
    assert lines[-1].startswith("overlay ru-2020-2021")


def test_an_overlay_counts_when_it_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """Fri 27 March 2020 17:00 and two hours: Mon 30 March 10:00; with its non-working days Tue 12 May 10:00."""
    asked = ["--from", "2020-03-27T17:00+03:00", "--for", "2h"]

    assert _said(capsys, "add", *asked) == "2020-03-30T10:00:00+03:00\n"
    assert _said(capsys, "add", "--overlay", "ru-2020-2021", *asked) == "2020-05-12T10:00:00+03:00\n"
    assert "Non-working days (No 206 of 25.03.2020)" in _said(capsys, "explain", "--overlay", "ru-2020-2021", *asked)
    assert main(["add", "--overlay", "ru-2019", *asked]) == 2
    assert "ru-2020-2021" in capsys.readouterr().err


def test_a_preliminary_answer_says_so_beside_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["add", "--calendar", "ru", "--from", "2031-05-05T10:00+03:00", "--for", "1h", "--json"]) == 0

    out, err = capsys.readouterr()
    assert json.loads(out) == {"due": "2031-05-05T11:00:00+03:00"}
    assert "preliminary" in err


def test_an_empty_calendar_says_what_it_counted_by(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "empty.json"
    path.write_text('{"zone": "UTC", "weekly": {}}')

    assert main(["between", "--calendar", str(path), "--from", "2026-05-04T00:00Z", "--to", "2026-05-05T00:00Z"]) == 0

    out, err = capsys.readouterr()
    assert out == "9 h\n"
    assert "UTC" in err


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["add", "--from", "2026-05-08T16:30", "--for", "8h"], ["2026-05-08T16:30", "offset", "+03:00"]),
        (["add", "--from", "2026-05-08", "--for", "8h"], ["2026-05-08", "offset"]),
        (["add", "--from", "tomorrow", "--for", "8h"], ["tomorrow", "ISO"]),
        (["add", "--from", FRIDAY, "--for", "8"], ["'8'", "8h"]),
        (["add", "--from", FRIDAY, "--for", "-8h"], ["-8h"]),
        (["add", "--from", FRIDAY, "--for", "1d2h"], ["1d2h"]),
        (["add", "--from", FRIDAY, "--for", ""], ["''"]),
        (["add", "--from", FRIDAY, "--for", "99999999999999h"], ["99999999999999h", "long"]),
        (["add", "--from", FRIDAY, "--for", "99999999h"], ["2400"]),
        (["add", "--from", FRIDAY], ["--for"]),
        (["add", "--calendar", "de", "--from", FRIDAY, "--for", "8h"], ["'de'", "24x7, by, kz, ru"]),
        (["between", "--from", FRIDAY, "--to", "2026-05-08T16:30"], ["--to", "offset"]),
        (["explain", "--from", FRIDAY], ["--to", "--for"]),
        (["explain", "--from", FRIDAY, "--for", "1h", "--to", FRIDAY], ["--to", "--for"]),
        ([], ["add", "between", "explain", "calendars"]),
        (["subtract"], ["subtract"]),
    ],
)
def test_what_cannot_be_understood_is_refused_in_a_sentence(
    capsys: pytest.CaptureFixture[str], argv: list[str], said: list[str]
) -> None:
    assert main(argv) == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    for words in said:
        assert words in err


def test_it_runs_without_django_as_a_process_of_its_own() -> None:
    argv = ["add", "--calendar", "ru", "--from", FRIDAY, "--for", "8h", "--json"]
    code = f"import sys; from opora.cli.worktime import main; r = main({argv!r}); print('django' in sys.modules, r)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines() == ['{"due": "2026-05-12T17:30:00+03:00"}', "False 0"]


def test_help_shows_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert "--calendar" in _said(capsys, "add", "--help")
    assert "opora worktime add" in _said(capsys, "--help")

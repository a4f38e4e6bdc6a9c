"""`opora bench worktime`: who is right is decided by the run, and who is not there is named."""

import json
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command

from opora.calendars import preset
from opora.cli import bench_peers, bench_worktime
from opora.cli.bench_peers import Days, Peer
from opora.cli.bench_worktime import GOLDEN, PLAIN, Outcome, Row
from opora.cli.bench_worktime_table import GOALS, lines

HOUR = timedelta(hours=1)
TESTED = Path(__file__).parents[1] / "calendars/ru-golden.csv"


def _ours(**changed: Any) -> Peer:
    ru = preset.load("ru")
    return replace(Peer({}, ru.add, ru.between, span=lambda hours: hours * HOUR), **changed)


def test_the_golden_cases_are_those_of_the_tests() -> None:
    assert GOLDEN.read_text(encoding="utf-8") == TESTED.read_text(encoding="utf-8")


def test_right_is_who_answers_every_case() -> None:
    """Eight rows with two spans each, asked both ways; a package without spans is asked one way."""
    assert bench_worktime._golden(_ours(), GOLDEN) == (32, 32)
    assert bench_worktime._golden(_ours(between=None), GOLDEN) == (16, 16)


def test_a_wrong_answer_counts_and_an_error_is_one() -> None:
    def broken(start: datetime, end: datetime) -> timedelta:
        raise KeyError(start)

    def short(start: datetime, end: datetime) -> timedelta:
        worked = preset.load("ru").between(start, end)
        return worked if worked == 8 * HOUR else worked - HOUR

    assert bench_worktime._golden(_ours(between=broken), GOLDEN) == (16, 32)
    assert bench_worktime._golden(_ours(between=short), GOLDEN) == (24, 32)


def test_the_plain_office_is_asked_as_worked_out() -> None:
    office = bench_worktime._plain()
    plain = Peer({}, office.add, office.between, span=lambda hours: hours * HOUR)

    assert bench_worktime._golden(plain, PLAIN) == (32, 32)
    assert bench_worktime._golden(_ours(), PLAIN)[0] < 32
    assert not Days.of(office).lunch
    assert (Days.of(office).holidays, Days.of(office).shortened) == ([], [])


def test_the_peers_are_told_the_days_of_our_calendar() -> None:
    """2026: 12 June is a Friday; Saturday 27 December 2025 is off, 1 November 2025 is worked; 30 April is shortened."""
    days = Days.of(preset.load("ru"))

    assert date(2026, 6, 12) in days.holidays
    assert date(2025, 12, 27) in days.off
    assert date(2025, 12, 27) not in days.holidays
    assert date(2025, 11, 1) not in days.off
    assert date(2026, 4, 30) in days.shortened
    assert date(2026, 4, 29) not in days.shortened + days.off


def _row(name: str, right: int, add: float | None) -> Row:
    return Row(name, "1.0", True, dict.fromkeys(bench_peers.TRAITS, True), right, 32, add, add)


def _said(*rows: Row) -> str:
    own = dict.fromkeys(GOALS, 0.5)
    return "\n".join(
        lines(Outcome("a machine", 0.1, [_row("opora", 32, 1.0), *rows], [_row("opora", 32, 2.0), *rows], own))
    )


def test_only_a_correct_package_is_a_yardstick() -> None:
    quick_and_wrong, slow_and_right = _row("hasty", 31, 0.1), _row("steady", 32, 6.0)

    both = _said(quick_and_wrong, slow_and_right)
    assert "rightly: add 6.0 times as fast as that of steady, between 6.0 times as fast as that of steady." in both
    assert "all: add 0.1 times as fast as that of hasty" in both
    assert "rightly: add 3.0 times as fast as that of steady, between 3.0 times as fast as that of steady." in both
    assert "rightly: none." in _said(quick_and_wrong)
    assert "No other package is installed." in _said()
    assert "hasty 1.0" in _said(quick_and_wrong)
    assert "| gone | not installed: ./run bench-peers |" in _said(Row("gone", "", there=False))


def test_the_command_measures_and_names_who_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(days: Days) -> Peer:
        raise ImportError

    here: dict[str, Callable[[Days], Peer]] = {"gone": missing, "twin": lambda days: _ours(can={})}
    for name, value in (("RUNS", 1), ("QUESTIONS", 25), ("MANY", 50), ("PEERS", here)):
        monkeypatch.setattr(bench_worktime, name, value)
    # Beside all the tests a collection takes seconds, and no figure is looked at here.
    monkeypatch.setattr(bench_worktime, "gc", SimpleNamespace(collect=lambda: 0))
    said = StringIO()

    call_command("bench", "worktime", "--json", stdout=said)

    outcome = json.loads(said.getvalue())
    rows = {row["name"]: row for row in outcome["rows"]}
    assert [(name, row["there"], row["right"], row["asked"]) for name, row in rows.items()] == [
        ("opora", True, 32, 32), ("gone", False, 0, 0), ("twin", True, 32, 32),
    ]  # fmt: skip
    assert rows["gone"]["add"] is None
    assert [row["there"] for row in outcome["plain"]] == [True, False, True]
    assert min(rows["twin"]["add"], rows["twin"]["between"], *outcome["own"].values()) > 0
    assert set(outcome["own"]) == set(GOALS)


def test_every_peer_of_the_group_is_asked() -> None:
    """The optional group of pyproject.toml names the packages that the bench knows."""
    written = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    named = {one.partition(">=")[0] for one in written["dependency-groups"]["peers"]}
    assert named == set(bench_peers.PEERS)
    assert len(named) == 6

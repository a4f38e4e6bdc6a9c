"""The six tickets of May 2026 through the pure core alone: ledger in, next moment out."""

from datetime import UTC, datetime
from typing import Any

import pytest

from opora.calendars import preset
from opora.core import events as e
from opora.core.course import stand
from opora.core.facts import Policy
from opora.core.hours import WorkCalendar
from opora.core.ladder import passed
from opora.core.standing import Standing
from opora.core.step import MACHINE, Noted
from tests.stories.may_2026 import STORIES, Line

CALENDAR = preset.load("ru", zone="Asia/Yekaterinburg")
HOURS = 3600
TERMS: dict[str, dict[str, Any]] = {
    "warranty": {"spans": {"first_response": 8 * HOURS, "resolution": 40 * HOURS}, "word_days": 3},
    "basic": {"spans": {"goal": 16 * HOURS}, "word_days": 5},
}
HOLDERS = {1: 11, 2: 12, 3: 13}


class Ledger:
    """A ticket's events in memory; every outgoing word tells all live moments, as letters do."""

    def __init__(self, level: str) -> None:
        self.level = level
        self.noted: list[Noted] = []

    def note(self, event: e.Event, at: datetime) -> None:
        self.noted.append(Noted(event, "ticket", 1, len(self.noted) + 1, at, MACHINE))

    def stand(self) -> Standing:
        return stand(self.noted, calendar_of, Policy())

    def tell_all(self, at: datetime) -> None:
        kinds = [clock for clock in self.stand().clocks if clock.live and clock.kind != "look"]
        self.note(e.Informed(moments={clock.kind: clock.due_at for clock in kinds}), at)


def calendar_of(code: str) -> WorkCalendar:
    assert code == "ru-ekb"
    return CALENDAR


def play(ledger: Ledger, line: Line) -> None:
    at = line.instant.astimezone(UTC)
    if line.what == "opens":
        ledger.note(e.Opened(at, "mail", ledger.level, "ru-ekb", "ekb", 1, **TERMS[ledger.level]), at)
        ledger.tell_all(at)
    elif line.what == "tick":
        for event in passed(ledger.stand(), at, quiet=False, holders=HOLDERS):
            ledger.note(event, at)
        ledger.tell_all(at)
    elif line.what == "reply":
        ledger.note(e.Received(1, at), at)
    else:
        ledger.note(VERBS[line.what], at)
        if line.what == "continue":
            ledger.note(e.Rejected(since=ledger.stand().words_since or at), at)
        ledger.tell_all(at)


VERBS: dict[str, e.Event] = {
    "ask": e.Asked(1),
    "tell": e.Told(1),
    "answer": e.Answered(1),
    "thank": e.Thanked(),
    "research": e.Moved("research", "office"),
    "release": e.AwaitsRelease(datetime(2026, 5, 29, 13, 0, tzinfo=UTC)),
    "continue": e.NoteWritten(1),
}


@pytest.mark.parametrize("name", STORIES)
def test_every_next_moment_and_its_kind(name: str) -> None:
    level, lines = STORIES[name]
    ledger = Ledger(level)
    for number, line in enumerate(lines):
        play(ledger, line)
        upcoming = ledger.stand().next()
        expected = (line.next_instant, line.next_kind) if line.next_at else None
        assert upcoming == expected, f"{name} line {number}: {line.at} {line.what}"


def test_rungs_of_the_silent_week() -> None:
    level, lines = STORIES["B"]
    ledger = Ledger(level)
    for line in lines[:6]:
        play(ledger, line)
    told = [type(one.event).__name__ for one in ledger.noted if type(one.event) in (e.Missed, e.Confessed, e.Climbed)]
    assert told == [
        "Missed",
        "Confessed",
        "Missed",
        "Climbed",
        "Missed",
        "Climbed",
        "Missed",
        "Climbed",
        "Missed",
        "Climbed",
    ]
    climbs = [one.event for one in ledger.noted if isinstance(one.event, e.Climbed)]
    assert [(c.rung, c.holder, c.again) for c in climbs] == [
        (1, 11, False),
        (2, 12, False),
        (3, 13, False),
        (3, 13, True),
    ]


def test_at_initial_level_the_climb_ends_at_the_central_service() -> None:
    ledger = Ledger("basic")
    for line in STORIES["B"][1][:4]:
        play(ledger, line)
    standing = ledger.stand()
    at = datetime(2026, 5, 18, 8, 1, tzinfo=UTC)  # 13:01 in Yekaterinburg, the second rung's moment has passed
    assert passed(standing, at, quiet=False, holders=HOLDERS)[-1].rung == 3  # type: ignore[attr-defined]
    standing.level = "initial"
    last = passed(standing, at, quiet=False, holders=HOLDERS)[-1]
    assert isinstance(last, e.Climbed)
    assert (last.rung, last.again) == (2, True)

"""What a correction of fact does to a ticket's standing: as at registration, and nothing told is taken back (L7a)."""

from datetime import datetime, timedelta

from opora.core import events as e
from opora.core import stages
from opora.core.clock import Clock
from opora.core.facts import Stage
from opora.core.standing import PROMISED, Standing


def corrected(s: Standing, event: e.Corrected, at: datetime) -> None:
    """L7a: as at registration, up or down; nothing told moves later; nothing falls before correction + 4 hours.

    The hours are those of the promise's own calendar: around the clock where a contract fixes it (T3).
    """
    s.level, s.word_days = event.level, event.word_days
    s.work_by(s.basis, event.duties)
    for kind in PROMISED:
        seconds = event.spans.get(kind)
        calendar = s.hours(event.calendars[kind]) if kind in event.calendars else s.calendar
        floor = calendar.add(at, s.policy.no_earlier_than)
        clock = s.live(kind)
        if clock is not None and seconds is None:
            if clock.told_due_at is None:
                clock.withdraw("corrected")
        elif clock is not None and seconds is not None:
            clock.retarget(timedelta(seconds=seconds), floor, calendar)
        elif seconds is not None and _never_owed(s.latest(kind)) and not opened_again(s, kind):
            _gain(s, s.start(kind, s.registered_at, timedelta(seconds=seconds), calendar), floor)
    word = s.movable_word
    if word is not None and s.stage in stages.WORKING:
        nearer = s.calendar.working_days_later(word.started_at, s.usual_word_days)
        word.due_at = min(word.due_at, max(nearer, s.calendar.add(at, s.policy.no_earlier_than)))


def readdressed(s: Standing, event: e.Readdressed, at: datetime) -> None:
    """Registered anew as at registration; no moment falls before correction + 4 hours (L7a)."""
    for clock in s.clocks:
        clock.withdraw("readdressed")
    s.level, s.line, s.word_days = event.level, event.line, event.word_days
    s.work_by(event.calendar, event.duties)
    for kind in PROMISED:
        if kind in event.spans:
            calendar = s.hours(event.calendars.get(kind, event.calendar))
            clock = s.start(kind, s.registered_at, timedelta(seconds=event.spans[kind]), calendar)
            clock.put_off(calendar.add(at, s.policy.no_earlier_than))
    word = s.start_word(s.registered_at)
    word.due_at = max(word.due_at, s.calendar.add(at, s.policy.no_earlier_than))


def opened_again(s: Standing, kind: str) -> bool:
    """Whether this would be a first answer where a ticket that had none was closed and opened again: its look comes
    first (P7), and nothing else is watched in that stage."""
    return kind != "resolution" and s.first_human_at is None and s.stage in stages.TO_LOOK


def _never_owed(clock: Clock | None) -> bool:
    """There was none, or a correction took it away: one that is taken back gives it back."""
    return clock is None or clock.withdrawn_because == "corrected"


def _gain(s: Standing, clock: Clock, floor: datetime) -> None:
    """A promise that the correction brought: it had run since registration, through the same pauses."""
    assert clock.span is not None
    if clock.kind == "resolution":
        clock.runs = list(s.work_runs)
        clock.retarget(clock.span, floor)
        if s.answered_at is not None and s.was_answered:
            clock.stop(s.answered_at, s.sequence)
    else:
        clock.put_off(floor)
        if s.first_human_at is not None:
            clock.stop(s.first_human_at, s.sequence)
    if s.stage is Stage.CLOSED:
        clock.withdraw("closed")

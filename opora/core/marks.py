"""How far a clock has come: when a share of its working time has passed (issue: warnings at 75% and 90%)."""

from datetime import datetime, timedelta

from opora.core.clock import Clock
from opora.core.hours import WorkCalendar

INSTANT = timedelta(microseconds=1)


def mark(clock: Clock, percent: int) -> datetime | None:
    """When so many hundredths of a clock's working time have passed; null while it stands still, and when it is over.

    A span counts on its own calendar with what was used before a pause; a date from its start to its due moment.
    """
    if not clock.live or clock.paused_at is not None:
        return None
    return mark_of(clock.calendar, clock.started_at, clock.due_at, clock.span, percent)


def mark_of(
    calendar: WorkCalendar, started_at: datetime, due_at: datetime, span: timedelta | None, percent: int
) -> datetime:
    """The same of a promise that runs, by what its row says: the earliest such instant, as a due moment is (T4).

    It is reckoned back from the due moment, with which the span is always in step. One that has no working time before
    its due moment is near from that very moment on.
    """
    whole = calendar.between(started_at, due_at) if span is None else span
    left = whole * (100 - percent) // 100
    if not left:
        return due_at
    moment = calendar.subtract(due_at, left)
    # At an opening: as much had passed when the stretch before it closed.
    return moment if calendar.is_open(moment - INSTANT) else calendar.last_close(moment)

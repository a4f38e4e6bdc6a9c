"""Mailboxes are watched over: one that cannot be looked into, or is silent against its habit, is told of once.

Silence is arithmetic (`core.silence`); here stands whose calendar counts, and until when anybody knows: of a mailbox on
a server only what the last good look saw, so that a desk that was off does not take its own silence for another's.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django_tasks import TaskContext, task

from opora.calendars.queries import work_calendar
from opora.channels import actions as channels
from opora.channels.queries import Mailbox, mailboxes
from opora.channels.watching import last_letter, letters_since
from opora.core.hours import WorkCalendar
from opora.core.silence import habit_of, window_of
from opora.core.step import MACHINE
from opora.flow.step import begin
from opora.jobs.schedules import Standing
from opora.offices.queries import central_service, offices_all

WATCHING = Standing("watch-mailboxes", "opora.flow.watch.look", "*/10 * * * *")
PATIENCE = timedelta(minutes=15)
"""How long a server may be away: it begins anew now and then."""
FAILURES = 3


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a mailbox, since when; and for one that is silent its habit, letters by working day."""

    kind: str
    since: datetime
    counts: tuple[int, ...] = ()


@task(takes_context=True)
def look(context: TaskContext) -> None:
    """Every ten minutes."""
    now = context.task_result.last_attempted_at
    assert now is not None
    over_all(now)


def over_all(now: datetime) -> None:
    """Watch over every mailbox."""
    for row in mailboxes():
        over(row, now)


def over(row: Mailbox, now: datetime) -> None:
    """Tell of a mailbox that has got into trouble since, and end the alarm of one that is well again."""
    trouble = trouble_of(row, now)
    if (trouble.kind if trouble else "") == row.alarm:
        return
    with begin(now, MACHINE, "tick") as step:
        if trouble is None:
            channels.clear_alarm(step, row)
        else:
            channels.alarm(step, row, trouble.kind, trouble.since, sum(trouble.counts), len(trouble.counts))


def trouble_of(row: Mailbox, now: datetime) -> Trouble | None:
    """What is wrong with a mailbox now; null: nothing."""
    if row.trouble and row.failures >= FAILURES and now - (row.looked_at or row.connected_at) >= PATIENCE:
        return Trouble("failing", row.looked_at or row.connected_at)
    if row.alarm == "failing" and row.trouble:
        return Trouble("failing", row.looked_at or row.connected_at)
    last = last_letter(row)
    known = row.looked_at if row.host else now
    if last is None or known is None:
        return None
    calendar, kept_at = calendar_of(row), last[1]
    habit = habit_of(calendar, letters_since(row, window_of(calendar, kept_at)))
    gap = habit.expected
    silent = gap is not None and calendar.between(kept_at, known) >= gap
    return Trouble("silent", kept_at, tuple(count for _, count in habit.counts)) if silent else None


def calendar_of(row: Mailbox) -> WorkCalendar:
    """By whose working time a mailbox is silent: its office's, else the central service's, else the first office's."""
    office = row.office or central_service() or next(iter(offices_all()), None)
    return work_calendar(office.calendar if office else "")

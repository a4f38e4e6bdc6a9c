"""Mailboxes are watched over: one that cannot be looked into, or is silent against its habit, is told of once.

Silence is arithmetic (`core.silence`); here stands whose calendar counts, and until when anybody knows: of a mailbox on
a server only what the last good look saw, so that a desk that was off does not take its own silence for another's.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django_tasks import TaskContext, task

from opora.calendars.queries import work_calendar
from opora.channels import actions as channels
from opora.channels.queries import Mailbox, mailboxes
from opora.channels.watching import Waiting, last_letter, letters_by_date, letters_since, waiting_in
from opora.core.hours import WorkCalendar
from opora.core.silence import LEAST, Habit, habit_of, window_of
from opora.core.step import MACHINE
from opora.flow.step import begin
from opora.jobs.schedules import Standing
from opora.offices.queries import central_service, offices_all

WATCHING = Standing("watch-mailboxes", "opora.flow.watch.look", "*/10 * * * *")
PATIENCE = timedelta(minutes=15)
"""How long a server may be away: it begins anew now and then."""
FAILURES = 3
WEEKS = 4
"""What the page of a mailbox shows."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a mailbox, since when; and for one that is silent its habit, letters by working day."""

    kind: str
    since: datetime
    counts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """How a mailbox does: its newest letter (null: none ever came), what waits, its habit, letters by date of its zone
    from Monday three weeks ago on."""

    last: tuple[datetime, datetime] | None
    waiting: Waiting
    habit: Habit
    dates: tuple[tuple[date, int], ...]


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
    if calendar.between(kept_at, known) < LEAST:
        return None
    usual = habit(row, calendar, last)
    silent_from = usual.silent_from(calendar, kept_at)
    if silent_from is None or known < silent_from:
        return None
    return Trouble("silent", kept_at, tuple(count for _, count in usual.counts))


def seen(row: Mailbox, now: datetime) -> Seen:
    """What the page of a mailbox shows."""
    calendar, last = calendar_of(row), last_letter(row)
    today = now.astimezone(calendar.tz).date()
    monday = today - timedelta(days=today.weekday() + 7 * (WEEKS - 1))
    counts = letters_by_date(row, datetime.combine(monday, time(), calendar.tz), calendar.zone)
    days = (monday + timedelta(days=one) for one in range((today - monday).days + 1))
    return Seen(last, waiting_in(row), habit(row, calendar, last), tuple((on, counts.get(on, 0)) for on in days))


def habit(row: Mailbox, calendar: WorkCalendar, last: tuple[datetime, datetime] | None) -> Habit:
    """The habit of a mailbox whose newest letter is this one."""
    if last is None:
        return habit_of(calendar, [])
    return habit_of(calendar, letters_since(row, window_of(calendar, last[1])))


def calendar_of(row: Mailbox) -> WorkCalendar:
    """By whose working time a mailbox is silent: its office's, else the central service's, else the first office's."""
    office = row.office or central_service() or next(iter(offices_all()), None)
    return work_calendar(office.calendar if office else "")

"""A work calendar changed: open tickets are recounted, and a page shows beforehand which would move (T6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django_tasks import TaskContext, task

from opora.calendars import actions as calendars
from opora.calendars.queries import (
    Progress,
    calendar_with,
    codes_under_way,
    corrected_since,
    progress_of,
    recount_since,
    work_calendar,
)
from opora.calendars.queries import Recount as UnderWay
from opora.core.events import Recounted
from opora.core.recount import Moves
from opora.core.step import MACHINE, Noted, Step
from opora.flow.step import begin
from opora.flow.tell_customer import say_recounted
from opora.jobs.schedules import Standing
from opora.ledger.queries import history_of
from opora.lib.turns import let_others_write
from opora.offices.queries import policy_at
from opora.promises import actions as promises
from opora.promises.differences import UNREADABLE
from opora.promises.queries import counted_by, told_too_early
from opora.promises.recounting import COLUMNS, Recount, count
from opora.tickets import actions as tickets
from opora.tickets.queries import number_of

__all__ = ["Foreseen", "Move", "Progress", "foreseen", "go_on", "progress_of", "record", "recount"]

CHUNK = 1000
"""Tickets that are counted in one Step: they are locked while it lasts."""

LETTERS = 20
"""Letters that are written in one Step."""

record = calendars.record


@dataclass(frozen=True, slots=True)
class Move:
    """One moment of a ticket, by kind of clock, "closing" and "nudge": when it is due, and when it would be."""

    ticket: int
    number: str
    kind: str
    before: datetime
    after: datetime


@dataclass(frozen=True, slots=True)
class Foreseen:
    """``open`` tickets have clocks by the calendar, ``moved`` of them would move: so many with a moment ``later``.

    ``moves`` are those of some of them, in order of the tickets; ``next_after`` is the ticket after which the rest
    begins, null: these are the last.
    """

    open: int
    moved: int
    later: int
    moves: tuple[Move, ...]
    next_after: int | None


def foreseen(
    code: str,
    *,
    spec: Mapping[str, Any],
    valid_from: date,
    now: datetime,
    correcting: bool = False,
    after: int = 0,
    limit: int = 50,
) -> Foreseen:
    """Which open tickets would move, and by how much, if this version were recorded now; nothing is written.

    The same code as the recount, which takes over what one under way has left. ``limit``: of so many tickets the moves
    are given, from the one after ``after`` on.
    Raises CalendarFileError.
    """
    known = calendar_with(code, spec, valid_from, now, correcting=correcting)
    left = recount_since(code)
    by_rows = left is None and not correcting
    asked = Recount(code, known, since=left or now, at=now, policy=policy_at(now), by_rows=by_rows)
    rows = list(counted_by(code).order_by("pk").values_list(*COLUMNS))
    found: dict[int, Moves] = {}
    for place in range(0, len(rows), CHUNK):
        found |= count(rows[place : place + CHUNK], asked).moved
    wanted = [row for row in found if row > after]
    shown = tuple(move for row in wanted[:limit] for move in _shown(row, found[row]))
    return Foreseen(
        open=len(rows),
        moved=len(found),
        later=sum(_later(one) for one in found.values()),
        moves=shown,
        next_after=wanted[limit - 1] if len(wanted) > limit else None,
    )


def _shown(row: int, moved: Moves) -> list[Move]:
    return [Move(row, number_of(row), kind, moved.was[kind], due) for kind, due in moved.due.items()]


def _later(moved: Moves) -> bool:
    return any(due > moved.was[kind] for kind, due in moved.due.items())


# --- the recount itself -------------------------------------------------------------------------------------


@task(unique_key="recount {calendar}", takes_context=True)
def recount(context: TaskContext, calendar: str) -> None:
    """A chunk of the tickets, or some of the letters; asks for itself again until nothing is left."""
    now = context.task_result.last_attempted_at
    assert now is not None
    if go_on(calendar, now):
        recount.enqueue(calendar=calendar)
        let_others_write()


@task(takes_context=True)
def take_up(context: TaskContext) -> int:
    """Asks again for each recount that is under way, since its job may have been given up; says for how many.

    Where a job waits or runs, this one joins it.
    """
    left = codes_under_way()
    for code in left:
        recount.enqueue(calendar=code)
    return len(left)


TAKING_UP = Standing("take-up-recounts", "opora.flow.recount.take_up", "*/15 * * * *")


def go_on(code: str, now: datetime) -> bool:
    """One Step of the recount of this calendar that is under way. False: there is none any more."""
    with begin(now, MACHINE, "tick") as step:
        under_way = calendars.lock_recount(code)
        if under_way is None:
            return False
        if under_way.counted_at is None:
            _count(step, under_way, code)
        else:
            _tell(step, under_way)
        return under_way.ended_at is None


def _count(step: Step, under_way: UnderWay, code: str) -> None:
    ahead = counted_by(code).filter(pk__gt=under_way.reached).order_by("pk")
    rows = list(ahead.select_for_update().values_list(*COLUMNS)[:CHUNK])
    alone = under_way.since == under_way.version.recorded_at
    by_rows = alone and not corrected_since(code, under_way.since)
    asked = Recount(code, work_calendar(code), under_way.since, step.now, policy_at(step.now), by_rows)
    counted = count(rows, asked)
    promises.recount(step, counted, asked, under_way.version_id)
    to_tell = told_too_early(0, CHUNK, among=[*counted.moved])
    calendars.advance_recount(
        step,
        under_way,
        reached=rows[-1][0] if rows else under_way.reached,
        examined=under_way.examined + len(rows),
        moved=under_way.moved + len(counted.moved),
        to_tell=under_way.to_tell + len(to_tell),
        counted_at=None if len(rows) == CHUNK else step.now,
    )
    if under_way.counted_at and not under_way.to_tell:
        calendars.end_recount(step, under_way)


def _tell(step: Step, under_way: UnderWay) -> None:
    """The reaction to `Recounted`, in Steps of its own: a letter takes longer than a count."""
    rows = told_too_early(under_way.told_up_to, LETTERS)
    for row in tickets.lock_all(rows):
        latest = _latest(row)
        if latest is not None:
            say_recounted(step, latest)
    up_to = rows[-1] if rows else under_way.told_up_to
    calendars.advance_recount(step, under_way, told_up_to=up_to, told=under_way.told + len(rows))
    if len(rows) < LETTERS:
        calendars.end_recount(step, under_way)


def _latest(row: int) -> Noted | None:
    """The latest recount of a ticket; null: it never was, or its ledger can't be read (`opora doctor` names it)."""
    try:
        return next((one for one in reversed(history_of("ticket", row)) if isinstance(one.event, Recounted)), None)
    except UNREADABLE:
        return None

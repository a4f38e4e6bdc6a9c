"""Recounting open tickets when a work calendar changed (T6): what moves, from when to when.

Two readings of ours. A moment that comes nearer falls no earlier than four working hours after the recount, as after a
correction of fact (L7a), and never later than it was. A dated moment (next word, recovery, escalation answer, word on a
release) stays what was said; on a day that is closed now it moves as T10 has it: to the end of the last open stretch
before it, and where four hours from now leave no room for that, to the end of the next one, and is told again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from opora.core.clock import Clock
from opora.core.events import Moments, Recounted
from opora.core.facts import Stage
from opora.core.hours import WorkCalendar
from opora.core.standing import ORDER, Standing

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Moves:
    """The moments that move, by kind of clock, "closing" and "nudge": when they were due, and are now."""

    was: Moments
    due: Moments


@dataclass(frozen=True, slots=True)
class LivePromise:
    """A promise that lives, as its row says: ``counted`` by the calendar that changed, ``spans`` working time."""

    kind: str
    due_at: datetime
    spans: bool
    counted: bool
    paused: bool


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """An open ticket, as its row says. ``pinned``: its own calendar is the one that changed.

    ``unsure``: there is more to it than its rows tell (duties, a reminder, what happened since the change).
    """

    stage: Stage
    next_at: datetime
    next_kind: str
    answered_at: datetime | None
    pinned: bool
    unsure: bool
    live: tuple[LivePromise, ...]


def moves(standing: Standing, at: datetime, since: datetime) -> Moves | None:
    """What a recount at this instant moves on a ticket that stands so; null: nothing, or it is closed.

    ``since``: when the first of the versions was recorded that it takes in. The standing is left as it is.
    """
    if standing.stage is Stage.CLOSED:
        return None
    pairs = {clock.kind: (clock.due_at, _due(standing, clock, at, since)) for clock in standing.clocks if clock.live}
    pairs |= _ending(standing, at)
    moved = {kind: pair for kind, pair in pairs.items() if pair[0] != pair[1]}
    if not moved:
        return None
    return Moves({kind: was for kind, (was, _) in moved.items()}, {kind: due for kind, (_, due) in moved.items()})


def recounted(s: Standing, event: Recounted, at: datetime) -> None:
    """The moments lie where the event says. What was met or missed stays as it was."""
    for kind, due in event.due.items():
        clock = s.live(kind)
        if clock is not None:
            clock.recount(due)
    s.ends_anew()
    s.ending_floor = event.due.get("closing")


def next_of(ticket: OpenTicket, moved: Moves) -> tuple[datetime, str]:
    """The ticket's next moment after these moves."""
    if ticket.stage is Stage.ANSWERED:
        return moved.due.get("closing", ticket.next_at), ticket.next_kind
    running = [
        (moved.due.get(one.kind, one.due_at), ORDER.index(one.kind), one.kind)
        for one in ticket.live
        if not one.paused and one.kind in ORDER
    ]
    due, _, kind = min(running)
    return due, kind


def _due(standing: Standing, clock: Clock, at: datetime, since: datetime) -> datetime:
    before, calendar = clock.calendar.as_known(since - INSTANT), clock.calendar.as_known(at)
    if clock.paused_at is not None:
        return clock.due_at
    floor = calendar.add(at, standing.policy.no_earlier_than)
    if clock.span is not None:
        return not_before(floor, clock.due_at, aimed(clock.due_at, clock.aimed_by(calendar), before, calendar))
    due = dated(clock.due_at, before, calendar, floor)
    return min(due, furthest(due, calendar, at, standing.policy.word_at_most_days)) if clock.kind == "word" else due


def aimed(was: datetime, due: datetime, before: WorkCalendar, calendar: WorkCalendar) -> datetime:
    """Where a span ends now; one that was brought forward into closed hours lies behind its span, and stays there."""
    behind = due < was and not _worked(before, was) and not calendar.between(due, was)
    return was if behind else due


def not_before(floor: datetime, was: datetime, due: datetime) -> datetime:
    """Later as it comes; nearer not before the floor, which puts nothing off."""
    return due if due >= was else max(due, min(was, floor))


def dated(due: datetime, before: WorkCalendar, calendar: WorkCalendar, floor: datetime) -> datetime:
    """A dated moment where it was said, but for one in hours that were open when it was said and are closed now."""
    if _worked(calendar, due) or not _worked(before, due):
        return due
    last = calendar.last_close(due)
    if last >= floor:
        return last
    following = calendar.next_open(max(due, floor - INSTANT))
    return calendar.close_after(following) or following


def _worked(calendar: WorkCalendar, at: datetime) -> bool:
    """Whether an instant is open, or the end of what is."""
    return calendar.is_open(at) or calendar.last_close(at) == at


def furthest(due: datetime, calendar: WorkCalendar, at: datetime, most: int) -> datetime:
    """P4: where more days are worked now, a word stays within so many of them."""
    today, on = (one.astimezone(calendar.tz).date() for one in (at, due))
    # So many dates hold so many working ones at most.
    if (on - today).days <= most or len(calendar.working_dates_between(today + timedelta(days=1), on)) <= most:
        return due
    return calendar.working_days_later(at, most)


def _ending(standing: Standing, at: datetime) -> dict[str, tuple[datetime, datetime]]:
    """Nudge and closing of a ticket that waits or was answered."""
    calendar = standing.calendar.as_known(at)
    found: dict[str, tuple[datetime, datetime]] = {}
    was, due = standing.closing_at, standing.closing_by(calendar)
    if was is not None and due is not None:
        floor = calendar.add(at, standing.policy.no_earlier_than)
        found["closing"] = was, not_before(floor, was, due)
    nudge, nudged = standing.nudge_at, standing.nudge_by(calendar, standing.nudges)
    if nudge is not None and nudged is not None:
        found["nudge"] = nudge, nudged
    return found

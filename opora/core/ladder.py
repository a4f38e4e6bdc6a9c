"""What has been silent too long, and what follows: misses, the confession, the rung now due (P1, P8, section 8)."""

from collections.abc import Mapping
from datetime import datetime

from opora.core import events as e
from opora.core.clock import Clock
from opora.core.facts import Stage
from opora.core.hours import WorkCalendar
from opora.core.standing import Standing

MANAGER, CENTRAL, HEAD = 1, 2, 3
"""The rungs: office manager, central service, head of support."""


def passed(standing: Standing, now: datetime, *, quiet: bool, holders: Mapping[int, int | None]) -> tuple[e.Event, ...]:
    """The events that the passing of time brings to a ticket by ``now``; empty when nothing has passed.

    A moment has passed when it lies before ``now``: an answer at the very instant is in time (T4). ``quiet``: the desk
    may not write to customers, so nothing is confessed. ``holders`` gives the person of each rung, null where nobody
    can hold it (absent, or the assignee, E4).
    """
    upcoming = standing.next()
    if upcoming is None or upcoming[0] >= now:
        return ()
    if upcoming[1] == "escalation":
        return _silent(standing, now, quiet, holders)
    if standing.stage is Stage.WAITING:
        return (_waited(standing, now),)
    if standing.stage is Stage.ANSWERED:
        look = standing.live("look")
        return (_miss(look),) if look is not None else (e.Closed(why="answered"),)
    return _silent(standing, now, quiet, holders)


def misses(standing: Standing, now: datetime) -> tuple[e.Missed, ...]:
    """The moments that have passed unrecorded, for a human act that comes before the worker did.

    Not that of a reminder: unless this very act meets it, it climbs when the worker comes.
    """
    climbs = {"escalation"} if standing.reminded_at is not None else set()
    return tuple(_miss(clock) for clock in _gone(standing, now) if clock.kind not in climbs)


def reminded(standing: Standing, now: datetime, rung: int, holders: Mapping[int, int | None]) -> e.Reminded:
    """A reminder taken to this rung, at the customer's choice (E2): its holder's eight hours, else the next one's (E4).

    Nobody from there on: the nearest below, and nobody at all: the rung as it was chosen. An escalation answer that
    is owed already does not move later.
    """
    order = (*range(rung, HEAD + 1), *range(rung - 1, 0, -1))
    found = next((one for one in order if holders.get(one) is not None), rung)
    until = standing.calendar.as_known(now).add(now, standing.policy.rung)
    owed = standing.live("escalation")
    return e.Reminded(found, holders.get(found), min(until, owed.due_at) if owed is not None else until)


def replaced(standing: Standing, holders: Mapping[int, int | None]) -> e.HolderReplaced:
    """Who holds the rung now that its holder is away: their deputy, else the next above, at once (E4).

    Nobody above: the nearest below stands in, and the rung stays. Its word is owed by the moment that was told.
    """
    top = HEAD if standing.reminded_at is not None else _top(standing)
    for rung in range(standing.rung, top + 1):
        if holders.get(rung) is not None:
            return e.HolderReplaced(rung, holders[rung])
    return e.HolderReplaced(standing.rung, _nearest_below(standing.rung, holders))


def _top(standing: Standing) -> int:
    """Where the climb by itself ends: at initial level at the central service (E4)."""
    return CENTRAL if standing.level == "initial" else HEAD


def _nearest_below(rung: int, holders: Mapping[int, int | None]) -> int | None:
    return next((found for one in range(rung, 0, -1) if (found := holders.get(one)) is not None), None)


def _waited(standing: Standing, now: datetime) -> e.Event:
    """P8: a nudge, the latest that is due; else the closing."""
    assert standing.asked_at is not None
    calendar = standing.ending_by or standing.calendar
    days = standing.policy.nudge_days
    number = sum(calendar.working_days_later(standing.asked_at, day) < now for day in days)
    if number > standing.nudges:
        return e.Nudged(number=number)
    return e.Closed(why="no_reply")


def _silent(standing: Standing, now: datetime, quiet: bool, holders: Mapping[int, int | None]) -> tuple[e.Event, ...]:
    gone = _gone(standing, now)
    if not gone:
        # Recorded already, for the word of ours that follows in this Step.
        return ()
    missed = tuple(_miss(clock) for clock in gone)
    kinds = {clock.kind for clock in gone}
    calendar = standing.calendar.as_known(now)
    start = _start_of_next(standing, gone, now)
    told = tuple(clock.kind for clock in gone if clock.told and clock.kind not in ("escalation", "look"))
    late = bool(told) and not standing.in_arrears and not quiet
    recovery = any(clock.recovers for clock in gone)
    if "escalation" in kinds or (recovery and standing.live("escalation") is None):
        climbed = _climb(standing, calendar, start, holders)
        # What else the customer was told and did not get is confessed in the letter of the rung.
        inside = (e.Confessed(told, climbed.until, inside="climbed"),) if late else ()
        return (*missed, *inside, climbed)
    if late:
        until = calendar.add(start, standing.policy.recovery)
        return (*missed, e.Confessed(kinds=told, until=until))
    return missed


def _gone(standing: Standing, now: datetime) -> list[Clock]:
    return [clock for clock in standing.clocks if clock.live and not clock.paused_at and clock.due_at < now]


def _miss(clock: Clock) -> e.Missed:
    return e.Missed(kind=clock.kind, due_at=clock.due_at, told=clock.told)


def _start_of_next(standing: Standing, gone: list[Clock], now: datetime) -> datetime:
    """The missed moment itself while we are punctual about it; else now, so that nothing told lies in the past."""
    last = max(clock.due_at for clock in gone)
    late = standing.calendar.between(last, now)
    return last if late <= standing.policy.confess_within else now


def _climb(standing: Standing, calendar: WorkCalendar, start: datetime, holders: Mapping[int, int | None]) -> e.Climbed:
    """The next rung that somebody can hold; the top one repeats daily, at initial level the central service's (E4).

    While nobody can hold the one that repeats, the nearest below stands in: nobody stands above.
    """
    until = calendar.add(start, standing.policy.rung)
    for rung in range(standing.rung + 1, _top(standing) + 1):
        if holders.get(rung) is not None:
            return e.Climbed(rung=rung, holder=holders[rung], until=until)
    if standing.rung == 0:
        return e.Climbed(MANAGER, None, until)
    holder = _nearest_below(standing.rung, holders)
    # Around the clock eight hours are no day.
    return e.Climbed(standing.rung, holder, max(until, calendar.working_days_later(start, 1)), again=True)

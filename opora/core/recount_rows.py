"""Recounting many tickets from their rows (T6): the same moves as `opora.core.recount` finds, without any ledger.

It holds for versions that correct nothing: until such a one is recorded all is as it was, so that what is left of a
promise then is what its due moment says. What rows do not tell is left to the ledger.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest

from opora.core import stages
from opora.core.facts import Policy, Stage
from opora.core.hours import WorkCalendar
from opora.core.recount import INSTANT, Moves, OpenTicket, aimed, dated, furthest, not_before
from opora.core.standing import ORDER
from opora.core.zones import EPOCH

MICRO = timedelta(microseconds=1)
AHEAD = timedelta(days=800)


@dataclass(frozen=True, slots=True)
class Change:
    """A calendar ``before`` and ``after`` what was recorded ``since``, and the instant of the recount."""

    before: WorkCalendar
    after: WorkCalendar
    since: datetime
    at: datetime
    policy: Policy

    @classmethod
    def of(cls, calendar: WorkCalendar, since: datetime, at: datetime, policy: Policy) -> "Change":
        """What became of a calendar out of all its versions."""
        return cls(calendar.as_known(since - INSTANT), calendar.as_known(at), since, at, policy)


Found = dict[int, Moves | None]
"""By a ticket's row what moves; null: the ledger must say. Who is not named stays."""


def glance(tickets: Mapping[int, OpenTicket], change: Change) -> Found:
    """What moves on each of these tickets, as far as rows tell."""
    differs = _first_difference(change)
    if differs is None:
        return {}
    floor = change.after.add(change.at, change.policy.no_earlier_than)
    pairs: dict[int, dict[str, tuple[datetime, datetime]]] = {}
    found: Found = {row: None for row, one in tickets.items() if one.unsure or not _told_by_rows(one, change, differs)}
    sure = {row: one for row, one in tickets.items() if row not in found}
    for row, kind, was, due in (*_spans(sure, change), *_dated(sure, change, floor), *_endings(sure, change)):
        allowed = not_before(floor, was, due)
        if allowed != due and kind != "closing":
            # Its span changes with it, which only its runs tell.
            found[row] = None
        elif allowed != was:
            pairs.setdefault(row, {})[kind] = was, allowed
    for row, moved in pairs.items():
        if row not in found:
            found[row] = Moves({kind: a for kind, (a, _) in moved.items()}, {kind: b for kind, (_, b) in moved.items()})
    return found


def _told_by_rows(one: OpenTicket, change: Change, differs: datetime) -> bool:
    if one.stage in stages.WORKING or one.stage is Stage.RELEASE:
        return any(each.kind in ORDER and not each.paused for each in one.live)
    if not one.pinned:
        return True
    if one.stage is Stage.ANSWERED and one.next_kind == "closing" and one.answered_at is not None:
        usual = change.before.working_days_later(one.answered_at, change.policy.close_answered_days)
        return usual == one.next_at
    # A nudge is next, or the closing, which lies no further behind it; a late nudge gives a day more.
    days = change.policy.close_waiting_days + 1
    last = change.before.working_days_later(max(one.next_at, change.since), days)
    return one.stage is Stage.WAITING and last < differs


def _spans(tickets: Mapping[int, OpenTicket], change: Change) -> Iterator[tuple[int, str, datetime, datetime]]:
    """What is left of each since the change, counted on by what is known now."""
    wanted = [
        (row, one.kind, one.due_at)
        for row, ticket in tickets.items()
        for one in ticket.live
        if one.spans and one.counted and not one.paused and one.due_at > change.since
    ]
    # Here, and not above: arrays take a tenth of a second to import, for which each process of the desk would wait.
    from opora.core import bulk

    since = _micros(change.since)
    due = [_micros(at) for _, _, at in wanted]
    left = bulk.between(change.before.axis, since, due)
    later = bulk.add(change.after.axis, since, left).tolist()
    for (row, kind, was), some, micros in zip(wanted, left.tolist(), later, strict=True):
        ends = EPOCH + micros * MICRO if some else was
        yield row, kind, was, aimed(was, ends, change.before, change.after)


def _dated(
    tickets: Mapping[int, OpenTicket], change: Change, floor: datetime
) -> Iterator[tuple[int, str, datetime, datetime]]:
    wanted = [(row, one) for row, ticket in tickets.items() for one in ticket.live if not one.spans and one.counted]
    from opora.core import bulk

    opened = bulk.is_open(change.after.axis, [_micros(one.due_at) for _, one in wanted]).tolist()
    for (row, one), is_open in zip(wanted, opened, strict=True):
        due = one.due_at if is_open else dated(one.due_at, change.before, change.after, floor)
        if one.kind == "word":
            due = min(due, furthest(due, change.after, change.at, change.policy.word_at_most_days))
        yield row, one.kind, one.due_at, due


def _endings(tickets: Mapping[int, OpenTicket], change: Change) -> Iterator[tuple[int, str, datetime, datetime]]:
    for row, one in tickets.items():
        if one.pinned and one.stage is Stage.ANSWERED and one.answered_at is not None:
            due = change.after.working_days_later(one.answered_at, change.policy.close_answered_days)
            yield row, "closing", one.next_at, due


def _first_difference(change: Change) -> datetime | None:
    """From which instant on the two differ; null: not within the next two years."""
    first, last = _micros(change.since), _micros(change.since + AHEAD)
    both = (list(one.axis.open_between(first, last)) for one in (change.before, change.after))
    for one, other in zip_longest(*both):
        if one != other:
            starts = [pair[0] for pair in (one, other) if pair is not None]
            same = one is not None and other is not None and one[0] == other[0]
            edge = min(one[1], other[1]) if same and one and other else min(starts)
            return EPOCH + edge * MICRO
    return None


def _micros(at: datetime) -> int:
    return (at - EPOCH) // MICRO

"""What waits for a colleague becomes one letter when its moment has come (domain.md 8).

At most three a day, but for a rung: its clock runs, so it is told at once, and what waits goes with it where no other
letter is left that day.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from opora.accounts import actions as accounts
from opora.accounts.queries import Role, User
from opora.channels import actions as channels
from opora.channels.actions.notices import NEAR
from opora.channels.notices import Notice, first_waiting, last_letter_on, letters_on, owner_of, waiting_for
from opora.core.bundles import Plan, Working, at_once, in_digest, of_a_rung
from opora.core.events import LadderListed
from opora.core.step import MACHINE, Step
from opora.flow.colleague_hours import asker, working_of
from opora.flow.step import begin
from opora.ledger.queries import noted_between
from opora.offices.queries import policy_at

RUNGS = ("tell_holder", "tell_deputy")
"""Notices of a rung: they wait for nobody's return, and for no other day."""
HEADS = "tell_head"
"""What came to the head's own address waits for nobody's return either."""
ABROAD = timedelta(hours=14)
"""How far a date may lie from that of UTC."""


def write(notice_id: int, now: datetime) -> None:
    """Join what is due for whom this notice waits, with it or without; what is not due yet waits for its moment.

    ``now`` is aware, UTC. One colleague's letters are counted by one worker at a time, so there is never one more.
    """
    owner = owner_of(notice_id)
    if owner is None:
        return
    with begin(now, MACHINE, "tick") as step:
        person = accounts.lock(owner)
        waiting = _true_still(step, person, waiting_for(person, now))
        working, policy = working_of(person, now), policy_at(now)
        plan = Plan(policy.digest_hours, policy.staff_letters_a_day)
        on = working.day(now)
        sent = letters_of_day(person, on)
        last = last_letter_on(person, on) if sent >= plan.most else None
        moments = {one.pk: _moment(one, now, working, sent, last, plan) for one in waiting}
        due = [one for one in waiting if moments[one.pk] <= now]
        if sent + 1 >= plan.most and any(one.kind in RUNGS for one in due) and working.open_from(now) == now:
            due = waiting
        rest = {one.pk: moments[one.pk] for one in waiting if one not in due}
        channels.put_off_notices(step, rest)
        if due:
            channels.join_notices(step, person, due, on, sent + 1)


def write_all(until: datetime, ticket_id: int | None = None) -> None:
    """Every letter that comes due by then, each at its moment: for a past that is played, and for stories."""
    while (first := first_waiting(until, ticket_id)) is not None:
        assert first.wanted_at is not None
        write(first.pk, first.wanted_at)


def letters_of_day(person: User, on: date) -> int:
    """How many letters a colleague has got on this date; a head's morning letter is one."""
    return (person.role == Role.HEAD and was_listed(person, on)) + letters_on(person, on)


def was_listed(person: User, on: date) -> bool:
    """Whether a head has got the morning letter of this date."""
    begins = datetime.combine(on, time(), UTC) - ABROAD
    listed = noted_between("LadderListed", begins, begins + timedelta(days=1) + 2 * ABROAD, "user", person.pk)
    return any(isinstance(one.event, LadderListed) and one.event.day == on.isoformat() for one in listed)


def _moment(one: Notice, now: datetime, working: Working, sent: int, last: datetime | None, plan: Plan) -> datetime:
    if one.kind == NEAR:
        assert one.promise is not None
        return in_digest(one.since, one.promise.due_at, now, working, sent, plan)
    if one.kind in RUNGS:
        return of_a_rung(now, working, sent, last, plan)
    return at_once(now, replace(working, away=()) if one.kind == HEADS else working, sent, plan)


def _true_still(step: Step, person: User, waiting: Iterable[Notice]) -> list[Notice]:
    """Without what nobody has to be told any more: met meanwhile, standing still, somebody else's now."""
    whose = asker(step.now)
    kept: list[Notice] = []
    over: list[Notice] = []
    for one in waiting:
        gone = not person.is_active or (one.promise is not None and not _owed(one, person, whose(one.promise)))
        (over if gone else kept).append(one)
    channels.drop_notices(step, over)
    return kept


def _owed(one: Notice, person: User, whose: int | None) -> bool:
    promise = one.promise
    assert promise is not None
    over = promise.met_at is not None or promise.withdrawn_because or promise.paused_at is not None
    return not over and one.ticket.next_at is not None and whose == person.pk

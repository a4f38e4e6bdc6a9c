"""Time passes: one due ticket at a time."""

from datetime import datetime

from opora.core import ladder
from opora.core.events import Closed
from opora.core.facts import Stage
from opora.core.step import MACHINE, Step
from opora.flow.step import begin
from opora.offices.queries import holders_of, is_quiet, policy_at
from opora.promises import actions as promises
from opora.promises.queries import standing_of
from opora.tickets import actions as tickets
from opora.tickets.queries import Ticket, near_office


def ticket(ticket_id: int, now: datetime) -> None:
    """Record what has passed on this ticket by ``now`` (aware, UTC), and let follow what follows from it (P1, P8).

    Nothing has passed: nothing is written, so a second worker or a second run does no harm.
    """
    with begin(now, MACHINE, "tick") as step:
        follow(step, tickets.lock(ticket_id))


def follow(step: Step, ticket: Ticket) -> None:
    """What has passed on this ticket, which is locked, follows its course; nothing has: nothing is written."""
    if ticket.next_at is not None and ticket.next_at < step.now:
        let_pass(step, ticket)


def let_pass(step: Step, due: Ticket) -> None:
    """Record what has passed on this ticket, which is locked, with all that follows from it."""
    policy = policy_at(step.now)
    standing = standing_of(due, policy)
    holders = holders_of(near_office(due), due.assignee_id, step.now)
    happened = ladder.passed(standing, step.now, quiet=is_quiet(step.now), holders=holders)
    for event in happened:
        step.note(event, "ticket", due.pk)
    promises.settle(step, due, policy)


def end_if_over(step: Step, ticket: Ticket, why: str) -> None:
    """After their words were read the closing counts from the answer again; where that is past, it is now (P7)."""
    closing = standing_of(ticket, policy_at(step.now)).closing_at
    if closing is not None and closing <= step.now:
        step.note(Closed(why=why), "ticket", ticket.pk)


def catch_up_for_reading(step: Step, ticket: Ticket) -> None:
    """As `catch_up`, before somebody says what the customer's words after an answer mean: that writes to nobody.

    A dated word on a release that was told and missed is confessed by itself (P1).
    """
    if ticket.stage == Stage.RELEASE:
        follow(step, ticket)
    else:
        catch_up(step, ticket)


def catch_up(step: Step, ticket: Ticket, at: datetime | None = None) -> None:
    """Record the moments that passed before a human acts; their letter is the word that the customer gets (P1).

    ``at``: they acted then, in a call that is logged now.
    """
    for miss in ladder.misses(standing_of(ticket, policy_at(step.now)), at or step.now):
        step.note(miss, "ticket", ticket.pk)

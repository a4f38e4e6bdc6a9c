"""Somebody goes away, or leaves the desk: each rung that they hold is another's at once (E4)."""

from datetime import datetime

from django_tasks import TaskContext, task

from opora.accounts.queries import user_by_id
from opora.core import ladder
from opora.core.step import MACHINE, Step
from opora.flow.step import begin
from opora.flow.tick import follow
from opora.offices.queries import holders_of, policy_at, present
from opora.promises import actions as promises
from opora.promises.queries import rungs_of, standing_of
from opora.tickets import actions as tickets
from opora.tickets.queries import Ticket, near_office

__all__ = ["pass_on", "pass_rungs"]


@task(unique_key="{person} {since}", takes_context=True)
def pass_rungs(context: TaskContext, person: int, since: str) -> None:
    """All rungs of this person, whose absence begins at ``since``."""
    now = context.task_result.last_attempted_at
    assert now is not None
    pass_on(person, now)


def pass_on(person: int, now: datetime) -> None:
    """Each in a Step of its own; who is there, since an absence was cancelled or is over, keeps theirs."""
    if present(user_by_id(person), now):
        return
    for ticket_id in rungs_of(person):
        with begin(now, MACHINE, "tick") as step:
            _pass_on(step, tickets.lock(ticket_id), person)


def _pass_on(step: Step, ticket: Ticket, person: int) -> None:
    """What has passed climbs first, past whoever is away."""
    follow(step, ticket)
    policy = policy_at(step.now)
    standing = standing_of(ticket, policy)
    if standing.holder != person or standing.live("escalation") is None:
        return
    holders = holders_of(near_office(ticket), ticket.assignee_id, step.now)
    step.note(ladder.replaced(standing, holders), "ticket", ticket.pk)
    promises.settle(step, ticket, policy)

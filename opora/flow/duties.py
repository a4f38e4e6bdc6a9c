"""Extra hours of an organisation were entered or withdrawn: they are counted on its open tickets (T9)."""

from datetime import datetime

from django_tasks import TaskContext, task

from opora.contracts.queries import duty_hours
from opora.core.duties import duty_moves
from opora.core.events import DutiesCounted
from opora.core.step import MACHINE, Step
from opora.flow.step import begin
from opora.offices.queries import policy_at
from opora.promises import actions as promises
from opora.promises.queries import standing_of
from opora.registry.queries import belongs_to
from opora.tickets import actions as tickets
from opora.tickets.queries import Ticket, open_of

__all__ = ["count_all", "count_duties"]


@task(unique_key="{organisation}", takes_context=True)
def count_duties(context: TaskContext, organisation: int) -> None:
    """All open tickets of the organisation of this row."""
    now = context.task_result.last_attempted_at
    assert now is not None
    count_all(organisation, now)


def count_all(organisation: int, now: datetime) -> None:
    """Each in a Step of its own; one that knows of these hours already is left alone."""
    for ticket_id in open_of("organisation", organisation).order_by("pk").values_list("pk", flat=True):
        with begin(now, MACHINE, "tick") as step:
            for ticket in tickets.lock_all([ticket_id]).values():
                _count(step, ticket)


def _count(step: Step, ticket: Ticket) -> None:
    policy = policy_at(step.now)
    standing = standing_of(ticket, policy)
    duties = duty_hours(belongs_to(ticket.contact, ticket.organisation), ticket.registered_at, step.now)
    if duties == standing.duties:
        return
    moved = duty_moves(standing, duties, step.now)
    step.note(DutiesCounted(duties, moved.was, moved.due), "ticket", ticket.pk)
    promises.settle(step, ticket, policy)

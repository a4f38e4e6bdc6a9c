"""What the worker forgets by night, since nobody needs it any more."""

from datetime import datetime, timedelta

from django_tasks import TaskContext, task

from opora.core.step import MACHINE
from opora.flow.step import begin
from opora.jobs.schedules import Standing
from opora.registry.actions import codes

KEPT = timedelta(days=1)
"""A code lasts for minutes, and the limits on asking for one look back an hour."""


@task(takes_context=True)
def sweep(context: TaskContext) -> int:
    """Forgets codes by which nobody can sign in any more; says how many."""
    now = context.task_result.last_attempted_at
    assert now is not None
    return forget(now)


def forget(now: datetime) -> int:
    """As `sweep`, at this instant."""
    with begin(now, MACHINE, "tick") as step:
        return codes.forget_codes(step, now - KEPT)


SWEEPING = Standing("sweep-codes", "opora.flow.sweeping.sweep", "40 3 * * *")

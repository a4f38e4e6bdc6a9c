"""What is near its moment (domain.md P4): who has it is told in their digest, before it is late."""

from datetime import datetime

from django_tasks import TaskContext, task

from opora.channels import actions as channels
from opora.channels.notices import near_untold
from opora.core.step import MACHINE
from opora.flow.colleague_hours import asker
from opora.flow.step import begin
from opora.jobs.schedules import Standing
from opora.offices.queries import policy_at
from opora.promises import actions as promises

CHUNK = 1000
WARNING = Standing("warn", "opora.flow.warn.look", "*/10 * * * *")


@task(takes_context=True)
def look(context: TaskContext) -> None:
    """Every ten minutes: marks that are missing are reckoned, and what is near is noted for whoever has it."""
    now = context.task_result.last_attempted_at
    assert now is not None
    mark_all(now)
    gather(now)


def mark_all(now: datetime) -> int:
    """Reckon the marks of every promise that runs and has none, a thousand a Step; how many there were."""
    done, found = 0, CHUNK
    while found == CHUNK:
        with begin(now, MACHINE, "tick") as step:
            found = promises.mark_again(step, policy_at(now), CHUNK)
        done += found
    return done


def gather(now: datetime) -> None:
    """Note of each promise that is near who is to be told of it, once a person; the letter is the worker's."""
    whose = asker(now)
    found = [(whose(row), row.pk, row.ticket_id) for row in near_untold(now)]
    with begin(now, MACHINE, "tick") as step:
        channels.add_near(step, [(user, promise, ticket) for user, promise, ticket in found if user is not None])

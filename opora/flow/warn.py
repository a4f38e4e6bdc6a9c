"""What is near its moment: the marks that a recount took away are reckoned anew (domain.md P4)."""

from datetime import datetime

from django_tasks import TaskContext, task

from opora.core.step import MACHINE
from opora.flow.step import begin
from opora.jobs.schedules import Standing
from opora.offices.queries import policy_at
from opora.promises import actions as promises

CHUNK = 1000
WARNING = Standing("warn", "opora.flow.warn.look", "*/10 * * * *")


@task(takes_context=True)
def look(context: TaskContext) -> None:
    """Every ten minutes, as `mark_all`."""
    now = context.task_result.last_attempted_at
    assert now is not None
    mark_all(now)


def mark_all(now: datetime) -> int:
    """Reckon the marks of every promise that runs and has none, a thousand a Step; how many there were."""
    done, found = 0, CHUNK
    while found == CHUNK:
        with begin(now, MACHINE, "tick") as step:
            found = promises.mark_again(step, policy_at(now), CHUNK)
        done += found
    return done

"""What is done need not be kept for ever."""

from datetime import timedelta

from django_tasks import TaskContext, task

from opora.jobs.models import Job

DONE = timedelta(days=14)
FAILED = timedelta(days=90)


@task(takes_context=True)
def sweep(context: TaskContext) -> int:
    """Forgets jobs done a fortnight ago and those given up 90 days ago; says how many."""
    now = context.task_result.last_attempted_at
    assert now is not None
    done, _ = Job.objects.filter(state="done", finished_at__lt=now - DONE).delete()
    failed, _ = Job.objects.filter(state="failed", finished_at__lt=now - FAILED).delete()
    return done + failed

"""Background work behind the standard API of django-tasks, so that another backend can take its place.

A task is called at least once: it must bear to be called again. Two arguments of ``@task`` are our own:
``max_attempts``, and ``unique_key``, a text with the names of the task's arguments in braces ("recount {calendar}").
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.module_loading import import_string
from django_tasks import TaskResult, TaskResultStatus
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError
from django_tasks.exceptions import TaskResultDoesNotExist
from django_tasks.utils import normalize_json

from opora.jobs import queue
from opora.jobs.models import Job

STATUSES = {
    "ready": TaskResultStatus.READY,
    "running": TaskResultStatus.RUNNING,
    "done": TaskResultStatus.SUCCESSFUL,
    "failed": TaskResultStatus.FAILED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseTask(Task[..., Any]):
    """A task with the tries it is given and the key under which it waits once."""

    max_attempts: int = 8
    unique_key: str = ""

    def key_for(self, args: list[Any], kwargs: dict[str, Any]) -> str | None:
        """The key with the arguments of this call in it; null for a task without one."""
        if not self.unique_key:
            return None
        call = inspect.signature(self.func).bind(*([None] if self.takes_context else []), *args, **kwargs)
        call.apply_defaults()
        return f"{self.module_path} {self.unique_key.format(**call.arguments)}"[:250]


class LeaseBackend(BaseTaskBackend):
    """Keeps tasks as rows of `jobs.Job`. The API has no ``now``, so the clock is an option, wired by the settings
    (``OPTIONS: {"clock": dotted name}``)."""

    task_class: Any = LeaseTask
    supports_defer = True
    supports_async_task = True
    supports_get_result = True
    supports_priority = True

    def __init__(self, alias: str, params: dict[str, Any]) -> None:
        super().__init__(alias, params)
        self.clock: Callable[[], datetime] = import_string(self.options.get("clock", "django.utils.timezone.now"))

    def enqueue(self, task: Task[..., Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Write the job down within the caller's transaction: it is done only if that commits."""
        self.validate_task(task)
        assert isinstance(task, LeaseTask)
        given: dict[str, Any] = normalize_json({"args": list(args), "kwargs": kwargs})
        job = queue.put(
            task.module_path, given, self.clock(), run_at=task.run_after, queue=task.queue_name,
            priority=task.priority, max_attempts=task.max_attempts,
            unique_key=task.key_for(given["args"], given["kwargs"]),
        )  # fmt: skip
        return self.result_of(job, task)

    def get_result(self, result_id: str) -> TaskResult[Any]:
        """The state of a job by its id. Raises TaskResultDoesNotExist, also when the task itself is gone."""
        if not result_id.isdecimal():
            raise TaskResultDoesNotExist(result_id)
        job = Job.objects.filter(pk=result_id).first()
        if job is None:
            raise TaskResultDoesNotExist(result_id)
        try:
            return self.result_of(job)
        except ImportError as error:
            raise TaskResultDoesNotExist(result_id) from error

    def result_of(self, job: Job, task: Task[..., Any] | None = None) -> TaskResult[Any]:
        """A row in the words of the API. Of earlier tries only their number is kept, of errors the last."""
        named = task or import_string(job.task).using(priority=job.priority, queue_name=job.queue)
        result: TaskResult[Any] = TaskResult(
            task=named,
            id=str(job.pk),
            status=STATUSES[job.state],
            enqueued_at=job.enqueued_at,
            started_at=job.started_at,
            finished_at=job.finished_at,
            last_attempted_at=job.started_at,
            args=job.arguments["args"],
            kwargs=job.arguments["kwargs"],
            backend=self.alias,
            errors=[TaskError(exception_class_path=job.error, traceback=job.trouble)] if job.error else [],
            worker_ids=[f"attempt-{number + 1}" for number in range(job.attempts)],
        )
        # The API keeps the value in a private field of a frozen class, and its own backends set it in this way.
        object.__setattr__(result, "_return_value", job.result)
        return result

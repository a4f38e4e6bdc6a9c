"""The life of a job: put into the queue, taken by a worker, performed, finished or put off."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Least
from django.utils.module_loading import import_string
from django_tasks import TaskContext
from django_tasks.utils import get_module_path, normalize_json

from opora.jobs import claims
from opora.jobs.models import LIVE, Job
from opora.lib.literals import literals
from opora.lib.trouble import where

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)

ALIVE = Q(state__in=literals(*LIVE))


@dataclass(frozen=True, slots=True)
class Taken:
    """A job in a worker's hands."""

    claim: claims.Claim
    job: Job


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a try: the task's value, or what went wrong by kind and place."""

    value: Any = None
    error: str = ""
    trouble: str = ""


def put(
    task: str,
    arguments: dict[str, Any],
    now: datetime,
    *,
    run_at: datetime | None = None,
    unique_key: str | None = None,
    **columns: Any,
) -> Job:
    """Write a job down within the caller's transaction; ``task`` is the dotted name of a task.

    With a ``unique_key`` that is waiting or running already, that job is given back with the newer arguments and
    the earlier moment; one that runs runs once more, since it may have read its facts before the new ones came.
    """
    when = run_at or now
    new = Job(task=task, arguments=arguments, enqueued_at=now, run_at=when, unique_key=unique_key, **columns)
    if unique_key is None:
        new.save(force_insert=True)
        return new
    # Between looking and writing another process may put the same key, and a worker may finish it.
    for tries_left in (2, 1, 0):
        if live := _ask_again(unique_key, arguments, when):
            return live
        try:
            with transaction.atomic():
                new.save(force_insert=True)
            break
        except IntegrityError:
            if not tries_left:
                raise
    return new


def _ask_again(unique_key: str, arguments: dict[str, Any], when: datetime) -> Job | None:
    live = Job.objects.filter(ALIVE, unique_key=unique_key)
    # The write locks the row until the caller commits: no worker takes it before it can see the caller's facts.
    changed = live.update(
        again=Case(When(state="running", then=Value(True)), default=F("again")),
        arguments=arguments,
        run_at=Least("run_at", Value(when)),
    )
    return live.first() if changed else None


def take(now: datetime, lease: timedelta = claims.LEASE) -> Taken | None:
    """Take the most urgent job that is due, the older first. One whose workers died on each of its takings is
    given up on the way."""
    due = Q(ALIVE, run_at__lte=now)
    while claim := claims.claim(
        Job, due, ["-priority", "id"], now, lease, counted=True, state="running", started_at=now
    ):
        job = Job.objects.get(pk=claim.pk)
        if job.attempts <= job.max_attempts:
            return Taken(claim, job)
        trouble = "the worker died on each of its takings"
        claims.release(claim, state="failed", attempts=job.max_attempts, finished_at=now, trouble=trouble)
    return None


def oldest_due(now: datetime) -> datetime | None:
    """Since when a job is due that nobody has in hand; null when there is none."""
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    due = Job.objects.filter(free, ALIVE, run_at__lte=now).order_by("run_at")
    return due.values_list("run_at", flat=True).first()


def perform(taken: Taken) -> Outcome:
    """Call the task. Whatever it raises is an outcome, not an error of the worker."""
    job = taken.job
    try:
        task = import_string(job.task)
        given = [*job.arguments["args"]]
        if task.takes_context:
            given.insert(0, TaskContext(task_result=task.get_backend().result_of(job)))
        return Outcome(normalize_json(task.call(*given, **job.arguments["kwargs"])))
    except Exception as error:
        return Outcome(error=get_module_path(type(error)), trouble=where(error))


def finish(taken: Taken, outcome: Outcome, now: datetime) -> bool:
    """Write the outcome down: done, put off, or given up. False: the lease was lost and nothing is written."""
    claim, job = taken.claim, taken.job
    said: dict[str, Any] = {"error": outcome.error, "trouble": outcome.trouble}
    if outcome.trouble and job.attempts < job.max_attempts:
        return claims.release(claim, state="ready", run_at=now + backoff(job.attempts), **said)
    state = "failed" if outcome.trouble else "done"
    for_good = claims.release(claim, Q(again=False), state=state, result=outcome.value, finished_at=now, **said)
    return for_good or claims.release(claim, Q(again=True), state="ready", again=False, attempts=0, **said)


def backoff(attempts: int) -> timedelta:
    """How long to wait after so many tries that failed: half a minute, doubled each time, an hour at most."""
    return min(FIRST_WAIT * (1 << min(attempts - 1, 16)), LONGEST_WAIT)

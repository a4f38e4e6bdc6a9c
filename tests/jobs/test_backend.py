"""Jobs by the standard API: enqueued with the caller's transaction, retried, unique by key, with results."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django_tasks import TaskResult, TaskResultStatus, task_backends
from django_tasks.exceptions import InvalidTaskError, TaskResultDoesNotExist

from opora.jobs import queue
from opora.jobs.backend import LeaseBackend
from opora.jobs.models import Job
from tests.jobs import tasks

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 12, 6, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(task_backends["default"], "clock", lambda: NOW)


def run(now: datetime = NOW) -> bool:
    """What the worker does with one job."""
    taken = queue.take(now)
    return taken is not None and queue.finish(taken, queue.perform(taken), now)


def refreshed(result: TaskResult[Any]) -> TaskResult[Any]:
    result.refresh()
    return result


def test_the_desk_works_with_leases() -> None:
    assert type(task_backends["default"]) is LeaseBackend


def test_a_job_is_done_and_its_result_kept() -> None:
    result = tasks.add.enqueue(2, right=3)
    assert (result.status, result.enqueued_at, result.attempts) == (TaskResultStatus.READY, NOW, 0)
    assert run(NOW + timedelta(seconds=5))
    result = tasks.add.get_result(result.id)
    assert (result.status, result.return_value, result.attempts) == (TaskResultStatus.SUCCESSFUL, 5, 1)
    assert (result.args, result.kwargs) == ([2], {"right": 3})
    assert result.started_at == result.last_attempted_at == result.finished_at == NOW + timedelta(seconds=5)
    assert not run()


def test_a_coroutine_is_done_as_well() -> None:
    result: TaskResult[Any] = tasks.add_later.enqueue(2, 3)
    run()
    assert refreshed(result).return_value == 5


def test_a_task_is_told_the_worker_s_now() -> None:
    result = tasks.seen.enqueue()
    run()
    assert tasks.seen.get_result(result.id).return_value == {"attempt": 1, "at": "2026-05-12T06:00:00+00:00"}


@pytest.mark.django_db(transaction=True)
def test_a_job_lives_and_dies_with_the_caller_s_transaction() -> None:
    with transaction.atomic():
        tasks.add.enqueue(1, 1)
        transaction.set_rollback(True)
    assert Job.objects.count() == 0
    with transaction.atomic():
        tasks.add.enqueue(1, 1)
    assert Job.objects.count() == 1


def test_a_job_for_later_waits() -> None:
    tasks.add.using(run_after=NOW + timedelta(minutes=10)).enqueue(1, 1)
    assert not run(NOW + timedelta(minutes=10) - timedelta(microseconds=1))
    assert run(NOW + timedelta(minutes=10))


def test_the_urgent_goes_first_then_the_older() -> None:
    results = [tasks.add.using(priority=priority).enqueue(1, 1).id for priority in (0, 10, 0, -5)]
    order = []
    while taken := queue.take(NOW):
        order.append(str(taken.job.pk))
        queue.finish(taken, queue.perform(taken), NOW)
    assert order == [results[1], results[0], results[2], results[3]]


def test_a_failing_job_is_tried_later_and_given_up_in_the_end() -> None:
    result = tasks.fail.enqueue("lena@example.org")
    # tries at 06:00:00, 06:00:30 and 06:01:30 (30 s, then 60 s); three are all that this task is given
    assert run(NOW)
    job = Job.objects.get()
    assert (job.state, job.attempts, job.run_at) == ("ready", 1, datetime(2026, 5, 12, 6, 0, 30, tzinfo=UTC))
    assert not run(datetime(2026, 5, 12, 6, 0, 29, tzinfo=UTC))
    assert run(datetime(2026, 5, 12, 6, 0, 30, tzinfo=UTC))
    assert Job.objects.get().run_at == datetime(2026, 5, 12, 6, 1, 30, tzinfo=UTC)
    assert refreshed(result).status == TaskResultStatus.READY
    assert run(datetime(2026, 5, 12, 6, 1, 30, tzinfo=UTC))
    assert refreshed(result).status == TaskResultStatus.FAILED
    assert result.attempts == 3
    assert not run(datetime(2027, 1, 1, tzinfo=UTC))


def test_what_failed_is_named_without_what_it_said() -> None:
    """The words of an error may hold an address or a part of a letter."""
    result = tasks.fail.enqueue("lena@example.org")
    run()
    (error,) = refreshed(result).errors
    assert error.exception_class is ValueError
    assert "tests.jobs.tasks" in error.traceback
    assert "lena" not in error.traceback + Job.objects.get().trouble


@pytest.mark.parametrize(
    ("attempts", "seconds"),
    [(1, 30), (2, 60), (3, 120), (4, 240), (5, 480), (6, 960), (7, 1920), (8, 3600), (9, 3600), (400, 3600)],
)
def test_the_wait_doubles_up_to_an_hour(attempts: int, seconds: int) -> None:
    assert queue.backoff(attempts) == timedelta(seconds=seconds)


def test_a_task_that_is_gone_is_a_failure_of_the_job() -> None:
    queue.put("tests.jobs.tasks.gone", {"args": [], "kwargs": {}}, NOW)
    assert run()
    assert Job.objects.get().trouble.startswith("ImportError")


def test_a_job_whose_workers_die_is_given_up() -> None:
    result = tasks.fail.enqueue("lena@example.org")
    at = NOW
    for _ in range(3):
        assert queue.take(at) is not None
        at += timedelta(minutes=1)
    assert refreshed(result).status == TaskResultStatus.RUNNING
    assert queue.take(at) is None
    assert refreshed(result).status == TaskResultStatus.FAILED
    assert "worker" in Job.objects.get().trouble


def test_a_worker_that_lost_its_lease_cannot_finish() -> None:
    tasks.add.enqueue(1, 1)
    stale = queue.take(NOW)
    holder = queue.take(NOW + timedelta(seconds=60))
    assert stale is not None
    assert holder is not None
    assert not queue.finish(stale, queue.perform(stale), NOW)
    assert Job.objects.get().state == "running"
    assert queue.finish(holder, queue.perform(holder), NOW)
    assert Job.objects.get().state == "done"


def test_one_key_waits_once_with_the_newest_words() -> None:
    first = tasks.recount.enqueue("ru", because="decree")
    second = tasks.recount.enqueue("ru", because="correction")
    other = tasks.recount.enqueue("de", because="decree")
    assert first.id == second.id != other.id
    assert Job.objects.count() == 2
    run()
    assert tasks.recount.get_result(second.id).return_value == "ru correction"
    assert tasks.recount.enqueue("ru").id != first.id


def test_a_key_asked_for_while_it_runs_runs_again() -> None:
    """The running one may have read its facts before the new ones came."""
    tasks.recount.enqueue("ru", because="decree")
    taken = queue.take(NOW)
    assert taken is not None
    result = tasks.recount.enqueue("ru", because="correction")
    assert result.id == str(taken.job.pk)
    assert queue.take(NOW) is None
    assert queue.finish(taken, queue.perform(taken), NOW)
    assert Job.objects.get().state == "ready"
    assert run()
    assert Job.objects.get().state == "done"
    assert tasks.recount.get_result(result.id).return_value == "ru correction"
    assert not run()


def test_a_key_asked_for_again_comes_no_later() -> None:
    later = tasks.recount.using(run_after=NOW + timedelta(hours=1))
    later.enqueue("ru")
    tasks.recount.using(run_after=NOW + timedelta(hours=2)).enqueue("ru")
    assert Job.objects.get().run_at == datetime(2026, 5, 12, 7, 0, tzinfo=UTC)
    tasks.recount.enqueue("ru")
    assert Job.objects.get().run_at == NOW


def test_a_result_nobody_has_is_said_so() -> None:
    kept = tasks.add.enqueue(1, 1)
    assert task_backends["default"].get_result(kept.id).id == kept.id
    for unknown in (str(int(kept.id) + 1), "not-a-number"):
        with pytest.raises(TaskResultDoesNotExist):
            task_backends["default"].get_result(unknown)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(InvalidTaskError):
        tasks.add.using(run_after=datetime(2026, 5, 12, 6, 0))  # noqa: DTZ001

"""Real worker processes: they share the jobs out, and what a killed one had in hand is done again."""

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from opora.jobs.models import Job
from tests.jobs import tasks
from tests.processes import finished, start
from tests.services.ground import until

pytestmark = pytest.mark.django_db(transaction=True)

JOBS = 400
WORKERS = 4


@pytest.fixture(autouse=True)
def runs(transactional_db: None) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE test_runs (mark integer, pid integer)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE test_runs")


def written() -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT mark, pid FROM test_runs ORDER BY mark")
        return list(cursor.fetchall())


def marks() -> list[int]:
    return [mark for mark, _ in written()]


def worker(log: Path, *words: str) -> subprocess.Popen[bytes]:
    return start("worker", "--sources", "jobs", *words, log=log)


def test_four_workers_do_each_job_once(tmp_path: Path) -> None:
    for number in range(JOBS):
        tasks.write.enqueue(number)
    team = [worker(tmp_path / "log", "--once") for _ in range(WORKERS)]
    assert [each.wait(120) for each in team] == [0] * WORKERS
    assert marks() == list(range(JOBS))
    assert Job.objects.filter(state="done", attempts=1).count() == JOBS


def test_a_job_killed_half_way_is_done_again(tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    tasks.write_twice_over.enqueue(10, str(gate))
    killed = worker(tmp_path / "log", "--lease", "2")
    until(lambda: marks() == [10], "the first worker is in the middle of the job")
    killed.send_signal(signal.SIGKILL)
    assert killed.wait(30) == -signal.SIGKILL
    assert Job.objects.get().state == "running"
    gate.touch()
    heir = worker(tmp_path / "log", "--lease", "2")
    until(lambda: Job.objects.get().state == "done", "the second worker has done the job")
    assert marks() == [10, 10, 11]
    assert Job.objects.get().attempts == 2
    heir.send_signal(signal.SIGTERM)
    assert heir.wait(30) == 0


def test_a_long_job_keeps_its_lease(tmp_path: Path) -> None:
    """The lease is one second, the job lasts until five beats of it are seen; nobody else may take it."""
    gate = tmp_path / "gate"
    tasks.write_twice_over.enqueue(10, str(gate))
    holder, other = (worker(tmp_path / "log", "--lease", "1") for _ in range(2))
    until(lambda: marks() == [10], "one of the workers is in the middle of the job")
    ends = set()

    def five_beats() -> bool:
        ends.add(Job.objects.get().lease_until)
        return len(ends) > 5

    until(five_beats, "the lease has been extended five times")
    gate.touch()
    until(lambda: Job.objects.get().state == "done", "the job is done")
    assert marks() == [10, 11]
    assert Job.objects.get().attempts == 1
    for each in (holder, other):
        each.send_signal(signal.SIGTERM)
        assert each.wait(30) == 0


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_asked_to_stop_finishes_what_it_has(tmp_path: Path, sign: signal.Signals) -> None:
    gate = tmp_path / "gate"
    tasks.write_twice_over.enqueue(10, str(gate))
    tasks.write.enqueue(99)
    asked = worker(tmp_path / "log")
    until(lambda: marks() == [10], "the worker is in the middle of the job")
    asked.send_signal(sign)
    gate.touch()
    assert asked.wait(30) == 0
    assert marks() == [10, 11]
    assert list(Job.objects.order_by("id").values_list("state", flat=True)) == ["done", "ready"]
    assert finished("worker", "--once", "--sources", "jobs").returncode == 0
    assert marks() == [10, 11, 99]

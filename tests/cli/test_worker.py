"""The worker's loop: it goes on whatever a source or the database does, and ends when it is asked to."""

import signal
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError

from opora.cli.bell import Bell
from opora.cli.worker import Worker
from tests.processes import finished, start
from tests.services.ground import until
from tests.services.postgres import Cluster

NOW = datetime(2026, 5, 12, 6, 0, tzinfo=UTC)


class Heap:
    """A source with so many rows; ``trouble`` is raised while there is any."""

    def __init__(self, name: str, rows: int, *trouble: Exception) -> None:
        self.name = name
        self.rows = rows
        self.trouble = list(trouble)
        self.done = 0

    def step(self, now: datetime) -> bool:
        assert now == NOW
        if self.trouble:
            raise self.trouble.pop(0)
        if self.done == self.rows:
            return False
        self.done += 1
        return True


class Watch(Bell):
    """A bell that counts the waits instead of waiting, and rings after so many."""

    def __init__(self, waits: int) -> None:
        super().__init__()
        self.left = waits
        self.waited: list[float] = []

    def wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.rung = len(self.waited) == self.left


def worker(bell: Bell, *sources: Heap) -> Worker:
    return Worker(list(sources), bell, clock=lambda: NOW)


@pytest.mark.django_db
def test_once_is_until_nothing_is_due() -> None:
    first, second = Heap("first", 45), Heap("second", 3)
    assert worker(Bell(), first, second).drain()
    assert (first.done, second.done) == (45, 3)


@pytest.mark.django_db
def test_no_source_keeps_the_others_waiting() -> None:
    many, one = Heap("many", 10_000), Heap("one", 1)
    bell = Bell()

    def after_the_one(now: datetime) -> bool:
        bell.rung = one.done == 1
        return Heap.step(one, now)

    one.step = after_the_one  # type: ignore[method-assign]
    worker(bell, many, one).run()
    assert one.done == 1
    assert 0 < many.done < 100


@pytest.mark.django_db
def test_idle_it_waits_about_a_second_each_time() -> None:
    bell = Watch(50)
    worker(bell, Heap("empty", 0)).run()
    assert all(0.8 <= seconds <= 1.2 for seconds in bell.waited)
    assert len(set(bell.waited)) > 1


@pytest.mark.django_db
def test_a_source_in_trouble_does_not_stop_the_others(caplog: pytest.LogCaptureFixture) -> None:
    broken, sound = Heap("broken", 2, RuntimeError("lena@example.org")), Heap("sound", 2)
    assert not worker(Bell(), broken, sound).drain()
    assert sound.done == 2
    began, ended = caplog.messages
    assert "broken" in began
    assert "RuntimeError" in began
    assert "works again" in ended
    assert "lena" not in caplog.text


@pytest.mark.django_db
def test_lasting_trouble_is_told_once_and_waited_for_ever_longer(caplog: pytest.LogCaptureFixture) -> None:
    bell = Watch(9)
    away = [OperationalError("connection refused") for _ in range(8)]
    heap = Heap("jobs", 1, *away)
    worker(bell, heap).run()
    # 1, 2, 4, 8, 16 and then 30 s while it lasts; then one row, nothing more, and a pause
    assert bell.waited[:8] == [1, 2, 4, 8, 16, 30, 30, 30]
    assert 0.8 <= bell.waited[8] <= 1.2
    assert heap.done == 1
    told = [message for message in caplog.messages if "OperationalError" in message]
    assert len(told) == 1
    assert len(caplog.messages) == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_an_idle_worker_ends_when_asked(tmp_path: Path, sign: signal.Signals) -> None:
    log = tmp_path / "log"
    idle = start("worker", "--verbosity", "2", log=log)
    until(lambda: "at work" in log.read_text(), "the worker says that it is at work")
    idle.send_signal(sign)
    assert idle.wait(30) == 0


@pytest.mark.django_db(transaction=True)
def test_once_with_nothing_due_ends_by_itself() -> None:
    done = finished("worker", "--once", "--sources", "letters,tickets,outbound,mailboxes,jobs,schedules")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ["--sources", "letters,ticket"],
            "letters, tickets, notices, calls, rings, gathered, outbound, mailboxes, listening, scans, jobs, schedules",
        ),
        (["--lease", "0"], "--lease"),
        (["--lease", "soon"], "--lease"),
    ],
)
def test_a_wrong_word_is_one_sentence(words: list[str], sentence: str) -> None:
    refused = finished("worker", "--once", *words)
    assert refused.returncode != 0
    assert sentence in refused.stderr
    assert "Traceback" not in refused.stderr


def test_once_without_a_database_says_so(tmp_path: Path) -> None:
    refused = finished("worker", "--once", OPORA_DATABASE_URL=f"sqlite:///{tmp_path}/no/such/folder/opora.sqlite3")
    assert refused.returncode == 1
    assert "database" in refused.stderr
    assert "Traceback" not in refused.stderr


def _states(url: str) -> Callable[[], list[str]]:
    def states() -> list[str]:
        with psycopg.connect(url) as connection:
            return [state for (state,) in connection.execute("SELECT state FROM jobs_job ORDER BY id")]

    return states


def test_a_database_that_goes_away_is_waited_for(own_postgres: Cluster, tmp_path: Path) -> None:
    """Real server, real immediate stop: the connection breaks under the worker's hands."""
    log = tmp_path / "log"
    enqueue = ("shell", "-c", "from tests.jobs.tasks import add; add.enqueue(1, 1)")
    states = _states(own_postgres.url)
    assert finished("migrate", "--verbosity", "0", OPORA_DATABASE_URL=own_postgres.url).returncode == 0
    working = start("worker", "--sources", "jobs", log=log, OPORA_DATABASE_URL=own_postgres.url)
    finished(*enqueue, OPORA_DATABASE_URL=own_postgres.url)
    until(lambda: states() == ["done"], "the first job is done")
    assert log.read_text() == ""
    own_postgres.stop_immediately()
    until(lambda: "OperationalError" in log.read_text(), "the worker says that the database is away")
    assert working.poll() is None
    own_postgres.start()
    finished(*enqueue, OPORA_DATABASE_URL=own_postgres.url)
    until(lambda: states() == ["done", "done"], "the second job is done", seconds=60)
    working.send_signal(signal.SIGTERM)
    assert working.wait(30) == 0
    lines = log.read_text().splitlines()
    assert len(lines) == 2
    assert "works again" in lines[1]

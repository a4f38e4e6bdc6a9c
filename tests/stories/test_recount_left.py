"""A recount whose worker died or whose job was given up is taken up again by the clock, nothing is counted twice."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest

from opora.calendars.queries import progress_of
from opora.cli.sources import STANDING
from opora.core.events import Recounted
from opora.flow import recount
from opora.jobs import claims, queue, schedules
from opora.jobs.models import Job
from opora.ledger.queries import history_of
from tests.stories.may_2026 import local
from tests.stories.test_recount import EKB, SHUT, change, opened, sound, utc
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture(autouse=True)
def _a_ticket_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recount, "CHUNK", 1)
    monkeypatch.setattr(recount.recount.get_backend(), "clock", lambda: utc("05-06 12:00"))


def work(now: datetime, most: int = 50) -> int:
    """The jobs that are due, at most so many; how many were performed."""
    for done in range(most):
        taken = queue.take(now)
        if taken is None:
            return done
        outcome = queue.perform(taken)
        assert outcome.trouble == ""
        assert queue.finish(taken, outcome, now)
    return most


def by_the_clock(at: str) -> datetime:
    """The schedules as the worker has them, and their jobs."""
    now = utc(at)
    for standing in STANDING:
        schedules.ensure(standing, now)
    now += timedelta(minutes=16)
    while schedules.fire(now):
        pass
    return now


def test_a_recount_whose_job_was_given_up_is_taken_up(world: World) -> None:
    one, other = opened(world), opened(world, at="05-06 10:05")
    change("05-06 12:00", on_05_07=SHUT)
    Job.objects.update(state="failed", finished_at=utc("05-06 12:00"))
    assert work(utc("05-06 12:01")) == 0
    assert one.ticket.next_at == local("05-07 10:00")
    work(by_the_clock("05-06 12:01"))
    assert (one.ticket.next_at, other.ticket.next_at) == (local("05-08 10:00"), local("05-08 10:05"))
    progress = progress_of(EKB)
    assert progress is not None
    assert progress.ended_at is not None
    assert sound()


def test_one_that_waits_is_asked_for_once(world: World) -> None:
    opened(world)
    change("05-06 12:00", on_05_07=SHUT)
    asked = Job.objects.filter(task="opora.flow.recount.recount")
    assert asked.count() == 1
    assert look_again("05-06 12:16") == 1
    assert asked.count() == 1


def test_without_a_recount_nothing_is_asked_for(world: World) -> None:
    opened(world)
    assert look_again("05-06 12:16") == 0
    assert Job.objects.count() == 0


def test_a_worker_that_dies_in_the_middle_leaves_a_whole_chunk(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second ticket's chunk is lost with its Step; another worker has the job when the lease has run out."""
    one, other = opened(world), opened(world, at="05-06 10:05")
    change("05-06 12:00", on_05_07=SHUT)
    assert work(utc("05-06 12:01"), most=1) == 1
    with monkeypatch.context() as patch:
        patch.setattr("opora.calendars.actions.advance_recount", _dies)
        taken = queue.take(utc("05-06 12:01"))
        assert taken is not None
        with pytest.raises(SystemExit):
            queue.perform(taken)
    # Killed: nobody gave the job back.
    assert (one.ticket.next_at, other.ticket.next_at) == (local("05-08 10:00"), local("05-07 10:05"))
    assert work(utc("05-06 12:01")) == 0
    assert work(utc("05-06 12:01") + claims.LEASE) > 0
    assert other.ticket.next_at == local("05-08 10:05")
    for street in (one, other):
        events = [one for one in history_of("ticket", street.ticket_id) if isinstance(one.event, Recounted)]
        assert len(events) == 1
    assert sound()


def _dies(*_: object, **__: object) -> None:
    raise SystemExit


def look_again(at: str) -> int:
    """The schedule's task, at this instant; for how many recounts it asks."""
    ask: Callable[..., int] = recount.take_up.func
    return ask(SimpleNamespace(task_result=SimpleNamespace(last_attempted_at=utc(at))))

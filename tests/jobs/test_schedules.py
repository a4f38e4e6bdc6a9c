"""Schedules fire by a cron text on the clock of their zone, once over all workers."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connections

from opora.jobs import schedules
from opora.jobs.models import Job, Schedule

pytestmark = pytest.mark.django_db

# Tuesday, 11:00 in Yekaterinburg (UTC+5)
NOW = datetime(2026, 5, 12, 6, 0, tzinfo=UTC)
NIGHTLY = schedules.Standing("nightly", "tests.jobs.tasks.add", "30 3 * * *", "Asia/Yekaterinburg")


def next_at() -> datetime:
    return Schedule.objects.get().next_at


def test_the_first_moment_is_the_next_one_of_the_text() -> None:
    schedules.ensure(NIGHTLY, NOW)
    # 03:30 on 13 May in Yekaterinburg is 22:30 UTC on 12 May
    assert next_at() == datetime(2026, 5, 12, 22, 30, tzinfo=UTC)


def test_it_fires_once_and_moves_on() -> None:
    schedules.ensure(NIGHTLY, NOW)
    assert not schedules.fire(datetime(2026, 5, 12, 22, 29, 59, tzinfo=UTC))
    assert Job.objects.count() == 0
    assert schedules.fire(datetime(2026, 5, 12, 22, 30, tzinfo=UTC))
    assert not schedules.fire(datetime(2026, 5, 12, 22, 30, tzinfo=UTC))
    job = Job.objects.get()
    assert (job.task, job.arguments) == ("tests.jobs.tasks.add", {"args": [], "kwargs": {}})
    assert next_at() == datetime(2026, 5, 13, 22, 30, tzinfo=UTC)
    assert Schedule.objects.get().fired_at == datetime(2026, 5, 12, 22, 30, tzinfo=UTC)


def test_what_was_missed_fires_once() -> None:
    schedules.ensure(NIGHTLY, NOW)
    # three nights without a worker: 12, 13 and 14 May at 22:30; the next is the 15th
    assert schedules.fire(datetime(2026, 5, 15, 6, 0, tzinfo=UTC))
    assert not schedules.fire(datetime(2026, 5, 15, 6, 0, tzinfo=UTC))
    assert Job.objects.count() == 1
    assert next_at() == datetime(2026, 5, 15, 22, 30, tzinfo=UTC)


def test_firings_do_not_pile_up() -> None:
    schedules.ensure(NIGHTLY, NOW)
    for day in (13, 14, 15):
        assert schedules.fire(datetime(2026, 5, day, 6, 0, tzinfo=UTC))
    assert Job.objects.count() == 1


def test_the_same_schedule_again_keeps_its_moment() -> None:
    schedules.ensure(NIGHTLY, NOW)
    schedules.ensure(NIGHTLY, datetime(2026, 5, 20, 6, 0, tzinfo=UTC))
    assert next_at() == datetime(2026, 5, 12, 22, 30, tzinfo=UTC)


def test_a_changed_text_moves_the_moment() -> None:
    schedules.ensure(NIGHTLY, NOW)
    schedules.ensure(schedules.Standing("nightly", "tests.jobs.tasks.add", "0 12 * * 1", "UTC"), NOW)
    # the next Monday after Tuesday 12 May is 18 May
    assert next_at() == datetime(2026, 5, 18, 12, 0, tzinfo=UTC)
    assert Schedule.objects.count() == 1


def test_an_hour_that_spring_leaves_out() -> None:
    """02:30 is left out in Berlin on 29 March 2026; as in Debian's cron it fires when the gap ends, 03:00 (UTC+2)."""
    schedules.ensure(
        schedules.Standing("spring", "tests.jobs.tasks.add", "30 2 * * *", "Europe/Berlin"),
        datetime(2026, 3, 28, 12, 0, tzinfo=UTC),
    )
    assert next_at() == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cron", "zone"), [("every night", "UTC"), ("30 3 * * *", "Asia/Nowhere"), ("0 0 31 2 *", "UTC"), ("", "UTC")]
)
def test_a_text_that_never_fires_is_refused(cron: str, zone: str) -> None:
    with pytest.raises(ValueError, match="nightly"):
        schedules.ensure(schedules.Standing("nightly", "tests.jobs.tasks.add", cron, zone), NOW)
    assert Schedule.objects.count() == 0
    schedules.ensure(schedules.Standing("nightly", "tests.jobs.tasks.add", "30 3 * * *", "UTC"), NOW)
    assert Schedule.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_four_workers_fire_it_once() -> None:
    schedules.ensure(NIGHTLY, NOW)
    together = threading.Barrier(4)
    fired: list[bool] = []

    def fire() -> None:
        try:
            together.wait(30)
            fired.append(schedules.fire(datetime(2026, 5, 13, 6, 0, tzinfo=UTC)))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=fire) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(fired) == [False, False, False, True]
    assert Job.objects.count() == 1

"""A row is taken by one worker at a time, by one statement, and again when its lease has run out."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections
from django.db.models import F, Q
from django.test.utils import CaptureQueriesContext

from opora.jobs import claims
from opora.jobs.models import Job

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 12, 6, 0, tzinfo=UTC)
MINUTE = timedelta(seconds=60)
READY = Q(state="ready")
JUST_UNDER = timedelta(microseconds=1)


def rows(count: int) -> list[int]:
    return [Job.objects.create(task=f"no.such.task{number}", enqueued_at=NOW, run_at=NOW).pk for number in range(count)]


def take(now: datetime = NOW) -> claims.Claim | None:
    return claims.claim(Job, READY, ["id"], now)


def held(pk: int) -> claims.Claim:
    claim = take()
    assert claim is not None
    assert claim.pk == pk
    return claim


def test_rows_are_taken_in_order_each_once() -> None:
    first, second = rows(2)
    assert [claim.pk if claim else None for claim in (take(), take(), take())] == [first, second, None]


def test_order_may_run_downwards() -> None:
    first, second = rows(2)
    taken = [claims.claim(Job, READY, ["-id"], NOW) for _ in range(2)]
    assert [claim.pk for claim in taken if claim] == [second, first]


def test_the_lease_stands_on_the_row() -> None:
    (only,) = rows(1)
    claim = held(only)
    row = Job.objects.get()
    assert row.lease_id == claim.lease_id
    assert row.lease_until == datetime(2026, 5, 12, 6, 1, tzinfo=UTC)


def test_a_lease_of_a_clock_that_was_wrong_holds_nothing_for_ever() -> None:
    """Set back by a day: a lease of more than two hours ahead is no lease; one of two hours is."""
    (only,) = rows(1)
    held(only)
    Job.objects.update(lease_until=NOW + timedelta(hours=2))
    assert take() is None
    Job.objects.update(lease_until=NOW + timedelta(hours=2) + JUST_UNDER)
    held(only)


def test_what_is_not_due_is_left() -> None:
    later, due = rows(2)
    Job.objects.filter(pk=later).update(state="done")
    held(due)
    assert take() is None


def test_a_lease_that_has_run_out_frees_the_row() -> None:
    (only,) = rows(1)
    before = held(only)
    assert take(NOW + MINUTE - JUST_UNDER) is None
    after = take(NOW + MINUTE)
    assert after is not None
    assert after.pk == only
    assert after.lease_id != before.lease_id


def test_a_released_row_is_free_at_once() -> None:
    (only,) = rows(1)
    claim = held(only)
    assert take() is None
    assert claims.release(claim, trouble="seen")
    row = Job.objects.get()
    assert (row.lease_id, row.lease_until, row.trouble) == (None, None, "seen")
    held(only)


def test_a_lease_is_extended_from_the_moment_asked() -> None:
    (only,) = rows(1)
    claim = held(only)
    # asked at 06:00:40 for 90 s: until 06:02:10
    assert claims.extend(claim, NOW + timedelta(seconds=40), timedelta(seconds=90))
    assert Job.objects.get().lease_until == datetime(2026, 5, 12, 6, 2, 10, tzinfo=UTC)
    assert take(datetime(2026, 5, 12, 6, 2, 9, tzinfo=UTC)) is None
    assert take(datetime(2026, 5, 12, 6, 2, 10, tzinfo=UTC)) is not None


def test_a_stale_holder_changes_nothing_and_is_told() -> None:
    (only,) = rows(1)
    stale = held(only)
    holder = take(NOW + MINUTE)
    assert holder is not None
    assert not claims.release(stale, state="done")
    assert not claims.extend(stale, NOW + MINUTE, timedelta(hours=1))
    assert not claims.write(stale, trouble="late")
    row = Job.objects.get()
    assert (row.state, row.lease_id, row.trouble) == ("ready", holder.lease_id, "")
    assert row.lease_until == datetime(2026, 5, 12, 6, 2, tzinfo=UTC)
    # the holder itself may do all three
    assert claims.write(holder, trouble="in time")
    assert claims.extend(holder, NOW + MINUTE, timedelta(hours=1))
    assert claims.release(holder, state="done")
    assert (Job.objects.get().state, Job.objects.get().trouble) == ("done", "in time")


def test_a_write_may_depend_on_the_row() -> None:
    (only,) = rows(1)
    claim = held(only)
    assert not claims.release(claim, only=Q(attempts=7), state="failed")
    assert claims.release(claim, only=Q(attempts=0), state="done", attempts=F("attempts") + 1)
    assert (Job.objects.get().state, Job.objects.get().attempts) == ("done", 1)


def test_takings_are_counted_when_asked() -> None:
    rows(1)
    counts = []
    for minute in range(3):
        claim = claims.claim(Job, READY, ["id"], NOW + minute * MINUTE, counted=True)
        assert claim is not None
        counts.append(claim.attempts)
    assert counts == [1, 2, 3]
    assert Job.objects.get().attempts == 3


def test_columns_change_with_the_taking() -> None:
    (only,) = rows(1)
    claim = claims.claim(Job, READY, ["id"], NOW, state="running", started_at=NOW)
    assert claim is not None
    assert (Job.objects.get(pk=only).state, Job.objects.get(pk=only).started_at) == ("running", NOW)


def test_a_taking_is_one_statement() -> None:
    rows(2)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert take() is not None
    changes = [query["sql"] for query in seen if not query["sql"].startswith("SELECT")]
    assert len(changes) == 1
    assert changes[0].startswith("UPDATE")
    assert "RETURNING" in changes[0]
    # SQLite has one writer at a time and no locks on rows
    assert ("FOR UPDATE SKIP LOCKED" in changes[0]) == (connection.vendor == "postgresql")


@pytest.mark.django_db(transaction=True)
def test_only_the_taking_itself_does_not_wait_for_the_disk() -> None:
    """What its holder commits afterwards does."""
    rows(1)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # The tests' own server does without.
            cursor.execute("SET synchronous_commit = on")
        assert take() is not None
        cursor.execute("PRAGMA synchronous" if connection.vendor == "sqlite" else "SHOW synchronous_commit")
        assert cursor.fetchone() == ((2,) if connection.vendor == "sqlite" else ("on",))
        if connection.vendor == "postgresql":
            cursor.execute("RESET synchronous_commit")


def test_nothing_due_writes_nothing_on_sqlite() -> None:
    with CaptureQueriesContext(connection) as seen:
        assert take() is None
    kinds = [query["sql"].split()[0] for query in seen]
    assert kinds == (["SELECT"] if connection.vendor == "sqlite" else ["UPDATE"])


@pytest.mark.django_db(transaction=True)
def test_threads_share_the_rows_out() -> None:
    expected = rows(60)
    taken: list[int] = []
    together = threading.Barrier(4)

    def drain() -> None:
        try:
            together.wait(30)
            while claim := take():
                taken.append(claim.pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=drain) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == expected

"""A row that is written by a ready statement is the row that Django would have written."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now

from opora.channels.models import Outbound
from opora.ledger.models import Event
from opora.lib.rows import write_down, write_new

pytestmark = [pytest.mark.django_db, pytest.mark.both]

AT = datetime(2026, 5, 12, 9, 0, 0, 123456, tzinfo=UTC)


def event(sequence: int) -> Event:
    return Event(
        subject="desk", subject_id=1, sequence=sequence, at=AT, recorded_at=AT, actor_kind="machine", via="cli",
        step_id=UUID(int=7), type="PolicySet", payload={"name": "«ё»", "half": 0.5, "none": None, "list": [1, "%s"]},
    )  # fmt: skip


def letter(event_id: int) -> Outbound:
    return Outbound(
        event_id=event_id, reaction="acknowledge", recipient="anna@gear.example.org", message_id=f"<{event_id}@a.test>",
        subject="100 %", sender="desk@a.test", raw=b"\x00\xff%s", state="queued", created_at=AT, not_before=AT,
    )  # fmt: skip


@pytest.mark.parametrize("make", [event, letter])
def test_every_column_is_as_django_writes_it(make: type) -> None:
    ours, theirs = write_down(make(1)), make(2)
    theirs.save()
    own = ("id", "sequence", "event_id", "message_id")
    rows = type(ours).objects.filter(pk__in=[ours.pk, theirs.pk]).order_by("pk").values()
    first, second = ({name: value for name, value in row.items() if name not in own} for row in rows)
    assert first == second
    assert ours.pk < theirs.pk


def test_a_row_that_was_written_can_be_changed() -> None:
    row = write_down(letter(1))
    row.subject = "other"
    row.save()
    assert list(Outbound.objects.values_list("pk", "subject")) == [(row.pk, "other")]


def test_a_row_is_written_once_and_the_transaction_goes_on() -> None:
    with transaction.atomic():
        first, again, other = letter(1), letter(1), letter(2)
        assert [write_new(one) for one in (first, again, other)] == [True, False, True]
        assert (again._state.adding, other._state.adding) == (True, False)
    assert list(Outbound.objects.order_by("pk").values_list("pk", "event_id")) == [(first.pk, 1), (other.pk, 2)]


def test_the_database_gives_its_own_instant() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    row = event(1)
    row.recorded_at = datetime(1999, 1, 1, tzinfo=UTC)
    write_down(row, recorded_at=Now())
    kept = Event.objects.get()
    assert kept.recorded_at.year >= 2026
    assert kept.at == AT


def test_what_the_table_refuses_is_raised() -> None:
    write_down(event(1))
    with pytest.raises(IntegrityError), transaction.atomic():
        write_down(event(1))
    assert Event.objects.count() == 1

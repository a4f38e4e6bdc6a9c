"""The calendar on which a moment counts is kept with its promise: lists reckon the time left on it (T3)."""

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from opora.calendars.queries import work_calendars
from opora.promises.models import Promise
from opora.promises.queries import basis_of_next
from opora.tickets.models import Ticket
from tests.stories.street import letter, receive
from tests.world import build

pytestmark = [pytest.mark.django_db, pytest.mark.both]

# Wednesday 6 May 2026, 10:00 in Yekaterinburg.
WEDNESDAY = datetime(2026, 5, 6, 5, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def world(tmp_path: Path, settings: SimpleNamespace) -> None:
    settings.DATA_DIR = tmp_path
    build()


def opened(sender: str) -> Ticket:
    """The ticket of a letter about the product that everybody of the cast has."""
    text = "Чертёж-3D v22 не открывает сборку."
    filed = receive(letter(sender, "Сборка", text, WEDNESDAY), WEDNESDAY)
    assert filed.ticket is not None
    return filed.ticket


def test_promises_name_the_calendar_of_the_office() -> None:
    ticket = opened("anna@gear.example.org")
    rows = Promise.objects.filter(ticket=ticket)
    assert {row.kind: row.basis for row in rows} == dict.fromkeys(
        ("first_response", "resolution", "word"), "yekaterinburg"
    )


def test_promises_name_the_calendar_of_the_contract_where_it_is_the_earlier_one() -> None:
    # Around the clock 8 h end at 13:00 UTC; the office has it at 15:00, so its 8 h end on Thursday at 15:00.
    ticket = opened("oleg@harbour.example.org")
    assert ticket.next_kind == "first_response"
    assert basis_of_next([ticket]) == {ticket.pk: "around-the-clock"}


def test_the_time_left_in_a_list_is_counted_on_that_calendar() -> None:
    ticket = opened("anna@gear.example.org")
    basis = basis_of_next([ticket])[ticket.pk]
    assert ticket.next_at is not None
    left = work_calendars([basis])[basis].between(WEDNESDAY, ticket.next_at)
    # First response: Wednesday 10-13 (3 h), 14-18 (7 h), Thursday 9-10 (8 h).
    assert left.total_seconds() == 8 * 3600

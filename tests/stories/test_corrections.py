"""Who wrote is corrected (L7a): home, zone and calendars as at registration; the office that took the ticket keeps it.

May 2026 in Yekaterinburg as in may_2026: 6 and 7 May are full days. A guest's letter says +05:00, so that the office in
Yekaterinburg takes it.
"""

from datetime import UTC, datetime

import pytest

from opora.core.events import Corrected
from opora.flow.correct import Correction, correct
from opora.ledger.queries import history_of
from opora.tickets import access
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.stories.street import Street, letter, ours, receive, ticket_of, words
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

GUEST = "o.priboy@post.example.net"


def utc(at: str) -> datetime:
    return local(at).astimezone(UTC)


def opened(world: World, sender: str = GUEST) -> Street:
    at = local("05-06 10:00")
    filed = receive(letter(sender, "Сборка", "Чертёж-3D v22 не открывает сборку.", at), at)
    return Street(world, sender, ticket_of(filed).pk)


def seen_by(world: World, name: str) -> bool:
    ticket = Ticket.objects.get()
    return access.ticket_for(getattr(world, name), ticket.number, utc("05-06 12:00")) is not None


def of_harbour(world: World, street: Street) -> Correction:
    return Correction(street.ticket.contact, world.harbour, world.drawing, world.full, world.v22)


def test_the_home_office_is_that_of_who_it_really_is(world: World) -> None:
    street = opened(world)
    assert (street.ticket.home_office, street.ticket.registering_office) == (world.yekaterinburg, world.yekaterinburg)
    assert (seen_by(world, "irina"), seen_by(world, "roman")) == (True, False)
    correct(street.ticket_id, world.irina, of_harbour(world, street), utc("05-06 11:00"))
    after = street.ticket
    assert (after.home_office, after.registering_office, after.owning_office) == (
        world.vladivostok, world.yekaterinburg, world.yekaterinburg,
    )  # fmt: skip
    assert (seen_by(world, "irina"), seen_by(world, "roman")) == (True, True)
    assert after.calendar == "yekaterinburg"  # T3: of the office that took it
    events = [one.event for one in history_of("ticket", street.ticket_id)]
    assert [event.home for event in events if isinstance(event, Corrected)] == ["vladivostok"]


def test_moments_are_told_in_the_zone_of_who_it_really_is(world: World) -> None:
    """A contract around the clock: 8 h from 10:00 are 18:00 in Yekaterinburg, 23:00 in Vladivostok."""
    street = opened(world)
    correct(street.ticket_id, world.irina, of_harbour(world, street), utc("05-06 11:00"))
    assert street.ticket.customer_zone == "Asia/Vladivostok"
    assert "до среды, 6 мая, 23:00" in words(ours(street.ticket)[-1])


def test_a_contract_found_by_a_correction_brings_its_calendar(world: World) -> None:
    """Anna's promises are live already, on the hours of the office; the contract counts around the clock (T3)."""
    street = opened(world, "anna@gear.example.org")
    assert (street.ticket.next_at, street.ticket.next_kind) == (local("05-07 10:00"), "first_response")
    correct(street.ticket_id, world.irina, of_harbour(world, street), utc("05-06 11:00"))
    assert (street.ticket.next_at, street.ticket.next_kind) == (local("05-06 18:00"), "first_response")


def test_a_correction_of_the_product_alone_leaves_the_home(world: World) -> None:
    street = opened(world)
    guest = Correction(street.ticket.contact, None, world.drawing, world.student, world.v22)
    correct(street.ticket_id, world.irina, guest, utc("05-06 11:00"))
    assert street.ticket.home_office == world.yekaterinburg

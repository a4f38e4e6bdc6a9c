"""A new ticket asks the database for nothing that it has just made: so many statements, and no more."""

import json

import pytest
from django.test import Client

from opora.ledger.models import Event, Revision
from opora.ledger.queries import history_of
from opora.promises.differences import differences
from opora.promises.models import Promise
from opora.promises.queries import standing_of
from opora.tickets.models import Ticket
from tests.api.programs import Programs
from tests.web.console import at, counted

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def statements(programs: Programs, address: str) -> list[str]:
    key = programs.key("tickets:write")
    body = {"contact": {"address": address}, "subject": "Сборка", "text": "Чертёж-3D v22 не открывает сборку."}
    headers = {"Authorization": f"Bearer {key}"}
    # As on a desk, whose migrations leave a mark for each room; tests that empty all tables take them away.
    for room in ("offices", "policy", "catalogue", "calendars", "mailboxes"):
        Revision.objects.get_or_create(room=room, defaults={"value": f"{room} before"})
    with at("05-06 10:00"):
        # What seldom changes this process has read with the ticket before.
        Client().post("/api/tickets", json.dumps(body), content_type="application/json", headers=headers)
        with counted() as said:
            answer = Client().post("/api/tickets", json.dumps(body), content_type="application/json", headers=headers)
    assert answer.status_code == 201
    return said


@pytest.mark.parametrize(
    ("address", "most"),
    [("anna@gear.example.org", 18), ("maria@home.example.org", 16), ("new@stranger.example.org", 16)],
)
def test_a_new_ticket_is_frugal(address: str, most: int, programs: Programs) -> None:
    said = statements(programs, address)
    assert len(said) <= most, "\n".join(said)
    # Nothing is read twice, and what was made here is not read at all.
    reads = [one for one in said if one.startswith("SELECT")]
    assert len(reads) == len(set(reads))
    assert [one for one in reads if 'FROM "tickets_ticket"' in one or 'FROM "ledger_event"' in one] == []


def test_what_the_step_remembers_is_what_stands_there(programs: Programs) -> None:
    statements(programs, "anna@gear.example.org")
    ticket = Ticket.objects.latest("pk")
    history = history_of("ticket", ticket.pk)
    assert len(history) == Event.objects.filter(subject="ticket", subject_id=ticket.pk).count()
    standing = standing_of(ticket)
    assert (ticket.next_at, ticket.next_kind) == standing.next()
    assert list(differences(ticket, Promise.objects.filter(ticket=ticket), standing)) == []

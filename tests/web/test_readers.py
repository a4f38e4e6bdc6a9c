"""A contact with the right to the organisation's tickets: what opens, what stays shut, how the right begins and ends.

Anna of «Шестерня» wrote on Wednesday 6 May 2026 at 10:00; Igor, her colleague, has written nothing.
"""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from opora.accounts.models import User
from opora.core.step import MACHINE
from opora.flow.step import begin
from opora.ledger.models import Event
from opora.lib.errors import Refused
from opora.registry.actions import contacts
from opora.registry.actions.readers import end_reader, name_reader
from opora.registry.models import Contact, Organisation, Reader
from opora.tickets.models import Message, Participant, Ticket
from tests.stories.may_2026 import local
from tests.web.console import Console, at, counted, words
from tests.web.portal import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.both]

IGOR = "igor@gear.example.org"


@pytest.fixture
def ticket(console: Console) -> Ticket:
    return console.asked("05-06 10:00")


@pytest.fixture
def igor(console: Console) -> Contact:
    with begin(local("05-05 10:00"), MACHINE, "cli") as step:
        return contacts.add_contact(step, address=IGOR, name="Игорь Фомин", organisation=console.world.gear)


def give(contact: Contact, by: User | None = None) -> None:
    with begin(local("05-06 10:30"), MACHINE, "cli") as step:
        name_reader(step, contact, by)


def press(console: Console, who: User, contact: Contact, of: Organisation, end: str = "") -> Any:
    with at("05-06 10:30"):
        return console.browser(who).post(f"/customers/{of.pk}/readers/{end}", {"contact": contact.pk})


def see(client: Client, address: str, when: str = "05-06 11:00") -> Any:
    with at(when):
        return client.get(address)


def opens(contact: Contact, ticket: Ticket) -> bool:
    return bool(see(signed_in(contact), f"/help/requests/{ticket.number}/").status_code == 200)


def test_the_right_opens_a_colleagues_ticket(console: Console, ticket: Ticket, igor: Contact) -> None:
    """Without it Igor sees nothing; Olga, the manager of Yekaterinburg, gives it; taken back, it opens nothing."""
    assert not opens(igor, ticket)
    assert press(console, console.world.olga, igor, console.world.gear).status_code == 303
    page = see(signed_in(igor), f"/help/requests/{ticket.number}/")
    assert "Обращение вашего предприятия, автор — Анна Сергеевна Лаптева." in words(page.content)
    assert "Чертёж-3D v22 не открывает сборку" in words(page.content)
    with at("05-06 10:30") as since:
        row = Reader.objects.get()
    assert (row.contact, row.organisation, row.since, row.given_by, row.until) == (
        igor, console.world.gear, since, console.world.olga, None,
    )  # fmt: skip
    assert press(console, console.world.viktor, igor, console.world.gear, "end/").status_code == 303
    assert not opens(igor, ticket)
    noted = Event.objects.filter(subject="contact", subject_id=igor.pk, type__startswith="Reader").order_by("pk")
    gear = console.world.gear.pk
    assert [(one.type, one.actor_id, one.payload) for one in noted] == [
        ("ReaderNamed", console.world.olga.pk, {"organisation": gear}),
        ("ReaderEnded", console.world.viktor.pk, {"organisation": gear, "left": False}),
    ]


def test_own_requests_stand_first_and_the_rest_behind_a_switch(console: Console, ticket: Ticket, igor: Contact) -> None:
    mine = console.asked("05-06 10:10", IGOR, "Лицензия", "Где лицензия?")
    give(igor)
    own = words(see(signed_in(igor), "/help/requests/").content)
    assert mine.number in own
    assert ticket.number not in own
    assert "Все обращения предприятия" in own
    whole = words(see(signed_in(igor), "/help/requests/?whose=all").content)
    assert f"Не открывается сборка {ticket.number} · Принято · автор — Анна Сергеевна Лаптева" in whole
    assert f"Лицензия {mine.number} · Принято ·" in whole
    assert "Только мои" in whole
    # Anna has no right: the switch isn't there, and its address shows her own.
    hers = words(see(signed_in(console.world.anna), "/help/requests/?whose=all").content)
    assert ticket.number in hers
    assert mine.number not in hers
    assert "предприятия" not in hers


def test_the_right_never_reaches_another_organisation(console: Console, ticket: Ticket, igor: Contact) -> None:
    other = console.asked("05-06 10:10", "sergey@bridge.example.org", "Лицензия", "Где лицензия?")
    nobodys = console.asked("05-06 10:20", "guest@stranger.example.org", "Вопрос", "Где скачать?")
    give(igor)
    assert [opens(igor, one) for one in (ticket, other, nobodys)] == [True, False, False]
    whole = words(see(signed_in(igor), "/help/requests/?whose=all").content)
    assert ticket.number in whole
    assert other.number not in whole
    assert nobodys.number not in whole
    with at("05-06 11:00"):
        answer = signed_in(igor).post(f"/help/requests/{other.number}/messages/", {"text": "Впустите."})
    assert answer.status_code == 404
    # A ticket that staff found to be another customer's goes with its customer.
    Ticket.objects.filter(pk=ticket.pk).update(organisation=console.world.bridge)
    assert not opens(igor, ticket)


def test_leaving_the_organisation_ends_the_right(console: Console, ticket: Ticket, igor: Contact) -> None:
    give(igor)
    assert opens(igor, ticket)
    with begin(local("05-06 10:40"), MACHINE, "cli") as step:
        contacts.join(step, contact=igor, organisation=console.world.bridge)
    assert not opens(igor, ticket)
    assert Event.objects.get(type="ReaderEnded").payload == {"organisation": console.world.gear.pk, "left": True}
    # Coming back brings nothing back, neither here nor there.
    with begin(local("05-06 10:50"), MACHINE, "cli") as step:
        contacts.join(step, contact=igor, organisation=console.world.gear)
    assert not opens(igor, ticket)
    give(igor)
    assert opens(igor, ticket)


def test_a_row_alone_opens_nothing(console: Console, ticket: Ticket, igor: Contact) -> None:
    """Whatever moved a contact and forgot the right: the row of the old organisation opens neither's tickets."""
    other = console.asked("05-06 10:10", "sergey@bridge.example.org", "Лицензия", "Где лицензия?")
    give(igor)
    assert (opens(igor, ticket), opens(igor, other)) == (True, False)
    Contact.objects.filter(pk=igor.pk).update(organisation=console.world.bridge)
    assert (opens(igor, ticket), opens(igor, other)) == (False, False)
    Contact.objects.filter(pk=igor.pk).update(organisation=None)
    assert (opens(igor, ticket), opens(igor, other)) == (False, False)


def test_words_are_written_under_ones_own_address(console: Console, ticket: Ticket, igor: Contact) -> None:
    give(igor)
    client = signed_in(igor)
    with at("05-06 11:00"):
        answer = client.post(f"/help/requests/{ticket.number}/messages/", {"text": "У меня тоже."})
    assert answer.status_code == 303
    said = Message.objects.filter(ticket=ticket).latest("pk")
    assert (said.sender_address, said.contact, said.segments[0]["text"]) == (IGOR, igor, "У меня тоже.")
    parts = Participant.objects.filter(ticket=ticket).order_by("pk")
    assert [one.address for one in parts] == ["anna@gear.example.org", IGOR]
    ticket.refresh_from_db()
    assert ticket.contact == console.world.anna
    # He takes part now, so it is among his own; and stays so without the right.
    assert "Обращение вашего предприятия" not in words(see(client, f"/help/requests/{ticket.number}/").content)
    assert ticket.number in words(see(client, "/help/requests/").content)


def test_who_may_give_it_and_to_whom(console: Console, igor: Contact) -> None:
    world = console.world
    for who in (world.irina, world.lidia, world.galina, world.anton):
        assert press(console, who, igor, world.gear).status_code == 403
        assert "Кто читает все обращения" not in words(
            see(console.browser(who), f"/customers/{world.gear.pk}/").content
        )
    # By another organisation's page nobody is found; nor by a number that is none.
    assert press(console, world.olga, igor, world.bridge).status_code == 404
    with at("05-06 10:30"):
        strange = console.browser(world.olga).post(f"/customers/{world.gear.pk}/readers/", {"contact": "²"})
        looked = console.browser(world.olga).get(f"/customers/{world.gear.pk}/readers/", {"contact": igor.pk})
        forged = console.browser(world.olga, csrf=True).post(
            f"/customers/{world.gear.pk}/readers/", {"contact": igor.pk}
        )
    assert (strange.status_code, looked.status_code, forged.status_code) == (404, 303, 403)
    assert not Reader.objects.exists()
    for who in (world.olga, world.timur, world.viktor):
        assert press(console, who, igor, world.gear).status_code == 303
    # Given once, by the first; the others found it given.
    assert Reader.objects.get().given_by == world.olga
    page = words(see(console.browser(world.viktor), f"/customers/{world.gear.pk}/").content)
    assert f"Игорь Фомин {IGOR} право с 6 мая 2026 года · Ольга К. Забрать право" in page
    assert "Дать право Анна Сергеевна Лаптева" in page


def test_nobody_without_an_organisation_has_it(console: Console) -> None:
    with pytest.raises(Refused):
        give(console.world.maria)
    assert not Reader.objects.exists()


def test_the_database_knows_one_right_at_a_time(console: Console, igor: Contact) -> None:
    give(igor)
    with begin(local("05-06 11:00"), MACHINE, "cli") as step:
        end_reader(step, igor)
    give(igor)
    again = {"contact": igor, "organisation": console.world.gear, "since": local("05-06 12:00")}
    with pytest.raises(IntegrityError), transaction.atomic():
        Reader.objects.create(**again)
    assert Reader.objects.count() == 2


def test_as_many_questions_for_many_as_for_few(console: Console, ticket: Ticket, igor: Contact) -> None:
    give(igor)
    client, desk = signed_in(igor), console.browser(console.world.olga)
    addresses = ((client, "/help/requests/?whose=all"), (desk, f"/customers/{console.world.gear.pk}/"))

    def asked() -> list[int]:
        found = []
        for browser, address in addresses:
            with counted() as said:
                assert see(browser, address).status_code == 200
            found.append(len(said))
        return found

    asked()
    few = asked()
    for number in range(5):
        with begin(local("05-06 10:40"), MACHINE, "cli") as step:
            name = f"p{number}@gear.example.org"
            name_reader(step, contacts.add_contact(step, address=name, organisation=console.world.gear), None)
        console.asked("05-06 10:45", name, f"Вопрос {number}")
    assert asked() == few

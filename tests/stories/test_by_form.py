"""Forms go the street of letters: what they say is kept, sent twice they open one ticket, and there is a limit."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from django.db import connection

from opora.channels.models import SentForm
from opora.core.events import ConsentGiven
from opora.core.facts import AttachedFile, Kind
from opora.core.step import MACHINE
from opora.flow.by_form import Form, OtherForm, open_by_form
from opora.flow.step import begin
from opora.ledger.queries import history_of
from opora.lib.errors import Refused
from opora.offices import actions as offices
from opora.registry.models import Consent, Contact
from opora.tickets.models import Attachment, Message, Participant, Ticket
from tests.stories.may_2026 import local
from tests.stories.street import letter, ours, receive, words
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOW = local("05-06 10:00").astimezone(UTC)
FORM = Form(
    key="k1", client="192.0.2.1", address="ivan@stranger.example.org", name="Иван Петрович Лесной",
    organisation="ООО «Опушка»", licence="77-АБ", product="Чертёж-3D", version="v99", kind=Kind.FAULT,
    work_stopped=True, subject="Сборка", text="Не открывает сборку.", zone="Asia/Yekaterinburg", consent="2026-05",
    files=(AttachedFile("журнал.txt", "text/plain", "Ошибка 17".encode()),),
)  # fmt: skip


def test_everything_that_was_typed_is_there(world: World) -> None:
    ticket = open_by_form(FORM, None, NOW)
    assert (ticket.channel, ticket.kind, ticket.work_stopped, ticket.language) == ("form", "fault", True, "ru")
    assert (ticket.product, ticket.version, ticket.customer_zone) == (world.drawing, None, "Asia/Yekaterinburg")
    assert (ticket.contact and ticket.contact.name, ticket.level) == ("Иван Петрович Лесной", "initial")
    message = Message.objects.get(ticket=ticket)
    assert message.text == (
        "Не открывает сборку.\n\nПредприятие: ООО «Опушка»\nНомер лицензии, как указан: 77-АБ\n"
        "Версия, как указана: v99\n"
    )
    assert [(one.name, one.size) for one in Attachment.objects.filter(message=message)] == [("журнал.txt", 15)]
    (acknowledged,) = ours(ticket)
    assert acknowledged["To"] == "ivan@stranger.example.org"
    assert words(acknowledged).startswith(f"Здравствуйте, Иван Петрович! Приняли ваше обращение {ticket.number}.")


def test_consent_is_kept_by_version_and_instant(world: World) -> None:
    ticket = open_by_form(FORM, None, NOW)
    assert [(one.contact, one.text_version, one.at) for one in Consent.objects.all()] == [
        (ticket.contact, "2026-05", NOW)
    ]
    agreed = [one.event for one in history_of("ticket", ticket.pk) if isinstance(one.event, ConsentGiven)]
    assert agreed == [ConsentGiven("2026-05")]
    # A contact who has signed in agreed once and for all to this version; who doesn't agree is no row.
    for key, consent in (("k2", "2026-05"), ("k3", "2026-05"), ("k4", "")):
        open_by_form(replace(FORM, key=key, consent=consent), world.anna, NOW)
    assert Consent.objects.filter(contact=world.anna).count() == 1


def test_the_language_is_that_of_the_form(world: World) -> None:
    ticket = open_by_form(replace(FORM, language="en", version=""), None, NOW)
    assert ticket.language == "en"
    assert "Licence number, as typed: 77-АБ" in Message.objects.get(ticket=ticket).text
    assert "We have received your request" in words(ours(ticket)[0])


def test_whoever_types_a_customers_address_writes_as_they_would_by_letter(world: World) -> None:
    """An address proves nothing here, as in a From: the letter goes to Anna, and nobody else learns anything."""
    ticket = open_by_form(replace(FORM, address="anna@gear.example.org", name="Не Анна"), None, NOW)
    assert (ticket.contact, ticket.level) == (world.anna, "warranty")
    assert [one["To"] for one in ours(ticket)] == ["anna@gear.example.org"]
    assert Contact.objects.get(pk=world.anna.pk).name == "Анна Сергеевна Лаптева"
    assert [one.address for one in Participant.objects.filter(ticket=ticket)] == ["anna@gear.example.org"]
    assert history_of("ticket", ticket.pk)[0].actor.kind == "guest"


def test_a_contact_who_has_signed_in_writes_as_they_are(world: World) -> None:
    ticket = open_by_form(replace(FORM, address="other@stranger.example.org"), world.anna, NOW)
    assert (ticket.contact, [one["To"] for one in ours(ticket)]) == (world.anna, ["anna@gear.example.org"])
    actor = history_of("ticket", ticket.pk)[0].actor
    assert (actor.kind, actor.id) == ("contact", world.anna.pk)


def test_the_same_form_twice_is_one_ticket_and_other_words_are_another_form(world: World) -> None:
    first = open_by_form(FORM, None, NOW)
    again = open_by_form(FORM, None, NOW + timedelta(minutes=1))
    assert (again, Ticket.objects.count(), len(ours(first))) == (first, 1, 1)
    for other in (replace(FORM, text="Другое."), replace(FORM, files=(AttachedFile("журнал.txt", "", b"x"),))):
        with pytest.raises(OtherForm):
            open_by_form(other, None, NOW)
    assert Ticket.objects.count() == 1
    assert open_by_form(replace(FORM, key="k2", text="Другое."), None, NOW) != first


@pytest.mark.django_db(transaction=True)
def test_a_double_click_is_one_ticket(world: World) -> None:
    def click(_: int) -> int:
        try:
            return open_by_form(FORM, None, NOW).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as browser:
        assert len(set(browser.map(click, range(4)))) == 1
    assert (Ticket.objects.count(), SentForm.objects.count()) == (1, 1)


def test_one_address_gets_so_many_forms_a_day(world: World) -> None:
    with begin(local("05-01 10:00").astimezone(UTC), MACHINE, "cli") as step:
        offices.set_policy(step, name="forms_a_day_for_an_address", value=2)
    for number in range(2):
        open_by_form(replace(FORM, key=f"a{number}", client=f"192.0.2.{number}"), None, NOW)
    third = replace(FORM, key="a3", client="192.0.2.3")
    with pytest.raises(Refused, match="С этого адреса сегодня пришло много обращений"):
        open_by_form(third, None, NOW)
    assert Ticket.objects.count() == 2
    # Somebody else may; who has signed in may; and the same tomorrow.
    open_by_form(replace(third, key="a4", address="other@stranger.example.org"), None, NOW)
    for number in range(3):
        open_by_form(replace(third, key=f"a5{number}"), world.anna, NOW)
    open_by_form(third, None, NOW + timedelta(days=1, seconds=1))


def test_one_client_sends_so_many_forms_an_hour(world: World) -> None:
    for number in range(10):
        open_by_form(replace(FORM, key=f"c{number}", address=f"a{number}@stranger.example.org"), None, NOW)
    eleventh = replace(FORM, key="c11", address="a11@stranger.example.org")
    with pytest.raises(Refused, match="Из вашей сети за час"):
        open_by_form(eleventh, None, NOW)
    open_by_form(replace(eleventh, client="192.0.2.99"), None, NOW)
    open_by_form(replace(eleventh, key="c12"), None, NOW + timedelta(hours=1, seconds=1))


def test_no_address_of_a_sender_is_kept_in_the_clear(world: World) -> None:
    open_by_form(FORM, None, NOW)
    row = SentForm.objects.get()
    assert (len(row.address), len(row.client)) == (64, 64)
    assert "stranger" not in row.address


def test_a_reply_joins_the_ticket_of_a_form(world: World) -> None:
    ticket = open_by_form(FORM, None, NOW)
    at = local("05-06 11:00")
    raw = letter(FORM.address, "Re", "И ещё вот что.", at, reply_to=ours(ticket)[0]["Message-ID"])
    assert receive(raw, at).ticket == ticket

"""Who stands in Cc of a customer's letter takes part: they read what we write, and their letters join."""

from datetime import UTC

import pytest
from django.test import Client

from opora.channels.models import Mailbox, Outbound
from opora.flow import act
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.stories.street import LONG_AGO, letter, ours, receive, ticket_of
from tests.stories.street import words as plain
from tests.web.console import at
from tests.web.console import words as shown
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ANNA, PETR = "anna@gear.example.org", "petr@gear.example.org"


@pytest.fixture
def ticket(world: World) -> Ticket:
    """Anna asks, Пётр has a copy; so have a colleague of ours, three addresses of ours, and one that never answers."""
    for name in ("support", "sales"):
        Mailbox.objects.create(
            name=name, kind="imap", address=f"{name}@vendor.test", smtp_host="mail.vendor.test", connected_at=LONG_AGO
        )
    copies = (
        f"Petr L <{PETR}>, irina@vendor.test, sales@vendor.test, support+r1-x@vendor.test, no-reply@gear.example.org"
    )
    when = local("05-06 10:00")
    return ticket_of(receive(letter(ANNA, "Сборка", "Не открывается.", when, headers={"Cc": copies}), when))


def test_a_copy_takes_part_and_nobody_of_ours_does(ticket: Ticket) -> None:
    parts = {one.address: (one.role, one.name) for one in ticket.participants.all()}
    assert parts == {ANNA: ("author", ""), PETR: ("copy", "Petr L")}


def test_a_copy_gets_what_a_human_writes_and_nothing_of_the_machine(ticket: Ticket, world: World) -> None:
    assert [one["To"] for one in ours(ticket)] == [ANNA]
    act.answer(ticket.pk, world.irina, "Обновите драйвер.", local("05-06 11:00").astimezone(UTC))
    (theirs,) = [one for one in ours(ticket) if one["To"] == PETR]
    (hers,) = ours(ticket, "carry")
    assert "Обновите драйвер." in plain(theirs)
    assert theirs["Message-ID"] != hers["Message-ID"]
    # Anna sees in her letter who has a copy, so that her reply to all reaches him.
    assert (hers["To"], hers["Cc"], theirs["Cc"]) == (ANNA, PETR, None)
    # The answer was sent once to each: a second run adds nothing, and no figure counts it twice.
    assert Outbound.objects.filter(ticket=ticket, recipient=PETR).count() == 1


def test_a_copy_reads_the_open_messages_by_a_link_of_their_own(ticket: Ticket, world: World) -> None:
    now = local("05-06 11:00").astimezone(UTC)
    act.note(ticket.pk, world.irina, "Между нами.", now)
    act.tell(ticket.pk, world.irina, "Смотрим.", now)
    links = {str(one["To"]): plain(one).partition("/help/requests/")[2].split("/")[0] for one in ours(ticket)[-2:]}
    assert len(set(links.values())) == 2
    with at("05-06 12:00"):
        page = shown(Client().get(f"/help/requests/{links[PETR]}/", follow=True).content)
    assert "Не открывается." in page
    assert "Между нами." not in page
    act.revoke_links(ticket.pk, world.irina, PETR, now)
    with at("05-06 12:00"):
        assert "Не открывается." not in shown(Client().get(f"/help/requests/{links[PETR]}/", follow=True).content)
        assert "Не открывается." in shown(Client().get(f"/help/requests/{links[ANNA]}/", follow=True).content)


def test_a_copys_reply_joins_as_theirs(ticket: Ticket, world: World) -> None:
    act.ask(ticket.pk, world.irina, "Какой драйвер?", local("05-06 11:00").astimezone(UTC))
    (asked,) = [one for one in ours(ticket) if one["To"] == PETR]
    when = local("05-06 12:00")
    filed = receive(letter(PETR, "Re", "Версия 31.", when, reply_to=str(asked["Message-ID"])), when)
    assert (filed.rule, filed.ticket_id) == ("own-id", ticket.pk)
    assert Ticket.objects.get(pk=ticket.pk).stage == "office"
    by_number = receive(letter(PETR, ticket.number, "Ещё.", local("05-06 12:10")), local("05-06 12:10"))
    assert (by_number.rule, by_number.ticket_id) == ("number", ticket.pk)


def test_of_ten_thousand_recipients_twenty_take_part(world: World) -> None:
    many = ", ".join(f"c{number}@gear.example.org" for number in range(10_000))
    when = local("05-06 10:00")
    raw = letter(ANNA, "Всем", "Не открывается.", when).replace(b"Subject:", b"Cc: " + many.encode() + b"\r\nSubject:")
    ticket = ticket_of(receive(raw, when))
    assert ticket.participants.filter(role="copy").count() == 20


def test_an_address_that_no_server_takes_keeps_nobody_from_the_answer(world: World) -> None:
    when, odd = local("05-06 10:00"), "пётр@gear.example.org".encode()
    raw = letter(ANNA, "Сборка", "Не открывается.", when, headers={"Cc": f"odd@gear.example.org, {PETR}"})
    ticket = ticket_of(receive(raw.replace(b"odd@gear.example.org", odd), when))
    act.answer(ticket.pk, world.irina, "Обновите драйвер.", local("05-06 11:00").astimezone(UTC))
    assert {one["To"] for one in ours(ticket)[1:]} == {ANNA, PETR}


def test_a_machines_letter_brings_nobody_in(ticket: Ticket) -> None:
    when = local("05-06 11:00")
    machine = {"Auto-Submitted": "auto-replied", "Cc": "other@gear.example.org"}
    reply_to = str(ours(ticket)[-1]["Message-ID"])
    assert receive(letter(ANNA, "Re", "Меня нет.", when, reply_to=reply_to, headers=machine), when).ticket == ticket
    assert not ticket.participants.filter(address="other@gear.example.org").exists()

"""A colleague forwards a customer's letter: the ticket is the writer's, the colleague's words stay among us."""

from datetime import UTC
from email.message import EmailMessage
from email.policy import default

import pytest

from opora.channels.models import InboundMail
from opora.flow import forward
from opora.lib.errors import Refused
from opora.tickets.models import Message, Ticket
from tests.stories.may_2026 import local
from tests.stories.street import Street, letter, ours, receive, ticket_of
from tests.stories.street import words as plain
from tests.world import STRANGER, World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ANNA, IRINA = "anna@gear.example.org", "irina@vendor.test"
PASSED = """Заведите, пожалуйста: она звонила мне.

---------- Forwarded message ---------
From: Анна Котова <anna@gear.example.org>
Date: Wed, May 6, 2026 at 9:30 AM
Subject: Сборка
To: Ирина <irina@vendor.test>

Чертёж-3D v22 не открывает сборку.
"""


def passed_on(text: str = PASSED, at: str = "05-06 10:00", sender: str = IRINA, head: str = "") -> InboundMail:
    raw = letter(sender, "Fwd: Сборка", text, local(at), charset="utf-8")
    return receive(head.encode() + raw, local(at))


def said(ticket: Ticket) -> list[tuple[str, str, str]]:
    rows = Message.objects.filter(ticket=ticket).order_by("pk")
    return [(one.audience, one.author_kind, one.text.strip()) for one in rows]


def test_the_ticket_is_the_writers_and_the_forwarders_words_are_a_note(world: World) -> None:
    filed = passed_on()
    ticket = ticket_of(filed)
    assert (filed.rule, filed.matched) == ("forward", ANNA)
    assert (ticket.contact, ticket.subject) == (world.anna, "Сборка")
    assert said(ticket) == [
        ("public", "contact", "Чертёж-3D v22 не открывает сборку."),
        ("internal", "staff", "Заведите, пожалуйста: она звонила мне."),
    ]
    # When it reached us: Wed 6 May 10:00; warranty: 10-13 (3), 14-18 (7), Thu 9-10 (8).
    assert (ticket.registered_at, ticket.next_at) == (local("05-06 10:00"), local("05-07 10:00"))
    assert [one.address for one in ticket.participants.all()] == [ANNA]
    (receipt,) = ours(ticket)
    assert (receipt["To"], "Приняли ваше обращение" in plain(receipt)) == (ANNA, True)
    assert "звонила" not in plain(receipt)


def test_the_same_from_who_is_no_colleague_is_their_own(world: World) -> None:
    filed = passed_on(sender=STRANGER)
    assert (filed.rule, ticket_of(filed).contact == world.anna) == ("new", False)
    assert [one["To"] for one in ours(ticket_of(filed))] == [STRANGER]


def test_what_is_no_forward_is_the_colleagues_own_matter(world: World) -> None:
    at = local("05-06 10:00")
    filed = receive(letter(IRINA, "Не печатает", "У меня не печатает.", at), at)
    assert (filed.rule, [one["To"] for one in ours(ticket_of(filed))]) == ("new", [IRINA])


def test_the_same_forward_by_another_way_is_the_same_letter(world: World) -> None:
    first, again = passed_on(), passed_on(head="Delivered-To: sales-support@vendor.test\r\n")
    assert (again.state, again.ticket_id) == ("double", first.ticket_id)
    assert Ticket.objects.count() == 1
    other = passed_on(PASSED.replace("сборку", "чертёж"))
    assert (other.state, other.ticket_id == first.ticket_id) == ("filed", False)


def attached(inner: bytes, at: str, words: str = "Это вам.") -> InboundMail:
    message = EmailMessage(policy=default)
    message["From"], message["To"], message["Subject"] = IRINA, "support@vendor.test", "Fwd"
    message["Message-ID"], message["Date"] = f"<{at[-5:-3]}{at[-2:]}.fwd@vendor.test>", local(at)
    message.set_content(words)
    from email import message_from_bytes

    message.add_attachment(message_from_bytes(inner, policy=default))
    return receive(message.as_bytes(), local(at))


def test_an_attached_letter_that_came_itself_opens_nothing_twice(world: World) -> None:
    inner = letter(ANNA, "Сборка", "Не открывается.", local("05-06 09:30"))
    first = receive(inner, local("05-06 09:31"))
    filed = attached(inner, "05-06 10:00")
    assert (filed.rule, filed.ticket_id) == ("forward", first.ticket_id)
    assert said(ticket_of(first))[1:] == [("internal", "staff", "Это вам.")]
    assert len(ours(ticket_of(first))) == 1


def test_an_attached_reply_to_our_letter_joins_its_ticket_in_the_writers_name(world: World) -> None:
    street = Street(world, ANNA)
    street.happen("opens", local("05-06 09:30"))
    street.happen("ask", local("05-06 09:40"))
    named = str(ours(street.ticket)[-1]["Message-ID"])
    inner = letter(ANNA, "Re: Сборка", "Вот журнал.", local("05-06 09:50"), reply_to=named)
    filed = attached(inner, "05-06 10:00")
    assert (filed.rule, filed.ticket_id) == ("forward", street.ticket_id)
    assert said(street.ticket)[-2:] == [("public", "contact", "Вот журнал."), ("internal", "staff", "Это вам.")]
    assert street.ticket.stage == "office"


@pytest.mark.parametrize(
    "text",
    [
        PASSED.replace(" <anna@gear.example.org>", ""),
        PASSED.replace("anna@gear.example.org", "olga@vendor.test"),
        PASSED.replace("anna@gear.example.org", IRINA),
    ],
    ids=["no address", "another colleague", "herself"],
)
def test_without_a_certain_writer_the_tray_asks(text: str, world: World) -> None:
    filed = passed_on(text)
    assert (filed.state, filed.rule) == ("aside", "forward")
    assert Ticket.objects.count() == 0


def test_who_answers_the_tray_names_the_writer(world: World) -> None:
    filed = passed_on(PASSED.replace(" <anna@gear.example.org>", ""))
    now = local("05-06 11:00").astimezone(UTC)
    for wrong in ("", "anna", "olga@vendor.test"):
        with pytest.raises(Refused):
            forward.name_writer(filed.pk, world.olga, wrong, now)
    forward.name_writer(filed.pk, world.olga, "Anna@gear.example.org ", now)
    filed.refresh_from_db()
    ticket = ticket_of(filed)
    assert (filed.state, filed.rule, ticket.contact) == ("filed", "forward", world.anna)
    # Its clock runs since it reached us.
    assert ticket.registered_at == local("05-06 10:00")
    assert said(ticket)[0] == ("public", "contact", "Чертёж-3D v22 не открывает сборку.")
    assert [one["To"] for one in ours(ticket)] == [ANNA]
    with pytest.raises(Refused):
        forward.name_writer(filed.pk, world.olga, ANNA, now)

"""A letter of ours comes back: it ties to its ticket, its address is marked when it is for good, and staff are told."""

from datetime import UTC
from typing import Any

import pytest

from opora.channels.models import InboundMail, Outbound
from opora.flow import act
from opora.ledger.models import Event
from opora.registry.models import Address
from opora.tickets.models import Ticket
from tests.channels.parse.test_reports import EXPIRED, FULL, GONE, dsn
from tests.stories.may_2026 import local
from tests.stories.street import Street, letter, ours, receive, to_colleagues
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ANNA = "anna@gear.example.org"


@pytest.fixture
def street(world: World) -> Street:
    """Anna asked, Irina has the ticket and has asked her back; both letters of ours have left."""
    one = Street(world, ANNA)
    one.happen("opens", local("05-06 10:00"))
    act.assign(one.ticket_id, world.irina, world.irina, local("05-06 10:10").astimezone(UTC))
    one.happen("ask", local("05-06 10:30"))
    Outbound.objects.update(state="sent", sent_at=local("05-06 10:31").astimezone(UTC), server_said="250 ok")
    return one


def returned(street: Street, *recipients: str, named: str = "", at: str = "05-06 10:40") -> InboundMail:
    """A report on our last letter to Anna; it answers nothing and names no number, as reports do."""
    named = named or str(ours(street.ticket)[-1]["Message-ID"])
    return receive(dsn(*recipients, original=f"Message-ID: {named}\r\nSubject: x\r\n\r\ny\r\n"), local(at))


def marked(address: str = ANNA) -> bool:
    return Address.objects.get(normalised=address).bounced_at is not None


def noted(street: Street) -> list[dict[str, Any]]:
    return [one.payload for one in Event.objects.filter(type="LetterReturned", subject_id=street.ticket_id)]


def test_for_good(street: Street) -> None:
    filed = returned(street, GONE)
    assert (filed.rule, filed.ticket_id) == ("bounce", street.ticket_id)
    (row,) = Outbound.objects.filter(ticket=street.ticket_id, reaction="carry")
    assert (row.state, row.server_said) == (
        "failed", "Came back: 550 5.1.1 <anna@gear.example.org>: Recipient address rejected",
    )  # fmt: skip
    assert marked()
    assert noted(street) == [{"letter": row.pk, "permanent": True, "status": "5.1.1"}]
    (notice,) = to_colleagues(local("05-06 11:00"), reaction="tell_returned")
    assert notice.recipient == street.world.irina.email
    # A machine's letter: the customer has not written, and the wait goes on.
    assert (street.ticket.stage, Ticket.objects.count()) == ("waiting", 1)
    assert filed.message is not None
    assert not filed.message.is_human


def test_not_for_good_marks_nobody(street: Street) -> None:
    returned(street, EXPIRED.replace("oleg@harbour", "anna@gear"))
    assert (noted(street)[0]["permanent"], marked()) == (False, False)
    assert len(to_colleagues(local("05-06 11:00"), reaction="tell_returned")) == 1
    assert Outbound.objects.get(reaction="carry").state == "failed"


def test_a_delay_only_stands_on_the_ticket(street: Street) -> None:
    filed = returned(street, FULL.replace("oleg@harbour", "anna@gear"))
    assert (filed.rule, filed.ticket_id, noted(street)) == ("bounce", street.ticket_id, [])
    assert (Outbound.objects.get(reaction="carry").state, marked()) == ("sent", False)
    assert to_colleagues(local("05-06 11:00"), reaction="tell_returned") == []


def test_of_a_letter_that_is_not_ours_nothing_follows(street: Street) -> None:
    """Anybody can write a report: one that names no letter of ours lies in the tray, whomever it declares dead."""
    filed = returned(street, GONE, named="<carry.5.7.abc@vendor.test>")
    assert (filed.state, filed.rule, noted(street), marked()) == ("aside", "bounce", [], False)


def test_an_address_that_we_did_not_write_to_is_not_marked(street: Street) -> None:
    """Whoever got our letter can name it; dead is only the address that it went to."""
    filed = returned(street, GONE.replace("Anna@Gear", "sergey@bridge").replace("anna@box", "nobody@bridge"))
    assert (filed.rule, noted(street), marked(), marked("sergey@bridge.example.org")) == ("bounce", [], False, False)


def test_a_second_report_says_nothing_new(street: Street) -> None:
    returned(street, GONE)
    returned(street, GONE, at="05-06 10:50")
    assert len(noted(street)) == 1


def test_who_writes_again_is_reached_again(street: Street) -> None:
    returned(street, GONE)
    assert marked()
    machine = {"Auto-Submitted": "auto-replied"}
    receive(letter(ANNA, "Меня нет", "…", local("05-06 12:00"), headers=machine), local("05-06 12:00"))
    assert marked()
    street.reply("Ящик починили.", local("05-06 13:00"))
    assert not marked()


def test_a_letter_to_a_colleague_that_came_back_is_told_to_nobody_by_letter(street: Street, world: World) -> None:
    """Else a dead mailbox of ours would write to itself for ever; the outbox shows it."""
    street.reply("Вот.", local("05-06 10:35"))
    (notice,) = to_colleagues(local("05-06 10:36"), reaction="tell_assignee")
    Outbound.objects.update(state="sent")
    filed = returned(street, GONE.replace("Anna@Gear.example.org", world.irina.email), named=notice.message_id)
    notice.refresh_from_db()
    assert (filed.rule, notice.state, noted(street)) == ("bounce", "failed", [])
    assert to_colleagues(local("05-06 11:00"), reaction="tell_returned") == []

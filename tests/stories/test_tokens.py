"""The address in Reply-To names its ticket by a token: whoever writes there joins, until somebody revokes it."""

from datetime import UTC
from email.message import EmailMessage

import pytest

from opora.channels.models import InboundMail, Mailbox
from opora.flow import act
from opora.flow.merge import merge
from opora.tickets.models import Participant
from tests.stories.may_2026 import local
from tests.stories.street import LONG_AGO, Street, letter, ours, receive, ticket_of
from tests.world import STRANGER, World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ANNA = "anna@gear.example.org"


@pytest.fixture
def street(world: World) -> Street:
    """Anna asked on Wednesday 6 May at 10:00; the desk writes from a mailbox that takes plus addresses."""
    Mailbox.objects.create(
        name="support", kind="imap", address="support@vendor.test", smtp_host="mail.vendor.test", plus=True,
        connected_at=LONG_AGO,
    )  # fmt: skip
    one = Street(world, ANNA)
    one.happen("opens", local("05-06 10:00"))
    return one


def reply_to(street: Street) -> str:
    return str(ours(street.ticket)[-1]["Reply-To"])


def sent_to(address: str, at: str, header: str = "To", sender: str = STRANGER) -> InboundMail:
    """A letter that names nothing but the address it was sent to."""
    when = local(at)
    raw = letter(sender, "Вот журнал", f"Журнал ({at}).", when)
    if header == "To":
        raw = raw.replace(b"To: support@vendor.test", b"To: " + address.encode())
    else:
        raw = header.encode() + b": " + address.encode() + b"\r\n" + raw
    return receive(raw, when)


def test_a_letter_to_the_address_with_a_token_joins(street: Street) -> None:
    address = reply_to(street)
    assert address.startswith(f"support+r{street.ticket_id}-")
    assert address.endswith("@vendor.test")
    filed = sent_to(address, "05-06 11:00")
    assert (filed.rule, filed.matched, filed.doubt) == ("token", address, "")
    assert filed.ticket_id == street.ticket_id


@pytest.mark.parametrize("header", ["To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To"])
def test_it_is_read_wherever_the_address_stands_in_capitals_too(header: str, street: Street) -> None:
    assert sent_to(reply_to(street).upper(), "05-06 11:00", header).ticket_id == street.ticket_id


def test_the_token_of_another_ticket_joins_nothing(street: Street, world: World) -> None:
    other = Street(world, "sergey@bridge.example.org")
    other.happen("opens", local("05-06 10:30"))
    wrong = reply_to(street).replace(f"+r{street.ticket_id}-", f"+r{other.ticket_id}-")
    filed = sent_to(wrong, "05-06 11:00")
    assert (filed.rule, filed.doubt, filed.proposed_id) == ("new", "wrong-token", other.ticket_id)
    assert ticket_of(filed).pk not in (street.ticket_id, other.ticket_id)
    assert sent_to(reply_to(other), "05-06 11:10").ticket_id == other.ticket_id


def test_an_address_that_was_removed_joins_by_no_token(street: Street) -> None:
    """It was a slip of the pen: whoever has it may have been sent a colleague's letter, and opens nothing by it."""
    Participant.objects.create(ticket=street.ticket, address=STRANGER, role="removed")
    address = reply_to(street)
    filed = sent_to(address, "05-06 11:00")
    assert (filed.rule, filed.doubt, filed.proposed_id) == ("new", "removed", None)
    assert ticket_of(filed).pk != street.ticket_id
    other = sent_to(address, "05-06 11:10", sender="else@elsewhere.example.org")
    assert (other.rule, other.ticket_id) == ("token", street.ticket_id)


def test_a_revoked_token_joins_nothing_and_the_next_letter_has_a_new_one(street: Street, world: World) -> None:
    old = reply_to(street)
    act.revoke_links(street.ticket_id, world.irina, ANNA, local("05-06 10:30").astimezone(UTC))
    filed = sent_to(old, "05-06 11:00")
    assert (filed.rule, filed.doubt, filed.proposed_id) == ("new", "revoked-token", street.ticket_id)
    # Who takes part needs no token.
    street.happen("tell", local("05-06 11:30"))
    new = reply_to(street)
    assert new != old
    assert sent_to(new, "05-06 12:00").ticket_id == street.ticket_id


def test_a_keyed_message_id_goes_before_a_token(street: Street, world: World) -> None:
    other = Street(world, "sergey@bridge.example.org")
    other.happen("opens", local("05-06 10:30"))
    at = local("05-06 11:00")
    raw = letter(ANNA, "Re", "Вот.", at, reply_to=str(ours(street.ticket)[-1]["Message-ID"]))
    filed = receive(raw.replace(b"To: support@vendor.test", b"To: " + reply_to(other).encode()), at)
    assert (filed.rule, filed.ticket_id) == ("own-id", street.ticket_id)


def test_the_token_of_a_merged_ticket_leads_to_where_it_went(street: Street, world: World) -> None:
    second = ticket_of(receive(letter(ANNA, "Ещё", "Забыла.", local("05-06 10:30")), local("05-06 10:30")))
    address = str(ours(second)[-1]["Reply-To"])
    merge(second.pk, world.irina, street.ticket_id, local("05-06 10:45").astimezone(UTC))
    assert sent_to(address, "05-06 11:00").ticket_id == street.ticket_id


def test_without_plus_addresses_there_is_no_reply_to(street: Street) -> None:
    Mailbox.objects.update(plus=False)
    message: EmailMessage = ours(ticket_of(sent_to("support@vendor.test", "05-06 11:00")))[-1]
    assert message["Reply-To"] is None

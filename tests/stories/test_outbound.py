"""Letters of ours: one by event, reaction and recipient; in one thread; a second run of a reaction adds nothing."""

from datetime import UTC
from email.utils import getaddresses

import pytest

from opora.channels.models import Mailbox, Outbound
from opora.core.step import MACHINE
from opora.flow.reactions import REACTIONS
from opora.flow.step import begin
from opora.ledger.queries import history_of
from opora.tickets.models import Ticket
from tests.stories.may_2026 import STORIES, local
from tests.stories.street import LONG_AGO, Street, letter, ours, receive, ticket_of
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def played(world: World, name: str, until: int | None = None) -> Street:
    level, lines = STORIES[name]
    street = Street(world, {"warranty": "anna@gear.example.org", "basic": "sergey@bridge.example.org"}[level])
    for line in lines[:until]:
        street.happen(line.what, line.instant)
    return street


@pytest.mark.parametrize(("name", "until"), [("B", 6), ("C", 4)])
def test_a_second_run_of_every_reaction_adds_nothing(name: str, until: int, world: World) -> None:
    street = played(world, name, until)
    letters = list(Outbound.objects.order_by("pk").values_list("pk", "message_id", "raw"))
    history = history_of("ticket", street.ticket_id)
    now = STORIES[name][1][until].instant.astimezone(UTC)
    with begin(now, MACHINE, "tick") as step:
        for noted in history:
            for reaction in REACTIONS.get(type(noted.event), ()):
                reaction(step, noted)
    assert len(letters) >= 3
    assert [row[:2] for row in Outbound.objects.order_by("pk").values_list("pk", "message_id")] == [
        row[:2] for row in letters
    ]
    assert [bytes(row.raw) for row in Outbound.objects.order_by("pk")] == [bytes(row[2]) for row in letters]
    assert history_of("ticket", street.ticket_id) == history


def test_an_address_of_ours_is_never_written_to(world: World) -> None:
    """Whoever writes in our own name has a ticket (L1); a letter back would come in again."""
    Mailbox.objects.create(name="support", kind="pipe", address="support@vendor.test", connected_at=LONG_AGO)
    at = local("05-06 10:00")
    own = receive(letter("support@vendor.test", "Привет", "Не открывается.", at), at)
    other = receive(letter("else@elsewhere.example.org", "Привет", "Не открывается.", at), at)
    assert ticket_of(own).pk != ticket_of(other).pk
    assert [len(ours(ticket_of(one))) for one in (own, other)] == [0, 1]


def test_every_letter_has_an_id_of_its_own_and_one_recipient(world: World) -> None:
    for name in ("A", "B", "C"):
        played(world, name)
    found = [message["Message-ID"] for ticket in Ticket.objects.all() for message in ours(ticket)]
    assert len(set(found)) == len(found) == Outbound.objects.filter(audience="customer").count()
    rows = list(Outbound.objects.values_list("event_id", "reaction", "recipient"))
    assert len(rows) == len(set(rows)) > 12


def test_all_letters_of_a_ticket_hang_in_the_customers_thread(world: World) -> None:
    street = played(world, "C")
    first = street.ticket.messages.order_by("pk").first()
    assert first is not None
    theirs = [message.message_id for message in street.ticket.messages.filter(author_kind="contact").order_by("pk")]
    assert len(theirs) == 2
    letters = ours(street.ticket)
    assert [str(one["References"]).split()[0] for one in letters] == [first.message_id] * len(letters)
    # The answer came after the customer's reply, and hangs below it.
    assert letters[-1]["In-Reply-To"] == theirs[-1]
    assert all(getaddresses([str(one["To"])])[0][1] == street.sender for one in letters)


def test_what_the_machine_writes_says_so_and_what_a_human_writes_does_not(world: World) -> None:
    street = played(world, "A", 4)
    by = {row.reaction: row for row in Outbound.objects.filter(ticket=street.ticket_id, audience="customer")}
    assert b"Auto-Submitted: auto-" in bytes(by["acknowledge"].raw)
    assert b"Auto-Submitted: auto-" in bytes(by["confess"].raw)
    assert b"Auto-Submitted: auto-" not in bytes(by["carry"].raw)

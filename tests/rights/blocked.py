"""Spam and blocked senders, for the addresses that undo them."""

from datetime import UTC
from typing import TYPE_CHECKING

from opora.channels.models import InboundMail
from opora.flow import spam
from opora.registry.models import Block
from tests.stories.may_2026 import local
from tests.stories.street import letter, receive, ticket_of

if TYPE_CHECKING:
    from opora.tickets.models import Ticket
    from tests.rights.sample import Sample

SPAMMER = "win@prizes.example.com"


def marked(one: "Sample") -> None:
    """Anna's ticket was closed as spam."""
    spam.mark(one.ticket.pk, one.world.irina, "", local("05-08 12:00").astimezone(UTC))


def block(one: "Sample") -> None:
    """A blocked sender."""
    first = receive(letter(SPAMMER, "Приз", "Вы выиграли.", local("05-08 10:20")), local("05-08 10:20"))
    spam.mark(ticket_of(first).pk, one.world.irina, "address", local("05-08 10:25").astimezone(UTC))
    # The row that its address names: PostgreSQL counts on where another test has ended.
    Block.objects.update(id=1)


def held(_: "Ticket") -> InboundMail:
    """A letter of theirs, in the tray."""
    return receive(letter(SPAMMER, "Приз", "Ещё.", local("05-08 10:30")), local("05-08 10:30"))

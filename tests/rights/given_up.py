"""Letters of ours that were given up, for the addresses that send them again."""

from datetime import UTC
from typing import TYPE_CHECKING

from opora.channels.models import Outbound
from tests.stories.may_2026 import local

if TYPE_CHECKING:
    from opora.tickets.models import Ticket


def of_a_ticket(ticket: "Ticket") -> Outbound:
    """The acknowledgement, which a server refused."""
    row = Outbound.objects.filter(ticket=ticket, audience="customer")[0]
    Outbound.objects.filter(pk=row.pk).update(state="failed", server_said="550 5.1.1 no such user")
    return row


def notice(ticket: "Ticket") -> Outbound:
    """A digest to a colleague, which a server refused."""
    at = local("05-08 11:00").astimezone(UTC)
    return Outbound.objects.create(
        event_id=1, reaction="tell_staff", recipient="olga@vendor.test", audience="staff", message_id="<1@vendor.test>",
        subject="Что ждёт", sender="desk@vendor.test", raw=b"", state="failed", created_at=at, not_before=at,
    )  # fmt: skip

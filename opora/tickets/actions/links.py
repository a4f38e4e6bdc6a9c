"""Links in letters are revoked."""

from opora.accounts.models import User
from opora.core.events import LinkRevoked
from opora.core.step import Step
from opora.lib.remembered import forget
from opora.tickets.models import LinkRevocation, Ticket


def revoke_links(step: Step, ticket: Ticket, address: str, user: User | None) -> None:
    """What this address has got so far opens the ticket no more; the links of others do."""
    row = LinkRevocation.objects.create(ticket=ticket, address=address, at=step.now, user=user)
    forget()
    step.note(LinkRevoked(row.pk), "ticket", ticket.pk)

"""Whose a ticket is, when its address was a slip."""

from collections.abc import Mapping

from opora.core.events import Readdressed
from opora.core.step import Step
from opora.registry.models import Contact
from opora.tickets.actions.opening import add_participant
from opora.tickets.models import Message, Participant, Ticket


def readdress(
    step: Step,
    ticket: Ticket,
    event: Readdressed,
    values: Mapping[str, object],
    *,
    wrong: str,
    right: str,
    name: str,
    contact: Contact | None,
) -> None:
    """The ticket and its first message are somebody else's from now on; ``wrong`` has no part in it any more.

    ``values`` are the row's new values, decided as at registration (L7a).
    """
    for column, value in values.items():
        setattr(ticket, column, value)
    ticket.save(update_fields=list(values))
    Message.objects.filter(ticket=ticket, sender_address=wrong).update(sender_address=right, contact=contact)
    Participant.objects.filter(ticket=ticket, address=wrong).update(role="removed", name="")
    add_participant(ticket, right, name, "author")
    step.note(event, "ticket", ticket.pk)

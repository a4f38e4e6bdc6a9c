"""Two tickets about one matter: one of them goes on in the other."""

from collections.abc import Mapping
from datetime import datetime

from opora.core.events import Merged, Received, TookIn
from opora.core.step import Step
from opora.tickets.actions.opening import add_participant
from opora.tickets.models import Message, Participant, Sight, Ticket


def merge(
    step: Step, ticket: Ticket, into: Ticket, moments: Mapping[str, datetime], answered_until: datetime | None
) -> None:
    """Move messages, participants and sight to the other ticket, and end this one.

    ``moments`` are those that this ticket's customer was told; ``answered_until``: what they wrote until then is
    answered there, and what they wrote later is words to be read.
    """
    for message in Message.objects.filter(ticket=ticket).order_by("at", "pk"):
        message.moved_from, message.ticket = ticket, into
        message.save(update_fields=["ticket", "moved_from"])
        if message.author_kind in ("contact", "guest"):
            unread = message.is_human and (answered_until is None or message.at > answered_until)
            step.note(Received(message.pk, message.at, unread), "ticket", into.pk)
    for one in Participant.objects.filter(ticket=ticket).exclude(role="removed").order_by("pk"):
        add_participant(into, one.address, one.name, "copy")
    _keep_sight(step, ticket, into)
    ticket.merged_into = into
    ticket.save(update_fields=["merged_into"])
    step.note(Merged(into.pk), "ticket", ticket.pk)
    step.note(TookIn(ticket.pk, moments), "ticket", into.pk)


def _keep_sight(step: Step, ticket: Ticket, into: Ticket) -> None:
    """Whoever could read the one may read the other (E3): its offices, and those who were given sight of it."""
    near = {into.home_office_id, into.registering_office_id, into.owning_office_id}
    theirs = {ticket.home_office_id, ticket.registering_office_id, ticket.owning_office_id} - near
    for office_id in sorted(one for one in theirs if one is not None):
        Sight.objects.create(ticket=into, office_id=office_id, because="held", since=step.now)
    for sight in Sight.objects.filter(ticket=ticket).order_by("pk"):
        known = {"office": sight.office, "user": sight.user, "because": sight.because}
        if not Sight.objects.filter(ticket=into, **known).exists():
            Sight.objects.create(ticket=into, since=step.now, **known)

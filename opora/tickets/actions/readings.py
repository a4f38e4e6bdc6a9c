"""That somebody read a ticket from outside its offices is written down (E3)."""

from opora.accounts.models import User
from opora.core.events import ReadFromOutside
from opora.core.step import Step
from opora.tickets.models import Reading, Ticket


def log_reading(step: Step, ticket: Ticket, user: User) -> None:
    """Write down that this person read this ticket now."""
    Reading.objects.create(ticket=ticket, user=user, at=step.now, via=step.via)
    step.note(ReadFromOutside(ticket.pk), "user", user.pk)

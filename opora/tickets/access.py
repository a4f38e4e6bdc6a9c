"""Who may see which tickets (E3, domain.md 10): the only door through which a face gets one."""

from datetime import datetime

from django.db.models import Q, QuerySet

from opora.accounts.models import Role, User
from opora.offices.queries import offices_of
from opora.tickets.models import Attachment, Sight, Ticket
from opora.tickets.queries.conversation import EVERYBODY
from opora.tickets.queries.threads import id_from_number

__all__ = ["attachment_for", "ticket_for", "tickets_for"]

_ALL = {Role.HEAD, Role.CENTRAL}
_OWN_OFFICES = {Role.SPECIALIST, Role.MANAGER, Role.DEVELOPER}


def tickets_for(user: User, now: datetime) -> QuerySet[Ticket]:
    """The tickets whose internal messages this person may read by standing sight (E3), or by a sight given.

    Sales, the auditor and the administrator read no correspondence.
    """
    if not user.is_active:
        return Ticket.objects.none()
    if user.role in _ALL:
        return Ticket.objects.all()
    if user.role not in _OWN_OFFICES:
        return Ticket.objects.none()
    offices = offices_of(user, now)
    at_home = Q(home_office__in=offices) | Q(registering_office__in=offices) | Q(owning_office__in=offices)
    given = Sight.objects.filter(Q(user=user) | Q(office__in=offices))
    return Ticket.objects.filter(at_home | Q(pk__in=given.values("ticket")) | Q(assignee=user))


def ticket_for(user: User, number: str, now: datetime) -> Ticket | None:
    """The ticket of this number if the person may see it; null alike for an unknown one and for another office's."""
    ticket_id = id_from_number(number)
    if ticket_id is None:
        return None
    return tickets_for(user, now).filter(pk=ticket_id).select_related(*EVERYBODY).first()


def attachment_for(user: User, number: str, attachment_id: int, now: datetime) -> Attachment | None:
    """A file of a ticket that the person may see."""
    ticket = ticket_for(user, number, now)
    if ticket is None:
        return None
    return Attachment.objects.filter(message__ticket=ticket, pk=attachment_id).first()

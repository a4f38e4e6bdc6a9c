"""Who may be told of a ticket by telephone: its contact, and the people of its organisation."""

from django.db.models import Exists, OuterRef, Q

from opora.registry.models import Contact
from opora.search.queries import begins, words
from opora.search.words import looked_for
from opora.tickets.models import Ticket

__all__ = ["caller_of", "callers_of"]

MOST = 8
"""So many are offered, since each has a key; who is not among them is found by name or telephone."""


def callers_of(ticket: Ticket, text: str = "") -> list[Contact]:
    """Those whose name, telephone or address has all words of the text; the ticket's contact first, then by name."""
    people = Contact.objects.filter(_known(ticket), merged_into=None, erased_at=None)
    for word in looked_for(text):
        people = people.filter(Exists(words().filter(begins(word), subject="contact", row=OuterRef("pk"))))
    return sorted(people.order_by("name", "pk")[: MOST + 1], key=lambda one: one.pk != ticket.contact_id)[:MOST]


def caller_of(ticket: Ticket, contact_id: int) -> Contact | None:
    """One of them; null alike for nobody, for somebody unknown and for another organisation's."""
    return Contact.objects.filter(_known(ticket), pk=contact_id, merged_into=None, erased_at=None).first()


def _known(ticket: Ticket) -> Q:
    theirs = Q(organisation=ticket.organisation_id) if ticket.organisation_id else Q(pk__in=[])
    return theirs | Q(pk=ticket.contact_id)

"""Reading drafts."""

from django.db.models import Exists, OuterRef, QuerySet

from opora.tickets.models import Draft, Ticket

__all__ = ["Draft", "draft_by_id", "drafted", "drafts_of"]


def drafts_of(ticket: Ticket) -> list[Draft]:
    """The texts that wait on this ticket, the newest first, with who made them."""
    return list(Draft.objects.filter(ticket=ticket).select_related("made_by").order_by("-at", "-pk"))


def draft_by_id(draft_id: int) -> Draft | None:
    """One text that waits, with its sender."""
    return Draft.objects.select_related("made_by").filter(pk=draft_id).first()


def drafted(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """The same tickets, each saying as ``drafted`` whether a text waits on it."""
    return tickets.annotate(drafted=Exists(Draft.objects.filter(ticket=OuterRef("pk"))))

"""Tickets in lists."""

from django.db.models import QuerySet

from opora.tickets.models import Ticket

__all__ = ["in_order_of_next", "open_tickets"]


def open_tickets() -> QuerySet[Ticket]:
    """All that are not closed: whatever has a next moment (P4)."""
    return Ticket.objects.filter(next_at__isnull=False)


def in_order_of_next(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """The queue's order: the earliest moment first; with all that a row shows, so that rendering asks nothing."""
    return tickets.select_related(
        "contact", "organisation", "product", "version", "owning_office", "assignee", "home_office"
    ).order_by("next_at", "id")

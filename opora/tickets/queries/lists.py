"""Tickets in lists."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from opora.accounts.models import User
from opora.lib import pages
from opora.offices.models import Office
from opora.registry.models import Organisation
from opora.tickets.models import Ticket
from opora.tickets.queries.conversation import EVERYBODY
from opora.tickets.queries.drafts import drafted

__all__ = [
    "PAGE",
    "all_tickets",
    "closed_tickets",
    "count_open_of",
    "mine",
    "next_of",
    "of_offices",
    "of_organisation",
    "oldest_due",
    "open_tickets",
    "page_by_next",
    "page_of_newest",
]

PAGE = 50

Owner = tuple[str, int]
"""An "organisation" or a "contact" by its row."""


def open_tickets() -> QuerySet[Ticket]:
    """All that are not closed: whatever has a next moment (P4)."""
    return Ticket.objects.filter(next_at__isnull=False)


def open_of(subject: str, row: int) -> QuerySet[Ticket]:
    """The open ones of an "organisation" (its contacts' included for whom no other one was named) or of a "contact"."""
    if subject == "contact":
        return open_tickets().filter(contact_id=row)
    return open_tickets().filter(Q(organisation_id=row) | Q(organisation=None, contact__organisation_id=row))


def open_of_any(owners: Iterable[Owner]) -> list[tuple[int, datetime, str, list[Owner]]]:
    """The open ones of these organisations and contacts, as `open_of` has them.

    Each with its row, when it was registered, the zone of its home office, and whose it is.
    """
    wanted = set(owners)
    organisations, contacts = ([row for kind, row in wanted if kind == one] for one in ("organisation", "contact"))
    theirs = Q(organisation__in=organisations) | Q(organisation=None, contact__organisation__in=organisations)
    rows = open_tickets().filter(theirs | Q(contact__in=contacts)).order_by("pk")
    columns = ("pk", "registered_at", "home_office__zone", "organisation_id", "contact__organisation_id", "contact_id")
    found = []
    for pk, at, zone, named, belongs, contact in rows.values_list(*columns):
        whose = {("organisation", named or belongs), ("contact", contact)} & wanted
        found.append((pk, at, zone or "", sorted(whose)))
    return found


def count_open_of(user: User) -> int:
    """How many open tickets this person has."""
    return open_tickets().filter(assignee=user).count()


def next_of(ticket_id: int) -> datetime | None:
    """The next moment of one ticket; null: it is closed."""
    return Ticket.objects.filter(pk=ticket_id).values_list("next_at", flat=True).get()


def closed_tickets() -> QuerySet[Ticket]:
    """All that are closed."""
    return Ticket.objects.filter(next_at__isnull=True)


def all_tickets() -> QuerySet[Ticket]:
    """Every one, closed ones too."""
    return Ticket.objects.all()


def oldest_due(now: datetime) -> datetime | None:
    """The earliest moment that has come of a ticket that nobody has in hand; null when there is none."""
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    due = Ticket.objects.filter(free, next_at__lte=now).order_by("next_at")
    return due.values_list("next_at", flat=True).first()


def mine(tickets: QuerySet[Ticket], user: User) -> QuerySet[Ticket]:
    """Those of which this person is the assignee."""
    return tickets.filter(assignee=user)


def of_offices(tickets: QuerySet[Ticket], offices: list[Office]) -> QuerySet[Ticket]:
    """Those that these offices own now."""
    return tickets.filter(owning_office__in=offices)


def of_organisation(tickets: QuerySet[Ticket], organisation: Organisation) -> QuerySet[Ticket]:
    """Those of this customer."""
    return tickets.filter(organisation=organisation)


def page_by_next(tickets: QuerySet[Ticket], after: str = "", size: int = PAGE) -> tuple[list[Ticket], str]:
    """A page in the queue's order, the earliest moment first, and the token of the next one (empty: the last).

    With all that a row shows, so that rendering asks nothing; ``after`` is a token of `opora.lib.pages`.
    """
    place = pages.read(after)
    if place is not None:
        tickets = tickets.filter(Q(next_at__gt=place[0]) | Q(next_at=place[0], id__gt=place[1]))
    rows = list(
        drafted(tickets)
        .select_related("contact", "organisation", "product", "version", "owning_office", "assignee")
        .only(*_SHOWN)
        .order_by("next_at", "id")[: size + 1]
    )
    more = rows[size - 1] if len(rows) > size else None
    return rows[:size], pages.token(more.next_at, more.pk) if more and more.next_at else ""


def page_of_newest(
    tickets: QuerySet[Ticket], place: tuple[datetime, int] | None = None, size: int = PAGE
) -> tuple[list[Ticket], str]:
    """A page in order of registration, the newest first, closed ones too, and the token of the next one.

    With everybody and everything that a ticket names; ``place`` is a token that `opora.lib.pages` has read.
    """
    return pages.newest(tickets.select_related(*EVERYBODY), "registered_at", place, size)


_SHOWN = [
    "subject",
    "level",
    "stage",
    "next_at",
    "next_kind",
    "calendar",
    "customer_zone",
    "work_stopped",
    "unclear",
    "contact__name",
    "organisation__name",
    "product__name",
    "version__name",
    "owning_office__name",
    "owning_office__name_en",
    "owning_office__zone",
    "assignee__first_name",
    "assignee__last_name",
]

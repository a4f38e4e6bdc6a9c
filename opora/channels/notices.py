"""Reading what waits for colleagues, and what is near and of which nobody was told."""

from datetime import date, datetime

from django.db.models import Exists, Max, OuterRef

from opora.accounts.models import User
from opora.channels.models import Notice, Outbound
from opora.ledger.queries import events_by_id
from opora.promises.models import Promise

__all__ = [
    "Notice",
    "first_waiting",
    "last_letter_on",
    "letters_on",
    "near_untold",
    "owner_of",
    "told_in",
    "unsent_joined",
    "waiting_for",
]


def owner_of(notice_id: int) -> int | None:
    """For whom a notice waits; null: it waits no more."""
    rows = Notice.objects.filter(pk=notice_id, wanted_at__isnull=False)
    return rows.values_list("user_id", flat=True).first()


def waiting_for(person: User, now: datetime) -> list[Notice]:
    """All that waits for a colleague by now, oldest first, with tickets and promises."""
    rows = Notice.objects.filter(user=person, wanted_at__isnull=False, since__lte=now)
    return list(rows.select_related("promise", "ticket__assignee", "ticket__owning_office").order_by("pk"))


def first_waiting(until: datetime, ticket_id: int | None = None) -> Notice | None:
    """The notice that comes due first by then, of one ticket or of any."""
    rows = Notice.objects.filter(wanted_at__lte=until)
    rows = rows if ticket_id is None else rows.filter(ticket_id=ticket_id)
    return rows.order_by("wanted_at", "pk").first()


def told_in(event_id: int) -> list[Notice]:
    """What one letter tells, in order."""
    return list(Notice.objects.filter(told_by=event_id).select_related("user", "promise", "ticket").order_by("pk"))


def letters_on(person: User, on: date) -> int:
    """How many letters a colleague has got out of what waited, on a date where they work."""
    return Notice.objects.filter(user=person, told_on=on).values("told_by").distinct().count()


def last_letter_on(person: User, on: date) -> datetime | None:
    """When the last of these left; null: none did."""
    row = Notice.objects.filter(user=person, told_on=on).aggregate(last=Max("told_by"))["last"]
    return events_by_id([row])[row].at if row is not None else None


def near_untold(now: datetime) -> list[Promise]:
    """Promises that run and are near, of which whoever has the ticket was not told; those without an assignee too."""
    told = Notice.objects.filter(promise=OuterRef("pk"), user=OuterRef("ticket__assignee"))
    rows = Promise.objects.filter(~Exists(told), warn_at__lte=now, ticket__next_at__isnull=False)
    return list(rows.select_related("ticket__assignee", "ticket__owning_office").order_by("pk"))


def unsent_joined(by: datetime) -> list[int]:
    """Joined letters about several tickets, written by then, that have not left yet."""
    rows = Outbound.objects.filter(ticket=None, reaction="tell_staff", state="queued", created_at__lte=by)
    return list(rows.order_by("pk").values_list("pk", flat=True))

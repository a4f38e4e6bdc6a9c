"""What comes in by each mailbox: its last letter, how many a day, what waits. Nothing reads more than some weeks."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Min, QuerySet
from django.db.models.functions import TruncDate

from opora.channels.models import InboundMail, Mailbox
from opora.core import zones

__all__ = ["Waiting", "last_letter", "letters_by_date", "letters_since", "waiting_in"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Letters that are kept and not filed yet, and since when the oldest is."""

    letters: int
    since: datetime | None


def last_letter(row: Mailbox) -> tuple[datetime, datetime] | None:
    """When the newest letter of a mailbox came to its server, and when it was kept here; null: none ever came.

    What lay there before the mailbox was connected does not count: nobody sent it to this desk.
    """
    return _came(row).order_by("-kept_at").values_list("server_at", "kept_at").first()


def letters_since(row: Mailbox, since: datetime) -> list[datetime]:
    """When each letter was kept from that instant on, in order."""
    return list(_came(row).filter(kept_at__gte=since).order_by("kept_at").values_list("kept_at", flat=True))


def letters_by_date(row: Mailbox, since: datetime, zone: str) -> dict[date, int]:
    """How many letters were kept on each date of a zone, from that instant on; dates without any are left out."""
    by_date = _came(row).filter(kept_at__gte=since).annotate(on=TruncDate("kept_at", tzinfo=zones.zone(zone)))
    return dict(by_date.order_by().values_list("on").annotate(letters=Count("pk")))


def waiting_in(row: Mailbox) -> Waiting:
    """What lies kept and is not filed."""
    found = InboundMail.objects.filter(mailbox=row, state="kept").aggregate(letters=Count("pk"), since=Min("kept_at"))
    return Waiting(found["letters"], found["since"])


def _came(row: Mailbox) -> QuerySet[InboundMail]:
    return InboundMail.objects.filter(mailbox=row, archive=False)

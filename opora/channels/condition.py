"""How mail goes: since when something waits that should not, and how much did not leave. For `opora check`."""

from datetime import UTC, datetime

from django.db.models import Q

from opora.channels.mail.keep import SPOOLED, STAMP, spool_folder
from opora.channels.models import WATCHED, InboundMail, Mailbox, Outbound
from opora.lib.literals import literals

__all__ = [
    "failed_since",
    "hard_to_file",
    "oldest_look",
    "oldest_spooled",
    "oldest_to_file",
    "oldest_to_send",
    "tried_since",
]


HARD = 3
UNSENT = Q(state__in=literals("queued", "sending"))


def oldest_to_file(now: datetime) -> datetime | None:
    """Since when a letter lies kept and nobody files it; letters that are put off after a mistake do not count."""
    waiting = InboundMail.objects.filter(_free(now), Q(not_before=None), state="kept")
    return waiting.order_by("kept_at").values_list("kept_at", flat=True).first()


def oldest_to_send(now: datetime) -> datetime | None:
    """Since when a letter of ours is due that nobody tries to send."""
    waiting = Outbound.objects.filter(_free(now), UNSENT, not_before__lte=now)
    return waiting.order_by("not_before").values_list("not_before", flat=True).first()


def oldest_look(now: datetime) -> datetime | None:
    """Since when a mailbox is due into which nobody looks."""
    waiting = Mailbox.objects.filter(_free(now), kind__in=WATCHED, look_at__lte=now)
    return waiting.order_by("look_at").values_list("look_at", flat=True).first()


def oldest_spooled() -> datetime | None:
    """When the oldest letter in the spool came."""
    named = [SPOOLED.fullmatch(path.name) for path in spool_folder().glob("*.eml")]
    stamps = sorted(found["stamp"] for found in named if found)
    return datetime.strptime(stamps[0], STAMP).replace(tzinfo=UTC) if stamps else None


def hard_to_file() -> int:
    """How many letters were taken up three times or more and are not filed yet: something is wrong with each."""
    return InboundMail.objects.filter(state="kept", attempts__gte=HARD).count()


def tried_since(since: datetime) -> int:
    """How many letters were written before that instant, have been tried, and did not leave yet."""
    return Outbound.objects.filter(UNSENT, attempts__gt=0, created_at__lt=since).count()


def failed_since(since: datetime) -> int:
    """How many letters written since then were given up."""
    return Outbound.objects.filter(state="failed", created_at__gte=since).count()


def _free(now: datetime) -> Q:
    return Q(lease_until=None) | Q(lease_until__lte=now)

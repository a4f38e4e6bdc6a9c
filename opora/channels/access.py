"""Who may see letters as they came, the tray and what went out; who looks after mailboxes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery

from opora.accounts.access import may_set_up
from opora.accounts.models import User
from opora.channels.models import InboundMail, Mailbox, Outbound
from opora.core.addresses import for_mail
from opora.lib import pages
from opora.lib.literals import literals
from opora.tickets.access import reads_tickets, tickets_for

__all__ = [
    "Asked",
    "held_for",
    "journal_for",
    "letter_by_pass",
    "letter_for",
    "letters_for",
    "letters_read_by",
    "mailbox_for",
    "mailboxes_for",
    "may_see_tray",
    "outbound_for",
    "proposal_for",
    "proposals_for",
    "sent_for",
    "waiting_for",
]

PAGE = 50
ASIDE = Q(state__in=literals("aside", "failed"))
PROPOSED = Q(proposed__isnull=False, dismissed_at=None, ticket__next_at__isnull=False, proposed__next_at__isnull=False)
HELD = Q(state__in=["failed", "shown", "stale"])


def may_see_tray(user: User) -> bool:
    """Managers, the central service, the head and the administrator look after letters that found no ticket."""
    return user.is_active and user.sees_tray


def waiting_for(user: User, now: datetime) -> tuple[int, int]:
    """How many letters lie in the tray or wait there for a word, and how many of ours did not leave; none for who may
    not see them."""
    if not may_see_tray(user):
        return 0, 0
    # Two lists by their own indexes, one question.
    letters = InboundMail.objects.filter(ASIDE).values("pk").union(_proposals(user, now).values("pk"))
    return letters.count(), Outbound.objects.filter(HELD).count()


def letters_for(user: User, after: str = "") -> tuple[list[InboundMail], str]:
    """A page of the tray and of the letters that could not be read, newest first, and the token of the next page."""
    rows = InboundMail.objects.filter(ASIDE).select_related("mailbox")
    if not may_see_tray(user):
        rows = rows.none()
    return pages.newest(rows, "server_at", pages.read(after), PAGE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the journal is asked for: a Message-ID or an address (``who``), arrived within two instants; empty: all."""

    who: str = ""
    since: datetime | None = None
    until: datetime | None = None


def journal_for(user: User, asked: Asked, after: str = "") -> tuple[list[InboundMail], str]:
    """A page of the letters that came in, newest first, and the token of the next page.

    They name tickets that this person may perhaps not read: `letters_read_by` says which.
    """
    rows = InboundMail.objects.select_related("mailbox")
    if not may_see_tray(user):
        rows = rows.none()
    if asked.who:
        # A Message-ID looks like an address. Two plain questions, since no index serves both at once.
        same = Q(own_id__in=[asked.who, f"<{asked.who}>"]) & ~Q(own_id="")
        rows = rows.filter(same if rows.filter(same).exists() else Q(sender=for_mail(asked.who)))
    if asked.since is not None and asked.until is not None:
        rows = rows.filter(server_at__gte=asked.since, server_at__lt=asked.until)
    return pages.newest(rows, "server_at", pages.read(after), PAGE)


def letters_read_by(user: User, letters: Iterable[InboundMail], now: datetime) -> set[int]:
    """Those of these letters that this person may read: of a ticket in their sight, or of none, for who reads any."""
    rows = list(letters)
    named = {row.ticket_id for row in rows if row.ticket_id is not None}
    seen = set(tickets_for(user, now).filter(pk__in=named).values_list("pk", flat=True))
    loose = may_see_tray(user) and reads_tickets(user)
    return {row.pk for row in rows if (loose if row.ticket_id is None else row.ticket_id in seen)}


def letter_for(user: User, letter_id: int, now: datetime) -> InboundMail | None:
    """One letter as it came: of a ticket that the person may see, or from the tray.

    The administrator sees that a letter lies there and why, but reads none: it may be a customer's.
    """
    rows = InboundMail.objects.select_related("mailbox", "ticket", "message__moved_from")
    letter = rows.filter(pk=letter_id).first()
    if letter is None:
        return None
    if letter.ticket_id is not None:
        return letter if tickets_for(user, now).filter(pk=letter.ticket_id).exists() else None
    return letter if may_see_tray(user) and reads_tickets(user) else None


def proposals_for(user: User, now: datetime) -> list[InboundMail]:
    """Doubtful letters whose ticket this person may merge with the one that they name, the newest first: both are open
    and in their sight. At most a page."""
    return list(_proposals(user, now).order_by("-pk")[:PAGE])


def proposal_for(user: User, letter_id: int, now: datetime) -> InboundMail | None:
    """The letter about whose merge this person may decide; null when nothing is proposed, or no more."""
    return _proposals(user, now).filter(pk=letter_id).first()


def _proposals(user: User, now: datetime) -> QuerySet[InboundMail]:
    seen = tickets_for(user, now).values("pk")
    rows = InboundMail.objects.filter(PROPOSED, ticket__in=seen, proposed__in=seen)
    return rows.select_related("mailbox", "message", "ticket", "proposed__contact", "proposed__organisation")


def letter_by_pass(letter_id: int) -> InboundMail | None:
    """The letter that a signed link names: whoever was handed the link might read it."""
    return InboundMail.objects.filter(pk=letter_id).first()


def outbound_for(user: User, after: str = "") -> tuple[list[Outbound], str]:
    """A page of our letters that did not leave (failed, stale, or shown by a quiet desk), newest first, and the token
    of the next page. They name tickets that this person may perhaps not read: `sent_for` decides on each."""
    rows: QuerySet[Outbound] = Outbound.objects.filter(HELD).select_related("ticket").defer("raw")
    if not may_see_tray(user):
        rows = rows.none()
    return pages.newest(rows, "created_at", pages.read(after), PAGE)


def sent_for(user: User, letter_id: int, now: datetime) -> Outbound | None:
    """One letter of ours to a customer, with its words, of a ticket that the person may see."""
    rows = Outbound.objects.filter(pk=letter_id, ticket__in=tickets_for(user, now), audience="customer")
    return rows.select_related("ticket").first()


def held_for(user: User, letter_id: int, now: datetime) -> Outbound | None:
    """One letter of ours that was given up, which this person may have sent again: about a ticket that they may see,
    or a notice, for whoever looks after the outbox."""
    row = Outbound.objects.filter(pk=letter_id, state="failed").select_related("ticket").defer("raw").first()
    if row is None:
        return None
    if row.audience == "customer" and row.ticket_id is not None:
        return row if tickets_for(user, now).filter(pk=row.ticket_id).exists() else None
    return row if may_see_tray(user) else None


def mailboxes_for(user: User) -> list[tuple[Mailbox, datetime | None]]:
    """All mailboxes by name, each with the arrival of its last letter; none for who does not set up the desk."""
    if not may_set_up(user):
        return []
    newest = InboundMail.objects.filter(mailbox=OuterRef("pk")).order_by("-kept_at").values("server_at")[:1]
    rows = Mailbox.objects.select_related("office").annotate(last=Subquery(newest)).order_by("name")
    return [(row, row.last) for row in rows]


def mailbox_for(user: User, name: str) -> Mailbox | None:
    """The mailbox of that name."""
    return Mailbox.objects.select_related("office").filter(name=name).first() if may_set_up(user) else None

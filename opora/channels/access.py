"""Who may see letters as they came, the tray and what went out."""

from datetime import datetime

from opora.accounts.models import User
from opora.channels.models import InboundMail, Outbound
from opora.tickets.access import tickets_for

__all__ = ["letter_for", "letters_for", "may_see_tray", "outbound_for"]


def may_see_tray(user: User) -> bool:
    """Managers, the central service, the head and the administrator look after letters that found no ticket."""
    return user.is_active and user.sees_tray


def letters_for(user: User) -> list[InboundMail]:
    """The tray and the letters that could not be read, newest first; nothing for who may not see them."""
    if not may_see_tray(user):
        return []
    rows = InboundMail.objects.filter(state__in=["aside", "failed"]).select_related("mailbox")
    return list(rows.order_by("-server_at", "-pk")[:200])


def letter_for(user: User, letter_id: int, now: datetime) -> InboundMail | None:
    """One letter as it came: from the tray, or of a ticket that the person may see."""
    letter = InboundMail.objects.filter(pk=letter_id).first()
    if letter is None:
        return None
    if letter.ticket_id is not None:
        return letter if tickets_for(user, now).filter(pk=letter.ticket_id).exists() else None
    return letter if may_see_tray(user) else None


def outbound_for(user: User) -> list[Outbound]:
    """Letters of ours that did not leave (failed, or shown by a quiet desk), newest first."""
    if not may_see_tray(user):
        return []
    rows = Outbound.objects.filter(state__in=["failed", "shown", "stale"]).select_related("ticket").defer("raw")
    return list(rows.order_by("-created_at", "-pk")[:200])

"""A mailbox is in trouble, or no more: written down once, and told by a reaction."""

from datetime import datetime

from opora.channels.models import Mailbox
from opora.core.events import MailboxAlarmed, MailboxCleared
from opora.core.step import Step


def alarm(step: Step, row: Mailbox, kind: str, since: datetime, letters: int = 0, days: int = 0) -> bool:
    """The mailbox is failing or silent. False: somebody has said so already, or what ``row`` says has changed."""
    if not _swap(row, kind, step.now):
        return False
    step.note(MailboxAlarmed(kind, since, letters, days), "mailbox", row.pk)
    return True


def clear_alarm(step: Step, row: Mailbox) -> bool:
    """All is well again. False: somebody has said so already."""
    kind = row.alarm
    if not _swap(row, "", None):
        return False
    step.note(MailboxCleared(kind), "mailbox", row.pk)
    return True


def _swap(row: Mailbox, kind: str, at: datetime | None) -> bool:
    """Conditional, so that of two who watch at the same time one tells."""
    if not Mailbox.objects.filter(pk=row.pk, alarm=row.alarm).update(alarm=kind, alarm_at=at):
        return False
    row.alarm, row.alarm_at = kind, at
    return True

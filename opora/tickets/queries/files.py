"""Files that wait for the antivirus."""

from opora.tickets.models import Attachment


def waiting_file(attachment_id: int) -> Attachment | None:
    """A file that waits to be scanned; null: it does not, or is no more."""
    return Attachment.objects.filter(pk=attachment_id, scan_state="waiting").first()


def lock_waiting_file(attachment_id: int) -> Attachment | None:
    """The same, ours until the transaction ends, with its message."""
    rows = Attachment.objects.select_for_update(of=("self",)).select_related("message")
    return rows.filter(pk=attachment_id, scan_state="waiting").first()

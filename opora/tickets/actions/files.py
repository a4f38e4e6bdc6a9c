"""What the antivirus said of a file."""

from opora.core.events import FileSetAside
from opora.core.step import Step
from opora.tickets.models import Attachment


def pass_file(attachment: Attachment, state: str) -> None:
    """A file that waited may be seen: "clean" says that it was scanned, "off" that nobody scans."""
    _settle(attachment, state, "")


def set_file_aside(step: Step, attachment: Attachment, virus: str) -> None:
    """Something harmful was found in a file that waited; its bytes are kept, and nobody is given them."""
    _settle(attachment, "infected", virus)
    step.note(FileSetAside(attachment.message_id, attachment.pk), "ticket", attachment.message.ticket_id)


def _settle(attachment: Attachment, state: str, virus: str) -> None:
    attachment.scan_state, attachment.virus = state, virus[:100]
    attachment.lease_id = attachment.lease_until = attachment.not_before = None
    attachment.save(update_fields=["scan_state", "virus", "lease_id", "lease_until", "not_before"])

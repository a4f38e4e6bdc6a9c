"""Files of messages: kept within their limits; and what the antivirus said of one."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Sum
from django.utils.translation import gettext as _

from opora.core.events import FileSetAside
from opora.core.facts import AttachedFile
from opora.core.step import Step
from opora.lib import limits
from opora.lib.contents import type_of
from opora.lib.errors import Refused
from opora.lib.store import Store
from opora.tickets.models import Attachment, Message


def attach(step: Step, message: Message, files: Iterable[AttachedFile], store: Store) -> None:
    """Keep the files' bytes in the store and their names beside the message.

    What comes with a letter is never refused: what its limits, or the ticket's, have no room for stays in the kept
    letter alone, and the message says how many. Otherwise Refused is raised.
    """
    sent = list(files)
    if not sent:
        return
    there = Attachment.objects.filter(message__ticket=message.ticket_id).aggregate(size=Sum("size"))["size"] or 0
    room, left = limits.most("ticket") - there, 0
    room = min(room, limits.most("mail")) if step.via == "mail" else room
    for file in sent:
        if file.size <= room:
            room -= file.size
            _keep(message, file, store)
        elif step.via == "mail":
            left += 1
        else:
            raise Refused(_full())
    if left:
        message.troubles = [*message.troubles, f"files-left: {left}"]
        message.save(update_fields=["troubles"])


def _full() -> str:
    said = _(
        "The ticket has many files already: more than %(size)d MB together. Send these by another way and write where "
        "they are."
    )
    return said % {"size": limits.megabytes("ticket")}


def _keep(message: Message, file: AttachedFile, store: Store) -> None:
    kept = store.keep(file.content)
    Attachment.objects.create(
        message=message,
        name=file.name[:250],
        declared_type=file.type[:120],
        content_type=type_of(file.content),
        size=kept.size,
        sha256=kept.sha256,
        cid=file.cid[:250],
        scan_state=_scanned(file),
    )


def _scanned(file: AttachedFile) -> str:
    if not settings.CLAMD:
        return "off"
    return "clean" if file.scanned else "waiting"


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

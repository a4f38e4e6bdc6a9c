"""What was typed into the forms of a ticket, read with care: it comes from a browser, so it may be anything."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.translation import gettext as _

from opora.core.facts import AttachedFile
from opora.lib.errors import Refused
from opora.tickets.queries import Ticket, repeats_last

MOST_BYTES = 20 * 1024 * 1024
"""Of all files of one message: mail servers seldom take more than 25 MiB, and letters write them a third longer."""


class NeedsConfirmation(Refused):
    """It can be done all the same: the page asks, and ``field`` says yes."""

    def __init__(self, sentence: Any, field: str) -> None:
        super().__init__(sentence)
        self.field = field


def line(request: HttpRequest, name: str) -> str:
    """A field of one line; without NUL, which PostgreSQL can't store."""
    return request.POST.get(name, "").replace("\0", "").strip()


def text(request: HttpRequest) -> str:
    """The text of the composer, its lines ended as ours are."""
    return request.POST.get("text", "").replace("\0", "").replace("\r\n", "\n")


def files(request: HttpRequest) -> list[AttachedFile]:
    """The files with their bytes. Raises Refused when they are more than a letter can carry."""
    sent = request.FILES.getlist("files")
    if sum(one.size or 0 for one in sent) > MOST_BYTES:
        raise Refused(
            _("The files are larger than 20 MB together; no mail server takes that. Choose fewer or smaller.")
        )
    return [AttachedFile((one.name or "file").replace("\0", ""), one.content_type or "", one.read()) for one in sent]


def names_of_files(request: HttpRequest) -> tuple[str, ...]:
    """What has to be chosen again after a refusal: a browser does not take its files back."""
    return tuple(one.name or "" for one in request.FILES.getlist("files"))


def word_until(request: HttpRequest, zone: str) -> tuple[datetime | None, str]:
    """The moment promised for the next word, as a datetime-local field of this zone says it, and the consent to it.

    Raises Refused for what is no moment.
    """
    typed = line(request, "word_until")
    return (moment(typed, zone), line(request, "consent")[:250]) if typed else (None, "")


def moment(typed: str, zone: str) -> datetime:
    """A moment as a datetime-local field of this zone says it. Raises Refused for what is none."""
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        raise Refused(_("The moment can't be read. Write it as 2026-05-12T18:00.")) from None
    if not 2000 <= found.year <= 2399:
        raise Refused(_("The moment can't be read. Write it as 2026-05-12T18:00."))
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))


def no_moment(request: HttpRequest) -> None:
    """Raises Refused when a moment is promised with a verb that promises none: it would be lost without a word."""
    if line(request, "word_until"):
        raise Refused(
            _("Only a word of progress promises a moment. Clear the moment, or send it as a word of progress.")
        )


def check_repeat(request: HttpRequest, ticket: Ticket) -> None:
    """P9: a text that repeats the last one moves no moment; said before sending. Raises NeedsConfirmation once."""
    if text(request).strip() and not line(request, "repeat") and repeats_last(ticket, text(request)):
        raise NeedsConfirmation(
            _("This text repeats the last letter, so the next word's moment will not move. Send again if you mean it."),
            "repeat",
        )

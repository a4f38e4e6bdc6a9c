"""What was typed into the forms of a ticket, read with care: it comes from a browser, so it may be anything."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.translation import gettext as _

from opora.core.facts import AttachedFile
from opora.flow.scan import attached
from opora.lib.errors import Refused
from opora.tickets.queries import Ticket, repeats_last
from opora.web import typed
from opora.web.typed import line, names_of_files, text

__all__ = [
    "NeedsConfirmation",
    "check_repeat",
    "day",
    "files",
    "line",
    "names_of_files",
    "no_moment",
    "text",
    "word_until",
]


def files(request: HttpRequest) -> tuple[AttachedFile, ...]:
    """The files that a colleague attaches, scanned before they leave. Raises Refused for what must not."""
    return attached(typed.files(request, "desk"))


class NeedsConfirmation(Refused):
    """It can be done all the same: the page asks, and ``field`` says yes."""

    def __init__(self, sentence: Any, field: str) -> None:
        super().__init__(sentence)
        self.field = field


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


def day(request: HttpRequest, name: str) -> date:
    """A date as a date field says it. Raises Refused for what is none."""
    try:
        return date.fromisoformat(line(request, name))
    except ValueError:
        raise Refused(_("The date can't be read. Write it as 2026-05-29.")) from None


def no_moment(request: HttpRequest) -> None:
    """Raises Refused when a verb that promises no moment has one, or says that we are late: it would be lost."""
    if line(request, "late"):
        raise Refused(_("Only a word of progress can say that we shall be late."))
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

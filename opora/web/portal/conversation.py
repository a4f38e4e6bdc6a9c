"""The open messages of a request, as its customer reads them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from opora.lib import moments
from opora.tickets.queries import Message
from opora.web import bodies
from opora.web.bodies import File, LaidOut, Segment
from opora.web.portal import words
from opora.web.portal.visit import Visit
from opora.web.words import language, said


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the conversation."""

    anchor: str
    author: str
    at: datetime
    when: str
    ours: bool
    verb_text: str
    automatic: bool
    segments: list[Segment]
    laid: LaidOut
    files: list[File]


def conversation(messages: Iterable[Message], visit: Visit, now: datetime) -> list[Said]:
    """Oldest first; `messages` are open ones."""
    return [_said(message, visit, now) for message in messages]


def _said(message: Message, visit: Visit, now: datetime) -> Said:
    return Said(
        anchor=f"m{message.pk}",
        author=_author(message, visit),
        at=message.at,
        when=moments.short(message.at, now, visit.ticket.customer_zone, language()),
        ours=message.author_kind in ("staff", "machine"),
        verb_text=", ".join(filter(None, [said(words.VERBS, message.verb), said(words.CHANNELS, message.channel)])),
        automatic=not message.is_human,
        segments=bodies.segments(message),
        laid=bodies.laid_out(message, now),
        files=[bodies.file(one, visit.url("file", one.pk)) for one in message.attachments.all()],
    )


def _author(message: Message, visit: Visit) -> str:
    """Staff by first name and initial (domain.md 6); the reader's own words are theirs."""
    if message.user is not None:
        return message.user.short_name
    if message.sender_address == visit.visitor.address:
        return _("You")
    return message.sender_name or message.sender_address or _("unknown sender")

"""The conversation of a ticket: messages, and between them the letters that the machine wrote to the customer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from opora.accounts.queries import User
from opora.channels.mail.sentences import DOUBT, in_language
from opora.channels.queries import Outbound
from opora.core.addresses import readable
from opora.core.events import Answered, Asked, Told
from opora.core.step import Noted
from opora.lib import moments
from opora.tickets.queries import Attachment, Message, Ticket
from opora.web import bodies, passes
from opora.web.bodies import File, LaidOut, Segment
from opora.web.desk import troubles, words
from opora.web.desk.invites import Invited, invited


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of ours, and whether it has left."""

    at: datetime
    when: str
    name_text: str
    state_text: str
    state: str
    url: str
    kind: str = "letter"


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the conversation."""

    anchor: str
    author: str
    address: str
    at: datetime
    when: str
    internal: bool
    ours: bool
    verb_text: str
    automatic: bool
    segments: list[Segment]
    laid: LaidOut
    files: list[File]
    troubles: list[str]
    letter: Letter | None = None
    way: str = ""
    signed_text: str = ""
    invite: Invited | None = None
    spoken_text: str = ""
    kind: str = field(default="said")


def conversation(
    messages: Iterable[Message],
    letters: Iterable[Outbound],
    came_by: Mapping[int, int],
    history: Sequence[Noted],
    ticket: Ticket,
    user: User,
    now: datetime,
    *,
    asked: int = 0,
) -> list[Said | Letter]:
    """Everything in order of time; the letter that carries a message stands with the message.

    ``came_by``: the row of the letter that came in, by the message's row. ``asked``: the message of which the reader
    wants pictures from elsewhere as well.
    """
    carried = {one.id: one.event.message for one in history if isinstance(one.event, Asked | Told | Answered)}
    carriers: dict[int, Letter] = {}
    apart: list[Said | Letter] = []
    for row in letters:
        shown = _letter(row, ticket, user, now)
        if row.event_id in carried and row.reaction == "carry":
            carriers[carried[row.event_id]] = shown
        else:
            apart.append(shown)
    said = [_said(message, carriers, came_by, ticket, user, now, asked == message.pk) for message in messages]
    return sorted([*said, *apart], key=lambda one: (one.at, one.kind == "letter"))


def _said(
    message: Message,
    carriers: Mapping[int, Letter],
    came_by: Mapping[int, int],
    ticket: Ticket,
    user: User,
    now: datetime,
    asked: bool,
) -> Said:
    author, address = _author(message)
    return Said(
        anchor=f"m{message.pk}",
        author=author,
        address=address,
        at=message.at,
        when=moments.short(message.at, now, user.zone, words.language()),
        internal=message.audience == Message.Audience.INTERNAL,
        ours=message.author_kind in ("staff", "machine"),
        verb_text=words.said(words.VERBS, message.verb) if message.verb else "",
        spoken_text=words.said(words.SPOKEN, message.channel) if message.channel else "",
        automatic=not message.is_human,
        segments=bodies.segments(message),
        laid=_laid(message, ticket, user, now, asked),
        files=[_file(one, ticket) for one in message.attachments.all()],
        troubles=[troubles.said(one) for one in message.troubles],
        letter=carriers.get(message.pk),
        signed_text=words.said(words.SIGNED, message.signed) if message.signed else "",
        invite=invited(message, user, now),
        way=reverse("letter-way", args=[came_by[message.pk]]) if message.pk in came_by else "",
    )


def _laid(message: Message, ticket: Ticket, user: User, now: datetime, asked: bool) -> LaidOut:
    laid = bodies.laid_out(message, now, asked=asked)
    if not laid.remote:
        return laid
    query = urlencode({"pictures": passes.to_ask(user.pk, message.pk, now)})
    return replace(laid, ask_url=f"{reverse('ticket', args=[ticket.number])}?{query}#m{message.pk}")


def _letter(row: Outbound, ticket: Ticket, user: User, now: datetime) -> Letter:
    state_text = words.said(words.OUTBOUND, row.state)
    if row.state == "sent" and row.sent_at is not None:
        state_text = f"{state_text} {moments.short(row.sent_at, now, user.zone, words.language())}"
    # Of a letter that left what the server said is of no interest, unless it may have come twice.
    telling = row.server_said if row.state in ("failed", "queued") or DOUBT in row.server_said else ""
    return Letter(
        at=row.created_at,
        when=moments.short(row.created_at, now, user.zone, words.language()),
        name_text=words.said(words.LETTERS, row.reaction),
        state_text=f"{state_text}: {in_language(row.server_said)}" if telling else state_text,
        state=row.state,
        url=reverse("letter", args=[ticket.number, row.pk]),
    )


def _author(message: Message) -> tuple[str, str]:
    if message.user:
        return message.user.full_name, ""
    name, address = (
        message.sender_name or (message.contact.name if message.contact else ""),
        readable(message.sender_address),
    )
    return name or address or _("unknown sender"), address if name else ""


def _file(attachment: Attachment, ticket: Ticket) -> File:
    return bodies.file(attachment, reverse("attachment", args=[ticket.number, attachment.pk]), names=True)

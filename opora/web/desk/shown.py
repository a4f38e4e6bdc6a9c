"""A ticket as the page shows it: plain values with ready texts, so that rendering asks nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from opora.accounts.queries import User
from opora.core.clock import Clock, explanation
from opora.core.hours import Stretch
from opora.core.standing import Standing
from opora.core.step import Noted
from opora.lib import moments, safe_html
from opora.tickets.queries import Attachment, Message, Ticket
from opora.web.desk import words

MOST_STRETCHES = 60


@dataclass(frozen=True, slots=True)
class File:
    """An attachment's line."""

    name: str
    url: str
    size_text: str


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the conversation."""

    anchor: str
    author: str
    at: datetime
    when: str
    internal: bool
    ours: bool
    verb_text: str
    automatic: bool
    segments: list[tuple[str, str]]
    html: SafeString | None
    images: int
    files: list[File]
    troubles: list[str]


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of an explanation."""

    counted: bool
    text: str
    cause: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A promise, goal or word: when, how it stands, and why it is that moment (P5)."""

    kind: str
    kind_text: str
    at: datetime
    when: str
    there: str
    state: str
    state_text: str
    told_text: str
    left_text: str
    lines: list[Line]


def said(message: Message, ticket: Ticket, user: User, now: datetime) -> Said:
    """One message, its HTML made safe."""
    html = safe_html.clean(message.html) if message.html else None
    return Said(
        anchor=f"m{message.pk}",
        author=_author(message),
        at=message.at,
        when=moments.short(message.at, now, user.zone, words.language()),
        internal=message.audience == Message.Audience.INTERNAL,
        ours=message.author_kind in ("staff", "machine"),
        verb_text=_VERBS[message.verb]() if message.verb else "",
        automatic=not message.is_human,
        segments=[(one["kind"], one["text"]) for one in message.segments if one["text"]],
        # nh3 has removed whatever acts; this is the one place where HTML of strangers is let through.
        html=mark_safe(html.html) if html else None,
        images=html.images if html else 0,
        files=[_file(one, ticket) for one in message.attachments.all()],
        troubles=[str(one) for one in message.troubles],
    )


def moment(clock: Clock, ticket: Ticket, user: User, now: datetime) -> Moment:
    """One clock with its explanation."""
    language = words.language()
    state = _state(clock, now)
    left = clock.calendar.between(now, clock.due_at) if clock.live and not clock.paused_at else timedelta()
    elsewhere = clock.due_at.astimezone(_zone(ticket.customer_zone)).utcoffset()
    here = clock.due_at.astimezone(_zone(user.zone)).utcoffset()
    there = moments.short(clock.due_at, now, ticket.customer_zone, language) if elsewhere != here else ""
    return Moment(
        kind=clock.kind,
        kind_text=words.said(words.KINDS, clock.kind),
        at=clock.due_at,
        when=moments.short(clock.due_at, now, user.zone, language),
        there=there,
        state=state,
        state_text=_STATES[state](),
        told_text=_told(clock),
        left_text=moments.span(left, language) if state in ("calm", "soon") else "",
        lines=[_line(one, user, now) for one in explanation(clock)[:MOST_STRETCHES]],
    )


def clocks_to_show(standing: Standing) -> list[Clock]:
    """The live clocks first, then those that ended, the youngest first; what was only replaced is left out."""
    live = sorted((one for one in standing.clocks if one.live), key=lambda one: one.due_at)
    gone = [one for one in reversed(standing.clocks) if not one.live and one.withdrawn_because != "anew"]
    return [*live, *(one for one in gone if one.kind != "word" or one.missed_at)]


def happened(noted: Noted, user: User, now: datetime, names: dict[int, str]) -> dict[str, Any]:
    """A line of the timeline."""
    who = names.get(noted.actor.id or 0, "") if noted.actor.kind == "staff" else ""
    kind = getattr(noted.event, "kind", "")
    return {
        "at": noted.at,
        "when": moments.short(noted.at, now, user.zone, words.language()),
        "text": words.said(words.EVENTS, type(noted.event).__name__),
        "detail": words.said(words.KINDS, kind) if kind else "",
        "who": who,
    }


def _author(message: Message) -> str:
    if message.user:
        return message.user.full_name
    name = message.sender_name or (message.contact.name if message.contact else "")
    return f"{name} <{message.sender_address}>" if name else message.sender_address or _("unknown sender")


def _file(attachment: Attachment, ticket: Ticket) -> File:
    size = attachment.size
    text = f"{size / 1048576:.1f} MB" if size >= 1048576 else f"{max(1, round(size / 1024))} kB"
    return File(attachment.name, reverse("attachment", args=[ticket.number, attachment.pk]), text)


def _zone(name: str) -> ZoneInfo:

    return ZoneInfo(name)


def _state(clock: Clock, now: datetime) -> str:
    if clock.withdrawn_because:
        return "withdrawn"
    if clock.met_at is not None:
        return "met_late" if clock.missed_at is not None else "met"
    if clock.missed_at is not None or clock.due_at < now:
        return "late"
    if clock.paused_at is not None:
        return "paused"
    return "soon" if clock.calendar.between(now, clock.due_at) <= timedelta(hours=2) else "calm"


def _told(clock: Clock) -> str:
    if not clock.live:
        return ""
    return _("the customer knows this moment") if clock.told else _("not told to the customer")


def _line(stretch: Stretch, user: User, now: datetime) -> Line:
    language = words.language()
    begins = moments.short(stretch.start, now, user.zone, language)
    ends = moments.short(stretch.end, now, user.zone, language)
    name = stretch.because.said(language)
    cause = words.said(words.CAUSES, stretch.cause)
    span = f" ({moments.span(stretch.end - stretch.start, language)})" if stretch.counted else ""
    return Line(stretch.counted, f"{begins} – {ends}{span}", f"{cause}: {name}" if name else cause)


_VERBS = {
    "ask": lambda: _("question"),
    "tell": lambda: _("word of progress"),
    "answer": lambda: _("answer to the point"),
}
_STATES = {
    "calm": lambda: _("in time"),
    "soon": lambda: _("soon"),
    "late": lambda: _("late"),
    "paused": lambda: _("paused"),
    "met": lambda: _("met"),
    "met_late": lambda: _("met late"),
    "withdrawn": lambda: _("no longer due"),
}

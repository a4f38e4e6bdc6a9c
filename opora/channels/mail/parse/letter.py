"""A whole letter: its parts read in order and put together as an arrival."""

import re
from functools import lru_cache

from opora.channels.mail.parse import armour
from opora.channels.mail.parse.addresses import people
from opora.channels.mail.parse.bodies import Body, body_of
from opora.channels.mail.parse.dates import sent_at
from opora.channels.mail.parse.files import attached
from opora.channels.mail.parse.head import Head
from opora.channels.mail.parse.invites import invitation
from opora.channels.mail.parse.language import SAMPLE, language_of
from opora.channels.mail.parse.machines import Text, automatic
from opora.channels.mail.parse.mime import Part, part_at, take_apart
from opora.channels.mail.parse.numbers import numbers
from opora.channels.mail.parse.reports import report_of
from opora.channels.mail.parse.troubles import Troubles
from opora.channels.mail.parse.words import text_of
from opora.channels.mail.parse.wrapped import BODY, unwrap
from opora.core.facts import Arrival, Invite, Segment, Sender

RESULTS = 20
DELIVERED = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to")
# What some pipes and mailboxes put before the first header.
_BEFORE_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s+(?=[A-Za-z-]{2,40}:\s))?(?:>?From [^\r\n]*\r?\n)?")


def read(raw: bytes, ours: frozenset[str], troubles: Troubles, whole: bool = True) -> Arrival:
    """The letter as an arrival; see ``parse``, which catches what should never be raised here."""
    if not raw:
        troubles.note("empty")
        return Arrival(channel="mail", sender=Sender(""), troubles=troubles.all())
    root = _root(raw, troubles)
    signed = unwrap(root, troubles)
    hint = _charset(root)
    text = _reader(root.head, hint, troubles)
    sender = _sender(root.head, hint, troubles)
    subject = text("subject")
    message_id = next(iter(numbers(text("message-id"))), "")
    body, invite = _said(root, troubles, whole)
    segments, armoured = armour.segments(body.text, body.marked, troubles, sender.name)
    kind, because = automatic(root, sender, subject, message_id, ours, text)
    return Arrival(
        channel="mail",
        sender=sender,
        subject=subject,
        segments=segments,
        html=body.html,
        to=_recipients(root.head, "to", hint, troubles),
        cc=_recipients(root.head, "cc", hint, troubles),
        message_id=message_id,
        in_reply_to=next(iter(numbers(text("in-reply-to"))), ""),
        references=numbers(" ".join(text_of(one, hint, troubles) for one in root.head.every("references"))),
        sent_at=sent_at(text("date"), troubles) if root.head else None,
        files=attached(body.files, body.html, hint, troubles),
        signed=signed or ("pgp" if armoured else ""),
        invite=invite,
        automatic=kind,
        report=report_of(root, body.text) if kind == "bounce" else None,
        because=because,
        language=language_of(_opening_words(segments), subject),
        delivered_to=_delivered_to(root.head, hint),
        authentication=tuple(
            text_of(one, hint, Troubles()) for one in root.head.every("authentication-results")[:RESULTS]
        ),
        troubles=troubles.all(),
    )


def _said(root: Part, troubles: Troubles, whole: bool) -> tuple[Body, Invite | None]:
    """The body, and the invitation that came with it."""
    body = body_of(root, troubles)
    if not whole:
        _cut_off(body, root, troubles)
    invite, words = invitation(root, troubles)
    # An invitation alone says its words in its own file.
    body.text = body.text if body.text.strip() else words or body.text
    if armour.is_sealed(body.text):
        troubles.note("encrypted")
    return body, invite


def _cut_off(body: Body, root: Part, troubles: Troubles) -> None:
    """Half a file is none; that the last part has no end is our own doing."""
    troubles.note("too-big")
    troubles.forget("cut-short")
    half = [one for one in body.files if one.raw is root.raw and one.end == len(root.raw)]
    body.files = [one for one in body.files if one not in half]
    if any(one.type in BODY for one in half):
        # Nor is it kept beside its beginning.
        troubles.forget("long-text")


def _opening_words(segments: tuple[Segment, ...]) -> str:
    """Enough of what the sender wrote to know its language; of a log of a gigabyte no copy is made."""
    return "".join(one.text[:SAMPLE] for one in segments if one.kind == "text")


def _root(raw: bytes, troubles: Troubles) -> Part:
    if b"\n" not in raw and b"\r" in raw:
        troubles.note("bare-returns")
        raw = raw.replace(b"\r", b"\n")
    before = _BEFORE_HEAD.match(raw)
    root = part_at(raw, before.end() if before else 0, len(raw), troubles)
    if not root.head:
        troubles.note("no-headers")
    take_apart(root, troubles)
    return root


def _charset(part: Part) -> str:
    """The charset that the letter's text names: the best guess for headers that name none."""
    below = [inner for outer in part.parts for inner in outer.parts]
    for one in (part, *part.parts, *below):
        if one.type in BODY and (charset := one.content_type.ascii("charset")):
            return charset
    return ""


def _reader(head: Head, hint: str, troubles: Troubles) -> Text:
    """Headers as text, each read once."""

    @lru_cache(maxsize=64)
    def text(name: str) -> str:
        return text_of(head.first(name), hint, troubles)

    return text


def _sender(head: Head, hint: str, troubles: Troubles) -> Sender:
    """The first person of From; of Sender when From names nobody (L1 wants a ticket all the same)."""
    named = [one for value in head.every("from") for one in people(value, hint, troubles)]
    if len(named) > 1:
        troubles.note("several-from")
    with_address = [one for one in named if one.address]
    if with_address:
        return with_address[0]
    if named:
        troubles.note("bad-from")
    elif head:
        troubles.note("no-from")
    others = named or people(head.first("sender"), hint, troubles)
    return others[0] if others else Sender("")


def _delivered_to(head: Head, hint: str) -> tuple[str, ...]:
    """What servers wrote on the way is no trouble of the sender's."""
    named = [value for name in DELIVERED for value in head.every(name)[:5]]
    return tuple(one.address for value in named for one in people(value[:1000], hint, Troubles()) if one.address)


def _recipients(head: Head, name: str, hint: str, troubles: Troubles) -> tuple[Sender, ...]:
    named = [one for value in head.every(name) for one in people(value, hint, troubles)]
    if any(not one.address for one in named):
        troubles.note("bad-address")
    return tuple(one for one in named if one.address)

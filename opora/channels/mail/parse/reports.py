"""Reports on the delivery of a letter (RFC 3464): which letter, which addresses, and what became of each.

Exim writes none: it names the addresses in its head, and repeats the letter in its text.
"""

import re
from collections.abc import Iterator

from opora.channels.mail.parse.addresses import people
from opora.channels.mail.parse.head import Head, split
from opora.channels.mail.parse.mime import Part
from opora.channels.mail.parse.numbers import numbers
from opora.channels.mail.parse.troubles import Troubles
from opora.channels.mail.parse.words import text_of
from opora.core.addresses import for_mail
from opora.core.facts import Report, Undelivered

STATUS = ("message/delivery-status", "message/global-delivery-status")
RETURNED = (
    "message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers", "message/global-headers",
)  # fmt: skip
MOST = 200
"""So many addresses, and so many parts, of one report are read."""
LONGEST = 200_000

_BLANK = re.compile(rb"(?:\r?\n[ \t]*){2,}")
_REPEATED = re.compile(r"(?im)^[ \t>]*message-id:[ \t]*(<[^<>\s]{3,250}>)")


def report_of(root: Part, body: str) -> Report | None:
    """What a letter reports; null for one that is no report on a delivery. ``body`` is its text."""
    parts = list(_parts(root))
    undelivered = [one for part in parts if part.type in STATUS for one in _recipients(part)]
    if not undelivered:
        named = people(root.head.first("x-failed-recipients"), "", Troubles())
        undelivered = [Undelivered((for_mail(one.address),), "failed", "", "") for one in named[:MOST] if one.address]
    if not undelivered:
        return None
    letters = [one for part in parts if part.type in RETURNED for one in _number(part)]
    letters = letters or _REPEATED.findall(body[:LONGEST])[:1]
    return Report(tuple(dict.fromkeys(letters)), tuple(undelivered[:MOST]))


def _parts(root: Part) -> Iterator[Part]:
    waiting = [root]
    for _ in range(MOST):
        if not waiting:
            return
        part = waiting.pop(0)
        yield part
        waiting += part.parts


def _number(part: Part) -> tuple[str, ...]:
    content = part.content(Troubles())[:LONGEST]
    head, _ = split(content, 0, len(content), Troubles())
    return numbers(text_of(head.first("message-id"), "", Troubles()))[:1]


def _recipients(part: Part) -> Iterator[Undelivered]:
    for block in _BLANK.split(part.content(Troubles())[:LONGEST].strip(b"\r\n")):
        head, _ = split(block + b"\r\n", 0, len(block) + 2, Troubles())
        addresses = tuple(
            dict.fromkeys(filter(None, (_typed(head, f"{one}-recipient") for one in ("original", "final"))))
        )
        if addresses and "action" in head:
            said = _text(head, "diagnostic-code")
            words = said.partition(";")[2] if ";" in said.split(" ", 1)[0] else said
            status = re.match(r"[245]\.\d{1,3}\.\d{1,3}", _text(head, "status"))
            action = _text(head, "action").lower().split(" ")[0]
            yield Undelivered(addresses, action, status[0] if status else "", " ".join(words.split())[:300])


def _typed(head: Head, name: str) -> str:
    """The address behind its type, as in «rfc822; anna@example.org»."""
    value = _text(head, name)
    return for_mail(value.partition(";")[2].strip(" <>") if ";" in value else value.strip(" <>"))


def _text(head: Head, name: str) -> str:
    return text_of(head.first(name), "", Troubles()).strip()

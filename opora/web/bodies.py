"""What a message says, made fit to be shown: text in stretches, a letter's HTML made safe, files with their size.

Links of our own are left out of both: people quote our letters, and a link opens a ticket for whoever has it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.template.defaultfilters import filesizeformat
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from opora.lib import safe_html
from opora.lib.contents import pretends
from opora.lib.signed import without_tokens, without_tokens_in
from opora.tickets.queries import Attachment, Message
from opora.web import passes

MOST_LETTERS = 200_000
"""Of one message on a page: an hour's reading. What is longer is a log."""
MOST_HTML = 2_000_000
WARNINGS = {
    "program": gettext_lazy("a program, though its name does not say so (%(type)s)"),
    "page": gettext_lazy("a web page, though its name does not say so (%(type)s)"),
}


@dataclass(frozen=True, slots=True)
class File:
    """An attachment's line."""

    name: str
    url: str
    size_text: str
    warning: str = ""


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A letter's HTML made safe; how many images are left out, and how many of these may be asked for."""

    html: SafeString | None = None
    images: int = 0
    remote: int = 0
    asked: bool = False
    ask_url: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the body; what is folded says what it is."""

    text: str
    folded_text: str = ""


def segments(message: Message) -> list[Segment]:
    """The stretches of the text that say something; of a log its beginning, and how much of it there is."""
    shown = _beginning(message.segments)
    texts = without_tokens_in([one["text"] for one in shown])
    said = zip((one["kind"] for one in shown), texts, strict=True)
    found = [_segment(kind, text.strip("\n")) for kind, text in said if text.strip()]
    rest = sum(len(one["text"]) for one in message.segments) - sum(len(one["text"]) for one in shown)
    if rest:
        more = ngettext(
            "The text goes on: %(count)d letter more is in what was sent, and not on this page.",
            "The text goes on: %(count)d letters more are in what was sent, and not on this page.",
            rest,
        )
        found.append(Segment(more % {"count": rest}))
    return found


def _beginning(every: list[dict[str, str]]) -> list[dict[str, str]]:
    """The segments that a page has room for; the last one may be cut, at the end of a line where there is one."""
    shown, room = [], MOST_LETTERS
    for one in every:
        text = one["text"]
        if len(text) > room:
            text = text[: text.rfind("\n", 0, room) + 1 or room]
        shown.append({**one, "text": text})
        room -= len(text)
        if text is not one["text"]:
            break
    return shown


def laid_out(message: Message, now: datetime, *, asked: bool = False) -> LaidOut:
    """The letter as its sender laid it out, with the pictures that came with it; those from elsewhere when asked."""
    if not message.html or len(message.html) > MOST_HTML:
        return LaidOut()
    safe = safe_html.clean(without_tokens(message.html), _pictures(message.attachments.all(), now), remote=asked)
    # nh3 has removed whatever acts; this is the one place where HTML of strangers is let through.
    return LaidOut(mark_safe(safe.html), safe.images, safe.remote, asked)


def _pictures(attachments: Iterable[Attachment], now: datetime) -> dict[str, str]:
    """Where to get them, by their cid. What is none is refused there, by its bytes."""
    return {one.cid: passes.to_draw(one.pk, now) for one in attachments if one.cid and one.seen}


def file(attachment: Attachment, url: str, *, names: bool = False) -> File:
    """A file that can be had there, or why it can't; ``names``: the reader may know what the antivirus found."""
    lie = pretends(attachment.name, attachment.content_type) if attachment.content_type else ""
    warning = WARNINGS[lie] % {"type": attachment.content_type} if lie else ""
    if not attachment.seen:
        url, warning = "", _unseen(attachment, names=names)
    return File(attachment.name, url, filesizeformat(attachment.size), warning)


def _unseen(attachment: Attachment, *, names: bool) -> str:
    if attachment.scan_state == "waiting":
        return _("the antivirus is looking at it")
    if names:
        return _("the antivirus found %(virus)s, the file is given to nobody") % {"virus": attachment.virus}
    return _("the antivirus found something harmful in it, the file is given to nobody")


def _segment(kind: str, text: str) -> Segment:
    if kind == "quote":
        lines = text.count("\n") + 1
        return Segment(text, ngettext("quoted, %(count)d line", "quoted, %(count)d lines", lines) % {"count": lines})
    return Segment(text, _("signature") if kind == "signature" else "")

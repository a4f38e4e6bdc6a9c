"""Which parts are the body, in plain text and in HTML, and which are files."""

import re
from dataclasses import dataclass, field
from html import escape

from opora.channels.mail.parse.charset import decode
from opora.channels.mail.parse.mime import Part
from opora.channels.mail.parse.rendering import render
from opora.channels.mail.parse.troubles import Troubles

BODY = ("text/plain", "text/html")
# Other dresses of the same words, made for one mailer each.
DOUBLES = ("text/x-amp-html", "text/watch-html", "text/enriched", "text/x-watch-html")

_META = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{2,40})", re.IGNORECASE)


@dataclass(slots=True)
class Piece:
    """One stretch of the body: as plain text, as HTML, or as both."""

    text: str = ""
    html: str = ""


@dataclass(slots=True)
class Body:
    """What a letter says: the text, the stretches of it that the HTML marks as quoted, the HTML, and the files."""

    text: str = ""
    quoted: list[tuple[int, int]] = field(default_factory=list)
    html: str = ""
    files: list[Part] = field(default_factory=list)


def body_of(root: Part, troubles: Troubles) -> Body:
    """The body: plain text where there is any, else the rendering of the HTML; all of its stretches, in order."""
    files: list[Part] = []
    pieces = _pieces(root, root, files, troubles)
    if not pieces:
        pieces = _promoted(files, troubles)
    body = Body(files=files)
    for piece in pieces:
        text, quoted = ("", []) if piece.text.strip() else render(piece.html, troubles)
        text = text if text.strip() else piece.text
        before = _with_line_end(body.text) if text else body.text
        body.quoted += [(start + len(before), end + len(before)) for start, end in quoted]
        body.text = before + text if before else text
    body.html = _html(pieces)
    return body


def _pieces(part: Part, root: Part, files: list[Part], troubles: Troubles) -> list[Piece]:
    """The pieces of a part; what is none goes to the files. The depth is bounded by the tree's."""
    if part.type.startswith("multipart/"):
        if part.parts:
            found = [_pieces(one, root, files, troubles) for one in part.parts]
            return (
                _alternative(found) if part.type == "multipart/alternative" else [one for some in found for one in some]
            )
        if part.start < part.end:
            files.append(part)
        return []
    if part.type in DOUBLES and part is not root:
        return []
    if _is_body(part, root):
        return [_piece(part, troubles)]
    files.append(part)
    return []


def _is_body(part: Part, root: Part) -> bool:
    if part.disposition.value == "attachment":
        return False
    if part is root:
        return part.type.startswith("text/") and part.type != "text/calendar"
    return part.type in BODY and not _named(part)


def _named(part: Part) -> bool:
    quiet = Troubles()
    return bool(part.disposition.text("filename", "", quiet) or part.content_type.text("name", "", quiet))


def _piece(part: Part, troubles: Troubles) -> Piece:
    raw = part.content(troubles)
    declared = part.content_type.ascii("charset")
    if part.type == "text/html":
        meta = None if declared else _META.search(raw[:4_000])
        declared = meta[1].decode("ascii") if meta else declared
    text = decode(raw, declared, troubles)
    return Piece(html=text) if part.type == "text/html" else Piece(text=text.replace("\r\n", "\n"))


def _alternative(found: list[list[Piece]]) -> list[Piece]:
    """The first plain one that says anything, and the last, richest HTML (RFC 2046, 5.1.4)."""
    plain = next((some for some in found if any(one.text.strip() for one in some)), found[0])
    rich = next((some for some in reversed(found) if any(one.html.strip() for one in some)), [])
    text = ""
    for one in plain:
        text = _with_line_end(text) + one.text
    return [Piece(text, _html(rich))] if text or rich else []


def _with_line_end(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"


def _html(pieces: list[Piece]) -> str:
    """All pieces as one HTML; empty when none of them is HTML."""
    if not any(one.html.strip() for one in pieces):
        return ""
    return "".join(one.html if one.html.strip() else f"<pre>{escape(one.text)}</pre>" for one in pieces)


def _promoted(files: list[Part], troubles: Troubles) -> list[Piece]:
    """A letter whose only text has a file's name, as some gates send it."""
    for number, part in enumerate(files):
        if part.type in BODY and part.disposition.value != "attachment":
            del files[number]
            return [_piece(part, troubles)]
    return []

"""Which parts are the body, in plain text and in HTML, and which are files."""

import re
from dataclasses import dataclass, field, replace
from html import escape

from opora.channels.mail.parse.charset import decode
from opora.channels.mail.parse.flowed import unflow
from opora.channels.mail.parse.mime import Part
from opora.channels.mail.parse.rendering import render
from opora.channels.mail.parse.segments import Mark
from opora.channels.mail.parse.troubles import Troubles
from opora.channels.mail.parse.uuencoded import blocks
from opora.channels.mail.parse.wrapped import BODY, ENVELOPES, made

# Bytes of text and HTML in all; what is longer is a log, kept whole as a file.
LONGEST = 20_000_000
# Letters of text that may flow: nobody's mailer breaks the lines of a log.
FLOWING = 2_000_000
# Other dresses of the same words, made for one mailer each.
DOUBLES = ("text/x-amp-html", "text/watch-html", "text/enriched", "text/x-watch-html")

_META = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{2,40})", re.IGNORECASE)


@dataclass(slots=True)
class Piece:
    """One stretch of the body: as plain text, as HTML, or as both; ``packed`` when it comes out of a winmail.dat."""

    text: str = ""
    html: str = ""
    packed: bool = False


@dataclass(slots=True)
class Body:
    """What a letter says: the text, the stretches of it that the HTML marks, the HTML, and the files."""

    text: str = ""
    marked: list[Mark] = field(default_factory=list)
    html: str = ""
    files: list[Part] = field(default_factory=list)


class _Reading:
    """The parts of one letter on their way to body and files, and how much text there is still room for."""

    def __init__(self, root: Part, troubles: Troubles) -> None:
        self.root, self.troubles = root, troubles
        self.files: list[Part] = []
        self.room = LONGEST


def body_of(root: Part, troubles: Troubles) -> Body:
    """The body: plain text where there is any, else the rendering of the HTML; all of its stretches, in order."""
    reading = _Reading(root, troubles)
    pieces = _pieces(root, reading)
    # Outlook's own packing says again what stands outside of it.
    own = [one for one in pieces if not one.packed]
    pieces = own if any(one.text.strip() or one.html.strip() for one in own) else pieces
    if not pieces:
        pieces = _promoted(reading)
    body = Body(files=reading.files)
    texts: list[str] = []
    length = 0
    for piece in pieces:
        text, marked = ("", []) if piece.text.strip() else render(piece.html, troubles)
        text = text if text.strip() else piece.text
        if text and texts and not texts[-1].endswith("\n"):
            texts[-1] += "\n"
            length += 1
        body.marked += [(start + length, end + length, kind) for start, end, kind in marked]
        length += len(text)
        texts += [text] if text else []
    body.text = "".join(texts)
    body.html = _html(pieces)
    return body


def _pieces(part: Part, reading: _Reading) -> list[Piece]:
    """The pieces of a part; what is none goes to the files. The depth is bounded by the tree's."""
    if part.parts:
        found = [_pieces(one, reading) for one in part.parts]
        if part.type == "multipart/alternative":
            return _alternative(found)
        joined = [one for some in found for one in some]
        return joined if part.type.startswith("multipart/") or part.type in ENVELOPES else _packed(joined)
    if part.type.startswith("multipart/"):
        if part.start < part.end:
            reading.files.append(part)
        return []
    if part.type in DOUBLES and part is not reading.root:
        return []
    if _is_body(part, reading.root):
        return [_piece(part, reading)]
    reading.files.append(part)
    return []


def _packed(found: list[Piece]) -> list[Piece]:
    return [replace(one, packed=True) for one in _alternative([[one] for one in found])] if found else []


def _is_body(part: Part, root: Part) -> bool:
    if part.disposition.value == "attachment":
        return False
    if part is root:
        return part.type.startswith("text/") and part.type != "text/calendar"
    return part.type in BODY and not _named(part)


def _named(part: Part) -> bool:
    quiet = Troubles()
    return bool(part.disposition.text("filename", "", quiet) or part.content_type.text("name", "", quiet))


def _piece(part: Part, reading: _Reading) -> Piece:
    raw = part.content(reading.troubles)
    declared = part.content_type.ascii("charset")
    if part.type == "text/html":
        meta = None if declared else _META.search(raw[:4_000])
        declared = meta[1].decode("ascii") if meta else declared
    else:
        raw = _without_files(raw, declared, reading)
    if len(raw) > reading.room:
        reading.troubles.note("long-text")
        reading.files.append(part)
        raw = raw[: raw.rfind(b"\n", 0, reading.room) + 1 or reading.room]
    reading.room -= len(raw)
    text = decode(raw, declared, reading.troubles)
    if part.type == "text/html":
        return Piece(html=text)
    text = text.replace("\r\n", "\n")
    if len(text) <= FLOWING and part.content_type.ascii("format").lower() == "flowed":
        text = unflow(text, part.content_type.ascii("delsp").lower() == "yes")
    return Piece(text=text)


def _without_files(raw: bytes, declared: str, reading: _Reading) -> bytes:
    """The text without the files that stand uuencoded in it; they go to the others."""
    found = blocks(raw) if b"begin " in raw else []
    if not found:
        return raw
    kept, at = bytearray(), 0
    for one in found:
        kept += memoryview(raw)[at : one.start]
        at = one.end
        name = decode(one.name, declared, Troubles())
        reading.files.append(made(one.content, "application/octet-stream", name))
        if not one.whole:
            reading.troubles.note("cut-short")
    return bytes(kept) + raw[at:]


def _alternative(found: list[list[Piece]]) -> list[Piece]:
    """The first plain one that says anything, and the last, richest HTML (RFC 2046, 5.1.4)."""
    plain = next((some for some in found if any(one.text.strip() for one in some)), found[0])
    rich = next((some for some in reversed(found) if any(one.html.strip() for one in some)), [])
    texts = [one.text if one.text.endswith("\n") else one.text + "\n" for one in plain[:-1] if one.text]
    text = "".join([*texts, *(one.text for one in plain[-1:])])
    packed = any(one.packed for one in (*plain, *rich))
    return [Piece(text, _html(rich), packed)] if text or rich else []


def _html(pieces: list[Piece]) -> str:
    """All pieces as one HTML; empty when none of them is HTML."""
    if not any(one.html.strip() for one in pieces):
        return ""
    return "".join(one.html if one.html.strip() else f"<pre>{escape(one.text)}</pre>" for one in pieces)


def _promoted(reading: _Reading) -> list[Piece]:
    """A letter whose only text has a file's name, as some gates send it."""
    for number, part in enumerate(reading.files):
        if part.type in BODY and part.disposition.value != "attachment":
            del reading.files[number]
            return [_piece(part, reading)]
    return []

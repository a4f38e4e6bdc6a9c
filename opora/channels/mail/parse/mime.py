"""The tree of parts: where each begins and ends in the bytes of the letter. Nothing is copied, nothing recurses."""

import re
from dataclasses import dataclass, field

from opora.channels.mail.parse.head import Head, split
from opora.channels.mail.parse.parameters import Parameters
from opora.channels.mail.parse.transfer import undo
from opora.channels.mail.parse.troubles import Troubles

DEEPEST = 50
MOST_PARTS = 1_000

_GUESSED = re.compile(rb"(?m)^--(\S[^\r\n]{0,69}?)[ \t]*\r?\n(?=content-)", re.IGNORECASE)
_LINE_END = re.compile(rb"[\r\n]")
_ANYTHING = re.compile(rb"[^\s\0]")


@dataclass(slots=True)
class Part:
    """A letter or a part of one: its head, and its body as a stretch of the letter's bytes."""

    head: Head
    raw: bytes
    start: int
    end: int
    type: str
    content_type: Parameters
    disposition: Parameters
    parts: list["Part"] = field(default_factory=list)

    def content(self, troubles: Troubles) -> bytes:
        """The body with its transfer encoding undone."""
        encoding = self.head.first("content-transfer-encoding").decode("ascii", "replace").lower()
        encoding = re.split(r"[\s;(]", encoding.strip("\"' "), maxsplit=1)[0]
        return undo(self.raw, self.start, self.end, encoding, self.type.startswith("text/"), troubles)

    def boundary(self) -> bytes:
        """The line between the parts, without its two dashes; empty if it is not named."""
        return self.content_type.ascii("boundary").encode("latin-1") if self.type.startswith("multipart/") else b""


def part_at(raw: bytes, start: int, end: int, troubles: Troubles, default: str = "text/plain") -> Part:
    """The part that begins at ``start``, not yet taken apart."""
    head, body = split(raw, start, end, troubles)
    content_type = Parameters(head.first("content-type"))
    kind = content_type.value
    if not re.fullmatch(r"[\w.+-]+/[\w.+-]+", kind):
        kind = default if not kind or default == "text/plain" else "text/plain"
    return Part(head, raw, body, end, kind, content_type, Parameters(head.first("content-disposition")))


def take_apart(root: Part, troubles: Troubles) -> None:
    """Finds the parts of a letter, and theirs. Past the bounds a part stays whole, to be kept as a file."""
    waiting, count = [(root, 0)], 1
    while waiting:
        part, depth = waiting.pop()
        if not part.type.startswith("multipart/") or part.parts:
            continue
        if depth >= DEEPEST:
            troubles.note("too-deep")
            continue
        part.parts = _parts(part, MOST_PARTS - count, troubles)
        count += len(part.parts)
        _adopt(part, troubles)
        waiting += [(child, depth + 1) for one in part.parts for child in (one, *one.parts)]


def _parts(part: Part, room: int, troubles: Troubles) -> list[Part]:
    boundary = part.boundary()
    spans = _spans(part, boundary, room, troubles) if boundary else []
    if not spans:
        found = _GUESSED.search(part.raw, part.start, part.end)
        if not boundary or (found and found[1] != boundary):
            troubles.note("no-boundary")
            spans = _spans(part, found[1], room, troubles) if found else []
    if not spans:
        return _without_parts(part, boundary, troubles)
    default = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
    out = [part_at(part.raw, start, end, troubles, default) for start, end in spans[:room]]
    if len(spans) > room:
        troubles.note("too-many-parts")
        rest = spans[room][0]
        out.append(Part(Head(), part.raw, rest, part.end, "application/octet-stream", Parameters(b""), Parameters(b"")))
    return out


def _without_parts(part: Part, boundary: bytes, troubles: Troubles) -> list[Part]:
    """A letter that says that it has parts and has none: its body is plain text, if there is any."""
    if boundary and part.raw.find(b"--" + boundary, part.start, part.end) >= 0:
        troubles.note("no-parts")
        part.end = part.start
    else:
        troubles.note("no-boundary")
        part.type = "text/plain"
        part.content_type = Parameters(b"text/plain")
    return []


def _spans(part: Part, boundary: bytes, room: int, troubles: Troubles) -> list[tuple[int, int]]:
    """Where the parts begin and end. The one past ``room`` begins at its own boundary and reaches to the end."""
    raw, line = part.raw, b"--" + boundary
    spans: list[tuple[int, int]] = []
    opened, at, after = -1, part.start, part.start
    closed = False
    while (at := raw.find(line, at, part.end)) >= 0:
        mark = _mark(raw, at, len(line), part)
        if mark is None:
            # No line begins before the next line end: of a letter of dashes not each one is looked at.
            following = _LINE_END.search(raw, at, part.end)
            if following is None:
                break
            at = following.end()
            continue
        after, closing = mark
        if opened >= 0:
            spans.append((opened, max(opened, _before_line_end(raw, at))))
        if len(spans) == room and not closing:
            return [*spans, (at, part.end)]
        opened, closed, at = (-1 if closing else after), closing, after
    if opened >= 0:
        troubles.note("cut-short")
        spans.append((opened, part.end))
    elif closed and _ANYTHING.search(raw, after, part.end):
        troubles.note("after-end")
    return spans


def _mark(raw: bytes, at: int, length: int, part: Part) -> tuple[int, bool] | None:
    """Where the line of a boundary ends, and whether it is the last one; null if it only looks like one."""
    if at > part.start and raw[at - 1 : at] not in (b"\n", b"\r"):
        return None
    stop = raw.find(b"\n", at, part.end) + 1 or part.end
    rest = raw[at + length : min(stop, at + length + 200)].strip()
    return (stop, rest == b"--") if rest in (b"", b"--") else None


def _before_line_end(raw: bytes, at: int) -> int:
    """The line end before a boundary belongs to the boundary."""
    if raw[at - 1 : at] == b"\n":
        at -= 1
        return at - 1 if raw[at - 1 : at] == b"\r" else at
    return at


def _adopt(part: Part, troubles: Troubles) -> None:
    """A child that names the boundary of its parent has lost its parts to it: the siblings below are its own."""
    boundary = part.boundary()
    for number, child in enumerate(part.parts[:-1]):
        if boundary and child.boundary() == boundary:
            troubles.note("same-boundary")
            child.parts = part.parts[number + 1 :]
            del part.parts[number + 1 :]
            return

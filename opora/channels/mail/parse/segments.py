"""The body cut into what the sender writes, what he quotes and his signature. The segments joined are the body.

A blank line belongs to what stands above it. Nothing is ever hidden whole: where no text would be left, all is text.
"""

import re

from opora.channels.mail.parse.banners import banner
from opora.channels.mail.parse.own import announced, spare_lookalikes
from opora.channels.mail.parse.replies import Opening, forward_ends, opening
from opora.channels.mail.parse.signatures import signatures, words_of
from opora.channels.mail.parse.troubles import Troubles
from opora.core.facts import Segment, SegmentKind

# Letters of text; what is longer is a log, not a conversation.
LONGEST = 500_000

Kinds = list[SegmentKind | None]
# A stretch of the body that HTML shows as quoted, or as a signature: (start, end, kind).
Mark = tuple[int, int, SegmentKind]

_QUOTED = re.compile(r"[ \t]?>")
# The Bat writes the quoted one's initials in front: «АВ> ».
_INITIALS = re.compile(r"[ \t]{0,2}[A-ZА-ЯЁ]{1,4}>")
# More lines than this are no signature, whatever the HTML calls them.
_MOST_MARKED = 25


def cut(body: str, marked: list[Mark], troubles: Troubles, sender: str = "") -> tuple[Segment, ...]:
    """The segments of a body; ``marked`` are what HTML shows as quoted or signature, in order, ``sender`` a name."""
    if not body.strip():
        return (Segment("text", body),) if body else ()
    head, tail = body, ""
    if len(body) > LONGEST:
        troubles.note("long-body")
        at = body.rfind("\n", 0, LONGEST) + 1 or LONGEST
        head, tail = body[:at], body[at:]
    lines = head.split("\n")
    lines = [line + "\n" for line in lines[:-1]] + lines[-1:]
    stripped = [line.strip() for line in lines]
    kinds = _kinds(lines, stripped, marked, words_of(sender))
    segments = _joined(lines, kinds)
    if tail:
        last = segments.pop()
        segments.append(Segment(last.kind, last.text + tail))
    return tuple(segments)


def _kinds(lines: list[str], stripped: list[str], marked: list[Mark], sender: frozenset[str]) -> Kinds:
    """A kind for each line; null for blank ones."""
    quoted = [mark for mark in marked if mark[2] == "quote"]
    signs = _signs(lines, quoted)
    openings: dict[int, Opening] = {}
    for at in range(len(lines)):
        if not signs[at] and (found := opening(stripped, at)):
            openings.setdefault(found.last, found)
    if openings:
        signs = [sign or _INITIALS.match(line) is not None for sign, line in zip(signs, lines, strict=True)]
    elif not quoted:
        spare_lookalikes(lines, stripped, signs)
    kinds = _quotes(stripped, signs, openings)
    if not any(kind == "text" for kind in kinds):
        return ["text" if line else None for line in stripped]
    _sign(kinds, lines, stripped, [mark for mark in marked if mark[2] == "signature"], sender)
    return kinds if any(kind == "text" for kind in kinds) else ["text" if line else None for line in stripped]


def _sign(kinds: Kinds, lines: list[str], stripped: list[str], marked: list[Mark], sender: frozenset[str]) -> None:
    """Finds the signatures among the sender's own lines: those that HTML marks, and then by their words; what a
    gateway wrote above the letter is folded as they are."""
    above = banner(stripped)
    kinds[:above] = ["signature" if kind == "text" else kind for kind in kinds[:above]]
    if marked and sum(inside := _inside(lines, marked)) <= _MOST_MARKED:
        kinds[:] = ["signature" if here and kind == "text" else kind for kind, here in zip(kinds, inside, strict=True)]
    for first, end in _runs(kinds):
        for start, stop in signatures(stripped[first:end], lines[first:end], sender):
            kinds[first + start : first + stop] = [
                "signature" if line else None for line in stripped[first + start : first + stop]
            ]


def _signs(lines: list[str], marked: list[Mark]) -> list[bool]:
    """Whether each line is marked as quoted, by its own sign or by the HTML."""
    signs = [_QUOTED.match(line) is not None for line in lines]
    return [one or other for one, other in zip(signs, _inside(lines, marked), strict=True)] if marked else signs


def _inside(lines: list[str], marked: list[Mark]) -> list[bool]:
    """Which lines begin in a stretch."""
    out = [False] * len(lines)
    at, stretch = 0, 0
    for number, line in enumerate(lines):
        first = at + len(line) - len(line.lstrip())
        while stretch < len(marked) and marked[stretch][1] <= first:
            stretch += 1
        out[number] = bool(line.strip()) and stretch < len(marked) and marked[stretch][0] <= first
        at += len(line)
    return out


def _quotes(stripped: list[str], signs: list[bool], openings: dict[int, Opening]) -> Kinds:
    kinds: Kinds = [("quote" if sign else "text") if line else None for line, sign in zip(stripped, signs, strict=True)]
    at, spares = 0, True
    while at < len(kinds):
        found = openings.get(at)
        if found is None:
            at += 1
            continue
        below = next((number for number in range(at + 1, len(kinds)) if kinds[number]), None)
        by_sign = below is not None and signs[below]
        if found.certain or by_sign:
            kinds[found.first : at + 1] = ["quote" if line else None for line in stripped[found.first : at + 1]]
        at += 1
        if found.certain and not by_sign:
            # Announced answers stand between the lines of the letter right below; what that one quotes is quoted.
            if not (spares and announced(stripped, kinds[: found.first])):
                at = _to_the_end(stripped, kinds, at)
            spares = False
    return kinds


def _to_the_end(stripped: list[str], kinds: Kinds, at: int) -> int:
    """Everything below is quoted, down to the end of a forwarded letter; gives the line behind it."""
    for number in range(at, len(kinds)):
        if stripped[number]:
            kinds[number] = "quote"
            if forward_ends(stripped[number]):
                return number + 1
    return len(kinds)


def _runs(kinds: Kinds) -> list[tuple[int, int]]:
    """Stretches of the sender's own lines, blank ones among them included."""
    out: list[tuple[int, int]] = []
    first = None
    for at, kind in enumerate([*kinds, "quote"]):
        if kind in ("quote", "signature"):
            if first is not None:
                out.append((first, at))
            first = None
        elif first is None and kind == "text":
            first = at
    return out


def _joined(lines: list[str], kinds: Kinds) -> list[Segment]:
    """Neighbours of one kind are one segment; blank lines follow what stands above, the first ones what comes."""
    segments: list[Segment] = []
    kind: SegmentKind = next((kind for kind in kinds if kind), "text")
    first = 0
    for at, other in enumerate(kinds):
        if other and other != kind:
            segments.append(Segment(kind, "".join(lines[first:at])))
            kind, first = other, at
    segments.append(Segment(kind, "".join(lines[first:])))
    return [one for one in segments if one.text]

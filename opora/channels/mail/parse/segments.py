"""The body cut into what the sender writes, what he quotes and his signature. The segments joined are the body.

A blank line belongs to what stands above it. Nothing is ever hidden whole: where no text would be left, all is text.
"""

import re

from opora.channels.mail.parse.replies import Opening, forward_ends, opening
from opora.channels.mail.parse.signatures import signatures
from opora.channels.mail.parse.troubles import Troubles
from opora.core.facts import Segment, SegmentKind

# Letters of text; what is longer is a log, not a conversation.
LONGEST = 500_000

Kinds = list[SegmentKind | None]

_QUOTED = re.compile(r"[ \t]?>")
# The Bat writes the quoted one's initials in front: «АВ> ».
_INITIALS = re.compile(r"[ \t]{0,2}[A-ZА-ЯЁ]{1,4}>")
_PROMPT = re.compile(r"[ \t]?>>>( |$)")


def cut(body: str, marked: list[tuple[int, int]], troubles: Troubles) -> tuple[Segment, ...]:
    """The segments of a body; ``marked`` are the stretches that HTML shows as quoted, in order."""
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
    kinds = _kinds(lines, stripped, marked)
    segments = _joined(lines, kinds)
    if tail:
        last = segments.pop()
        segments.append(Segment(last.kind, last.text + tail))
    return tuple(segments)


def _kinds(lines: list[str], stripped: list[str], marked: list[tuple[int, int]]) -> Kinds:
    """A kind for each line; null for blank ones."""
    signs = _signs(lines, marked)
    openings: dict[int, Opening] = {}
    for at in range(len(lines)):
        if not signs[at] and (found := opening(stripped, at)):
            openings.setdefault(found.last, found)
    if openings:
        signs = [sign or _INITIALS.match(line) is not None for sign, line in zip(signs, lines, strict=True)]
    else:
        _spare_lookalikes(lines, stripped, signs, marked)
    kinds = _quotes(stripped, signs, openings)
    if not any(kind == "text" for kind in kinds):
        return ["text" if line else None for line in stripped]
    for first, end in _runs(kinds):
        for start, stop in signatures(stripped[first:end], lines[first:end]):
            kinds[first + start : first + stop] = [
                "signature" if line else None for line in stripped[first + start : first + stop]
            ]
    return kinds if any(kind == "text" for kind in kinds) else ["text" if line else None for line in stripped]


def _signs(lines: list[str], marked: list[tuple[int, int]]) -> list[bool]:
    """Whether each line is marked as quoted, by its own sign or by the HTML."""
    signs = [_QUOTED.match(line) is not None for line in lines]
    if marked:
        at, stretch = 0, 0
        for number, line in enumerate(lines):
            first = at + len(line) - len(line.lstrip())
            while stretch < len(marked) and marked[stretch][1] <= first:
                stretch += 1
            if line.strip() and stretch < len(marked) and marked[stretch][0] <= first:
                signs[number] = True
            at += len(line)
    return signs


def _spare_lookalikes(lines: list[str], stripped: list[str], signs: list[bool], marked: list[tuple[int, int]]) -> None:
    """In a letter where nothing opens a quote: a console's ``>>>`` and a single line amid prose are the sender's."""
    if marked:
        return
    if not any(sign and not _PROMPT.match(line) for sign, line in zip(signs, lines, strict=True)):
        signs[:] = [False] * len(signs)
    for at in range(1, len(signs) - 1):
        alone = signs[at] and not signs[at - 1] and not signs[at + 1]
        if alone and stripped[at - 1] and stripped[at + 1]:
            signs[at] = False


def _quotes(stripped: list[str], signs: list[bool], openings: dict[int, Opening]) -> Kinds:
    kinds: Kinds = [("quote" if sign else "text") if line else None for line, sign in zip(stripped, signs, strict=True)]
    at = 0
    while at < len(kinds):
        found = openings.get(at)
        if found is None:
            at += 1
            continue
        below = next((number for number in range(at + 1, len(kinds)) if kinds[number]), None)
        by_sign = below is not None and signs[below]
        if found.certain or by_sign:
            kinds[found.first : at + 1] = ["quote" if line else None for line in stripped[found.first : at + 1]]
        if found.certain and not by_sign:
            at = _to_the_end(stripped, kinds, at + 1)
        else:
            at += 1
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
        if kind == "quote":
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

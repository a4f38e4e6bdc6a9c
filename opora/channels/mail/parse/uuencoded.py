"""Files that stand uuencoded amid the text of a letter, as old programs and gates put them there."""

import binascii
import re
from dataclasses import dataclass

MOST = 1_000
_BEGIN = re.compile(rb"(?m)^begin [0-7]{3,4} +([^\r\n]{1,255}?)[ \t]*\r?\n")
# Without the line that ends it a block is believed when it is so long.
_ENOUGH = 3
_STOPS = (b"end", b"`", b"")


@dataclass(frozen=True, slots=True)
class Block:
    """A block between two places of the text, its lines included: the name as it stands, the content, and whether its
    end was there."""

    start: int
    end: int
    name: bytes
    content: bytes
    whole: bool


def blocks(raw: bytes) -> list[Block]:
    """The blocks of a text, in order; each line is looked at once. What only begins like one stays text, as
    all does past the bound."""
    out: list[Block] = []
    at = 0
    while len(out) < MOST and (found := _BEGIN.search(raw, at)):
        block = _block(raw, found)
        if block is not None:
            out.append(block)
        at = block.end if block is not None else found.end()
    return out


def undone(raw: bytes) -> bytes:
    """The content of a part that is uuencoded as a whole, whatever of it can be read."""
    content, at = bytearray(), 0
    while at < len(raw):
        stop = raw.find(b"\n", at) + 1 or len(raw)
        line = raw[at:stop].rstrip(b"\r\n")
        if not line.startswith(b"begin ") and line.strip() not in _STOPS:
            content += _line(line) or b""
        at = stop
    return bytes(content)


def _block(raw: bytes, found: re.Match[bytes]) -> Block | None:
    content, at, lines, exact = bytearray(), found.end(), 0, 0
    name, whole = found[1].strip(b'"'), False
    while at < len(raw) and not whole:
        stop = raw.find(b"\n", at) + 1 or len(raw)
        line = raw[at:stop].rstrip(b"\r\n")
        whole = line.strip() == b"end"
        if not whole and line.strip() not in _STOPS:
            piece = _line(line)
            if piece is None:
                return None
            content += piece
            lines, exact = lines + 1, exact + (len(line) == _length(line))
        at = stop
    # Prose below a word that looks so: few of its lines are as long as their first letter says.
    believed = 2 * exact >= lines and lines >= (1 if whole else _ENOUGH)
    return Block(found.start(), at, name, bytes(content), whole) if believed else None


def _length(line: bytes) -> int:
    """How long a line is that begins so: four letters for three bytes."""
    return 1 + ((line[0] - 32 & 63) + 2) // 3 * 4


def _line(line: bytes) -> bytes | None:
    """The bytes of one line; null when it cannot be one. Spaces at its end may be lost, a letter too many written."""
    if not 32 <= line[0] <= 96 or len(line) > _length(line) + 2:
        return None
    try:
        return binascii.a2b_uu(line[: _length(line)])
    except binascii.Error:
        return None

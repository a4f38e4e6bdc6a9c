"""The head of a letter or of a part: its fields in order, unfolded, still as bytes."""

import re

from opora.channels.mail.parse.troubles import Troubles

_FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]*:[ \t]*")
# Fields by which a head is known to go on behind a line that is none.
_KNOWN = re.compile(
    rb"(?i)(from|to|cc|subject|date|sender|reply-to|message-id|in-reply-to|references|received|return-path|mime-version"
    rb"|delivered-to|user-agent|precedence|auto-submitted|(content|x|list|dkim|authentication)-[!-9;-~]+)[ \t]*:"
)
_FOLD = re.compile(rb"\r?\n")
_BLANK = re.compile(rb"\n\r?\n")
# Bytes of one head that are read: ten thousand recipients with their names are half of that.
LONGEST = 2_000_000
# How many lines a broken field may go on for.
_AHEAD = 5


class Head:
    """Fields by lower-case name; a field that comes twice has two values."""

    __slots__ = ("_fields",)

    def __init__(self) -> None:
        self._fields: dict[str, list[bytes]] = {}

    def add(self, name: bytes, value: bytes) -> None:
        """Adds a field below those that are there."""
        self._fields.setdefault(name.decode("ascii").lower(), []).append(_FOLD.sub(b"", value).strip())

    def first(self, name: str) -> bytes:
        """The first value of a field, empty if there is none."""
        values = self._fields.get(name)
        return values[0] if values else b""

    def every(self, name: str) -> list[bytes]:
        """All values of a field, from the top."""
        return self._fields.get(name, [])

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def __bool__(self) -> bool:
        return bool(self._fields)


def split(raw: bytes, start: int, end: int, troubles: Troubles) -> tuple[Head, int]:
    """The head that begins at ``start``, and where the body begins. Bytes that are no head are all body."""
    head = Head()
    name, field_at, at = b"", start, start
    while at < end:
        stop = raw.find(b"\n", at, end) + 1 or end
        if stop - start > LONGEST and (name or _FIELD.match(raw, at, stop)):
            return _cut(head, name, raw, field_at, start, at, end, troubles)
        blank = raw[at:stop].strip(b"\r\n") == b""
        found = None if blank else _FIELD.match(raw, at, stop)
        if blank or found or not name:
            if name:
                head.add(name, raw[field_at:at])
            if not found:
                return (head, stop) if blank else (head, at)
            name, field_at = found[1], found.end()
        elif raw[at] not in b" \t":
            troubles.note("broken-header")
            if not _goes_on(raw, stop, end):
                head.add(name, raw[field_at:at])
                return head, at
            head.add(name, raw[field_at:at] + (b" " + raw[at:stop] if name.lower() == b"subject" else b""))
            # What follows a broken line belongs to it: an unnamed field of which nothing is kept.
            name, field_at = b"-", stop
        at = stop
    if name:
        head.add(name, raw[field_at:end])
    return head, end


def _cut(
    head: Head, name: bytes, raw: bytes, field_at: int, start: int, at: int, end: int, troubles: Troubles
) -> tuple[Head, int]:
    """A head past the bound: what was read of it until then, and where the body begins."""
    troubles.note("long-head")
    found = _FIELD.match(raw, at) if not name else None
    head.add(found[1] if found else name, raw[found.end() if found else field_at : start + LONGEST])
    blank = _BLANK.search(raw, max(at - 1, start), end)
    return head, blank.end() if blank else end


def _goes_on(raw: bytes, at: int, end: int) -> bool:
    """Whether a known field follows before the blank line, so that the head is not over yet."""
    for _ in range(_AHEAD):
        stop = raw.find(b"\n", at, end) + 1 or end
        if at >= end or raw[at:stop].strip() == b"":
            return False
        if _KNOWN.match(raw, at, stop):
            return True
        at = stop
    return False

"""S/MIME envelopes: the letter inside one that is signed and not encrypted (RFC 8551, RFC 5652).

The outermost fields of an ASN.1 structure are walked, no more: nothing is verified, and certificates are not read.
Nothing recurses, and each byte is looked at once.
"""

from dataclasses import dataclass
from typing import Literal

# 1.2.840.113549.1.7: data is 1, signed 2, enveloped 3. Authenticated and enveloped: 1.2.840.113549.1.9.16.1.23.
_DATA = bytes.fromhex("2a864886f70d010701")
_SIGNED = bytes.fromhex("2a864886f70d010702")
_SEALED = {bytes.fromhex("2a864886f70d010703"), bytes.fromhex("2a864886f70d0109100117")}
_SEQUENCE, _SET, _OID, _INTEGER, _FIRST, _PIECES, _OCTETS, _END = 0x30, 0x31, 0x06, 0x02, 0xA0, 0x24, 0x04, 0x00


class _Damaged(Exception):
    """The bytes are not what they say."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What an envelope is, and the letter inside a signed one. ``other``: certificates alone, or packed content."""

    kind: Literal["signed", "encrypted", "other", "damaged"]
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class _Field:
    """Tag and place of a field; ``end`` is null when its length is not told."""

    tag: int
    start: int
    end: int | None


def opened(raw: bytes) -> Envelope:
    """The letter inside the envelope, or why there is none."""
    try:
        return _opened(raw)
    except (_Damaged, IndexError):
        return Envelope("damaged")


def _opened(raw: bytes) -> Envelope:
    whole = _expect(raw, 0, _SEQUENCE)
    kind = _expect(raw, whole.start, _OID)
    named = raw[kind.start : kind.end]
    if named in _SEALED:
        return Envelope("encrypted")
    if named != _SIGNED:
        return Envelope("other")
    signed = _expect(raw, _expect(raw, _after(kind), _FIRST).start, _SEQUENCE)
    at = _after(_expect(raw, signed.start, _INTEGER))
    at = _behind(raw, _expect(raw, at, _SET))
    content = _expect(raw, at, _SEQUENCE)
    what = _expect(raw, content.start, _OID)
    at = _after(what)
    if raw[what.start : what.end] != _DATA or at == content.end or raw[at] == _END:
        return Envelope("other")
    return Envelope("signed", _octets(raw, _expect(raw, at, _FIRST).start))


def _octets(raw: bytes, at: int) -> bytes:
    """A string of bytes, whole or in pieces, which may be in pieces themselves."""
    out: list[bytes] = []
    ends: list[int | None] = []
    while True:
        field = _field(raw, at)
        if field.tag == _PIECES:
            ends.append(field.end)
            at = field.start
        elif field.tag == _OCTETS:
            at = _after(field)
            out.append(raw[field.start : at])
        elif field.tag == _END and ends and ends[-1] is None:
            ends.pop()
            at = _after(field)
        else:
            raise _Damaged
        while ends and ends[-1] == at:
            ends.pop()
        if not ends:
            return b"".join(out)


def _expect(raw: bytes, at: int, tag: int) -> _Field:
    field = _field(raw, at)
    if field.tag != tag:
        raise _Damaged
    return field


def _field(raw: bytes, at: int) -> _Field:
    tag, length, start = raw[at], raw[at + 1], at + 2
    if length == 0x80 and tag & 0x20:
        return _Field(tag, start, None)
    if length >= 0x80:
        count = length & 0x7F
        length = int.from_bytes(raw[start : start + count], "big") if 0 < count <= 8 else len(raw)
        start += count
    if start + length > len(raw) and tag not in (_SEQUENCE, _FIRST):
        raise _Damaged
    return _Field(tag, start, start + length)


def _after(field: _Field) -> int:
    if field.end is None:
        raise _Damaged
    return field.end


def _behind(raw: bytes, field: _Field) -> int:
    """Where a field ends, also one whose length is not told."""
    if field.end is not None:
        return field.end
    at, depth = field.start, 1
    while depth:
        inner = _field(raw, at)
        if inner.end is None:
            depth, at = depth + 1, inner.start
        else:
            depth, at = depth - (inner.tag == _END), inner.end
    return at

"""Transfer encodings: base64, quoted-printable, uuencode, as they should be and as they come."""

import binascii
import re

from opora.channels.mail.parse.troubles import Troubles
from opora.channels.mail.parse.uuencoded import undone

AS_IT_IS = {"", "7bit", "8bit", "binary", "8-bit", "7-bit"}
CHUNK = 1 << 20
FOREIGN = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="))

_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=\s]")
_WORD_GAP = re.compile(rb"[!-~] (?=[!-~])")


def undo(raw: bytes, start: int, end: int, encoding: str, text: bool, troubles: Troubles) -> bytes:
    """The content between two places of a letter, decoded; for large files it is the only copy that is made."""
    if encoding == "base64":
        return _base64(raw, start, end, text, troubles)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(memoryview(raw)[start:end])
    if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return undone(raw[start:end])
    if encoding not in AS_IT_IS:
        troubles.note("unknown-encoding", encoding)
    return raw[start:end]


def _base64(raw: bytes, start: int, end: int, text: bool, troubles: Troubles) -> bytes:
    if text and _plain(raw[start : min(end, start + 400)]):
        troubles.note("not-base64")
        return raw[start:end]
    pad = raw.find(b"=", start, end)
    tail = raw[pad : min(end, pad + 400)].strip(b"=\r\n\t \0") if pad >= 0 else b""
    # Python's decoder stops at the first padding: what follows must be decoded by itself.
    if not tail:
        try:
            return binascii.a2b_base64(memoryview(raw)[start:end])
        except binascii.Error:
            pass
    troubles.note("bad-base64")
    # A gate's plain words below the encoded ones are not decoded.
    return _mended(raw, start, pad + 2 if _plain(tail) else end)


def _mended(raw: bytes, start: int, end: int) -> bytes:
    """Several blocks, each with its own padding, foreign signs left out; a megabyte at a time."""
    out, rest = bytearray(), b""
    for at in range(start, end, CHUNK):
        blocks = raw[at : min(at + CHUNK, end)].translate(None, FOREIGN).split(b"=")
        for number, block in enumerate(blocks, 1):
            rest += block
            whole = len(rest) if number < len(blocks) else len(rest) // 4 * 4
            out += _padded(rest[:whole])
            rest = rest[whole:]
    return bytes(out + _padded(rest))


def _padded(block: bytes) -> bytes:
    sound = block[:-1] if len(block) % 4 == 1 else block
    return binascii.a2b_base64(sound + b"=" * (-len(sound) % 4))


def _plain(sample: bytes) -> bool:
    """Whether this is text that was never encoded: words with gaps, or many signs that base64 does not have."""
    return 12 * len(_WORD_GAP.findall(sample)) > len(sample) or 20 * len(_NOT_BASE64.findall(sample)) > len(sample) > 40

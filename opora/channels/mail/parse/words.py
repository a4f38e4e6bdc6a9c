"""Header values to text: encoded words (RFC 2047) as they should be, and as mailers break them."""

import binascii
import re

from opora.channels.mail.parse.charset import codec_of, decode, storable
from opora.channels.mail.parse.guess import guess
from opora.channels.mail.parse.troubles import Troubles

# Spaces within a word are forbidden and met; a question mark is where a word must stop, or time would be quadratic.
_WORD = re.compile(r"=\?([^?\s*]{1,60})(?:\*[^?\s]*)?\?([bBqQ])\?([^?]*)\?=")
_CUT = re.compile(r"=\?([^?\s*]{1,60})(?:\*[^?\s]*)?\?([bBqQ])\?([^?\s]*)\??\s*$")
# A question mark that should have been encoded: «=?utf-8?Q?How??=».
_QUESTIONS = re.compile(r"(=\?[^?\s*]{1,60}(?:\*[^?\s]*)?\?[qQ]\?)([^?\s]*(?:\?[^?=\s][^?\s]*){0,5}\??)(?=\?=)")
_SPACES = re.compile(r"\s+")
_LINE_ENDS = re.compile(r"[\t\r\n\v\f]")
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")


def text_of(value: bytes, hint: str, troubles: Troubles) -> str:
    """An unstructured field as text on one line; ``hint`` is the charset of the body."""
    return tidy(words(raw_text(value, hint, troubles), troubles))


def raw_text(value: bytes, hint: str, troubles: Troubles) -> str:
    """The bytes of a field as text, its encoded words untouched; bytes beyond ASCII are guessed, ``hint`` first."""
    if value.isascii():
        return storable(value.decode("ascii"), troubles)
    troubles.note("raw-header")
    try:
        return storable(value.decode("utf-8"), troubles)
    except UnicodeDecodeError:
        return storable(value.decode(codec_of(hint) if _eight_bit(hint) else guess(value), "replace"), troubles)


def words(text: str, troubles: Troubles) -> str:
    """The text with its encoded words decoded; neighbours in one charset are joined before they are decoded."""
    if "=?" not in text:
        return text
    text = _QUESTIONS.sub(lambda found: found[1] + found[2].replace("?", "=3F"), text)
    once = _decoded(text, troubles)
    if _WORD.search(once):
        troubles.note("bad-encoded-word")
        once = _decoded(once, troubles)
    return once


def tidy(text: str) -> str:
    """On one line, without control characters and doubled spaces."""
    return _CONTROLS.sub("", _SPACES.sub(" ", text)).strip()


def one_line(text: str) -> str:
    """On one line, without control characters; two spaces stay two, as in names of files."""
    return _CONTROLS.sub("", _LINE_ENDS.sub(" ", text)).strip()


def _decoded(text: str, troubles: Troubles) -> str:
    out: list[str] = []
    run: list[tuple[str, str]] = []
    charset, at = "", 0
    for found in _WORD.finditer(text):
        gap = text[at : found.start()]
        if run and (gap.strip() or found[1].lower() != charset):
            out.append(_run(run, charset, troubles))
            run = []
        # Whitespace between two encoded words is no part of the text.
        if gap.strip() or at == 0:
            out.append(gap)
        run.append((found[2].lower(), found[3]))
        charset, at = found[1].lower(), found.end()
    if run:
        out.append(_run(run, charset, troubles))
    return "".join(out) + _rest(text[at:], troubles)


def _rest(text: str, troubles: Troubles) -> str:
    """What follows the last sound word: plain, or a word that was cut off."""
    at = text.rfind("=?", 0, len(text.rstrip()) - 1)
    found = _CUT.search(text, at) if at >= 0 else None
    if not found:
        return text
    troubles.note("bad-encoded-word")
    return text[: found.start()] + _run([(found[2].lower(), found[3])], found[1], troubles)


def _run(run: list[tuple[str, str]], charset: str, troubles: Troubles) -> str:
    """Neighbours in one charset: a letter, or four letters of base64, may be split between two of them."""
    raw, open_base64 = bytearray(), ""
    for encoding, text in run:
        if encoding == "b":
            open_base64 += "".join(text.split())
            if len(open_base64) % 4 == 0 or open_base64.endswith("="):
                raw += unbase64(open_base64)
                open_base64 = ""
        else:
            raw += binascii.a2b_qp(text.encode("utf-8", "replace"), header=True)
    return decode(bytes(raw) + unbase64(open_base64), charset, troubles)


def unbase64(text: str) -> bytes:
    """A short stretch of base64, its padding mended; what is no base64 is left out."""
    sound = re.sub(r"[^A-Za-z0-9+/]", "", text)
    if len(sound) % 4 == 1:
        sound = sound[:-1]
    return binascii.a2b_base64(sound + "=" * (-len(sound) % 4))


def _eight_bit(hint: str) -> bool:
    return codec_of(hint) in ("cp1251", "koi8-r", "koi8-u", "cp866", "mac-cyrillic")

"""Bytes to text in the charset that they name, or in the one that they are really in."""

import codecs
import re
from functools import lru_cache

from opora.channels.mail.parse.guess import guess, likelier
from opora.channels.mail.parse.troubles import Troubles

# Names met in letters that Python does not know, or that promise less than the letters hold.
ALIASES = {
    "win-1251": "cp1251", "win1251": "cp1251", "cp-1251": "cp1251", "x-cp1251": "cp1251", "windows1251": "cp1251",
    "windows-cyrillic": "cp1251", "koi8r": "koi8-r", "koi-8": "koi8-r", "koi8": "koi8-r", "x-koi8-r": "koi8-r",
    "koi8u": "koi8-u", "x-mac-cyrillic": "mac-cyrillic", "dos-866": "cp866", "utf8mb4": "utf-8",
    "unicode-1-1-utf-8": "utf-8", "unicode-1-1-utf-7": "utf-7", "gb2312": "gb18030", "gbk": "gb18030",
    "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "x-sjis": "cp932", "shift_jis": "cp932", "iso-8859-8-i": "iso-8859-8",
    "iso-2022-jp": "iso2022_jp_2",
}  # fmt: skip
# Python calls these text encodings too; in a letter they are a trick, and punycode takes quadratic time.
NOT_FOR_LETTERS = {"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem"}
LATIN = {"iso8859-1", "cp1252", "iso8859-15"}
RUSSIAN = {"cp1251", "koi8-r", "koi8-u"}
WIDE = re.compile(r"utf|gb|big5|cp9|euc|iso2022|shift|johab|hz")

_HALF = re.compile("[\ud800-\udfff]")


def decode(raw: bytes, declared: str, troubles: Troubles) -> str:
    """The text of ``raw``, storable: without NUL and half surrogates. An empty ``declared`` means: not named."""
    codec = codec_of(declared)
    if declared and not codec:
        troubles.note("unknown-charset", declared)
    if raw.isascii() and not WIDE.match(codec):
        text = _seven_bits(raw, declared, troubles)
    elif codec:
        text = _declared(raw, codec, declared, troubles)
    else:
        if not declared:
            troubles.note("no-charset")
        text = _guessed(raw, troubles)
    # The mark that tells in which order bytes stand is no letter.
    return storable(text.removeprefix("\ufeff"), troubles)


def storable(text: str, troubles: Troubles) -> str:
    """The text without NUL, which PostgreSQL refuses, and without half surrogates, which UTF-8 refuses."""
    if "\0" in text:
        troubles.note("nul")
        text = text.replace("\0", "")
    if not text.isascii() and _HALF.search(text):
        troubles.note("lost-letters")
        text = _HALF.sub("\N{REPLACEMENT CHARACTER}", text)
    return text


@lru_cache(maxsize=256)
def codec_of(declared: str) -> str:
    """Python's name of a charset, empty for one that is unknown or no charset of letters."""
    name = declared.strip(" \t\"'").lower()
    name = ALIASES.get(name, name)
    if not name or len(name) > 40 or not name.isascii() or "\0" in name:
        return ""
    try:
        found = codecs.lookup(name)
        "".encode(found.name)
    except (LookupError, ValueError):
        return ""
    return "" if found.name in NOT_FOR_LETTERS or "-sig" in found.name else found.name


def _seven_bits(raw: bytes, declared: str, troubles: Troubles) -> str:
    """ASCII, or Japanese, which begins with an escape that plain text does not have."""
    if b"\x1b$" in raw:
        try:
            text = raw.decode("iso2022_jp_2")
        except UnicodeDecodeError:
            return raw.decode("ascii")
        troubles.note("wrong-charset" if declared else "no-charset", declared)
        return text
    return raw.decode("ascii")


def _declared(raw: bytes, codec: str, declared: str, troubles: Troubles) -> str:
    """As the letter says, unless the bytes contradict it."""
    if WIDE.match(codec):
        return _wide(raw, codec, declared, troubles)
    if codec != "ascii" and _utf8(raw) is None:
        better = guess(raw) if codec in LATIN else likelier(raw, codec) if codec in RUSSIAN else ""
        if not better or better in LATIN:
            return raw.decode(codec, "replace")
    troubles.note("wrong-charset", declared)
    return _guessed(raw, troubles)


def _wide(raw: bytes, codec: str, declared: str, troubles: Troubles) -> str:
    """A charset of several bytes a letter: a few damaged letters are replaced, a heap of them is another charset."""
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        text = raw.decode(codec, "replace")
    lost = text.count("\N{REPLACEMENT CHARACTER}")
    sound = sum(1 for letter in text[:20_000] if letter > "\x7f") - min(lost, 20_000)
    if sound >= lost:
        troubles.note("lost-letters")
        return text
    troubles.note("wrong-charset", declared)
    return _guessed(raw, troubles)


def _guessed(raw: bytes, troubles: Troubles) -> str:
    text = _utf8(raw)
    if text is None:
        text = raw.decode(guess(raw), "replace")
        if "\N{REPLACEMENT CHARACTER}" in text:
            troubles.note("lost-letters")
    return text


def _utf8(raw: bytes) -> str | None:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None

"""winmail.dat (TNEF, [MS-OXTNEF]): the files and the words that Outlook packs into one file of its own.

Our own reader: tnefparse is LGPL and rests since 2021. The file is walked once, each stretch of it copied once. Each
step of the walk goes forward, so that figures which lie end it at the end of the bytes.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from opora.channels.mail.parse.charset import codec_of

MOST_FILES = 1_000
BEGINS = b"\x78\x9f\x3e\x22"
_CODE_PAGE, _BODY, _PROPERTIES = 0x00069007, 0x0002800C, 0x00069003
_NEW_FILE, _FILE_TITLE, _FILE_DATA, _FILE_PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
_TEXT, _HTML, _RTF, _HTML_PAGE = 0x1000, 0x1013, 0x1009, 0x3FDE
_LONG_NAME, _SHORT_NAME, _TYPE, _CID, _OBJECT = 0x3707, 0x3704, 0x370E, 0x3712, 0x3701
_STRING, _UNICODE, _BINARY, _EMBEDDED, _INTEGER = 0x1E, 0x1F, 0x102, 0x0D, 0x03
_VARIABLE = {_STRING, _UNICODE, _BINARY, _EMBEDDED}
# Bytes of a value by its type; two-byte ones are padded to four.
_FIXED = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_CHARSETS = {
    20866: "koi8-r", 21866: "koi8-u", 28595: "iso-8859-5", 28591: "iso-8859-1", 54936: "gb18030", 65001: "utf-8",
    50220: "iso-2022-jp", 50221: "iso-2022-jp", 50222: "iso-2022-jp", 51932: "euc-jp", 20127: "us-ascii",
}  # fmt: skip


@dataclass(slots=True)
class Inside:
    """A file in there; its name as text, or as bytes in the code page of the whole."""

    title: bytes = b""
    name: str = ""
    type: str = ""
    cid: str = ""
    content: bytes = b""


@dataclass(slots=True)
class Winmail:
    """What a winmail.dat holds. ``sound`` is false when it ends too early; what was read until then is there.

    ``text`` and ``html`` are bytes in ``text_charset`` and ``html_charset``, titles of files
    in ``charset``. ``rtf``: there are words in a form that is not read.
    """

    files: list[Inside] = field(default_factory=list)
    charset: str = "cp1252"
    text: bytes = b""
    text_charset: str = ""
    html: bytes = b""
    html_charset: str = ""
    rtf: bool = False
    sound: bool = True


def unpacked(raw: bytes) -> Winmail | None:
    """What is in there; null when it is no winmail.dat."""
    if not raw.startswith(BEGINS):
        return None
    found = Winmail()
    try:
        for ident, start, end in _attributes(raw):
            _take(found, raw, ident, start, end)
    except (struct.error, LookupError):
        found.sound = False
    found.sound = found.sound and len(raw) > 6
    return found


def _attributes(raw: bytes) -> Iterator[tuple[int, int, int]]:
    """Each with its number and the place of its value; behind a value stand two bytes of its sum."""
    at = 6
    while at < len(raw):
        _, ident, length = struct.unpack_from("<BII", raw, at)
        start, at = at + 9, at + 9 + length + 2
        if at > len(raw):
            raise IndexError
        yield ident, start, start + length


def _take(found: Winmail, raw: bytes, ident: int, start: int, end: int) -> None:
    if ident == _NEW_FILE:
        if len(found.files) == MOST_FILES:
            raise IndexError
        found.files.append(Inside())
    elif ident == _CODE_PAGE:
        found.charset = _charset(struct.unpack_from("<I", raw, start)[0])
    elif ident == _BODY:
        found.text, found.text_charset = raw[start:end].rstrip(b"\0"), found.charset
    elif ident == _PROPERTIES:
        _words(found, raw, start, end)
    elif found.files and ident == _FILE_TITLE:
        found.files[-1].title = raw[start:end].rstrip(b"\0")
    elif found.files and ident == _FILE_DATA:
        found.files[-1].content = raw[start:end]
    elif found.files and ident == _FILE_PROPERTIES:
        _file(found.files[-1], raw, start, end, found.charset)


def _words(found: Winmail, raw: bytes, start: int, end: int) -> None:
    for kind, ident, first, last in _properties(raw, start, end):
        if ident == _TEXT and kind == _UNICODE:
            found.text = _text(raw, kind, first, last, found.charset).encode("utf-8", "replace")
            found.text_charset = "utf-8"
        elif ident == _TEXT and kind == _STRING:
            found.text, found.text_charset = raw[first:last].rstrip(b"\0"), found.charset
        elif ident == _HTML and kind in (_BINARY, _STRING):
            found.html = raw[first:last].rstrip(b"\0")
        elif ident == _HTML_PAGE and kind == _INTEGER:
            found.html_charset = _charset(struct.unpack_from("<I", raw, first)[0])
        found.rtf = found.rtf or ident == _RTF


def _file(file: Inside, raw: bytes, start: int, end: int, charset: str) -> None:
    for kind, ident, first, last in _properties(raw, start, end):
        if ident == _LONG_NAME or (ident == _SHORT_NAME and not file.name):
            file.name = _text(raw, kind, first, last, charset)
        elif ident == _TYPE:
            file.type = _text(raw, kind, first, last, charset).lower()
        elif ident == _CID:
            file.cid = _text(raw, kind, first, last, charset)
        elif ident == _OBJECT and kind == _EMBEDDED and not file.content:
            # In front stands which kind of object it is; a letter is a winmail.dat again.
            file.content = raw[first + 16 : last]


def _properties(raw: bytes, start: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """Each with its type, its number and the place of its first value."""
    (count,), at = struct.unpack_from("<I", raw, start), start + 4
    for _ in range(count):
        kind, ident = struct.unpack_from("<HH", raw, at)
        at = _behind_name(raw, at + 4) if ident >= 0x8000 else at + 4
        many, kind = kind & 0x1000, kind & 0x0FFF
        values = struct.unpack_from("<I", raw, at)[0] if many or kind in _VARIABLE else 1
        at += 4 if many or kind in _VARIABLE else 0
        for number in range(values):
            length = struct.unpack_from("<I", raw, at)[0] if kind in _VARIABLE else _FIXED[kind]
            first = at + 4 if kind in _VARIABLE else at
            if first + length > end:
                raise IndexError
            if number == 0 and not many:
                yield kind, ident, first, first + length
            at = first + (length + 3) // 4 * 4


def _behind_name(raw: bytes, at: int) -> int:
    """Where a property goes on whose number has a name: of a number, or of letters padded to four bytes."""
    by_letters, length = struct.unpack_from("<II", raw, at + 16)
    return at + 24 + ((length + 3) // 4 * 4 if by_letters else 0)


def _text(raw: bytes, kind: int, first: int, last: int, charset: str) -> str:
    return raw[first:last].decode("utf-16-le" if kind == _UNICODE else charset, "replace").rstrip("\0")


def _charset(page: int) -> str:
    """Python's name of a code page of Windows; of an unknown one that of western Europe."""
    return codec_of(_CHARSETS.get(page, f"cp{page}")) or "cp1252"

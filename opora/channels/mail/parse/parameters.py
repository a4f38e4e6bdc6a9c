"""Content-Type and Content-Disposition: a value and its parameters, names of files in all their encodings."""

import re

from opora.channels.mail.parse.charset import decode
from opora.channels.mail.parse.troubles import Troubles
from opora.channels.mail.parse.words import one_line, raw_text, words

LONGEST = 20_000
WHOLE = -1

_NAME = re.compile(r"\s*([^\s=;\"]+)\s*=\s*")
_QUOTED = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"', re.DOTALL)
_ESCAPE = re.compile(r'\\([\\"])')
_PIECE = re.compile(r"([^*]+)(?:\*(\d{1,4}))?(\*)?$")
_EXTENDED = re.compile(r"([\w.-]{2,40})'([\w-]*)'(.*%[0-9A-Fa-f]{2}.*)", re.DOTALL)
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")


class Parameters:
    """The value of a field, in lower case, and its parameters as bytes, as they stand."""

    def __init__(self, field: bytes) -> None:
        value, _, rest = field[:LONGEST].decode("latin-1").partition(";")
        self.value = value.strip().lower()
        self._plain: dict[str, str] = {}
        # By number; what bears none and is encoded is whole, and pieces beside it count for nothing.
        self._pieces: dict[str, dict[int, tuple[bool, str]]] = {}
        for name, text in _pairs(rest):
            found = _PIECE.match(name)
            if found and (found[2] or found[3]):
                number = int(found[2]) if found[2] else WHOLE
                self._pieces.setdefault(found[1], {}).setdefault(number, (bool(found[3]), text))
            else:
                self._plain.setdefault(name, text)

    def ascii(self, name: str) -> str:
        """A parameter that is a plain word, such as charset or boundary."""
        if name in self._plain:
            return self._plain[name].strip()
        return "".join(text for _, text in self._joined(name)).rpartition("'")[2].strip()

    def text(self, name: str, hint: str, troubles: Troubles) -> str:
        """A parameter that people read, such as a file's name (RFC 2231, RFC 2047, or raw bytes)."""
        pieces = self._joined(name)
        if pieces:
            text = _extended(pieces, hint, troubles)
            # Some programs cut an encoded word into pieces.
            return one_line(text if pieces[0][0] else words(text, troubles))
        plain = self._plain.get(name, "")
        odd = _EXTENDED.fullmatch(plain) if "'" in plain else None
        if odd:
            return one_line(_extended([(True, plain)], hint, troubles))
        # Raw bytes in a name are so common that they are no trouble worth telling.
        return one_line(words(raw_text(plain.encode("latin-1"), hint, Troubles()), troubles))

    def _joined(self, name: str) -> list[tuple[bool, str]]:
        """The pieces of a parameter in order, each with whether it is percent-encoded."""
        pieces = self._pieces.get(name, {})
        return [pieces[WHOLE]] if WHOLE in pieces else [pieces[number] for number in sorted(pieces)]


def _pairs(text: str) -> list[tuple[str, str]]:
    """name=value between semicolons; a quote without its pair reaches to the next semicolon."""
    out: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        found = _NAME.match(text, at)
        if found:
            quoted = _QUOTED.match(text, found.end()) if text[found.end() : found.end() + 1] == '"' else None
            stop = quoted.end() if quoted else _semicolon(text, found.end())
            value = _ESCAPE.sub(r"\1", quoted[1]) if quoted else text[found.end() : stop].strip().lstrip('"')
            out.append((found[1].lower(), value))
            at = stop
        # Whatever else stands before the next semicolon says nothing.
        at = _semicolon(text, at) + 1
    return out


def _semicolon(text: str, at: int) -> int:
    stop = text.find(";", at)
    return len(text) if stop < 0 else stop


def _extended(pieces: list[tuple[bool, str]], hint: str, troubles: Troubles) -> str:
    """RFC 2231: pieces in order, percent signs undone only after joining (an escape may be split between two)."""
    encoded, first = pieces[0]
    charset = ""
    if encoded and first.count("'") >= 2:
        charset, _, first = first.split("'", 2)
    joined = first if encoded else first.replace("%", "%25")
    for is_extended, text in pieces[1:]:
        joined += text if is_extended else text.replace("%", "%25")
    raw = _PERCENT.sub(lambda found: bytes([int(found[1], 16)]), joined.encode("latin-1"))
    return decode(raw, charset or ("" if raw.isascii() else "utf-8"), Troubles()) if raw else ""

"""Content-Type and Content-Disposition: a value and its parameters, names of files in all their encodings."""

import re

from opora.channels.mail.parse.charset import decode
from opora.channels.mail.parse.troubles import Troubles
from opora.channels.mail.parse.words import one_line, raw_text, words

LONGEST = 20_000

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
        self._pieces: dict[str, list[tuple[int, bool, str]]] = {}
        for name, text in _pairs(rest):
            found = _PIECE.match(name)
            if found and (found[2] or found[3]):
                self._pieces.setdefault(found[1], []).append((int(found[2] or 0), bool(found[3]), text))
            else:
                self._plain.setdefault(name, text)

    def ascii(self, name: str) -> str:
        """A parameter that is a plain word, such as charset or boundary."""
        if name in self._plain:
            return self._plain[name].strip()
        text = "".join(text for _, _, text in sorted(self._pieces.get(name, []))).rpartition("'")[2]
        return text.strip()

    def text(self, name: str, hint: str, troubles: Troubles) -> str:
        """A parameter that people read, such as a file's name (RFC 2231, RFC 2047, or raw bytes)."""
        pieces = self._pieces.get(name)
        if pieces:
            return one_line(_extended(sorted(pieces), hint, troubles))
        plain = self._plain.get(name, "")
        odd = _EXTENDED.fullmatch(plain) if "'" in plain else None
        if odd:
            return one_line(_extended([(0, True, plain)], hint, troubles))
        # Raw bytes in a name are so common that they are no trouble worth telling.
        return one_line(words(raw_text(plain.encode("latin-1"), hint, Troubles()), troubles))


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


def _extended(pieces: list[tuple[int, bool, str]], hint: str, troubles: Troubles) -> str:
    """RFC 2231: pieces in order, percent signs undone only after joining (an escape may be split between two)."""
    first = pieces[0][2]
    charset = ""
    if pieces[0][1] and first.count("'") >= 2:
        charset, _, first = first.split("'", 2)
    joined = first if pieces[0][1] else first.replace("%", "%25")
    for _, is_extended, text in pieces[1:]:
        joined += text if is_extended else text.replace("%", "%25")
    raw = _PERCENT.sub(lambda found: bytes([int(found[1], 16)]), joined.encode("latin-1"))
    return decode(raw, charset or ("" if raw.isascii() else "utf-8"), Troubles()) if raw else ""

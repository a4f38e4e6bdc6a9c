"""What was wrong with a letter, as short codes that staff see in words and tests compare."""

import re

CODES = {
    "empty": "there is not a single byte",
    "no-headers": "the letter begins with its body",
    "broken-header": "a line among the headers is none",
    "raw-header": "a header holds letters that are not encoded",
    "bad-encoded-word": "an encoded word of a header is cut or encoded twice",
    "no-from": "nobody is named as the sender",
    "bad-from": "the sender is named, but without an address",
    "several-from": "more than one sender is named; the first was taken",
    "bad-address": "a recipient has no address",
    "no-date": "the letter has no date",
    "bad-date": "the date cannot be read",
    "absurd-date": "the date lies outside 1970-2100 or its offset outside a day",
    "no-zone": "the date names no zone; it was read as UTC",
    "bare-returns": "lines end in carriage returns alone",
    "no-charset": "letters beyond ASCII without a charset; it was guessed",
    "unknown-charset": "the charset has a name that nobody knows; it was guessed",
    "wrong-charset": "the body is not in the charset that it names; it was guessed",
    "lost-letters": "some bytes are no letters in any likely charset",
    "nul": "NUL bytes were dropped",
    "bad-base64": "base64 is damaged; what could be decoded is there",
    "not-base64": "the body calls itself base64 and is plain",
    "unknown-encoding": "an unknown transfer encoding; the bytes were taken as they are",
    "no-boundary": "the line between the parts is not named or never comes",
    "same-boundary": "a part uses the boundary of the part around it",
    "no-parts": "a letter of several parts has none",
    "cut-short": "the letter ends before its last part does",
    "after-end": "there is something after the end of the parts",
    "too-deep": "parts within parts past the bound were kept as a file",
    "too-many-parts": "parts past the bound were kept as one file",
    "long-body": "the body is too long to be cut into segments to its end",
    "deep-html": "the HTML is nested past the bound and was shown without its layout",
    "wide-html": "the tables of the HTML would grow past the bound and were shown without columns",
    "big-html": "the HTML is too big for its layout",
    "bad-html": "the HTML could not be read and was shown without its layout",
    "long-text": "the text is too long for a page: it is kept as a file, and its beginning is shown",
    "long-head": "the headers are too long; what stands past the bound was not read",
    "too-big": "the letter is too big to be read to its end; it is kept whole",
    "encrypted": "the letter is encrypted and cannot be read here",
    "bad-envelope": "the envelope of S/MIME is damaged and was kept as a file",
    "bad-winmail": "winmail.dat is damaged; what could be read is there",
    "bad-invite": "the invitation cannot be read and was kept as a file",
    "forged-sender": "somebody else wrote it in the sender's name, or changed it on the way",
    "fault": "a defect of the reader itself; please report the letter",
}

_NOT_PRINTABLE = re.compile(r"[^ -~]")


class Troubles:
    """The troubles of one letter, each once, in the order in which they were met."""

    def __init__(self) -> None:
        self._noted: dict[str, str] = {}

    def note(self, code: str, detail: str = "") -> None:
        """Remembers a trouble; of a second one with the same code the detail is not kept."""
        if code not in CODES:
            raise KeyError(code)
        self._noted.setdefault(code, _NOT_PRINTABLE.sub("?", detail[:60]))

    def forget(self, code: str) -> None:
        """It was none."""
        self._noted.pop(code, None)

    def all(self) -> tuple[str, ...]:
        """Codes, each with its detail after a colon: ``("no-date", "unknown-charset: x-user-defined")``."""
        return tuple(f"{code}: {detail}" if detail else code for code, detail in self._noted.items())

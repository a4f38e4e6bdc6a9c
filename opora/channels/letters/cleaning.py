"""What people typed, made fit for a letter: no control characters, no line ends where one line is meant."""

import re
import unicodedata

# Line and paragraph separators end a line for some programs; the marks of writing direction let text look like another.
_SEPARATORS = re.compile("[\u2028\u2029\x85]")
_SAFE = {"Cc": "", "Cs": "\ufffd"}
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """The text with LF line ends and without control characters; lone halves of surrogates become U+FFFD."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(_SAFE.get(unicodedata.category(sign), sign) if sign not in "\n\t" else sign for sign in lines)


def one_line(text: str) -> str:
    """The text as one line for a header or within a sentence: spaces single, nothing that turns the writing round."""
    return " ".join(_DIRECTION.sub("", clean(_SEPARATORS.sub(" ", text))).split())


def sentence(text: str) -> str:
    """The text with a capital at its beginning and one full stop at its end."""
    stopped = text if text.endswith((".", "…", "?")) else f"{text}."
    return stopped[:1].upper() + stopped[1:]


def joined(*sentences: str) -> str:
    """The sentences that say something, in one paragraph."""
    return " ".join(one for one in sentences if one)

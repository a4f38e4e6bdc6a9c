"""What people typed, made fit for a letter: no control characters, no line ends where one line is meant."""

import re

# Line and paragraph separators end a line for some programs; the marks of writing direction let text look like another.
_SEPARATORS = re.compile("[\u2028\u2029\x85]")
# All of the categories Cc, but for LF and TAB, and Cs.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_HALVES = re.compile("[\ud800-\udfff]")
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """The text with LF line ends and without control characters; lone halves of surrogates become U+FFFD."""
    if text.isprintable():
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _HALVES.sub("\ufffd", _CONTROLS.sub("", lines))


def one_line(text: str) -> str:
    """The text as one line for a header or within a sentence: spaces single, nothing that turns the writing round."""
    if text.isprintable():
        return " ".join(text.split())
    return " ".join(_DIRECTION.sub("", clean(_SEPARATORS.sub(" ", text))).split())


def sentence(text: str) -> str:
    """The text with a capital at its beginning and one full stop at its end."""
    stopped = text if text.endswith((".", "…", "?")) else f"{text}."
    return stopped[:1].upper() + stopped[1:]


def joined(*sentences: str) -> str:
    """The sentences that say something, in one paragraph."""
    return " ".join(one for one in sentences if one)

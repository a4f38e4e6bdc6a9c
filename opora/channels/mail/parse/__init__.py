"""Letters in bytes become arrivals: a pure reader that never raises and loses nothing of the body.

It may lean on the standard library, ``opora.core`` and inscriptis (loaded only for letters in HTML alone). The order
of the work is that of ``letter.py``: head, parts, body, segments, files, machine or human, language.

Why it does not lean on the standard library's ``email``: that parser holds a letter of 50 MB as a million short lines,
ends in RecursionError some hundred levels deep, and its header classes raise on what mailers really send.
"""

from collections.abc import Iterable

from opora.channels.mail.parse.charset import decode
from opora.channels.mail.parse.letter import read
from opora.channels.mail.parse.troubles import Troubles
from opora.core.facts import Arrival, Segment, Sender

__all__ = ["LARGEST", "parse"]

LARGEST = 100_000_000
"""Bytes of a letter that are read; what is longer is kept all the same."""


def parse(raw: bytes, ours: Iterable[str] = (), whole: bool = True) -> Arrival:
    """A letter as an arrival, whatever its bytes are; ``ours`` are our own addresses and domains.

    The segments joined are the decoded body, CRLF as LF (domain.md 1, message). NUL is dropped from all texts, since
    PostgreSQL cannot store it, and half surrogates become U+FFFD; ``troubles`` names both, as it names all else that
    was wrong (the codes stand in ``troubles.py``). A letter in HTML alone has its text rendering as body. Text past
    ``bodies.LONGEST`` is a file, of which the body is the beginning. ``whole`` is false for the first bytes of a
    letter: a file that is cut off by their end is left out.
    """
    troubles = Troubles()
    try:
        return read(raw, frozenset(name.strip().lower() for name in ours), troubles, whole)
    except Exception as fault:
        # A defect of ours. The row is marked and shown to staff; what can be read without any structure is given.
        troubles.note("fault", type(fault).__name__)
        body = decode(raw, "", troubles).replace("\r\n", "\n")
        segments = (Segment("text", body),) if body else ()
        return Arrival(channel="mail", sender=Sender(""), segments=segments, troubles=troubles.all())

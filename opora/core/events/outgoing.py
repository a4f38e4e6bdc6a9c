"""Letters of ours, beside what the tickets themselves say of them."""

from dataclasses import dataclass
from datetime import datetime

from opora.core.events.base import Event

# --- letters of ours -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LetterRewritten(Event):
    """A colleague's letter could not leave before the moment that it named; it names now what holds now (P2)."""

    ticket: int
    moment: datetime


@dataclass(frozen=True, slots=True)
class LetterSentAgain(Event):
    """Somebody of staff wants a letter that was given up to be tried again; it leaves as it was frozen."""

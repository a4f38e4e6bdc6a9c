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


@dataclass(frozen=True, slots=True)
class SendingHeld(Event):
    """Somebody pressed one of the three verbs; for some seconds it can be undone, then it is sent as of now (T4)."""

    verb: str


@dataclass(frozen=True, slots=True)
class SendingUndone(Event):
    """What was held was not sent: taken back, or the customer's words came in between; the text waits as a draft."""

    verb: str

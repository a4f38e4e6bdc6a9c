"""The words of the rules: levels, stages, verbs, kinds, and a reason as data."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import Literal


class Level(IntEnum):
    """The support level; the order is that of display (domain.md 2)."""

    INITIAL = 1
    BASIC = 2
    WARRANTY = 3
    EXTENDED = 4
    INDIVIDUAL = 5

    @property
    def code(self) -> str:
        """The level's name in storage, in the API and on the command line: ``warranty``."""
        return self.name.lower()


class Stage(StrEnum):
    """What the customer sees of the state (domain.md 6)."""

    RECEIVED = "received"
    OFFICE = "office"
    CENTRAL = "central"
    RESEARCH = "research"
    WAITING = "waiting"
    ANSWERED = "answered"
    CLOSED = "closed"
    RELEASE = "release"


class Verb(StrEnum):
    """The three ways to send (domain.md 5); there is no fourth and no default."""

    ASK = "ask"
    TELL = "tell"
    ANSWER = "answer"


class Kind(StrEnum):
    """What a customer is after (domain.md 1); it orders nothing and promises nothing."""

    SETUP = "setup"
    HOW_TO = "how_to"
    FAULT = "fault"
    IDEA = "idea"
    LICENCE = "licence"
    OTHER = "other"


SegmentKind = Literal["text", "quote", "signature"]
Signed = Literal["", "smime", "pgp"]


@dataclass(frozen=True, slots=True)
class Because:
    """One reason as data: the rule of domain.md that spoke and what it spoke about.

    ``rule`` is a number of domain.md ("L3", "O1", "T9") or a level's name; ``code`` a stable word that the
    faces put into a sentence ("bought_within_year"); ``rows`` the keys of the rows that carry it.
    """

    rule: str
    code: str
    rows: tuple[int, ...] = ()
    until: date | None = None
    details: tuple[tuple[str, str], ...] = ()

"""The portal: what customers do there with forms, codes, links and buttons."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from opora.core.events.base import Duties, Event

# --- forms ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ConsentGiven(Event):
    """Somebody agreed that personal data are used, to the text of this version; noted of the contact and the ticket."""

    text_version: str


@dataclass(frozen=True, slots=True)
class Readdressed(Event):
    """The customer mended a mistyped address before anybody wrote: registered anew for whoever has the right one.

    Fields as in `Opened`. What the wrong address was told binds nobody; no moment falls earlier than 4 working hours
    after the correction (L7a).
    """

    level: str
    calendar: str
    office: str
    line: int
    word_days: int
    spans: Mapping[str, int] = field(default_factory=dict)
    calendars: Mapping[str, str] = field(default_factory=dict)
    unclear: tuple[str, ...] = ()
    duties: Duties = ()


@dataclass(frozen=True, slots=True)
class ContactReaddressed(Event):
    """The address with which a contact was met was a slip, and the right one took its place."""


# --- signing in ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CodeAsked(Event):
    """Somebody asked for a code to sign in to the portal; ``known``: a contact of ours has the address."""

    known: bool


@dataclass(frozen=True, slots=True)
class CodeTried(Event):
    """A code was typed in; ``right``: it let its contact in."""

    right: bool


@dataclass(frozen=True, slots=True)
class CodesForgotten(Event):
    """So many codes for signing in were swept, long after they could be used."""

    count: int


# --- on the page of a request --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reminded(Event):
    """The customer says that they were forgotten (section 8): whoever holds the rung owes a word by ``until``.

    Rungs as in `Climbed`. It resets no clock (E5); the holder's word meets it, or anybody's answer to the point.
    """

    rung: int
    holder: int | None
    until: datetime


@dataclass(frozen=True, slots=True)
class HolderReplaced(Event):
    """Whoever held the rung went away in the middle of it; another one holds it at once (E4), by the same moment.

    Rungs as in `Climbed`. ``holder`` null: nobody is there who could.
    """

    rung: int
    holder: int | None


@dataclass(frozen=True, slots=True)
class WrittenToHead(Event):
    """The letter that opened this ticket went to the head's own address; on a ticket of theirs it is `Reminded`."""


@dataclass(frozen=True, slots=True)
class Rated(Event):
    """The customer said whether an answer helped: 1 no, 2 in part, 3 yes; said again, the later one counts (S1).
    ``before``: what they had said of it until then, 0 for nothing."""

    message: int
    mark: int
    before: int = 0


@dataclass(frozen=True, slots=True)
class RatingAsked(Event):
    """The letter with this answer asked its reader for a rating: nobody is asked often (S1)."""

    message: int


@dataclass(frozen=True, slots=True)
class LinkRevoked(Event):
    """The links to this ticket in the letters that one address has got so far open it no more."""

    revocation: int

"""The vocabulary, third part: what forms of the portal bring; `opora.core.payloads` knows all parts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from opora.core.events import Event

# --- forms --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ContactReaddressed(Event):
    """The address with which a contact was met was a slip, and the right one took its place."""


@dataclass(frozen=True, slots=True)
class ConsentGiven(Event):
    """Somebody agreed that personal data are used, to the text of this version; noted of the contact and the ticket."""

    text_version: str


@dataclass(frozen=True, slots=True)
class Reminded(Event):
    """The customer says that they were forgotten (section 8): whoever holds the rung owes a word by ``until``.

    Rungs as in `Climbed`. It resets no clock (E5); the holder's word meets it, or anybody's answer to the point.
    """

    rung: int
    holder: int | None
    until: datetime


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

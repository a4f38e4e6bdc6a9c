"""The desk: what it is set to, what it works with."""

from dataclasses import dataclass
from datetime import datetime

from opora.core.events.base import Event

# --- the desk ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AnsweringStarted(Event):
    """The desk was told to write to customers; before this nothing left it."""


@dataclass(frozen=True, slots=True)
class AnsweringReached(Event):
    """The desk began to answer while this ticket was open; its customer is told how it stands."""


@dataclass(frozen=True, slots=True)
class AnsweringStopped(Event):
    """The desk was told to be quiet again."""


@dataclass(frozen=True, slots=True)
class Restored(Event):
    """The desk was put back from a backup of that instant and made quiet; so many letters that waited then are held."""

    made_at: datetime
    held: int


@dataclass(frozen=True, slots=True)
class LettersGathered(Event):
    """Several letters of the machine to one address, of those rows, go in one: it has got its number for the day."""

    letters: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PolicySet(Event):
    """A dated setting of the desk took a new value."""

    name: str


@dataclass(frozen=True, slots=True)
class CatalogueExtended(Event):
    """A family, product, edition or version entered the catalogue; the subject says which."""


@dataclass(frozen=True, slots=True)
class CalendarAdded(Event):
    """A work calendar was entered, with its first version."""


@dataclass(frozen=True, slots=True)
class CalendarChanged(Event):
    """A calendar says something else from a day on: a version, whose row has the day and what it says (T6).

    ``correcting``: it mends an error, so that time before it was recorded counts by it too.
    """

    version: int
    correcting: bool = False


@dataclass(frozen=True, slots=True)
class RecountBegun(Event):
    """So many open tickets have clocks that run by a calendar, of which a version was recorded; they are recounted."""

    version: int
    tickets: int


@dataclass(frozen=True, slots=True)
class RecountEnded(Event):
    """The tickets were recounted and whoever had to hear of a later moment was told; so many moved.

    ``superseded``: the recount of a later version took its place.
    """

    version: int
    moved: int
    told: int
    superseded: bool = False


# --- mailboxes -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MailboxAdded(Event):
    """A mailbox is watched from now on."""


@dataclass(frozen=True, slots=True)
class MailboxChanged(Event):
    """Something of a mailbox's account is different now: names of its columns."""

    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MailboxTried(Event):
    """Somebody tried the mailbox: for each direction "ok", the code of what is wrong, or empty for not set up."""

    incoming: str
    outgoing: str


@dataclass(frozen=True, slots=True)
class TestLetterAsked(Event):
    """Somebody of staff asked for a test letter from this mailbox to their own address."""

    user: int


@dataclass(frozen=True, slots=True)
class MailboxAlarmed(Event):
    """A mailbox cannot be looked into (``kind`` failing), or is silent against its habit (silent), ``since`` then.

    ``letters`` on ``days`` working days are the habit of one that is silent.
    """

    kind: str
    since: datetime
    letters: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class MailboxCleared(Event):
    """A letter came again, or a look went well: the alarm of this kind is over."""

    kind: str


# --- the demo ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HistoryPlayed(Event):
    """One ticket of the demo's history, by its number in the plan, was played from its first letter on."""

    number: int

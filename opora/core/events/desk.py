"""The desk: what it is set to, who works there; more in `opora.core.desk_events`."""

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
class OfficeOpened(Event):
    """An office takes tickets from now on, on the named calendar."""

    calendar: str


@dataclass(frozen=True, slots=True)
class SeatTaken(Event):
    """A member of staff works at this office in the named role."""

    user: int
    role: str


@dataclass(frozen=True, slots=True)
class PasswordSet(Event):
    """A member of staff has a new password."""


@dataclass(frozen=True, slots=True)
class StaffAdded(Event):
    """A person may sign in from now on."""


@dataclass(frozen=True, slots=True)
class KeyAdded(Event):
    """An integration may use the API from now on, in these scopes; it acts as ``user``, null: as nobody."""

    user: int | None
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyRevoked(Event):
    """A key of the API opens nothing any more."""


@dataclass(frozen=True, slots=True)
class MailboxAdded(Event):
    """A mailbox is watched from now on."""

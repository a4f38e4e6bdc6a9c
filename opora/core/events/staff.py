"""Staff: offices and who works there, how people and programs sign in."""

from dataclasses import dataclass
from datetime import datetime

from opora.core.events.base import Event

# --- offices -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OfficeOpened(Event):
    """An office takes tickets from now on, on the named calendar."""

    calendar: str


@dataclass(frozen=True, slots=True)
class OfficeChanged(Event):
    """Something of an office is different now: names of its columns."""

    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeatTaken(Event):
    """A member of staff works at this office in the named role."""

    user: int
    role: str


@dataclass(frozen=True, slots=True)
class SeatEnded(Event):
    """A member of staff leaves this seat at the office; the day stands on the seat."""

    user: int
    role: str


@dataclass(frozen=True, slots=True)
class AbsenceEntered(Event):
    """A member of staff is away between two instants; whoever holds a rung then is passed over (E4)."""

    from_at: datetime
    until_at: datetime


@dataclass(frozen=True, slots=True)
class AbsenceCancelled(Event):
    """A member of staff is not away at the instants that were entered before."""

    from_at: datetime
    until_at: datetime


# --- the head's morning --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LadderListed(Event):
    """The head got the letter of a day (ISO, in their zone) with what is on the ladder then."""

    day: str


# --- staff ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StaffAdded(Event):
    """A person may sign in from now on."""


@dataclass(frozen=True, slots=True)
class StaffChanged(Event):
    """Name, role, language or zone of a member of staff is another one now: names of the columns."""

    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StaffLeft(Event):
    """A member of staff can sign in no more; what they wrote stays."""


@dataclass(frozen=True, slots=True)
class StaffReturned(Event):
    """A member of staff who had left may sign in again."""


@dataclass(frozen=True, slots=True)
class WelcomeGiven(Event):
    """A one-time link was made by which this person chooses a password."""


@dataclass(frozen=True, slots=True)
class PasswordSet(Event):
    """A member of staff has a new password."""


@dataclass(frozen=True, slots=True)
class AccountChanged(Event):
    """Something about how a member of staff signs in, and they got a letter about it: a new password was asked for
    or set, the code from an application was switched on, off or dropped for them, spare codes were made."""

    what: str


@dataclass(frozen=True, slots=True)
class ReadsIn(Event):
    """A member of staff reads pages and letters in this language, and moments in this zone."""

    language: str
    zone: str


@dataclass(frozen=True, slots=True)
class ReadFromOutside(Event):
    """A member of staff opened a ticket that no office of theirs has to do with; the auditor sees it (E3)."""

    ticket: int


@dataclass(frozen=True, slots=True)
class BrowserKept(Event):
    """A member of staff wants to be called in this browser when they are on duty."""


@dataclass(frozen=True, slots=True)
class BrowsersForgotten(Event):
    """A member of staff is called in no browser any more."""


@dataclass(frozen=True, slots=True)
class NoticesJoined(Event):
    """What waited for a member of staff went into one letter, about these tickets; ``number`` counts the letters of
    ``day``, the date where they work."""

    day: str
    number: int
    tickets: tuple[int, ...]


# --- keys of the API -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KeyAdded(Event):
    """An integration may use the API from now on, in these scopes; it acts as ``user``, null: as nobody."""

    user: int | None
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyRevoked(Event):
    """A key of the API opens nothing any more."""

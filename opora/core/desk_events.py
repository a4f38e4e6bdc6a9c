"""The vocabulary, second part: what happens to the desk as a whole. New events of the desk stand here, since
`opora.core.events` is as long as a file may be; `opora.core.payloads` knows both."""

from dataclasses import dataclass
from datetime import datetime

from opora.core.events import Event

# --- setting up ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OfficeChanged(Event):
    """Something of an office is different now: names of its columns."""

    changed: tuple[str, ...]


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


# --- the demo -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HistoryPlayed(Event):
    """One ticket of the demo's history, by its number in the plan, was played from its first letter on."""

    number: int


# --- how staff sign in --------------------------------------------------------------------------------------


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


# --- the portal --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CodeAsked(Event):
    """Somebody asked for a code to sign in to the portal; ``known``: a contact of ours has the address."""

    known: bool


@dataclass(frozen=True, slots=True)
class CodeTried(Event):
    """A code was typed in; ``right``: it let its contact in."""

    right: bool


@dataclass(frozen=True, slots=True)
class LinkRevoked(Event):
    """The links to this ticket in the letters that one address has got so far open it no more."""

    revocation: int


@dataclass(frozen=True, slots=True)
class Rated(Event):
    """The customer said whether an answer helped: 1 no, 2 in part, 3 yes; said again, the later one counts (S1)."""

    message: int
    mark: int

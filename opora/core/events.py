"""The vocabulary: everything that can happen, as typed events; docs/events.md is generated from these docstrings.

Events carry ids, codes, figures and instants (aware, UTC), never personal text. Their place in time and their
actor stand beside them in the ledger (`opora.core.step.Noted`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

Moments = Mapping[str, datetime]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, in the past tense."""

    type_version: ClassVar[int] = 1


# --- letters ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LetterFiled(Event):
    """A kept letter found its ticket, by the named rule."""

    ticket: int
    rule: str


@dataclass(frozen=True, slots=True)
class LetterSetAside(Event):
    """A kept letter opens no ticket and lies in the tray, by the named rule (L1: automatic letters that fit none)."""

    rule: str


@dataclass(frozen=True, slots=True)
class LetterFailed(Event):
    """A kept letter could not be filed; it is shown to staff and its bytes stay."""

    trouble: str


# --- who ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ContactMet(Event):
    """An address wrote to us for the first time; a contact stands for it, perhaps of no organisation yet."""


@dataclass(frozen=True, slots=True)
class ContactAdded(Event):
    """A contact was entered by staff or by an import, before any letter of theirs."""


@dataclass(frozen=True, slots=True)
class ContactJoined(Event):
    """A contact was found to belong to an organisation."""

    organisation: int


@dataclass(frozen=True, slots=True)
class OrganisationAdded(Event):
    """An organisation entered the registry."""


@dataclass(frozen=True, slots=True)
class SiteAdded(Event):
    """An organisation has one more branch in the registry."""

    site: int


@dataclass(frozen=True, slots=True)
class PurchaseRecorded(Event):
    """A row was appended to the purchase book."""

    purchase: int


@dataclass(frozen=True, slots=True)
class ContractRecorded(Event):
    """A support contract was entered."""

    contract: int


@dataclass(frozen=True, slots=True)
class DutyEntered(Event):
    """Extra hours of an organisation were entered, before they begin (T9)."""

    duty: int


# --- the life of a ticket -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Opened(Event):
    """A ticket was registered; level, figures and calendars are pinned from here (L7, T3).

    ``spans`` are seconds of working time by kind of promise; ``calendars`` name the calendar where it isn't
    ``calendar``, the registering office's.
    """

    registered_at: datetime
    channel: str
    level: str
    calendar: str
    office: str
    line: int
    word_days: int
    spans: Mapping[str, int] = field(default_factory=dict)
    calendars: Mapping[str, str] = field(default_factory=dict)
    unclear: tuple[str, ...] = ()
    split_from: int | None = None


@dataclass(frozen=True, slots=True)
class Received(Event):
    """A message of the customer joined the ticket; ``human`` is false for automatic letters, which move no clock."""

    message: int
    received_at: datetime
    human: bool = True


@dataclass(frozen=True, slots=True)
class Informed(Event):
    """The customer was told these moments, by kind, in a letter of ours; from here a miss of them is confessed (P1)."""

    moments: Moments
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Asked(Event):
    """A human of ours asked the customer for something («Спросить»): the resolution pauses (P3).

    ``spoken_at``: it was said in a call or a visit that began then; null: written. So in `Told` and `Answered`.
    """

    message: int
    spoken_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told(Event):
    """A human of ours told how the work goes («Сообщить о ходе работы»); the next word starts anew.

    ``word_until`` is the moment that the specialist promised (P9), null for the usual one; a ``repeat`` of the
    last text resets nothing.
    """

    message: int
    word_until: datetime | None = None
    repeat: bool = False
    spoken_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answered(Event):
    """A human of ours answered to the point («Ответить по существу»): the resolution is met."""

    message: int
    spoken_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NoteWritten(Event):
    """A member of staff wrote an internal note; the customer never sees it and no clock moves."""

    message: int


@dataclass(frozen=True, slots=True)
class Corrected(Event):
    """A fact was corrected and the ticket recomputed as at registration (L7a); fields as in `Opened`.

    ``home`` is the home office of who it really is, where that is another; empty: it stays.
    """

    changed: tuple[str, ...]
    level: str
    level_before: str
    word_days: int
    reason: str = ""
    spans: Mapping[str, int] = field(default_factory=dict)
    calendars: Mapping[str, str] = field(default_factory=dict)
    unclear: tuple[str, ...] = ()
    home: str = ""


@dataclass(frozen=True, slots=True)
class Moved(Event):
    """The stage was changed by staff; the next word comes nearer, never further (P3)."""

    stage: str
    stage_before: str


@dataclass(frozen=True, slots=True)
class Assigned(Event):
    """A specialist became the assignee, or nobody is any more."""

    user: int | None


@dataclass(frozen=True, slots=True)
class HandedOver(Event):
    """Another office or line owns the ticket now; calendar and terms stay (T3)."""

    office: str
    line: int
    office_before: str


@dataclass(frozen=True, slots=True)
class SightGiven(Event):
    """Somebody may read this ticket's internal messages from now on, for the named reason (E3)."""

    user: int
    because: str


@dataclass(frozen=True, slots=True)
class Resumed(Event):
    """Staff ended the wait («Больше сведений нет», P8): the resolution runs again."""


@dataclass(frozen=True, slots=True)
class Thanked(Event):
    """Staff read the customer's words after the answer as thanks («Благодарность», P7)."""


@dataclass(frozen=True, slots=True)
class Rejected(Event):
    """The answer does not suit the customer, by a press of theirs or by staff's reading («Продолжение», P7).

    ``since`` is the instant of the customer's words; the resolution resumes from there with the time already used.
    """

    since: datetime
    by_customer: bool = False


@dataclass(frozen=True, slots=True)
class Split(Event):
    """The customer's words after the answer became a ticket of their own («Новый вопрос», P7)."""

    ticket: int


@dataclass(frozen=True, slots=True)
class Reopened(Event):
    """The customer wrote within thirty days after closing: answered again, to be looked at (P7)."""


@dataclass(frozen=True, slots=True)
class Closed(Event):
    """The ticket ended: ``why`` is "answered", "thanked", "no_reply" or a reason of staff."""

    why: str


# --- time passes --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Missed(Event):
    """A moment passed without what was to happen by then; recorded once (P1). ``told``: the customer knew of it."""

    kind: str
    due_at: datetime
    told: bool


@dataclass(frozen=True, slots=True)
class Confessed(Event):
    """We told the customer that we are late; the next word became the recovery, due at ``until`` (P1).

    ``inside`` names the letter that says so when it is not one of its own: "acknowledgement" for one filed late (T5).
    """

    kinds: tuple[str, ...]
    until: datetime
    inside: str = ""


@dataclass(frozen=True, slots=True)
class Climbed(Event):
    """A silence went one rung up (P1, section 8): 1 office manager, 2 central service, 3 head.

    ``again`` marks a daily repetition on the same rung, of which the customer gets no further letter.
    """

    rung: int
    holder: int | None
    until: datetime
    again: bool = False


@dataclass(frozen=True, slots=True)
class Nudged(Event):
    """We reminded a customer who owes us an answer (P8); ``number`` counts from 1."""

    number: int


# --- the desk -----------------------------------------------------------------------------------------------


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

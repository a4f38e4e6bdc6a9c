"""Tickets: their life, and what the passing of time brings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from opora.core.events.base import Duties, Event, Moments

# --- the life of a ticket ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Opened(Event):
    """A ticket was registered; level, figures and calendars are pinned from here (L7, T3).

    ``spans`` are seconds of working time by kind of promise; ``calendars`` name the calendar where it isn't
    ``calendar``, the registering office's; ``duties`` the extra hours that count, as they were entered by then (T9).
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
    duties: Duties = ()


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
    last text resets nothing. ``late``: it says that a moment which the customer knows will not be kept, and why (P2).
    """

    message: int
    word_until: datetime | None = None
    repeat: bool = False
    spoken_at: datetime | None = None
    late: bool = False


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
    duties: Duties = ()


@dataclass(frozen=True, slots=True)
class KindSet(Event):
    """Staff said what the ticket is about; ``before`` is the kind that it had. It moves no moment."""

    kind: str
    before: str


@dataclass(frozen=True, slots=True)
class Gained(Event):
    """The customer gained a right while this ticket was open: its promises start at ``since`` (L7c).

    ``because`` is "purchase", "contract" or "joined" (an organisation); the other fields as in `Opened`.
    """

    since: datetime
    because: str
    level: str
    level_before: str
    word_days: int
    spans: Mapping[str, int] = field(default_factory=dict)
    calendars: Mapping[str, str] = field(default_factory=dict)
    unclear: tuple[str, ...] = ()
    duties: Duties = ()


@dataclass(frozen=True, slots=True)
class Moved(Event):
    """The stage was changed by staff; the next word comes nearer, never further (P3)."""

    stage: str
    stage_before: str


@dataclass(frozen=True, slots=True)
class AwaitsRelease(Event):
    """After an answer that confirmed a defect the ticket waits for the release with its correction.

    ``word_until`` is the dated word: by then the customer hears from us, whether or not there is news (P4).
    """

    word_until: datetime


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
class OfficeGivenSight(Event):
    """Another office may read this ticket from now on; "named": the letter that opened it names a ticket of theirs."""

    office: str
    because: str


@dataclass(frozen=True, slots=True)
class Resumed(Event):
    """Staff ended the wait («Больше сведений нет», P8): the resolution runs again."""


@dataclass(frozen=True, slots=True)
class Thanked(Event):
    """Staff read the customer's words after the answer as thanks («Благодарность», P7)."""


@dataclass(frozen=True, slots=True)
class Rejected(Event):
    """The answer does not suit the customer, by a press or a call of theirs, or by staff's reading («Продолжение», P7).

    ``since`` is the instant of the customer's words; the resolution resumes from there with the time already used.
    """

    since: datetime
    by_customer: bool = False


@dataclass(frozen=True, slots=True)
class Split(Event):
    """The customer's words after the answer became a ticket of their own («Новый вопрос», P7)."""

    ticket: int


@dataclass(frozen=True, slots=True)
class Merged(Event):
    """The ticket is about the same matter as another of its customer, and goes on there; nothing is owed here now."""

    ticket: int


@dataclass(frozen=True, slots=True)
class TookIn(Event):
    """Another ticket of the same customer goes on in this one. ``moments``: what its customer was told, by kind: none
    of them moves later by it."""

    ticket: int
    moments: Mapping[str, datetime]


@dataclass(frozen=True, slots=True)
class MessageMoved(Event):
    """A letter that lay here belongs to another ticket, and lies there now; what it did to clocks here stays done."""

    message: int
    ticket: int


@dataclass(frozen=True, slots=True)
class Reopened(Event):
    """The customer wrote within thirty days after closing: answered again, to be looked at (P7)."""


@dataclass(frozen=True, slots=True)
class Closed(Event):
    """The ticket ended: ``why`` is "answered", "thanked", "no_reply" or a reason of staff."""

    why: str


@dataclass(frozen=True, slots=True)
class DutiesCounted(Event):
    """Extra hours of the organisation were entered or withdrawn: which count here from now on, and what moved (T9).

    ``was`` and ``due`` as in `Recounted`.
    """

    duties: Duties
    was: Moments = field(default_factory=dict)
    due: Moments = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Repaired(Event):
    """Rows of this ticket were not as its ledger says, and were derived from it anew; what stood there, by column."""

    was: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Recounted(Event):
    """A work calendar changed, and moments of this ticket moved with it (T6): when they ``was`` due, and are ``due``.

    By kind; "closing" and "nudge" too. ``version``: the row of the calendar's version.
    """

    calendar: str
    version: int
    was: Moments = field(default_factory=dict)
    due: Moments = field(default_factory=dict)


# --- staff on duty are called out ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CalledOut(Event):
    """Somebody on duty was called out to this ticket and has until then to accept it (O3); calls count from 1."""

    user: int
    number: int
    until: datetime
    duty: int


@dataclass(frozen=True, slots=True)
class DutyAccepted(Event):
    """Somebody accepted a ticket to which staff on duty were called out, so many minutes after the first call.

    ``number`` is the call that was theirs, or else the last one.
    """

    user: int
    number: int
    minutes: int


@dataclass(frozen=True, slots=True)
class CallsUnanswered(Event):
    """Nobody on duty accepted: after so many calls there is nobody left to call, the manager and the head learn it."""

    duty: int
    calls: int


@dataclass(frozen=True, slots=True)
class CalledOff(Event):
    """Nobody more is called: somebody of ours wrote to the customer or took the ticket ("taken"), it was "closed", or
    the desk became "quiet"."""

    because: str


# --- drafts ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DraftMade(Event):
    """A text waits on this ticket to be sent to the customer: news of the defect of row ``about`` ("defect"), that
    it is fixed ("fix") or will not be ("wont_fix"). ``verb`` is what it was written as; nothing sends it by itself."""

    verb: str
    origin: str
    about: int


@dataclass(frozen=True, slots=True)
class DraftUsed(Event):
    """A colleague sent the letter for which this text had waited."""

    origin: str
    about: int


@dataclass(frozen=True, slots=True)
class DraftDropped(Event):
    """This text is not to be sent: dropped by a colleague, or with what it was about."""

    origin: str
    about: int


# --- time passes ---------------------------------------------------------------------------------------------


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

    ``again`` marks a daily repetition on the same rung, of which the customer gets no further letter; while its holder
    is away, ``holder`` is the nearest below.
    """

    rung: int
    holder: int | None
    until: datetime
    again: bool = False


@dataclass(frozen=True, slots=True)
class Nudged(Event):
    """We reminded a customer who owes us an answer (P8); ``number`` counts from 1."""

    number: int

"""The facts that travel between the rooms: frozen values, no behaviour beyond reading themselves."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
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


# --- what arrives -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote, as the letter says: ``address`` lower-cased (empty if the letter names none), ``name`` decoded."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that came with a message: declared name and type, bytes, and the cid of an inline image."""

    name: str
    type: str
    content: bytes
    cid: str = ""
    inline: bool = False

    @property
    def size(self) -> int:
        """Length in bytes."""
        return len(self.content)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the decoded body; the segments of a letter joined are that body to the last letter."""

    kind: SegmentKind
    text: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """Whatever a customer sent us, by letter, form, call or API: the one door into the street.

    ``sent_at`` is what the sender claims (its offset is evidence of the zone, O1); the instant that counts is
    the Step's. ``automatic`` is null for a human, else "auto-reply", "bounce", "list", "receipt" or "ours".
    ``zone`` is the IANA zone in which the sender says to be, empty when it isn't said; its name is a sound one.
    """

    channel: Literal["mail", "form", "call", "visit", "api"]
    sender: Sender
    subject: str = ""
    segments: tuple[Segment, ...] = ()
    html: str = ""
    to: tuple[Sender, ...] = ()
    cc: tuple[Sender, ...] = ()
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    sent_at: datetime | None = None
    files: tuple[AttachedFile, ...] = ()
    automatic: str | None = None
    because: str = ""
    language: Literal["ru", "en"] = "ru"
    troubles: tuple[str, ...] = ()
    kind: Kind = Kind.OTHER
    work_stopped: bool = False
    zone: str = ""

    @property
    def body(self) -> str:
        """The decoded body, whole."""
        return "".join(segment.text for segment in self.segments)

    @property
    def text(self) -> str:
        """What the sender wrote: the segments of kind text, joined."""
        return "".join(segment.text for segment in self.segments if segment.kind == "text")

    @property
    def quoted(self) -> str:
        """What the sender repeats: quotes and signatures, joined."""
        return "".join(segment.text for segment in self.segments if segment.kind != "text")


# --- what was bought ----------------------------------------------------------------------------------------

PurchaseKind = Literal["product", "update", "advance", "transfer", "cancellation", "correction"]


@dataclass(frozen=True, slots=True)
class Release:
    """A version of a product: ``released_on`` is null while it is announced only. ``order`` sorts versions.

    ``recorded_at`` is the aware instant when we learned of it (L8); null: it was always known.
    """

    product: str
    version: str
    order: int
    released_on: date | None = None
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Purchase:
    """A dated row of the purchase book (domain.md 1); never rewritten, only followed by rows that refer to it.

    ``owner`` and ``to_owner`` are opaque keys ("org:17", "person:4"); ``on`` a local date of the home office;
    ``recorded_at`` the instant when we learned of it (L8). ``legal`` says whether the owner is a legal entity; the
    receiver of a transfer always is one, since only organisations receive.
    """

    id: int
    owner: str
    kind: PurchaseKind
    product: str
    edition: str
    version: str
    on: date
    commercial: bool = True
    legal: bool = True
    refers_to: int | None = None
    to_owner: str | None = None
    recorded_at: datetime | None = None
    told_on: date | None = None


@dataclass(frozen=True, slots=True)
class ContractTerms:
    """A support contract in force between two dates, both included. Null spans: the contract is silent on them.

    Empty ``products`` or ``editions`` mean all products, and no edition by name (L6). ``calendar`` null: the
    office's. Spans are working time, ``word_days`` working days. ``recorded_at`` as on a purchase (L8).
    """

    id: int
    owner: str
    from_on: date
    until_on: date
    products: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()
    first_response: timedelta | None = None
    resolution: timedelta | None = None
    word_days: int | None = None
    calendar: str | None = None
    office: str | None = None
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a level is asked for: who (``owners``: person and organisation), which product, edition, version.

    Empty strings: not named (L5). ``commercial`` is null when no edition is named. ``known`` says that we have
    this customer in the registry even if the purchase book is empty (L11); whoever is in the book is known anyway.
    """

    owners: tuple[str, ...]
    product: str = ""
    edition: str = ""
    version: str = ""
    commercial: bool | None = None
    known: bool = False


@dataclass(frozen=True, slots=True)
class Entitlement:
    """One right that applies, with its last day and its reasons.

    ``until`` null: no last day is set. That means "for ever" except for the reason ``advance_until_told``, an
    extended right that ends once the version bought is released and they were told of it.
    """

    level: Level
    until: date | None
    because: tuple[Because, ...]
    contract: int | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """All rights that apply, the highest as ``level``, and what is still unclear (L5, L11).

    ``contracts`` are all that apply, the most specific first; ``contract`` is the first of them.
    """

    level: Level
    until: date | None
    because: tuple[Because, ...]
    entitlements: tuple[Entitlement, ...]
    product: str = ""
    version: str = ""
    product_unclear: bool = False
    version_unclear: bool = False
    level_unclear: bool = False
    contract: ContractTerms | None = None
    contracts: tuple[ContractTerms, ...] = ()


# --- what is promised ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Policy:
    """The dated settings of the desk, with the defaults of domain.md (each marked *policy* there).

    Spans are working time, ``*_days`` working days of the ticket's calendar unless they say calendar days.
    """

    first_response: timedelta = timedelta(hours=8)
    resolution: timedelta = timedelta(hours=40)
    goal_initial: timedelta = timedelta(hours=24)
    goal_basic: timedelta = timedelta(hours=16)
    word_days: int = 3
    word_days_without_figures: int = 5
    word_days_research: int = 2
    recovery: timedelta = timedelta(hours=4)
    confess_within: timedelta = timedelta(minutes=15)
    rung: timedelta = timedelta(hours=8)
    look: timedelta = timedelta(hours=8)
    no_earlier_than: timedelta = timedelta(hours=4)
    nudge_days: tuple[int, ...] = (3, 7)
    close_waiting_days: int = 10
    close_answered_days: int = 5
    reopen_calendar_days: int = 30
    word_at_most_days: int = 10
    release_word_calendar_days: int = 30
    advance_wait_years: int = 1
    extended_years: int = 1


@dataclass(frozen=True, slots=True)
class Terms:
    """What a ticket of some level is owed: null spans are no promise of that kind. Spans are working time."""

    first_response: timedelta | None = None
    resolution: timedelta | None = None
    goal: timedelta | None = None
    word_days: int = 5
    calendar: str | None = None


# --- where it goes ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Where:
    """Where a customer is, as far as known; ``offset`` is the UTC offset of the letter's Date header."""

    office: str | None = None
    office_from: Literal["site", "organisation", ""] = ""
    lat: float | None = None
    lon: float | None = None
    zone: str | None = None
    offset: timedelta | None = None


@dataclass(frozen=True, slots=True)
class OfficeSpot:
    """An office as the router sees it."""

    code: str
    lat: float
    lon: float
    zone: str
    line: int = 1


@dataclass(frozen=True, slots=True)
class DutySpot:
    """A duty in force at the instant asked (T9): which office and staff it names."""

    id: int
    office: str | None
    staff: tuple[int, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ticket goes and why (O1, O2)."""

    office: str
    line: int
    because: tuple[Because, ...] = field(default_factory=tuple)

"""What a letter is told from. Plain values: whoever writes a letter has looked everything up before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from opora.core import zones
from opora.core.facts import Level
from opora.core.hours import Cause
from opora.lib import moments
from opora.lib.moments import Language

# Those that we told a customer and then owe, in the order in which letters name them. Closing and look are no promises.
PROMISED = ("first_response", "resolution", "goal", "word", "release_word", "recovery", "escalation")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeWords:
    """How an office is called: ``where`` in Russian after «офис» («в Екатеринбурге»), empty for the central service."""

    where: str
    name_en: str
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """Why nobody works now, by the dates of the office: ``today`` is its date, ``off_from`` to ``off_until`` the days
    off (both included) from today until the opening. Made by `opora.channels.letters.closed`."""

    why: Literal["day_off", "short_day", "evening", "night", "break"]
    today: date
    off_from: date | None = None
    off_until: date | None = None
    opens_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MissedMoment:
    """A moment that passed without what was to happen by then."""

    kind: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class LargeFile:
    """A file that goes as a link: its name, its length in whole megabytes (at least one), where it is."""

    name: str
    megabytes: int
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFacts:
    """Everything that any letter may say; each letter takes what it needs. Instants are aware.

    ``moments`` are by kind: those of PROMISED, "closing", "look"; one that lies before ``now`` is never told (P2).
    ``resolution_paused``: there is a resolution and it stands still while we wait for the customer. ``name`` is the
    customer's as we know it, ``who`` the assignee's short name («Марина Т.»), ``customer`` is for staff. ``body`` is
    the specialist's text; for a nudge, the question. ``spoken`` says that they called or came by instead of writing,
    ``said`` by which verb they were answered there and then; ``reminded``: they say that we forgot them.
    ``near``: the office whose manager holds the first rung; null: that of ``office``.
    ``rate``: the letter with an answer asks whether it helped.
    ``link`` opens the request, ``twin`` (a mailto address) says by letter that we forgot it.
    ``merged``: the number of the ticket that goes on in this one, ``follows``: of the one that this one continues.
    ``left_out``: why the resolution stood still before it goes on again, one cause after the other.
    ``large``: the files that go as links, which hold until ``large_until``.
    ``given_up``: what was told and will not be kept, as this word says.
    """

    language: Language
    number: str
    subject: str
    now: datetime
    office: OfficeWords
    customer_zone: str = ""
    name: str = ""
    who: str = ""
    manager_knows: bool = True
    on_duty: str = ""
    closed: Closed | None = None
    moments: Mapping[str, datetime] = field(default_factory=dict)
    resolution_paused: bool = False
    missed: tuple[MissedMoment, ...] = ()
    arrived_at: datetime | None = None
    level: Level = Level.INITIAL
    covered_until: date | None = None
    product: str = ""
    version: str = ""
    product_unclear: bool = False
    version_unclear: bool = False
    level_unclear: bool = False
    guest: bool = False
    body: str = ""
    spoken: Literal["", "call", "visit"] = ""
    said: Literal["", "ask", "tell", "answer"] = ""
    nudge: int = 0
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    rung: int = 0
    near: OfficeWords | None = None
    holder: str = ""
    reminded: bool = False
    rate: bool = True
    merged: str = ""
    follows: str = ""
    left_out: tuple[Cause, ...] = ()
    large: tuple[LargeFile, ...] = ()
    large_until: datetime | None = None
    given_up: MissedMoment | None = None
    desk: str = ""
    customer: str = ""
    link: str = ""
    twin: str = ""

    def __post_init__(self) -> None:
        instants = [self.now, *self.moments.values(), *(missed.due_at for missed in self.missed)]
        if any(at.tzinfo is None for at in instants):
            raise ValueError("the instants of a letter must be aware")

    @property
    def zone(self) -> str:
        """The customer's zone; the office's where hers is unknown or no zone at all: a letter is written anyway."""
        try:
            return zones.zone(self.customer_zone).key if self.customer_zone else self.office.zone
        except ValueError:
            return self.office.zone

    @property
    def has_resolution(self) -> bool:
        """Whether a resolution is owed, running or paused."""
        return self.resolution_paused or "resolution" in self.moments

    @property
    def product_and_version(self) -> str:
        """«Чертёж-3D v22», as far as it is known."""
        return f"{self.product} {self.version}".strip()

    @property
    def unconfirmed(self) -> bool:
        """While product or version are unclear, a letter names the first response only (L5)."""
        return self.product_unclear or self.version_unclear

    def ahead(self, kind: str) -> datetime | None:
        """The moment of this kind, null when there is none or it has passed (P2)."""
        at = self.moments.get(kind)
        return at if at is not None and at >= self.now else None

    # --- moments in the customer's zone and the letter's language ------------------------------------------------

    def by(self, at: datetime) -> str:
        """«до четверга, 19 ноября, 18:00»"""
        return moments.by(at, self.zone, self.language, office_zone=self.office.zone)

    def until(self, at: datetime) -> str:
        """«до четверга, 19 ноября, 18:00», in English "until …": the end of a stretch."""
        return moments.until(at, self.zone, self.language, office_zone=self.office.zone)

    def on_at(self, at: datetime) -> str:
        """«во вторник, 12 мая, в 9:00»"""
        return moments.on_at(at, self.zone, self.language, office_zone=self.office.zone)

    def on_by(self, at: datetime) -> str:
        """«в пятницу, 20 ноября, до 13:00»"""
        return moments.on_by(at, self.zone, self.language, office_zone=self.office.zone)

    def around(self, at: datetime) -> str:
        """«к вечеру среды, 13 мая»"""
        return moments.around(at, self.zone, self.language, office_zone=self.office.zone)

    def on_day(self, at: datetime) -> str:
        """«во вторник, 12 мая»"""
        return moments.on_day(at, self.zone, self.language)

    def is_today(self, day: date) -> bool:
        """Whether a date of the office is the customer's date as well: only then may a letter say "today"."""
        return self.now.astimezone(zones.zone(self.zone)).date() == day

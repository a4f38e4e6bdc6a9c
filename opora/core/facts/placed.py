"""Where a customer is, and where a ticket goes."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from opora.core.facts.words import Because


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

"""The share of resolutions in time (P6): what each ticket counts for in a month, and three quarters in integers."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from opora.core import events as e
from opora.core.clock import Clock
from opora.core.course import begin, follow
from opora.core.facts import Policy, Stage
from opora.core.hours import WorkCalendar
from opora.core.standing import CalendarOf, Standing
from opora.core.step import Noted

CLOSES_ON_DAY = 5
"""A month closes with its successor's working day of this number (P6)."""
MOST_DAYS = 100
"""Where nobody works so many days, it closes after so many days."""


class Verdict(StrEnum):
    """What a ticket counts for in a month. All but the first two are out, and are shown beside the share."""

    MET = "met"
    MISSED = "missed"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    SPAM = "spam"
    RELEASE = "release"


@dataclass(frozen=True)
class Month:
    """A calendar month in the zone of an office, and the working days by which it closes."""

    year: int
    month: int
    calendar: WorkCalendar

    @property
    def begins(self) -> datetime:
        """Its first instant."""
        return self._midnight(date(self.year, self.month, 1))

    @property
    def ends(self) -> datetime:
        """The first instant of the next month."""
        return self._midnight(self._next_first)

    @property
    def closes_at(self) -> datetime:
        """The midnight that ends the fifth working day of the next month: from here on changes are corrections."""
        first = self._next_first
        last = first + timedelta(days=MOST_DAYS)
        working = self.calendar.working_dates_between(first, last)
        return self._midnight(
            (working[CLOSES_ON_DAY - 1] if len(working) >= CLOSES_ON_DAY else last) + timedelta(days=1)
        )

    def holds(self, at: datetime) -> bool:
        """Whether an instant is of this month; its first one is, the next month's is not."""
        return self.begins <= at < self.ends

    @property
    def _next_first(self) -> date:
        return date(self.year + self.month // 12, self.month % 12 + 1, 1)

    def _midnight(self, on: date) -> datetime:
        return datetime.combine(on, time(), self.calendar.tz)


@dataclass(frozen=True)
class Share:
    """How many of those that count were in time, and how many were out, by reason."""

    met: int = 0
    counted: int = 0
    out: Mapping[Verdict, int] = field(default_factory=dict)

    @property
    def reached(self) -> bool | None:
        """Whether at least 75 of 100 were in time; null when nothing counts: no data (P6)."""
        return 4 * self.met >= 3 * self.counted if self.counted else None


def share(verdicts: Iterable[Verdict | None]) -> Share:
    """The figures of a month out of each ticket's verdict; null stands for a ticket of another month."""
    found = Counter(one for one in verdicts if one is not None)
    met, missed = found.pop(Verdict.MET, 0), found.pop(Verdict.MISSED, 0)
    return Share(met, met + missed, dict(found))


def verdict(
    noted: Iterable[Noted], month: Month, calendar_of: CalendarOf, policy: Policy, known_at: datetime | None = None
) -> Verdict | None:
    """What a ticket counts for in a month; null when no told resolution of it fell due there (P6).

    By what was noted before ``known_at``; null stands for the moment at which the month closes. A later one gives what
    is known then: where it differs, that is a dated correction. A rejection after the close changes nothing.
    """
    until = known_at or month.closes_at
    standing: Standing | None = None
    fallen: list[Verdict] = []
    in_time = Verdict.MET
    for one in noted:
        if one.at >= until:
            break
        if standing is None:
            standing = begin(one, calendar_of, policy)
            continue
        if isinstance(one.event, e.Rejected):
            fallen += _taken_back(standing, one, month, in_time)
            in_time = Verdict.MET
        follow(standing, one)
        if standing.stage is Stage.RELEASE:
            in_time = Verdict.RELEASE
    if standing is not None:
        fallen += _last(standing, month, until, in_time)
    return Verdict.MISSED if Verdict.MISSED in fallen else (fallen[-1] if fallen else None)


def _taken_back(s: Standing, rejection: Noted, month: Month, in_time: Verdict) -> Iterator[Verdict]:
    """An answer whose moment has passed by the time of its rejection; before it, only the new moment counts."""
    clock = _told(s, month)
    if clock is not None and clock.met_at is not None and clock.due_at <= rejection.at:
        stands = clock.met_at <= clock.due_at and rejection.at >= month.closes_at
        yield in_time if stands else Verdict.MISSED


def _last(s: Standing, month: Month, until: datetime, in_time: Verdict) -> Iterator[Verdict]:
    """What became of the last told moment, if it fell due."""
    clock = _told(s, month)
    if clock is None:
        return
    if s.stage is Stage.CLOSED and s.closed_why in (Verdict.MERGED, Verdict.SPAM):
        yield Verdict(s.closed_why)
    elif clock.met_at is not None:
        yield in_time if clock.met_at <= clock.due_at else Verdict.MISSED
    elif clock.withdrawn_because:
        ended = clock.runs[-1][1]
        yield Verdict.WITHDRAWN if ended is not None and ended < clock.due_at else Verdict.MISSED
    elif clock.paused_at is not None:
        yield Verdict.PAUSED
    elif clock.due_at < until:
        yield Verdict.MISSED


def _told(s: Standing, month: Month) -> Clock | None:
    """The resolution, if its moment was told and lies in the month."""
    clock = s.latest("resolution")
    return clock if clock is not None and clock.told_due_at is not None and month.holds(clock.due_at) else None

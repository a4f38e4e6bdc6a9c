"""Timetables that follow one another: which of them counts at an instant, and on a date (T6)."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from opora.core.hours.axis import FIRST_YEAR, LAST_YEAR, MARGIN, SECOND, Axis, Stretches, new_year
from opora.core.hours.days import Day
from opora.core.hours.timetable import Timetable
from opora.core.zones import EPOCH

DAY = timedelta(days=1)
EVER = -(10**12)
"""A second before any that is asked for."""


class Era(NamedTuple):
    """From this second since the epoch on a version counts, until the next one does: its dates, its open time."""

    since: int
    table: Timetable
    axis: Axis


@dataclass(frozen=True, slots=True, eq=False)
class Eras:
    """Several versions, one after the other; gives what `Timetable` gives of one.

    Where a version leaves nothing open, weekdays of UTC count while it does (T7): not before, so that what was worked
    under another one stays as it was.
    """

    eras: tuple[Era, ...]
    """The first of them counts since `EVER`."""
    _since: list[int] = field(init=False, repr=False)
    _told_by: dict[date, Timetable] = field(init=False, repr=False, default_factory=dict)
    _opens: dict[date, bool] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_since", [era.since for era in self.eras])

    def at(self, second: int) -> Timetable:
        """The one that counts at a second since the epoch."""
        return self.eras[max(0, bisect_right(self._since, second) - 1)].table

    def on(self, on: date) -> Timetable:
        """The one that tells of a date: which counts when the date ends."""
        told_by = self._told_by.get(on)
        if told_by is None:
            before = (era.table for era in reversed(self.eras) if era.since < first_second(on + DAY, era.table.tz))
            told_by = self._told_by[on] = next(before)
        return told_by

    def opens(self, on: date) -> bool:
        """Whether hours begin on a date, as was known when it began: what is recorded later changes that no more."""
        opens = self._opens.get(on)
        if opens is None:
            before = (era.table for era in reversed(self.eras) if era.since <= first_second(on, era.table.tz))
            opens = self._opens[on] = next(before).opens(on)
        return opens

    def day(self, on: date) -> Day:
        """The date as it is told when it ends."""
        return self.on(on).day(on)

    def year(self, year: int) -> Stretches:
        """What is open in a year of UTC, in microseconds, in order."""
        begin, end = max(new_year(year), new_year(FIRST_YEAR) + MARGIN), new_year(year + 1)
        found: Stretches = []
        for table, axis, first, last in self.parts(begin, end):
            # The last year has nothing after it to look at (T7).
            if year < LAST_YEAR:
                found += axis.open_between(first, last)
            else:
                own = ((max(a * SECOND, first), min(b * SECOND, last)) for a, b in table.year(year))
                found += ((a, b) for a, b in own if a < b)
        return found

    def dry_between(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The stretches in which a version leaves nothing open (T7), cut to these instants in microseconds."""
        for _, axis, first, last in self.parts(start, end):
            yield from axis.dry_between(first, last)

    def parts(self, start: int, end: int) -> Iterator[tuple[Timetable, Axis, int, int]]:
        """Which counts from when until when between two instants; all in microseconds."""
        ends = [*self._since[1:], -EVER]
        for (since, table, axis), until in zip(self.eras, ends, strict=True):
            first, last = max(since * SECOND, start), min(until * SECOND, end)
            if first < last:
                yield table, axis, first, last


def first_second(on: date, zone: ZoneInfo) -> int:
    """The second since the epoch at which a date begins in a zone."""
    return (datetime.combine(on, time(), zone) - EPOCH) // timedelta(seconds=1)

"""Which hours each date has and why, and where they lie on the UTC axis (T1, T2, T8)."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from opora.core import zones
from opora.core.hours.days import DAY, Cause, Day, DayException, Reason, WeeklyHours
from opora.core.hours.public import PublicDays

# A stretch in seconds since the epoch, of the UTC axis or of the wall clock, as the name says.
Seconds = tuple[int, int]
# No stretch of the wall clock is longer.
LONGEST = 2 * DAY


@dataclass(frozen=True, slots=True, eq=False)
class Timetable:
    """The dates of one office in one zone: its own exceptions win over the public days, these over the week.

    ``zone`` is an IANA name. Raises UnknownZoneError.
    """

    zone: str
    weekly: WeeklyHours
    exceptions: Mapping[date, DayException] = field(default_factory=dict)
    public: PublicDays = field(default_factory=PublicDays)
    tz: ZoneInfo = field(init=False, repr=False)
    _years: dict[int, dict[date, DayException]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tz", zones.zone(self.zone))

    def at(self, second: int) -> "Timetable":
        """The timetable that counts at a second: there is one only (see `opora.core.hours.eras`)."""
        return self

    def on(self, on: date) -> "Timetable":
        """The timetable that tells of a date."""
        return self

    def day(self, on: date) -> Day:
        """The date with its hours, their reason, and the hours that it would have otherwise."""
        weekly = self.weekly.on(on)
        exception = self.exceptions.get(on) or self._public(on.year).get(on)
        if exception is None:
            return Day(on, weekly, None if weekly else Reason(Cause.WEEKEND), weekly, None)
        otherwise = weekly if exception.instead_of is None else exception.instead_of
        return Day(on, exception.intervals, exception.because, otherwise, exception.cut or exception.because)

    def opens(self, on: date) -> bool:
        """Whether hours begin on a date."""
        exception = self.exceptions.get(on) or self._public(on.year).get(on)
        return bool(self.weekly.on(on) if exception is None else exception.intervals)

    def year(self, year: int) -> list[Seconds]:
        """The open stretches of the UTC axis that begin on the dates of a year, in order."""
        begin, end = midnight(date(year, 1, 1)), midnight(date(year + 1, 1, 1))
        weekly = [[(one.start, one.end) for one in day] for day in self.weekly.days]
        special = {
            midnight(on): [(one.start, one.end) for one in exception.intervals]
            for days in (self._public(year), self.exceptions)
            for on, exception in days.items()
            if on.year == year
        }
        wall = [
            (day + start, day + end)
            for day in range(begin, end, DAY)
            # The epoch was a Thursday.
            for start, end in special.get(day, weekly[(day // DAY + 3) % 7])
        ]
        return sorted(stretch for _, stretch in on_axis(wall, zones.offsets(self.zone, year)))

    def _public(self, year: int) -> dict[date, DayException]:
        days = self._years.get(year)
        if days is None:
            days = self._years[year] = self.public.of_year(year, self.weekly)
        return days


def on_axis(wall: Sequence[Seconds], offsets: Sequence[zones.Span]) -> Iterator[tuple[int, Seconds]]:
    """Stretches of the wall clock, in order, laid on the UTC axis, each with its place in ``wall``; not in order.

    An instant is inside when the wall clock shows a time inside. So what lies in a gap of the clock does not exist, and
    what lies in a fold comes twice.
    """
    for begun, ended, offset in offsets:
        for place in range(bisect_left(wall, (begun + offset - LONGEST, 0)), bisect_left(wall, (ended + offset, 0))):
            first, last = wall[place]
            start, end = max(first - offset, begun), min(last - offset, ended)
            if start < end:
                yield place, (start, end)


def midnight(on: date) -> int:
    """The midnight that begins a date, in seconds of the wall clock since the epoch."""
    return (on.toordinal() - zones.EPOCH_ORDINAL) * DAY


def date_at(wall: int) -> date:
    """The date of a second of the wall clock."""
    return date(1970, 1, 1) + timedelta(days=wall // DAY)

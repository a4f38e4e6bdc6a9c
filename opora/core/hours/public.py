"""A country's days off: those of every year, their eves, and the days that a decree moves in a year (T1, T7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from opora.core.hours.days import Cause, DayException, Interval, Reason, WeeklyHours, shortened


@dataclass(frozen=True, slots=True)
class YearlyDay:
    """A statutory day off: the same day of each year that has it, from the year ``since`` to the year ``until``."""

    month: int
    day: int
    name: str = ""
    name_en: str = ""
    document: str = ""
    since: int = date.min.year
    until: int = date.max.year

    @property
    def because(self) -> Reason:
        """Its reason."""
        return Reason(Cause.HOLIDAY, self.name, self.name_en, self.document)

    def on(self, year: int) -> date | None:
        """Its date in a year; null in a year without it."""
        if self.since <= year <= self.until and self.day <= _last_day(year, self.month):
            return date(year, self.month, self.day)
        return None


@dataclass(frozen=True, slots=True)
class DatedDay:
    """A day off of one year: a feast that moves, a day that a decree made free.

    ``eve``: whether the working day before it is shorter, as before a statutory day off.
    """

    on: date
    name: str = ""
    name_en: str = ""
    document: str = ""
    eve: bool = True

    @property
    def because(self) -> Reason:
        """Its reason."""
        return Reason(Cause.HOLIDAY, self.name, self.name_en, self.document)


@dataclass(frozen=True, slots=True)
class MovedDay:
    """A date that became free. ``taken_from`` is the date that it was taken from, null when only the law moved it.

    ``worked`` says that ``taken_from`` is worked instead: a working Saturday.
    """

    day_off: date
    taken_from: date | None = None
    worked: bool = False
    document: str = ""


@dataclass(frozen=True, slots=True)
class PublicDays:
    """The rule of a country's year.

    ``eve_shorter_by``: by how many seconds a working day before a public day off is shorter, at its end. ``entered``:
    the first and the last year whose decree is known, others are preliminary; null when the rule needs none.
    """

    yearly: tuple[YearlyDay, ...] = ()
    moved: tuple[MovedDay, ...] = ()
    eve_shorter_by: int = 0
    entered: tuple[int, int] | None = None
    dated: tuple[DatedDay, ...] = ()

    def preliminary(self, year: int) -> bool:
        """Whether the year's decree is not known to us (T7)."""
        return self.entered is not None and not self.entered[0] <= year <= self.entered[1]

    def of_year(self, year: int, weekly: WeeklyHours) -> dict[date, DayException]:
        """The days of a year that are not as their weekday, for an office with these weekly hours."""
        moved = [one for one in self.moved if year in {one.day_off.year, (one.taken_from or one.day_off).year}]
        eves = dict(self._eves(year))
        days = {on: self._shorter(weekly.on(on), of) for on, of in eves.items() if on.year == year and weekly.on(on)}
        for move in moved:
            if move.worked and move.taken_from:
                # A holiday after the day itself, or after the one for which it is worked: an hour less, once.
                eve_of = eves.get(move.day_off) or eves.get(move.taken_from)
                days[move.taken_from] = self._worked_for(move, weekly.on(move.day_off), eve_of)
        for move in moved:
            days[move.day_off] = DayException((), Cause.MOVED, document=move.document, other_day=move.taken_from)
        for on, because in self._off(year):
            days[on] = DayException((), because.cause, because.name, because.document, because.name_en)
        return {on: exception for on, exception in days.items() if on.year == year}

    def _off(self, year: int) -> Iterator[tuple[date, Reason]]:
        """Public days off, those that win last: what the law gives every year has its name whatever a decree says."""
        yield from ((one.on, one.because) for one in self.dated if one.on.year == year)
        yield from ((on, one.because) for one in self.yearly if (on := one.on(year)))

    def _eves(self, year: int) -> Iterator[tuple[date, Reason]]:
        """The eves of a year and of its neighbours: for one of last December a Saturday of January may be worked."""
        if not self.eve_shorter_by:
            return
        before = [(one.on, one.because) for one in self.dated if one.eve]
        years = range(year - 1, year + 3)
        before += [(on, one.because) for one in self.yearly for of in years if (on := one.on(of))]
        for off, holiday in before:
            yield off - timedelta(days=1), holiday

    def _shorter(self, whole: tuple[Interval, ...], eve_of: Reason) -> DayException:
        return DayException(
            shortened(whole, self.eve_shorter_by), Cause.SHORTENED, eve_of.name, "", eve_of.name_en, instead_of=whole
        )

    def _worked_for(self, move: MovedDay, whole: tuple[Interval, ...], eve_of: Reason | None) -> DayException:
        """A working Saturday has the hours of the day off for which it is worked, shortened if either is an eve."""
        eve = self._shorter(whole, eve_of) if eve_of else None
        return DayException(
            intervals=eve.intervals if eve else whole,
            cause=Cause.WORKING_SATURDAY,
            document=move.document,
            other_day=move.day_off,
            instead_of=whole,
            cut=eve.because if eve else None,
        )


def _last_day(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day

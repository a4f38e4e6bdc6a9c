"""A country's days off: those of every year, their eves, and the days that a decree moves in a year (T1, T7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from opora.core.hours.days import Cause, DayException, Interval, Reason, WeeklyHours, shortened


@dataclass(frozen=True, slots=True)
class YearlyDay:
    """A statutory day off: the same day of each year that has it."""

    month: int
    day: int
    name: str = ""
    name_en: str = ""

    @property
    def because(self) -> Reason:
        """Its reason."""
        return Reason(Cause.HOLIDAY, self.name, self.name_en)


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

    ``eve_shorter_by``: by how many seconds a working day before a yearly day off is shorter, at its end. ``entered``:
    the first and the last year whose decree is in ``moved``, others are preliminary; null when the rule needs none.
    """

    yearly: tuple[YearlyDay, ...] = ()
    moved: tuple[MovedDay, ...] = ()
    eve_shorter_by: int = 0
    entered: tuple[int, int] | None = None

    def preliminary(self, year: int) -> bool:
        """Whether the year's decree is not known to us (T7)."""
        return self.entered is not None and not self.entered[0] <= year <= self.entered[1]

    def of_year(self, year: int, weekly: WeeklyHours) -> dict[date, DayException]:
        """The days of a year that are not as their weekday, for an office with these weekly hours."""
        names = {(one.month, one.day): one.because for one in self.yearly}
        moved = [one for one in self.moved if year in {one.day_off.year, (one.taken_from or one.day_off).year}]
        days = dict(self._eves(year, weekly, names))
        for move in moved:
            if move.worked and move.taken_from:
                days[move.taken_from] = self._worked_for(move, weekly, days.get(move.day_off))
        for move in moved:
            days[move.day_off] = DayException((), Cause.MOVED, document=move.document, other_day=move.taken_from)
        for (month, day), because in names.items():
            if day <= _last_day(year, month):
                days[date(year, month, day)] = DayException((), because.cause, because.name, name_en=because.name_en)
        return {on: exception for on, exception in days.items() if on.year == year}

    def _eves(
        self, year: int, weekly: WeeklyHours, names: dict[tuple[int, int], Reason]
    ) -> Iterator[tuple[date, DayException]]:
        if not self.eve_shorter_by:
            return
        for (month, day), holiday in names.items():
            for of in (year, year + 1):
                if day <= _last_day(of, month):
                    eve = date(of, month, day) - timedelta(days=1)
                    if weekly.on(eve):
                        yield eve, self._shorter(weekly.on(eve), holiday)

    def _shorter(self, whole: tuple[Interval, ...], eve_of: Reason) -> DayException:
        return DayException(
            shortened(whole, self.eve_shorter_by), Cause.SHORTENED, eve_of.name, "", eve_of.name_en, instead_of=whole
        )

    def _worked_for(self, move: MovedDay, weekly: WeeklyHours, eve: DayException | None) -> DayException:
        """A working Saturday has the hours of the day off for which it is worked, shortened if that is an eve."""
        whole = weekly.on(move.day_off)
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

"""The dates of a recurrence of iCalendar (RFC 5545, RRULE), in bounded time: a file of a stranger gives the rule."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Frequency = Literal["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]
MOST = 200_000
"""How many dates may be looked at for all rules of a file: as many as 500 years have."""


class RuleTooLong(ValueError):
    """Finding the dates of a rule would take too long."""


@dataclass(slots=True)
class Budget:
    """How many dates may still be looked at; one for all rules of a file."""

    left: int = MOST

    def spend(self) -> None:
        """One more date is looked at. Raises RuleTooLong."""
        if self.left <= 0:
            raise RuleTooLong("this recurrence has too many dates")
        self.left -= 1


@dataclass(frozen=True, slots=True)
class Rule:
    """A recurrence. ``by_day`` are ordinal and weekday (0 is Monday), ordinal 0: each such weekday of the period."""

    freq: Frequency
    interval: int = 1
    count: int | None = None
    until: date | None = None
    by_month: tuple[int, ...] = ()
    by_monthday: tuple[int, ...] = ()
    by_day: tuple[tuple[int, int], ...] = ()
    by_setpos: tuple[int, ...] = ()
    week_starts: int = 0


def dates(rule: Rule, start: date, first: date, last: date, budget: Budget) -> Iterator[date]:
    """The dates from ``first`` to ``last`` of a recurrence that begins on ``start``. Raises RuleTooLong."""
    end = min(last, rule.until or last)
    left = rule.count
    # Without a count nothing before the window matters.
    for period in _periods(rule, start, first if left is None else start, end):
        found = [on for on in _looked(period, budget) if _fits(rule, start, on)]
        for on in _positions(rule, found):
            if on < start:
                continue
            if on > end or left == 0:
                return
            if left is not None:
                left -= 1
            if on >= first:
                yield on
        if left == 0:
            return


def _looked(period: list[date], budget: Budget) -> Iterator[date]:
    for on in period:
        budget.spend()
        yield on


def _periods(rule: Rule, start: date, first: date, end: date) -> Iterator[list[date]]:
    """The days of each period from that of ``first`` on, until one begins after ``end``."""
    begin = start
    if rule.freq == "WEEKLY":
        begin = start - timedelta(days=(start.weekday() - rule.week_starts) % 7)
    number = max(0, _apart(rule.freq, begin, first) // rule.interval)
    while period := _period(rule.freq, begin, number * rule.interval):
        if period[0] > end:
            return
        yield period
        number += 1


def _apart(freq: Frequency, begin: date, first: date) -> int:
    if freq == "YEARLY":
        return first.year - begin.year
    if freq == "MONTHLY":
        return (first.year - begin.year) * 12 + first.month - begin.month
    return (first - begin).days // (7 if freq == "WEEKLY" else 1)


def _period(freq: Frequency, begin: date, number: int) -> list[date]:
    """The days of the n-th period; none beyond the last year that there is."""
    try:
        if freq == "DAILY":
            return [begin + timedelta(days=number)]
        if freq == "WEEKLY":
            return [begin + timedelta(days=7 * number + day) for day in range(7)]
        if freq == "YEARLY":
            new_year = date(begin.year + number, 1, 1)
            return [new_year + timedelta(days=day) for day in range((date(new_year.year, 12, 31) - new_year).days + 1)]
        year, month = divmod(begin.year * 12 + begin.month - 1 + number, 12)
        return [date(year, month + 1, day) for day in range(1, monthrange(year, month + 1)[1] + 1)]
    except (ValueError, OverflowError):
        return []


def _fits(rule: Rule, start: date, on: date) -> bool:
    named = rule.by_day or rule.by_monthday
    if rule.by_month and on.month not in rule.by_month:
        return False
    if rule.by_monthday and not {on.day, on.day - monthrange(on.year, on.month)[1] - 1} & set(rule.by_monthday):
        return False
    if rule.by_day and not any(_is_weekday(rule, on, ordinal, weekday) for ordinal, weekday in rule.by_day):
        return False
    if named or rule.freq == "DAILY":
        return True
    if rule.freq == "WEEKLY":
        return on.weekday() == start.weekday()
    return on.day == start.day and (rule.freq == "MONTHLY" or bool(rule.by_month) or on.month == start.month)


def _is_weekday(rule: Rule, on: date, ordinal: int, weekday: int) -> bool:
    if on.weekday() != weekday or not ordinal:
        return on.weekday() == weekday
    if rule.freq == "YEARLY" and not rule.by_month:
        day, length = on.timetuple().tm_yday, date(on.year, 12, 31).timetuple().tm_yday
    else:
        day, length = on.day, monthrange(on.year, on.month)[1]
    return ordinal == ((day - 1) // 7 + 1 if ordinal > 0 else -((length - day) // 7 + 1))


def _positions(rule: Rule, found: list[date]) -> list[date]:
    if not rule.by_setpos:
        return found
    size = len(found)
    places = {one - 1 if one > 0 else size + one for one in rule.by_setpos}
    return [found[place] for place in sorted(places) if 0 <= place < size]

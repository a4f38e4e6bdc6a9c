"""The UTC axis of one calendar: open stretches in integers, prefix sums, bisection, a horizon that grows by itself.

All instants here are integer microseconds since the epoch, all spans integer microseconds.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from opora.core.zones import EPOCH_ORDINAL

SECOND = 1_000_000
HOUR = 3_600 * SECOND
DAY = 24 * HOUR
DRY = 400 * DAY

FIRST_YEAR, LAST_YEAR = 1900, 2400
# The last dates of a year may be open in the next year of UTC: a night and the largest offset.
MARGIN = 3 * DAY

Stretches = list[tuple[int, int]]


class Laid:
    """What is laid over some years: right from ``begin`` to the last stretch, whole until ``end``. Never changed.

    The n-th stretch is open from ``opens[n]`` until before ``closes[n]``; ``before[n]`` is worked before it and
    ``through[n]`` when it ends. ``dry`` are the stretches of T7. ``own`` holds all stretches until ``known``, which
    lies more than 400 days after ``end``, or after an opening that follows it.
    """

    __slots__ = ("before", "begin", "closes", "dry", "end", "opens", "through", "years")

    def __init__(self, years: tuple[int, int], own: Stretches, known: int) -> None:
        self.years = years
        self.begin, self.end = new_year(years[0]) + MARGIN, new_year(years[1] + 1)
        own = [(max(start, self.begin), end) for start, end in joined(own) if end > self.begin]
        self.dry = _dry(own, self.begin, known)
        stretches = joined([*own, *fallback(self.dry)]) if self.dry else own
        self.opens = [start for start, _ in stretches]
        self.closes = [end for _, end in stretches]
        self.before, self.through = [], []
        worked = 0
        for start, end in stretches:
            self.before.append(worked)
            worked += end - start
            self.through.append(worked)

    def worked(self, at: int) -> int:
        """What is worked from the first stretch until an instant."""
        place = bisect_right(self.opens, at) - 1
        if place < 0:
            return 0
        if at >= self.closes[place]:
            return self.through[place]
        return self.before[place] + at - self.opens[place]


class Axis:
    """The open time of a calendar. ``year`` gives the stretches of a year's dates, in order, in microseconds.

    Where nothing opens within 400 days, weekdays 9-18 of UTC are open instead (T7). Safe to share between threads: what
    is laid is replaced whole, never changed.
    """

    __slots__ = ("_cut", "_laid", "_year")

    def __init__(self, year: Callable[[int], Stretches]) -> None:
        self._year = year
        self._cut: dict[int, Stretches] = {}
        self._laid: Laid | None = None

    def add(self, start: int, span: int) -> int:
        """The earliest instant at which ``span`` is worked since ``start`` (T4). OverflowError beyond the year 2400."""
        if span == 0:
            return start
        laid = self.over(start, start)
        target = laid.worked(start) + span
        while (place := bisect_left(laid.through, target)) == len(laid.through):
            laid = self.further(laid)
        return laid.closes[place] - (laid.through[place] - target)

    def subtract(self, end: int, span: int) -> int:
        """The latest instant from which ``span`` is worked until ``end``. OverflowError before the year 1900."""
        if span == 0:
            return end
        laid = self.over(end, end)
        while (target := laid.worked(end) - span) < 0:
            laid = self.earlier(laid)
        place = bisect_right(laid.through, target)
        return laid.opens[place] + target - laid.before[place]

    def between(self, start: int, end: int) -> int:
        """What is worked from ``start`` until ``end``; nothing when they are reversed."""
        if start >= end:
            return 0
        laid = self.over(start, end)
        return laid.worked(end) - laid.worked(start)

    def stretch_at(self, at: int) -> tuple[int, int]:
        """The open stretch that holds an instant, or the next one; one that is longer than 400 days may be cut."""
        # By T7 something opens within 400 days and a weekend; and it must be seen to be open for 400 days more.
        laid = self.over(at, at + 2 * DRY)
        place = bisect_right(laid.closes, at)
        return laid.opens[place], laid.closes[place]

    def close_before(self, at: int) -> int:
        """The end of the last open stretch that ends at or before an instant."""
        laid = self.over(at, at)
        while (place := bisect_right(laid.closes, at)) == 0:
            laid = self.earlier(laid)
        return laid.closes[place - 1]

    def open_between(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The open stretches, cut to these instants."""
        laid = self.over(start, end)
        for place in range(bisect_right(laid.closes, start), bisect_left(laid.opens, end)):
            yield max(laid.opens[place], start), min(laid.closes[place], end)

    def dry_between(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The stretches in which nothing opens within 400 days (T7), cut to these instants."""
        for first, last in self.over(start, end).dry:
            if first < end and last > start:
                yield max(first, start), min(last, end)

    def over(self, start: int, end: int) -> Laid:
        """The axis, laid at least from ``start`` until ``end``."""
        laid = self._laid
        if laid is not None and laid.begin <= start and end <= laid.end:
            return laid
        first, last = _year_of(start - MARGIN), _year_of(end)
        if laid is not None:
            first, last = min(first, laid.years[0]), max(last, laid.years[1])
        return self._lay(first, last)

    def further(self, laid: Laid) -> Laid:
        """The axis, laid twice as many years to the future. OverflowError beyond the year 2400."""
        first, last = laid.years
        if last >= LAST_YEAR:
            raise OverflowError(f"this lies beyond the year {LAST_YEAR}; is the span meant?")
        return self._lay(first, min(last + 1 + (last - first), LAST_YEAR))

    def earlier(self, laid: Laid) -> Laid:
        """The axis, laid twice as many years to the past. OverflowError before the year 1900."""
        first, last = laid.years
        if first <= FIRST_YEAR:
            raise OverflowError(f"this lies before the year {FIRST_YEAR}; is the span meant?")
        return self._lay(max(first - 1 - (last - first), FIRST_YEAR), last)

    def _lay(self, first: int, last: int) -> Laid:
        own = [stretch for year in range(first, last + 2) for stretch in self._of(year)]
        ahead = last + 1
        if not self._of(ahead) or self._of(ahead)[-1][0] < new_year(ahead):
            ahead += 1
            own += self._of(ahead)
        self._laid = laid = Laid((first, last), own, new_year(ahead + 1) - MARGIN)
        return laid

    def _of(self, year: int) -> Stretches:
        if year not in self._cut:
            self._cut[year] = self._year(year)
        return self._cut[year]


def joined(stretches: Iterable[tuple[int, int]]) -> Stretches:
    """The stretches in order, overlapping and touching ones as one."""
    whole: Stretches = []
    for start, end in sorted(stretches):
        if whole and start <= whole[-1][1]:
            if end > whole[-1][1]:
                whole[-1] = (whole[-1][0], end)
        else:
            whole.append((start, end))
    return whole


def fallback(dry: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The hours 9-18 of the weekdays of UTC within these stretches (T7)."""
    for start, end in dry:
        for day in range(start // DAY, end // DAY + 1):
            # The epoch was a Thursday.
            if (day + 3) % 7 < 5:
                first, last = max(day * DAY + 9 * HOUR, start), min(day * DAY + 18 * HOUR, end)
                if first < last:
                    yield first, last


def _dry(own: Stretches, begin: int, end: int) -> Stretches:
    edges = [begin, *(closed for _, closed in own)]
    openings = [*(opened for opened, _ in own), end]
    return [(closed, opening - DRY) for closed, opening in zip(edges, openings, strict=True) if opening - closed > DRY]


def new_year(year: int) -> int:
    """The microsecond of UTC at which a year begins."""
    return (date(year, 1, 1).toordinal() - EPOCH_ORDINAL) * DAY


def _year_of(at: int) -> int:
    year = date.fromordinal(at // DAY + EPOCH_ORDINAL).year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise OverflowError(f"the year {year} is outside {FIRST_YEAR} to {LAST_YEAR}")
    return year

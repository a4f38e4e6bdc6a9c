"""Why time counts or does not: every stretch between two instants with its cause (P5)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice, pairwise
from typing import NamedTuple

from opora.core import zones
from opora.core.hours.axis import SECOND, Axis, fallback
from opora.core.hours.days import DAY, Cause, Day, Reason
from opora.core.hours.eras import Eras
from opora.core.hours.timetable import Timetable, date_at, midnight, on_axis

NIGHT, LUNCH, WORK = Reason(Cause.NIGHT), Reason(Cause.LUNCH), Reason(Cause.WORK)
FALLBACK = Reason(Cause.FALLBACK)
OPEN_BY_REASON = (Cause.WORKING_SATURDAY, Cause.OFFICE)


@dataclass(frozen=True, slots=True)
class Stretch:
    """From ``start`` until before ``end`` (aware, UTC) the clock of working time runs (``counted``) or not, and why."""

    start: datetime
    end: datetime
    counted: bool
    cause: Cause
    name: str = ""
    name_en: str = ""
    document: str = ""
    other_day: date | None = None

    @property
    def because(self) -> Reason:
        """The cause with its name, document and date."""
        return Reason(self.cause, self.name, self.name_en, self.document, self.other_day)


class Piece(NamedTuple):
    """A stretch while it is being cut: seconds of the wall clock at first, then microseconds of UTC."""

    start: int
    end: int
    counted: bool
    because: Reason


def pieces(timetable: Timetable | Eras, axis: Axis, duties: Iterable[Piece], start: int, end: int) -> list[Piece]:
    """The stretches from ``start`` until ``end`` in order, without gap or overlap, neighbours of one reason joined.

    All in microseconds since the epoch. The counted ones are the open stretches of the axis.
    """
    if isinstance(timetable, Timetable):
        own = _of_one(timetable, axis, start, end)
    else:
        eras = [one for part in timetable.parts(start, end) for one in _of_one(*part)]
        own = _with_dry(eras, axis, start, end)
    extra = sorted(duties, key=_start)
    return list(_joined(_laid_over(own, _cut(extra, start, end)) if extra else own))


def _of_one(timetable: Timetable, axis: Axis, start: int, end: int) -> list[Piece]:
    """The stretches of one version; where it leaves nothing open, those of T7."""
    return _with_dry(_cut(_on_utc(timetable, start, end), start, end), axis, start, end)


def _with_dry(own: list[Piece], axis: Axis, start: int, end: int) -> list[Piece]:
    dry = [Piece(a, b, True, FALLBACK) for a, b in fallback(list(axis.dry_between(start, end)))]
    return list(_laid_over(own, _cut(dry, start, end))) if dry else own


def _on_utc(timetable: Timetable, start: int, end: int) -> list[Piece]:
    """Whole days of the wall clock around the instants, laid on the UTC axis."""
    # Two days on each side: the largest offset, and the night before.
    first, last = (date_at(at // SECOND) for at in (start - 2 * DAY * SECOND, end + 2 * DAY * SECOND))
    wall = list(_of_dates(timetable, first, last))
    found: list[Piece] = []
    for year in range(first.year, last.year + 1):
        offsets = _within(zones.offsets(timetable.zone, year), year)
        for place, (begun, ended) in on_axis([(one.start, one.end) for one in wall], offsets):
            found.append(wall[place]._replace(start=begun * SECOND, end=ended * SECOND))
    return sorted(found, key=_start)


def _start(piece: Piece) -> int:
    return piece.start


def _within(offsets: tuple[zones.Span, ...], year: int) -> list[zones.Span]:
    begin, end = midnight(date(year, 1, 1)), midnight(date(year + 1, 1, 1))
    return [(max(first, begin), min(last, end), offset) for first, last, offset in offsets]


def _of_dates(timetable: Timetable, first: date, last: date) -> Iterator[Piece]:
    """Dates of the wall clock, cut into what is open and what is not, in order."""
    reached = midnight(first)
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        day = timetable.day(date.fromordinal(ordinal))
        start = midnight(day.on)
        for interval in day.intervals:
            # The night before may reach into these hours, or past them.
            opened, closed = max(start + interval.start, reached), start + interval.end
            if opened < closed:
                yield from _closed(day, reached, opened)
                yield Piece(opened, closed, True, _open_because(day))
                reached = closed
        if reached < start + DAY:
            yield from _closed(day, reached, start + DAY)
            reached = start + DAY


def _open_because(day: Day) -> Reason:
    return day.because if day.because and day.because.cause in OPEN_BY_REASON else WORK


def _closed(day: Day, start: int, end: int) -> Iterator[Piece]:
    """A stretch of a date in which nothing is open, cut where its cause changes."""
    if not day.intervals:
        if start < end:
            yield Piece(start, end, False, day.because or NIGHT)
        return
    begin = midnight(day.on)
    regular = [(begin + one.start, begin + one.end) for one in day.instead_of]
    hours = [*regular, *((begin + one.start, begin + one.end) for one in day.intervals)]
    opening, closing = min(first for first, _ in hours), max(last for _, last in hours)
    edges = sorted({start, end, *(edge for hour in hours for edge in hour if start < edge < end)})
    for first, last in pairwise(edges):
        if day.cut and any(a <= first < b for a, b in regular):
            yield Piece(first, last, False, day.cut)
        else:
            yield Piece(first, last, False, LUNCH if opening <= first < closing else NIGHT)


def _laid_over(own: list[Piece], extra: list[Piece]) -> Iterator[Piece]:
    """Hours that count besides (in order): they take the place of what is closed, never of what is open."""
    passed = 0
    for piece in own:
        if piece.counted:
            yield piece
            continue
        while passed < len(extra) and extra[passed].end <= piece.start:
            passed += 1
        reached = piece.start
        for one in islice(extra, passed, None):
            if one.start >= piece.end:
                break
            start, end = max(one.start, reached), min(one.end, piece.end)
            if start < end:
                if reached < start:
                    yield piece._replace(start=reached, end=start)
                yield one._replace(start=start, end=end)
                reached = end
        if reached < piece.end:
            yield piece._replace(start=reached)


def _cut(found: Iterable[Piece], start: int, end: int) -> list[Piece]:
    return [
        one._replace(start=max(one.start, start), end=min(one.end, end))
        for one in found
        if one.start < end and one.end > start
    ]


def _joined(found: Iterable[Piece]) -> Iterator[Piece]:
    last: Piece | None = None
    for one in found:
        if last is not None and last.end == one.start and last[2:] == one[2:]:
            last = last._replace(end=one.end)
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last


def told(found: Iterable[Piece], epoch: datetime) -> tuple[Stretch, ...]:
    """The pieces with instants in place of microseconds."""
    return tuple(
        Stretch(
            epoch + timedelta(microseconds=one.start),
            epoch + timedelta(microseconds=one.end),
            one.counted,
            one.because.cause,
            one.because.name,
            one.because.name_en,
            one.because.document,
            one.because.other_day,
        )
        for one in found
    )

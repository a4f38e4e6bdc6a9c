"""A year of a calendar, date by date, from the same explanation by which moments are explained (P5)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from opora.core.hours import Cause, Reason, Stretch, WorkCalendar

TELLING = (Cause.WORKING_SATURDAY, Cause.SHORTENED, Cause.OFFICE)
"""Causes that say more of a date on which something counts than the work itself."""
DULL = (Cause.NIGHT, Cause.LUNCH)


@dataclass(frozen=True, slots=True)
class Date:
    """A date of the calendar's zone. ``kind`` is a Cause: that of the day as a whole; ``counted`` its working time.

    ``works``: hours begin on it. Hours after midnight belong to the date on which the clock shows them.
    """

    on: date
    kind: str
    because: Reason
    counted: timedelta
    works: bool


@lru_cache(maxsize=64)
def year_of(calendar: WorkCalendar, year: int) -> tuple[Date, ...]:
    """All dates of a year in order; told once a calendar, since its versions never change. Raises OverflowError outside
    1900-2400."""
    begin, end = (datetime.combine(date(one, 1, 1), time(), calendar.tz) for one in (year, year + 1))
    pieces: dict[date, list[Stretch]] = {}
    for stretch in calendar.explain(begin, end):
        for on, piece in _by_date(stretch, calendar.tz):
            pieces.setdefault(on, []).append(piece)
    return tuple(_date(calendar, on, found) for on, found in sorted(pieces.items()))


def _by_date(stretch: Stretch, tz: ZoneInfo) -> Iterator[tuple[date, Stretch]]:
    """A stretch cut at the midnights of the zone."""
    start = stretch.start
    while start < stretch.end:
        on = start.astimezone(tz).date()
        midnight = datetime.combine(on + timedelta(days=1), time(), tz).astimezone(stretch.end.tzinfo)
        end = min(midnight, stretch.end)
        yield on, Stretch(
            start, end, stretch.counted, stretch.cause, stretch.name, stretch.name_en, stretch.document,
            stretch.other_day,
        )  # fmt: skip
        start = end


def _date(calendar: WorkCalendar, on: date, found: list[Stretch]) -> Date:
    counted = sum((one.end - one.start for one in found if one.counted), timedelta())
    telling = _longest(one for one in found if one.cause in TELLING)
    if counted:
        main = telling or _longest(one for one in found if one.counted)
    else:
        main = _longest(one for one in found if one.cause not in DULL) or _longest(found)
    assert main is not None
    return Date(on, str(main.cause), main.because, counted, calendar.works_on(on))


def _longest(found: Iterable[Stretch]) -> Stretch | None:
    return max(found, key=lambda one: one.end - one.start, default=None)

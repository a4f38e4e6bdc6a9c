"""What is doubtful about a work calendar: each doubt as data, for people to judge (domain.md section 3)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import dropwhile, takewhile
from typing import Literal
from zoneinfo import ZoneInfo

from opora.core.hours import Reason, WorkCalendar
from opora.core.hours.public import DatedDay, PublicDays
from opora.core.hours.versions import Version as Recorded
from opora.core.hours.versions import composed
from opora.core.zones import EPOCH

AHEAD = 30
"""How many days, today the first of them, are looked at for something open."""
SEARCHED = 400
SEPTEMBER = 9
"""From then on the next year's decree is missed: it comes out in autumn, and January is promised already."""
DAY = 8 * 3600
WHOLE_DAY = 24 * 3600
# How a date is given: a day off of every year or of one, freed by a decree, given away for that, entered by the desk.
Said = Literal["holiday", "moved", "taken", "exception"]


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a calendar: what it says from a local date on. ``own`` are the exceptions of the desk's entering."""

    valid_from: date
    calendar: WorkCalendar
    own: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class RoundTheClock:
    """A contract that names an office, with the calendar that it names and the duties of its organisation."""

    number: str
    calendar: WorkCalendar
    from_on: date
    until_on: date
    duties: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class NothingOpen:
    """No hour is open in the next thirty days; the next one is on ``opens_on``, null: within 400 days on none."""

    opens_on: date | None


@dataclass(frozen=True, slots=True)
class DecreeMissing:
    """The days off of this year are the statutory ones alone."""

    year: int


@dataclass(frozen=True, slots=True)
class DayTwice:
    """These days are given twice, in these two ways, so that one of them says nothing.

    A holiday twice is one of every year and of this one; "taken" and a holiday: it was to be worked, and is not.
    """

    first: date
    last: date
    one: Said
    other: Said


@dataclass(frozen=True, slots=True)
class ExceptionOutside:
    """An exception that never counts: its version holds from, and until before (null: for ever)."""

    on: date
    valid_from: date
    closes: date | None


@dataclass(frozen=True, slots=True)
class OfficeClosed:
    """The office is closed from, until, while a contract that names it promises round the clock and nobody has duty.

    ``begun``: it is so already.
    """

    contract: str
    from_at: datetime
    until_at: datetime
    because: Reason
    begun: bool = False


@dataclass(frozen=True, slots=True)
class DayIsNotEight:
    """Weekdays (0 is Monday) with their seconds of work: eight working hours are told as a day and are none here."""

    days: tuple[tuple[int, int], ...]


Doubt = NothingOpen | DecreeMissing | DayTwice | ExceptionOutside | OfficeClosed | DayIsNotEight


def doubts(versions: Sequence[Version], now: datetime, named: Sequence[RoundTheClock] = ()) -> Iterator[Doubt]:
    """All doubts about a calendar, the gravest first. ``versions`` by ``valid_from``, one a date, at least one.

    ``named`` are the contracts that name an office of this calendar. What is over is not looked at: neither
    versions nor days of a year before this one.
    """
    today = now.astimezone(_in_force(versions, now.date()).tz).date()
    yield from _nothing_open(versions, today)
    yield from _decrees(versions, today)
    for version, closes in _still_in_force(versions, today):
        yield from (one for one in _twice(version) if one.last.year >= today.year)
        yield from (one for one in _outside(version, closes) if one.on.year >= today.year)
        yield from _not_eight(version.calendar)
    zone = _in_force(versions, today).tz
    office = composed([Recorded(one.valid_from, EPOCH, one.calendar) for one in versions])
    for contract in named:
        yield from _closed(office, zone, contract, now)


def _in_force(versions: Sequence[Version], on: date) -> WorkCalendar:
    begun = [one for one in versions if one.valid_from <= on]
    return (begun[-1] if begun else versions[0]).calendar


def _still_in_force(versions: Sequence[Version], today: date) -> Iterator[tuple[Version, date | None]]:
    for version, later in zip(versions, [*versions[1:], None], strict=True):
        closes = later.valid_from if later else None
        if closes is None or closes > today:
            yield version, closes


def _nothing_open(versions: Sequence[Version], today: date) -> Iterator[Doubt]:
    days = (today + timedelta(days=number) for number in range(SEARCHED))
    opens_on = next((on for on in days if _in_force(versions, on).hours_on(on)), None)
    if opens_on is None or opens_on >= today + timedelta(days=AHEAD):
        yield NothingOpen(opens_on)


def _decrees(versions: Sequence[Version], today: date) -> Iterator[Doubt]:
    for year in range(today.year, today.year + 1 + (today.month >= SEPTEMBER)):
        if _in_force(versions, max(today, date(year, 1, 1))).preliminary(year):
            yield DecreeMissing(year)


def _twice(version: Version) -> Iterator[DayTwice]:
    public = version.calendar.public
    dated = {one.on for one in public.dated}
    for days in _dated_runs(public.dated):
        if all(_of_every_year(public, one) for one in days):
            yield DayTwice(days[0], days[-1], "holiday", "holiday")
    given: dict[date, Said] = {}
    for move in public.moved:
        if move.day_off in dated or _of_every_year(public, move.day_off):
            yield DayTwice(move.day_off, move.day_off, "moved", "holiday")
        if move.worked and move.taken_from and (move.taken_from in dated or _of_every_year(public, move.taken_from)):
            yield DayTwice(move.taken_from, move.taken_from, "taken", "holiday")
        said: tuple[tuple[date | None, Said], ...] = ((move.day_off, "moved"), (move.taken_from, "taken"))
        for on, way in said:
            if on is None:
                continue
            if on in given:
                one, other = sorted((given[on], way))
                yield DayTwice(on, on, one, other)
            given[on] = way
    for run in _runs(version):
        without = [_without(version, on) for on in run]
        said_there = [way for way, _same in without if way]
        if said_there and all(same for _way, same in without):
            yield DayTwice(run[0], run[-1], "exception", said_there[0])


def _of_every_year(public: PublicDays, on: date) -> bool:
    return any(one.on(on.year) == on for one in public.yearly)


def _dated_runs(days: Sequence[DatedDay]) -> Iterator[list[date]]:
    """Days off of one year, neighbours of one name and document together: a stretch may reach over a holiday."""
    run: list[DatedDay] = []
    for one in days:
        if run and one != replace(run[-1], on=run[-1].on + timedelta(days=1)):
            yield [each.on for each in run]
            run = []
        run.append(one)
    if run:
        yield [each.on for each in run]


def _runs(version: Version) -> Iterator[list[date]]:
    """The desk's exceptions, neighbours of one kind together: they were entered in one go."""
    run: list[date] = []
    for on in sorted(version.own):
        if run and (on != run[-1] + timedelta(days=1) or _told(version, on) != _told(version, run[-1])):
            yield run
            run = []
        run.append(on)
    if run:
        yield run


def _told(version: Version, on: date) -> tuple[object, ...]:
    exception = version.calendar.exceptions[on]
    return exception.intervals, exception.because


def _without(version: Version, on: date) -> tuple[Said | None, bool]:
    """What the country says of a date, and whether it would have the same hours without the exception."""
    calendar = version.calendar
    public = calendar.public.of_year(on.year, calendar.weekly).get(on)
    hours = public.intervals if public else calendar.weekly.on(on)
    said: Said = "holiday" if public and public.cause == "holiday" else "moved"
    return said if public else None, hours == calendar.exceptions[on].intervals


def _outside(version: Version, closes: date | None) -> Iterator[ExceptionOutside]:
    for on in sorted(version.own):
        if on < version.valid_from or (closes is not None and on >= closes):
            yield ExceptionOutside(on, version.valid_from, closes)


def _not_eight(calendar: WorkCalendar) -> Iterator[Doubt]:
    days = [(weekday, sum(one.seconds for one in hours)) for weekday, hours in enumerate(calendar.weekly.days)]
    worked = tuple(day for day in days if day[1])
    always = all(seconds == WHOLE_DAY for _weekday, seconds in days)
    if not always and any(seconds != DAY for _weekday, seconds in worked):
        yield DayIsNotEight(worked)


def _closed(office: WorkCalendar, zone: ZoneInfo, contract: RoundTheClock, now: datetime) -> Iterator[Doubt]:
    """The first hours within thirty days that are closed; ``office`` is the calendar of all its versions together."""
    begins = datetime.combine(contract.from_on, time(), zone).astimezone(now.tzinfo)
    ends = datetime.combine(contract.until_on + timedelta(days=1), time(), zone).astimezone(now.tzinfo)
    start, end = max(now, begins), min(now + timedelta(days=AHEAD), ends)
    if start >= end or contract.calendar.between(start, end) != end - start:
        return
    there = office.overlay((first, last, "") for first, last in contract.duties)
    stretches = list(dropwhile(lambda one: one.counted, there.explain(start, end)))
    shut = list(takewhile(lambda one: not one.counted, stretches))
    if shut:
        one = shut[0]
        because = Reason(one.cause, one.name, one.name_en, one.document, one.other_day)
        yield OfficeClosed(contract.number, one.start, shut[-1].end, because, begun=one.start == now)

"""The calendar file: what JSON says of a calendar, read and written.

    {"zone": "Europe/Berlin",
     "weekly": {"mon": [["09:00", "13:00"], ["14:00", "18:00"]]},
     "exceptions": {"2024-11-02": [["09:00", "13:00"]], "2025-01-01": []},
     "yearly_days_off": ["01-01"]}

An exception may be ``{"hours": [...], "cause", "name", "name_en", "document", "other_day"}``, a yearly day off
``{"day": "05-09", "name", "name_en", "document", "since": 1992, "until": 2027}``. A country has besides
``moved_days_off`` (a list of ``{"day_off", "taken_from", "worked", "document"}``), ``days_off`` (those of one year:
``{"day_off", "until", "name", "name_en", "document", "eve"}``), ``eve_shorter_by`` (seconds) and ``years_entered``.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from opora.core import zones
from opora.core.hours.days import Cause, DayException, Interval, WeeklyHours, in_order
from opora.core.hours.public import DatedDay, MovedDay, PublicDays, YearlyDay

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PUBLIC = ("yearly_days_off", "moved_days_off", "days_off", "eve_shorter_by", "years_entered")
FIELDS = ("zone", "weekly", "exceptions", *PUBLIC)
EXCEPTION = ("hours", "cause", "name", "name_en", "document", "other_day")
YEARLY = ("day", "name", "name_en", "document", "since", "until")
MOVED = ("day_off", "taken_from", "worked", "document")
DATED = ("day_off", "until", "name", "name_en", "document", "eve")
LONGEST = 366
T = TypeVar("T")


class CalendarFileError(ValueError):
    """A calendar file says what cannot be: the sentence names the place, the value and the way out."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a calendar file says."""

    zone: str
    weekly: WeeklyHours
    exceptions: Mapping[date, DayException]
    public: PublicDays


def read(written: object) -> Parts:
    """What a calendar file says. Raises CalendarFileError."""
    fields = _object(written, "the calendar file", FIELDS)
    for name in ("zone", "weekly"):
        if name not in fields:
            example = '"Europe/Moscow"' if name == "zone" else '{"mon": [["09:00", "18:00"]]}'
            raise CalendarFileError(f'{name} is missing; write "{name}": {example}')
    with _at("zone"):
        zones.zone(_text(fields["zone"]))
    return Parts(
        zone=fields["zone"],
        weekly=_weekly(fields["weekly"]),
        exceptions=_exceptions(fields.get("exceptions", {})),
        public=PublicDays(
            yearly=_yearly(fields.get("yearly_days_off", [])),
            moved=_moved(fields.get("moved_days_off", [])),
            eve_shorter_by=_whole(fields.get("eve_shorter_by", 0), "eve_shorter_by"),
            entered=_years(fields.get("years_entered")),
            dated=_dated(fields.get("days_off", [])),
        ),
    )


def write(parts: Parts) -> dict[str, Any]:
    """The calendar file that says this: the short form wherever it says as much."""
    public = parts.public
    written: dict[str, Any] = {
        "zone": parts.zone,
        "weekly": {name: _pairs(hours) for name, hours in zip(WEEKDAYS, parts.weekly.days, strict=True) if hours},
        "exceptions": {on.isoformat(): _exception_as(one) for on, one in sorted(parts.exceptions.items())},
        "yearly_days_off": [_yearly_as(one) for one in public.yearly],
    }
    if public.moved:
        written["moved_days_off"] = [_moved_as(one) for one in public.moved]
    if public.dated:
        written["days_off"] = [_dated_as(one) for one in public.dated]
    if public.eve_shorter_by:
        written["eve_shorter_by"] = public.eve_shorter_by
    if public.entered:
        written["years_entered"] = list(public.entered)
    return written


# --- reading ------------------------------------------------------------------------------------------------------


def _weekly(written: object) -> WeeklyHours:
    days = _object(written, "weekly", WEEKDAYS)
    return WeeklyHours(tuple(_hours(days.get(name, []), f"weekly.{name}") for name in WEEKDAYS))


def _hours(written: object, place: str) -> tuple[Interval, ...]:
    intervals = []
    for index, pair in enumerate(_list(written, place, '[["09:00", "13:00"], ["14:00", "18:00"]]')):
        with _at(f"{place}[{index}]"):
            if not isinstance(pair, list) or len(pair) != 2:
                raise ValueError(f'{pair!r} is no interval; write ["09:00", "18:00"]')
            intervals.append(Interval.of(_text(pair[0]), _text(pair[1])))
    with _at(place):
        return in_order(intervals)


def _exceptions(written: object) -> dict[date, DayException]:
    found: dict[date, DayException] = {}
    for on, day in _object(written, "exceptions").items():
        place = f"exceptions.{on}"
        with _at("exceptions"):
            when = _date(on)
        if not isinstance(day, dict):
            found[when] = DayException(_hours(day, place))
            continue
        fields = _object(day, place, EXCEPTION)
        if "hours" not in fields:
            raise CalendarFileError(f'{place}: "hours" are missing; write [] for a day off')
        with _at(place):
            found[when] = DayException(
                intervals=_hours(fields["hours"], f"{place}.hours"),
                cause=_cause(fields.get("cause", "office")),
                name=_text(fields.get("name", "")),
                document=_text(fields.get("document", "")),
                name_en=_text(fields.get("name_en", "")),
                other_day=_maybe_date(fields.get("other_day")),
            )
    return found


def _yearly(written: object) -> tuple[YearlyDay, ...]:
    found: dict[tuple[int, int], YearlyDay] = {}
    for index, one in enumerate(_list(written, "yearly_days_off", '["01-01", "05-09"]')):
        place = f"yearly_days_off[{index}]"
        fields = _object(one, place, YEARLY) if isinstance(one, dict) else {"day": one}
        with _at(place):
            month, day = _day_of_year(fields.get("day"))
            if (month, day) in found:
                raise ValueError(f"{month:02}-{day:02} is given twice; leave one of them out")
            said = _named(fields)
            since, until = (_year(fields.get(name, year)) for name, year in (("since", 1), ("until", 9999)))
            found[month, day] = YearlyDay(month, day, *said, since, until)
    return tuple(found.values())


def _dated(written: object) -> tuple[DatedDay, ...]:
    found: dict[date, DatedDay] = {}
    firsts: set[date] = set()
    for index, one in enumerate(_list(written, "days_off", '[{"day_off": "2026-03-20"}]')):
        place = f"days_off[{index}]"
        fields = _object(one, place, DATED)
        with _at(place):
            first = _date(fields.get("day_off"))
            last, eve = _maybe_date(fields.get("until")) or first, fields.get("eve", True)
            if first in firsts:
                raise ValueError(f"{first} is given twice; leave one of them out")
            if not 0 <= (last - first).days < LONGEST:
                raise ValueError(f"{last} ends nothing that begins on {first}; write a later day of the same year")
            if not isinstance(eve, bool):
                raise ValueError(f'"eve" is {eve!r}; write true or false')
            said = _named(fields)
        firsts.add(first)
        days = (first + timedelta(days=number) for number in range((last - first).days + 1))
        # Two decrees may name a day: what stands later in the list tells of it.
        found |= {on: DatedDay(on, *said, eve) for on in days}
    return tuple(found[on] for on in sorted(found))


def _moved(written: object) -> tuple[MovedDay, ...]:
    found: dict[date, MovedDay] = {}
    for index, one in enumerate(_list(written, "moved_days_off", '[{"day_off": "2026-01-09"}]')):
        place = f"moved_days_off[{index}]"
        fields = _object(one, place, MOVED)
        with _at(place):
            day_off, taken_from = _date(fields.get("day_off")), _maybe_date(fields.get("taken_from"))
            worked = fields.get("worked", False)
            if day_off in found:
                raise ValueError(f"{day_off} is given twice; leave one of them out")
            if not isinstance(worked, bool) or (worked and not taken_from):
                raise ValueError(f'"worked" is {worked!r}; write true or false, and "taken_from" with true')
            found[day_off] = MovedDay(day_off, taken_from, worked, _text(fields.get("document", "")))
    return tuple(found.values())


def _years(written: object) -> tuple[int, int] | None:
    if written is None:
        return None
    with _at("years_entered"):
        years = written if isinstance(written, list) else []
        if len(years) != 2 or not all(isinstance(year, int) for year in years) or years[0] > years[1]:
            raise ValueError(f"{written!r} are no two years; write the first and the last, [2018, 2027]")
        return years[0], years[1]


def _named(fields: Mapping[str, Any]) -> tuple[str, str, str]:
    return _text(fields.get("name", "")), _text(fields.get("name_en", "")), _text(fields.get("document", ""))


def _year(written: object) -> int:
    if not isinstance(written, int) or isinstance(written, bool) or not 1 <= written <= 9999:
        raise ValueError(f"{written!r} is no year; write one such as 2026")
    return written


def _cause(written: object) -> Cause:
    known = [cause.value for cause in Cause]
    if written not in known:
        raise ValueError(f"{written!r} is no cause; write one of {', '.join(known)}")
    return Cause(str(written))


def _maybe_date(written: object) -> date | None:
    return None if written is None else _date(written)


def _date(written: object) -> date:
    return _read(date.fromisoformat, written, "date; write YYYY-MM-DD")


def _day_of_year(written: object) -> tuple[int, int]:
    # 2000 was a leap year: 29 February is a day of some years.
    day = _read(lambda text: date.fromisoformat(f"2000-{text}"), written, "day of the year; write MM-DD")
    return day.month, day.day


def _read(reader: Callable[[str], T], written: object, what: str) -> T:
    try:
        return reader(_text(written))
    except ValueError:
        raise ValueError(f"{written!r} is no {what}") from None


def _text(written: object) -> str:
    if not isinstance(written, str):
        raise ValueError(f"{written!r} is no text; write it in quotes")
    return written


def _whole(written: object, place: str) -> int:
    if not isinstance(written, int) or isinstance(written, bool) or not 0 <= written <= 86_400:
        raise CalendarFileError(f"{place}: {written!r} is no number of seconds; write one from 0 to 86400")
    return written


def _list(written: object, place: str, example: str) -> list[Any]:
    if not isinstance(written, list):
        raise CalendarFileError(f"{place}: {written!r} is no list; write one such as {example}")
    return written


def _object(written: object, place: str, known: tuple[str, ...] = ()) -> dict[str, Any]:
    if not isinstance(written, dict):
        raise CalendarFileError(f"{place}: {written!r} is no object; write {{...}}")
    for name in written:
        if known and name not in known:
            raise CalendarFileError(f"{place}: {name!r} is not known; write one of {', '.join(known)}")
    return written


@contextmanager
def _at(place: str) -> Iterator[None]:
    """Whatever is wrong inside is wrong at this place."""
    try:
        yield
    except CalendarFileError:
        raise
    except ValueError as wrong:
        raise CalendarFileError(f"{place}: {wrong}") from None


# --- writing ------------------------------------------------------------------------------------------------------


def _pairs(intervals: tuple[Interval, ...]) -> list[list[str]]:
    return [str(one).split("-") for one in intervals]


def _exception_as(one: DayException) -> Any:
    fields = {"cause": one.cause.value, "name": one.name, "name_en": one.name_en, "document": one.document}
    if one.other_day:
        fields["other_day"] = one.other_day.isoformat()
    said = {name: value for name, value in fields.items() if value and (name, value) != ("cause", "office")}
    return {"hours": _pairs(one.intervals), **said} if said else _pairs(one.intervals)


def _yearly_as(one: YearlyDay) -> Any:
    day = f"{one.month:02}-{one.day:02}"
    said = _said(one)
    said |= {"since": one.since} if one.since > date.min.year else {}
    said |= {"until": one.until} if one.until < date.max.year else {}
    return {"day": day, **said} if said else day


def _dated_as(one: DatedDay) -> dict[str, Any]:
    return {"day_off": one.on.isoformat(), **_said(one)} | ({} if one.eve else {"eve": False})


def _said(one: YearlyDay | DatedDay) -> dict[str, Any]:
    fields = {"name": one.name, "name_en": one.name_en, "document": one.document}
    return {name: value for name, value in fields.items() if value}


def _moved_as(one: MovedDay) -> dict[str, Any]:
    written: dict[str, Any] = {"day_off": one.day_off.isoformat()}
    if one.taken_from:
        written["taken_from"] = one.taken_from.isoformat()
    if one.worked:
        written["worked"] = True
    return written | ({"document": one.document} if one.document else {})

"""A year of a work calendar as events: whole days for days off, hours for days that have others than their weekday."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Literal

import icalendar

from opora.core.hours import Reason, WorkCalendar
from opora.core.hours.days import Day

PRODUCT = "-//Opora//Work calendar//EN"


def written(
    calendar: WorkCalendar,
    year: int,
    *,
    code: str,
    name: str,
    words: Mapping[str, str],
    language: Literal["ru", "en"],
    stamp: datetime,
) -> bytes:
    """The file. ``words`` name the causes of days, for those that have no name of their own; ``stamp`` is aware."""
    out = icalendar.Calendar()
    out.add("PRODID", PRODUCT)
    out.add("VERSION", "2.0")
    out.add("CALSCALE", "GREGORIAN")
    out.add("METHOD", "PUBLISH")
    out.add("X-WR-CALNAME", f"{name}, {year}")
    out.add("X-WR-TIMEZONE", calendar.zone)
    for run in _runs(calendar, year):
        for number, event in enumerate(_events(calendar, run)):
            because = run[0].because
            assert because is not None
            event.add("UID", f"{code}-{run[0].on.isoformat()}-{number}@opora")
            event.add("DTSTAMP", stamp)
            _name(event, because, words, language)
            out.add_component(event)
    out.add_missing_timezones(date(year - 1, 1, 1), date(year + 2, 1, 1))
    return bytes(out.to_ical())


def _runs(calendar: WorkCalendar, year: int) -> Iterator[list[Day]]:
    """The days that are not as their weekday; closed neighbours of one reason together."""
    run: list[Day] = []
    first = date(year, 1, 1)
    for number in range((date(year + 1, 1, 1) - first).days):
        day = calendar.day(first + timedelta(days=number))
        if run and (day.intervals or day.because != run[-1].because):
            yield run
            run = []
        if day.because is None or day.because.cause == "weekend":
            continue
        run.append(day)
        if day.intervals:
            yield run
            run = []
    if run:
        yield run


def _events(calendar: WorkCalendar, run: list[Day]) -> Iterator[icalendar.Event]:
    if not run[0].intervals:
        event = icalendar.Event()
        event.add("DTSTART", run[0].on)
        event.add("DTEND", run[-1].on + timedelta(days=1))
        yield event
    for interval in run[0].intervals:
        midnight = datetime.combine(run[0].on, time(), calendar.tz)
        event = icalendar.Event()
        event.add("DTSTART", midnight + timedelta(seconds=interval.start))
        event.add("DTEND", midnight + timedelta(seconds=interval.end))
        yield event


def _name(event: icalendar.Event, because: Reason, words: Mapping[str, str], language: Literal["ru", "en"]) -> None:
    own, word = because.said(language), words[because.cause]
    named = own if own and because.cause in ("holiday", "office") else f"{word}: {own}" if own else word
    event.add("SUMMARY", named)
    event.add("CATEGORIES", [because.cause.value])
    event.add("X-OPORA-NAME", icalendar.vText(because.name))
    if because.name_en:
        event.add("X-OPORA-NAME-EN", icalendar.vText(because.name_en))
    if because.document:
        event.add("DESCRIPTION", because.document)
        event.add("X-OPORA-DOCUMENT", icalendar.vText(because.document))
    if because.other_day:
        event.add("X-OPORA-OTHER-DAY", icalendar.vText(because.other_day.isoformat()))

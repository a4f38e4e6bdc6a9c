"""A file of events read as exceptions of an office: whole days are closed, timed events are the hours of their day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from types import MappingProxyType

from opora.calendars.ical.blocks import blocks_of
from opora.calendars.ical.events import Event, Why, Wrong, event_of
from opora.calendars.ical.recurrence import Budget, RuleTooLong, dates
from opora.core import zones
from opora.core.hours import Cause, DayException, Interval
from opora.core.hours.days import in_order

CAUSES = (Cause.HOLIDAY, Cause.MOVED, Cause.SHORTENED, Cause.WORKING_SATURDAY, Cause.OFFICE)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Read:
    """What a file says: the days, what is wrong with it, and how many days lie outside the asked ones."""

    days: Mapping[date, DayException]
    wrong: tuple[Wrong, ...] = ()
    outside: int = 0


@dataclass(slots=True)
class _Found:
    """What was found so far: closed days and hours, each with the event that said so first."""

    first: date
    last: date
    tz: tzinfo
    closed: dict[date, Event] = field(default_factory=dict)
    hours: dict[date, list[tuple[Interval, Event]]] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)
    outside: int = 0

    def has(self, on: date) -> bool:
        """Whether a date is asked for; others are counted."""
        inside = self.first <= on <= self.last
        self.outside += not inside
        return inside


def read(content: bytes, *, zone: str, first: date, last: date) -> Read:
    """The days from ``first`` to ``last`` that a file gives, in an IANA zone. It raises nothing, whatever is in it."""
    found, budget = _Found(first, last, zones.zone(zone)), Budget()
    try:
        blocks = blocks_of(content)
    except Wrong as wrong:
        return Read(MappingProxyType({}), (wrong,))
    events: list[Event] = []
    for block in blocks:
        try:
            events.append(event_of(block, found.tz))
        except Wrong as wrong:
            found.wrong.append(wrong)
    replaced: set[tuple[str, date | None]] = {(one.said("UID"), one.replaces) for one in events if one.replaces}
    for event in events:
        if not event.cancelled:
            try:
                _lay(found, event, replaced, budget)
            except Wrong as wrong:
                found.wrong.append(wrong)
    found.wrong.sort(key=lambda one: one.line)
    return Read(MappingProxyType(dict(sorted(_days(found)))), tuple(found.wrong), found.outside)


def _lay(found: _Found, event: Event, replaced: set[tuple[str, date | None]], budget: Budget) -> None:
    uid = event.said("UID")
    days = set(event.also)
    if event.rule is None:
        days.add(event.on)
    else:
        # What began before the first day may reach into it.
        begin = found.first - timedelta(days=event.length.days + 1)
        try:
            days |= set(dates(event.rule, event.on, begin, found.last + timedelta(days=1), budget))
        except RuleTooLong:
            raise event.block.wrong("RRULE", "rule_too_long") from None
    for on in sorted(days - event.but):
        if event.replaces or (uid, on) not in replaced:
            _occur(found, event, on)


def _occur(found: _Found, event: Event, on: date) -> None:
    """One occurrence, that begins on a date of the event's zone."""
    if not isinstance(event.start, datetime):
        for number in range(event.length.days):
            day = on + timedelta(days=number)
            if found.has(day):
                _close(found, event, day)
        return
    begins = datetime.combine(on, event.start.time(), event.tz).astimezone(found.tz).replace(tzinfo=None)
    ends = (datetime.combine(on, event.start.time(), event.tz).astimezone(UTC) + event.length).astimezone(found.tz)
    midnight = datetime.combine(begins.date(), time())
    if found.has(begins.date()):
        try:
            interval = Interval((begins - midnight) // SECOND, (ends.replace(tzinfo=None) - midnight) // SECOND)
        except ValueError:
            raise event.block.wrong("DTSTART", "too_long") from None
        _open(found, event, begins.date(), interval)


def _close(found: _Found, event: Event, on: date) -> None:
    if on in found.hours:
        raise _on(event, on, "closed_and_open")
    found.closed.setdefault(on, event)


def _open(found: _Found, event: Event, on: date, interval: Interval) -> None:
    if on in found.closed:
        raise _on(event, on, "closed_and_open")
    there = found.hours.setdefault(on, [])
    if any(one == interval for one, _event in there):
        return
    try:
        in_order([interval, *(one for one, _event in there)])
    except ValueError:
        raise _on(event, on, "overlap") from None
    there.append((interval, event))


def _on(event: Event, on: date, why: Why) -> Wrong:
    wrong = event.block.wrong("DTSTART", why)
    return Wrong(wrong.line, wrong.event, wrong.field, on.isoformat(), why)


def _days(found: _Found) -> Iterator[tuple[date, DayException]]:
    for on, event in found.closed.items():
        yield on, _exception((), event)
    for on, there in found.hours.items():
        first = min(there, key=lambda one: one[0])[1]
        yield on, _exception(in_order(interval for interval, _event in there), first)


def _exception(intervals: tuple[Interval, ...], event: Event) -> DayException:
    """An exception of the office; a file of Opora's own says besides what the calendar knew of the day."""
    said = {one.strip().lower() for one in event.said("CATEGORIES").split(",")}
    cause = next((one for one in CAUSES if one.value in said), Cause.OFFICE)
    ours = event.block.line("X-OPORA-NAME") is not None
    try:
        other_day = date.fromisoformat(event.said("X-OPORA-OTHER-DAY"))
    except ValueError:
        other_day = None
    return DayException(
        intervals,
        cause,
        event.said("X-OPORA-NAME" if ours else "SUMMARY"),
        event.said("X-OPORA-DOCUMENT"),
        event.said("X-OPORA-NAME-EN"),
        other_day,
    )

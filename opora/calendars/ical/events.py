"""The events of an iCalendar file, each with the lines where its properties stand. The file is a stranger's."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, Literal

import icalendar

from opora.calendars.ical.recurrence import Frequency, Rule

Why = Literal[
    "no_utf8", "no_calendar", "no_events", "cut_off", "too_large", "too_many",
    "no_start", "no_date", "no_zone", "no_length", "too_long", "rule", "rule_too_long", "closed_and_open", "overlap",
]  # fmt: skip
READ = (
    "UID", "DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RDATE", "RECURRENCE-ID", "STATUS", "SUMMARY",
    "CATEGORIES", "X-OPORA-NAME", "X-OPORA-NAME-EN", "X-OPORA-DOCUMENT", "X-OPORA-OTHER-DAY",
)  # fmt: skip
RULE = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "WKST"}
FREQUENCIES: tuple[Frequency, ...] = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
ESCAPED = re.compile(r"\\(.)", re.S)
LONGEST = 366
MOST_LETTERS = 200


@dataclass(frozen=True, slots=True)
class Wrong(Exception):
    """What is wrong: line of the file, name of the event, its property and value, and why (faces have the words)."""

    line: int
    event: str
    field: str
    value: str
    why: Why


@dataclass(frozen=True, slots=True)
class Line:
    """A property as it stands in the file."""

    number: int
    name: str
    whole: str
    value: str


@dataclass(frozen=True, slots=True)
class Block:
    """An event as it stands in the file: the line where it begins, and the properties that say something here."""

    number: int
    lines: list[Line] = field(default_factory=list)

    def line(self, name: str) -> Line | None:
        """The first line of a property."""
        return next((one for one in self.lines if one.name == name), None)

    def wrong(self, name: str, why: Why) -> Wrong:
        """That this property is wrong, or missing."""
        line, title = self.line(name), self.line("SUMMARY")
        event = text(title.value) if title else ""
        return Wrong(line.number if line else self.number, event, name, line.value if line else "", why)


@dataclass(frozen=True, slots=True)
class Event:
    """What an event says. ``start`` is a date, and the event whole days long, or the first instant of a timed one."""

    block: Block
    start: date | datetime
    length: timedelta
    tz: tzinfo
    rule: Rule | None
    but: frozenset[date]
    also: frozenset[date]
    replaces: date | None
    cancelled: bool

    @property
    def whole_days(self) -> bool:
        """Whether it is closed all day."""
        return not isinstance(self.start, datetime)

    @property
    def on(self) -> date:
        """The date on which it begins in its own zone."""
        return self.start.date() if isinstance(self.start, datetime) else self.start

    def said(self, name: str) -> str:
        """A text of it; empty: there is none."""
        line = self.block.line(name)
        return text(line.value) if line else ""


def text(written: str) -> str:
    """A text without its escapes, and not longer than a name may be."""
    plain = ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], written)
    return " ".join(plain[: 2 * MOST_LETTERS].split())[:MOST_LETTERS]


def event_of(block: Block, tz: tzinfo) -> Event:
    """What a block says; times without a zone are those of ``tz``. Raises Wrong."""
    whole = "\n".join(["BEGIN:VEVENT", *(one.whole for one in block.lines), "END:VEVENT"])
    properties: Any = icalendar.Event.from_ical(whole)
    broken = {str(name).upper() for name, _why in properties.errors}
    for name in READ:
        if name in broken:
            raise block.wrong(name, "rule" if name == "RRULE" else "no_date")
    start = _moment(block, properties, "DTSTART", tz)
    if start is None:
        raise block.wrong("DTSTART", "no_start")
    own = start.tzinfo if isinstance(start, datetime) and start.tzinfo else tz
    replaces = _moment(block, properties, "RECURRENCE-ID", tz)
    return Event(
        block=block,
        start=start,
        length=_length(block, properties, start, tz),
        tz=own,
        rule=_rule(block, properties, start, own),
        but=frozenset(_dates(block, properties, "EXDATE", own)),
        also=frozenset(_dates(block, properties, "RDATE", own)),
        replaces=_date_in(replaces, own) if replaces else None,
        cancelled=str(properties.get("STATUS", "")).upper() == "CANCELLED",
    )


def _moment(block: Block, properties: Any, name: str, tz: tzinfo) -> date | datetime | None:
    given = properties.get(name)
    if given is None:
        return None
    found = getattr(given, "dt", None)
    if not isinstance(found, date):
        raise block.wrong(name, "no_date")
    return _placed(block, name, found, given.params.get("TZID"), tz)


def _placed(block: Block, name: str, found: date, zone: str | None, tz: tzinfo) -> date | datetime:
    if not 1900 <= found.year < 2400:
        raise block.wrong(name, "no_date")
    if not isinstance(found, datetime) or found.tzinfo:
        return found
    if zone:
        wrong = block.wrong(name, "no_zone")
        raise Wrong(wrong.line, wrong.event, name, str(zone), "no_zone")
    return found.replace(tzinfo=tz)


def _length(block: Block, properties: Any, start: date | datetime, tz: tzinfo) -> timedelta:
    """How long it is; a whole day without an end ends with its day."""
    name = "DTEND" if block.line("DTEND") or not block.line("DURATION") else "DURATION"
    days = not isinstance(start, datetime)
    given = properties.get(name)
    if given is None:
        if not days:
            raise block.wrong("DTSTART", "no_length")
        return timedelta(days=1)
    if name == "DURATION":
        length = getattr(given, "dt", None)
    else:
        end = _moment(block, properties, name, tz)
        length = end - start if end and isinstance(end, datetime) != days else None
    if not isinstance(length, timedelta) or (days and length % timedelta(days=1)):
        raise block.wrong(name, "no_date")
    if length <= timedelta():
        raise block.wrong(name, "no_length")
    if length > timedelta(days=LONGEST if days else 1):
        raise block.wrong(name, "too_long")
    return length


def _dates(block: Block, properties: Any, name: str, tz: tzinfo) -> Iterator[date]:
    given = properties.get(name)
    for one in given if isinstance(given, list) else [given] if given is not None else []:
        for moment in one.dts:
            if not isinstance(moment.dt, date):
                raise block.wrong(name, "no_date")
            yield _date_in(moment.dt, tz)


def _date_in(moment: date | datetime, tz: tzinfo) -> date:
    if not isinstance(moment, datetime):
        return moment
    return (moment.astimezone(tz) if moment.tzinfo else moment).date()


def _rule(block: Block, properties: Any, start: date | datetime, tz: tzinfo) -> Rule | None:
    given = properties.get("RRULE")
    if given is None:
        return None
    try:
        parts = {str(name).upper(): value for name, value in given.items()}
        freq = str(parts["FREQ"][0])
        by_day = tuple(_weekday(str(one)) for one in parts.get("BYDAY", []))
        bad = set(parts) - RULE or freq not in FREQUENCIES
        if bad or (freq in ("DAILY", "WEEKLY") and any(number for number, _day in by_day)):
            raise ValueError(freq)
        rule = Rule(
            freq=next(one for one in FREQUENCIES if one == freq),
            interval=_least(parts.get("INTERVAL", [1])[0], 1),
            count=_least(parts["COUNT"][0], 1) if "COUNT" in parts else None,
            until=_until(parts["UNTIL"][0], start, tz) if "UNTIL" in parts else None,
            by_month=tuple(_within(one, 1, 12) for one in parts.get("BYMONTH", [])),
            by_monthday=tuple(_within(one, -31, 31) for one in parts.get("BYMONTHDAY", [])),
            by_day=by_day,
            by_setpos=tuple(_within(one, -366, 366) for one in parts.get("BYSETPOS", [])),
            week_starts=WEEKDAYS.index(str(parts.get("WKST", ["MO"])[0])),
        )
    except (AttributeError, KeyError, IndexError, TypeError, ValueError, OverflowError):
        raise block.wrong("RRULE", "rule") from None
    return rule


def _weekday(written: str) -> tuple[int, int]:
    number = int(written[:-2] or 0)
    return _within(number, -53, 53) if number else 0, WEEKDAYS.index(written[-2:])


def _least(number: Any, least: int) -> int:
    if int(number) < least:
        raise ValueError(number)
    return int(number)


def _within(number: Any, first: int, last: int) -> int:
    if not first <= int(number) <= last or int(number) == 0:
        raise ValueError(number)
    return int(number)


def _until(until: date | datetime, start: date | datetime, tz: tzinfo) -> date:
    """The last date on which it may begin: one at a later time of day than the end is too late."""
    if not isinstance(until, datetime):
        return until
    local = until.astimezone(tz) if until.tzinfo else until
    begins = start.time() if isinstance(start, datetime) else time()
    return local.date() if local.time() >= begins else local.date() - timedelta(days=1)

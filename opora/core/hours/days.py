"""The hours of one date: intervals of the wall clock, the week, the exceptions and their causes (T1, T2)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal, Self

DAY = 86_400
WALL = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")


class Cause(StrEnum):
    """Why a stretch of time counts or does not; the faces have a word for each."""

    WORK = "work"
    WORKING_SATURDAY = "working_saturday"
    DUTY = "duty"
    FALLBACK = "fallback"  # T7: nothing was open ahead, so weekdays 9-18 of UTC count
    NIGHT = "night"  # before the first or after the last hour of a working day
    LUNCH = "lunch"
    WEEKEND = "weekend"  # a weekday on which the calendar has no hours
    HOLIDAY = "holiday"
    MOVED = "moved"  # a day off moved here from another date
    SHORTENED = "shortened"  # the hour that an eve lacks
    OFFICE = "office"  # the office's own exception; counted when it opens
    # Of a promise's clock that stands still; no calendar gives these.
    PAUSE = "pause"  # the customer owes an answer
    ANSWERED = "answered"  # from our answer until it did not suit
    RELEASE = "release"  # a release is awaited
    CLOSED = "closed"
    GAIN = "gain"  # from registration until the right to it was gained (L7c)


@dataclass(frozen=True, slots=True)
class Reason:
    """A cause with what is known of it: the holiday's name, the decree, the date with which a day was exchanged."""

    cause: Cause
    name: str = ""
    name_en: str = ""
    document: str = ""
    other_day: date | None = None

    def said(self, language: Literal["ru", "en"]) -> str:
        """The name in a language, or in the other one when it has only that."""
        return (self.name_en or self.name) if language == "en" else (self.name or self.name_en)


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """From ``start`` until before ``end``, in seconds of the wall clock after the midnight that begins the date.

    ``end`` may be 86400 (24:00) or, for a night, up to a day after ``start``: a night belongs to the date on which it
    begins. Raises ValueError when that is not so.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not (0 <= self.start < DAY and 0 < self.end - self.start <= _longest(self.start)):
            raise ValueError(f"no interval of a day: {self.start} to {self.end} seconds")

    @classmethod
    def of(cls, start: str, end: str) -> Self:
        """From ``09:00`` or ``09:00:30`` to the same, to 24:00 or to a time of the next morning. Raises ValueError."""
        first, last = _seconds(start), _seconds(end)
        if first == DAY:
            raise ValueError("24:00 can only end an interval; to begin at midnight write 00:00 on the next day")
        if first == last:
            raise ValueError(f"{start} to {end} is empty; for a whole day write 00:00 to 24:00")
        return cls(first, last if last > first else last + DAY)

    @property
    def seconds(self) -> int:
        """Its length on the wall clock."""
        return self.end - self.start

    def __str__(self) -> str:
        return f"{_wall(self.start)}-{_wall(self.end)}"


@dataclass(frozen=True, slots=True)
class DayException:
    """A date that is not as its weekday: its hours instead, and why.

    ``instead_of`` are the hours that it would have without being shortened; null: those of its weekday.
    """

    intervals: tuple[Interval, ...]
    cause: Cause = Cause.OFFICE
    name: str = ""
    document: str = ""
    name_en: str = ""
    other_day: date | None = None
    instead_of: tuple[Interval, ...] | None = None
    cut: Reason | None = None

    @property
    def because(self) -> Reason:
        """Its reason, without the hours."""
        return Reason(self.cause, self.name, self.name_en, self.document, self.other_day)


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """The hours of the seven weekdays, Monday first; each in order and without overlap."""

    days: tuple[tuple[Interval, ...], ...]

    @classmethod
    def of(cls, days: Mapping[int, Iterable[Interval]]) -> Self:
        """Hours by weekday (0 is Monday); closed on those not named. Raises ValueError when intervals overlap."""
        return cls(tuple(in_order(days.get(weekday, ())) for weekday in range(7)))

    def on(self, day: date) -> tuple[Interval, ...]:
        """The hours of the weekday of this date."""
        return self.days[day.weekday()]


@dataclass(frozen=True, slots=True)
class Day:
    """A date as the calendar has it: its hours, and its reason (null on an ordinary working day).

    ``instead_of`` are the hours that it would have otherwise; ``cut`` is the reason of those that ``intervals`` lack.
    """

    on: date
    intervals: tuple[Interval, ...]
    because: Reason | None
    instead_of: tuple[Interval, ...]
    cut: Reason | None


def in_order(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The intervals of a date by their start, touching ones joined. Raises ValueError when two overlap."""
    joined: list[Interval] = []
    for one in sorted(intervals):
        if joined and one.start < joined[-1].end:
            raise ValueError(f"{joined[-1]} and {one} overlap; write each hour once")
        if joined and one.start == joined[-1].end and one.end - joined[-1].start <= _longest(joined[-1].start):
            joined[-1] = Interval(joined[-1].start, one.end)
        else:
            joined.append(one)
    return tuple(joined)


def shortened(intervals: tuple[Interval, ...], seconds: int) -> tuple[Interval, ...]:
    """The intervals without their last seconds of work."""
    kept = list(intervals)
    while kept and seconds > 0:
        last = kept.pop()
        if last.seconds > seconds:
            kept.append(Interval(last.start, last.end - seconds))
        seconds -= last.seconds
    return tuple(kept)


def _longest(start: int) -> int:
    """A whole day runs from midnight to midnight; 10:00 to 10:00 cannot be told from an empty interval."""
    return DAY if start == 0 else DAY - 1


def _seconds(wall: str) -> int:
    found = WALL.fullmatch(wall)
    hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 60, 0)
    if minutes > 59 or seconds > 59 or hours * 3600 + minutes * 60 + seconds > DAY:
        raise ValueError(f"{wall!r} is no time of day; write HH:MM or HH:MM:SS, up to 24:00")
    return hours * 3600 + minutes * 60 + seconds


def _wall(seconds: int) -> str:
    within = seconds if seconds <= DAY else seconds - DAY
    text = f"{within // 3600:02}:{within // 60 % 60:02}"
    return f"{text}:{within % 60:02}" if within % 60 else text

"""Why a moment is that moment, as a strip of days: which hours counted, which did not, and why (P5)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Literal
from zoneinfo import ZoneInfo

from opora.core.clock import Clock, explanation
from opora.core.hours import Cause, Stretch
from opora.lib import moments
from opora.web import words

DAY = 24 * 60
USUAL = (9, 18)
"""The hours of the strip when nothing counts in it."""
UNSAID = (Cause.WORK, Cause.NIGHT, Cause.LUNCH)
"""Causes that need no word on a day on which something counts."""
NAMED = (Cause.HOLIDAY, Cause.OFFICE, Cause.DUTY)
"""Causes that are better said by their own name than by their kind."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A counted stretch, in minutes after the strip's first hour; ``ahead``: it is still to come."""

    x: int
    width: int
    ahead: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the strip, or several in a row on which nothing counts for one reason."""

    label: str
    bars: tuple[Bar, ...]
    counted_text: str
    cause_text: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The days from start to due moment, drawn from ``first_hour`` to ``last_hour`` of the day."""

    days: tuple[Day, ...]
    first_hour: int
    last_hour: int
    total_text: str

    @property
    def width(self) -> int:
        """In minutes."""
        return (self.last_hour - self.first_hour) * 60


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a stretch within one local day, from and until in minutes of its wall clock."""

    on: date
    start: int
    end: int
    length: timedelta
    ahead: bool
    stretch: Stretch


def strip(clock: Clock, zone: str, now: datetime, language: Literal["ru", "en"]) -> Strip:
    """The explanation of a clock by days of this zone. Of a clock that has ended nothing is ahead."""
    stretches = explanation(clock)
    past_until = now if clock.live or not stretches else stretches[-1].end
    pieces = list(_pieces(stretches, ZoneInfo(zone), past_until))
    counted = [piece for piece in pieces if piece.stretch.counted]
    first = min((piece.start // 60 for piece in counted), default=USUAL[0])
    last = max((-(-piece.end // 60) for piece in counted), default=USUAL[1])
    by_date = [(on, list(of_day)) for on, of_day in groupby(pieces, key=lambda piece: piece.on)]
    days = [(on, _day(of_day, first, language)) for on, of_day in by_date]
    total = sum((piece.length for piece in counted), timedelta())
    return Strip(
        days=tuple(_joined(days, zone, now, language)),
        first_hour=first,
        last_hour=last,
        total_text=moments.span(total, language) if clock.span is not None else "",
    )


def _pieces(stretches: Iterable[Stretch], tz: ZoneInfo, now: datetime) -> Iterator[_Piece]:
    for stretch in stretches:
        start = stretch.start
        while start < stretch.end:
            on = start.astimezone(tz).date()
            midnight = datetime.combine(on + timedelta(days=1), time(), tz).astimezone(start.tzinfo)
            end = min(stretch.end, midnight)
            if stretch.counted and start < now < end:
                end = now
            until = DAY if end == midnight else _minute(end, tz)
            yield _Piece(on, _minute(start, tz), until, end - start, start >= now, stretch)
            start = end


def _minute(at: datetime, tz: ZoneInfo) -> int:
    local = at.astimezone(tz)
    return local.hour * 60 + local.minute


def _day(pieces: list[_Piece], first: int, language: Literal["ru", "en"]) -> tuple[tuple[Bar, ...], str, str]:
    counted = [piece for piece in pieces if piece.stretch.counted]
    bars = tuple(
        Bar(piece.start - first * 60, piece.end - piece.start, piece.ahead)
        for piece in counted
        if piece.end > piece.start
    )
    total = sum((piece.length for piece in counted), timedelta())
    if counted:
        causes = dict.fromkeys(_said(one.stretch, language) for one in pieces if one.stretch.cause not in UNSAID)
        return bars, moments.span(total, language), ", ".join(causes)
    # A closed day has one reason, the longest; a night that belongs to it needs no word beside that.
    longest = max(pieces, key=lambda piece: (piece.stretch.cause not in UNSAID, piece.length))
    return (), "", _said(longest.stretch, language)


def _said(stretch: Stretch, language: Literal["ru", "en"]) -> str:
    name = stretch.because.said(language) if stretch.cause in NAMED else ""
    kind = words.said(words.CAUSES, stretch.cause)
    # The reason of a duty is any words of staff, which do not say that they are a duty's.
    if name and stretch.cause is Cause.DUTY:
        return f"{kind}: {name}"
    decree = words.decree(stretch.document)
    return f"{name or kind} ({decree})" if decree else name or kind


def _joined(
    days: list[tuple[date, tuple[tuple[Bar, ...], str, str]]], zone: str, now: datetime, language: Literal["ru", "en"]
) -> Iterator[Day]:
    """Days in a row on which nothing counts, all for one reason, are one line."""
    for (nothing, cause), several in groupby(days, key=lambda day: (not day[1][1], day[1][2])):
        found = list(several)
        if nothing and len(found) > 1:
            yield Day(moments.days(found[0][0], found[-1][0], language), (), "", cause)
            continue
        for on, (bars, counted_text, cause_text) in found:
            noon = datetime.combine(on, time(12), ZoneInfo(zone))
            yield Day(moments.day(noon, now, zone, language), bars, counted_text, cause_text)

"""Working time by brute force, stretch by stretch: a second opinion that shares no line with opora.core.

It reads a calendar file (a dict) itself and gathers every instant at which anything may change: each written hour in
both passes of the clock, each change of the zone's offset, each end of a duty. For each stretch between two of them it
looks at the office's wall clock: is the time that it shows within the hours of that date, or of the night that began
the day before? Sums and due moments are found by going from stretch to stretch.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from tests.core.stepper_days import DAY, Days

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
NONE = timedelta()
Duty = tuple[datetime, datetime]


class Step(NamedTuple):
    """From ``start`` until before ``end`` one thing holds: worked or not; ``own``: by the office, without duties."""

    start: datetime
    end: datetime
    own: bool
    open: bool


class Stepper:
    """The time of UTC from ``first`` to ``last`` of one calendar file, with some duties."""

    def __init__(self, spec: dict[str, Any], first: datetime, last: datetime, duties: Sequence[Duty] = ()) -> None:
        self.days, self.zone = Days(spec), ZoneInfo(spec["zone"])
        self.lay(first, last, duties)

    def lay(self, first: datetime, last: datetime, duties: Sequence[Duty] = ()) -> None:
        """Looks at each stretch between two instants at which anything may change."""
        self.first, self.last = first, last
        edges = {first, last, *(edge for duty in duties for edge in duty), *self.edges()}
        within = sorted(edge for edge in edges if first <= edge <= last)
        self.steps = [self._step(start, end, duties) for start, end in pairwise(within)]

    def _step(self, start: datetime, end: datetime, duties: Sequence[Duty]) -> Step:
        own = self.shown(start)
        return Step(start, end, own, own or any(begun <= start < over for begun, over in duties))

    def shown(self, at: datetime) -> bool:
        """Whether the office's clock shows at an instant a time of its hours."""
        wall = at.astimezone(self.zone)
        on, second = wall.date(), wall.hour * 3600 + wall.minute * 60 + wall.second
        last_night = ((start - 86_400, end - 86_400) for start, end in self.days.hours(on - DAY))
        return any(start <= second < end for start, end in (*self.days.hours(on), *last_night))

    def edges(self) -> Iterator[datetime]:
        """Every instant at which the clock may come to a time of the hours, or leave one."""
        yield from changes(self.zone, self.first, self.last)
        on = (self.first - 2 * DAY).date()
        while on <= (self.last + 2 * DAY).date():
            for second in {edge for hours in self.days.hours(on) for edge in hours}:
                wall = datetime.combine(on, time()) + second * SECOND
                for fold in (0, 1):
                    yield wall.replace(tzinfo=self.zone, fold=fold).astimezone(UTC)
            on += DAY

    # --- what is asked --------------------------------------------------------------------------------------------

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """What is worked from one instant to another."""
        return sum((min(one.end, end) - max(one.start, start) for one in self._open(start, end)), NONE)

    def due(self, start: datetime, span: timedelta) -> datetime | None:
        """The earliest instant at which a span is worked; None beyond the last."""
        for one in self._open(start, self.last):
            begun = max(one.start, start)
            if one.end - begun >= span:
                return begun + span
            span -= one.end - begun
        return None

    def begun(self, end: datetime, span: timedelta) -> datetime | None:
        """The latest instant from which a span is worked until ``end``; None before the first."""
        for one in reversed(list(self._open(self.first, end))):
            over = min(one.end, end)
            if over - one.start >= span:
                return over - span
            span -= over - one.start
        return None

    def opening(self, at: datetime) -> datetime | None:
        """The first worked instant from ``at`` on."""
        return next((max(one.start, at) for one in self._open(at, self.last)), None)

    def at(self, at: datetime) -> Step:
        """The stretch in which an instant lies."""
        return next(one for one in self.steps if one.start <= at < one.end)

    def _open(self, start: datetime, end: datetime) -> Iterator[Step]:
        return (one for one in self.steps if one.open and one.start < end and one.end > start)


@lru_cache
def changes(zone: ZoneInfo, first: datetime, last: datetime) -> tuple[datetime, ...]:
    """Each instant at which the offset of a zone changes: every minute is looked at, then every second of it."""
    found = []
    for minute in range((last - first) // MINUTE):
        start = first + minute * MINUTE
        if _offset(zone, start) != _offset(zone, start + MINUTE):
            seconds = (start + second * SECOND for second in range(1, 61))
            found.append(next(at for at in seconds if _offset(zone, at) != _offset(zone, at - SECOND)))
    return tuple(found)


def _offset(zone: ZoneInfo, at: datetime) -> timedelta | None:
    return at.astimezone(zone).utcoffset()

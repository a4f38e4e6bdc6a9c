"""Working time by brute force, minute by minute: a second opinion that shares no line with opora.core.

It reads a calendar file (a dict) itself, knows minutes only, and decides for each minute of UTC by looking at the
office's wall clock: is the time that it shows within the hours of that date, or of the night that began the day before?
What is asked at a fraction of a minute is summed up minute by minute too.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


class Stepper:
    """The minutes of UTC from ``first`` (a full minute) to ``last``; ``open[i]`` says whether the i-th is worked.

    ``own[i]`` says whether it would be without the duties, each of which begins and ends at a full minute.
    """

    def __init__(
        self, spec: dict[str, Any], first: datetime, last: datetime, duties: Sequence[tuple[datetime, datetime]] = ()
    ) -> None:
        self.spec, self.zone, self.first = spec, ZoneInfo(spec["zone"]), first
        self.dates: dict[date, list[bool]] = {}
        count = (last - first) // MINUTE
        self.own = [self._worked(first + i * MINUTE) for i in range(count)]
        self.open = list(self.own)
        for start, end in duties:
            for index in range(max(0, self._index(start)), min(count, self._index(end))):
                self.open[index] = True

    def between(self, start: datetime, end: datetime) -> int:
        """Worked minutes from one full minute to another."""
        return sum(self.open[self._index(start) : self._index(end)])

    def add(self, start: datetime, minutes: int) -> datetime | None:
        """The earliest full minute at which they are worked; None beyond the last."""
        if minutes == 0:
            return start
        for index in range(self._index(start), len(self.open)):
            minutes -= self.open[index]
            if minutes == 0:
                return self.first + (index + 1) * MINUTE
        return None

    def subtract(self, end: datetime, minutes: int) -> datetime | None:
        """The latest full minute from which they are worked until ``end``; None before the first."""
        if minutes == 0:
            return end
        for index in range(self._index(end) - 1, -1, -1):
            minutes -= self.open[index]
            if minutes == 0:
                return self.first + index * MINUTE
        return None

    def next_open(self, at: datetime) -> datetime | None:
        """The first worked minute from ``at`` on."""
        for index in range(self._index(at), len(self.open)):
            if self.open[index]:
                return self.first + index * MINUTE
        return None

    # --- at any microsecond -------------------------------------------------------------------------------------

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """What is worked from one instant to another: the minutes between, and what they cut off at both ends."""
        first, last = self._index(start), self._index(end)
        if first == last:
            return end - start if end > start and self.open[first] else timedelta()
        total = MINUTE * sum(self.open[first:last])
        if self.open[first]:
            total -= start - (self.first + first * MINUTE)
        if last < len(self.open) and self.open[last]:
            total += end - (self.first + last * MINUTE)
        return total

    def due(self, start: datetime, span: timedelta) -> datetime | None:
        """The earliest instant at which a span is worked; None beyond the last minute."""
        at = self._index(start)
        left = span + (start - self.first - at * MINUTE if at < len(self.open) and self.open[at] else timedelta())
        minutes, rest = -(-left // MINUTE), left % MINUTE
        for index in range(at, len(self.open)):
            minutes -= self.open[index]
            if minutes == 0:
                return self.first + index * MINUTE + (rest or MINUTE)
        return None

    def begun(self, end: datetime, span: timedelta) -> datetime | None:
        """The latest instant from which a span is worked until ``end``; None before the first minute."""
        at = -((self.first - end) // MINUTE) - 1
        left = span + (self.first + (at + 1) * MINUTE - end if at >= 0 and self.open[at] else timedelta())
        minutes, rest = -(-left // MINUTE), left % MINUTE
        for index in range(at, -1, -1):
            minutes -= self.open[index]
            if minutes == 0:
                return self.first + (index + 1) * MINUTE - (rest or MINUTE)
        return None

    def opening(self, at: datetime) -> datetime | None:
        """The first worked instant from ``at`` on."""
        found = self.next_open(at)
        return None if found is None else max(found, at)

    def _index(self, at: datetime) -> int:
        return (at - self.first) // MINUTE

    def _worked(self, minute: datetime) -> bool:
        wall = minute.astimezone(self.zone)
        on = wall.date()
        if on not in self.dates:
            self.dates[on] = self._painted(on)
        return self.dates[on][wall.hour * 60 + wall.minute]

    def _painted(self, on: date) -> list[bool]:
        """The 1440 minutes of a date: its own hours, and what is left of the night that began the day before."""
        hours = [*self._written(on), *((start - 1440, end - 1440) for start, end in self._written(on - DAY))]
        return [any(start <= minute < end for start, end in hours) for minute in range(1440)]

    def _written(self, on: date) -> Iterator[tuple[int, int]]:
        if on.isoformat() in self.spec.get("exceptions", {}):
            written = self.spec["exceptions"][on.isoformat()]
        elif on.isoformat()[5:] in self.spec.get("yearly_days_off", []):
            written = []
        else:
            written = self.spec["weekly"].get(DAYS[on.weekday()], [])
        for start, end in written:
            first, last = _minutes(start), _minutes(end)
            yield first, last if last > first else last + 1440


def _minutes(wall: str) -> int:
    hours, minutes = wall.split(":")
    return int(hours) * 60 + int(minutes)

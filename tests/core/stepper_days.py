"""What a calendar file says of a date, read by hand: the stepper's own reading, which shares no line with opora.core.

Art. 95 and 112 of the Labour Code as docs/how-to/calendars.md tells them. What the office wrote for a date wins; then
what is free by law or was moved; a working Saturday is as long as the day for which it is worked; an eve is shorter.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = timedelta(days=1)
Hours = list[tuple[int, int]]


class Days:
    """The dates of one calendar file; hours are seconds after the midnight that begins the date."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self.spec = spec
        self.less = spec.get("eve_shorter_by", 0)
        self.known: dict[date, Hours] = {}

    def hours(self, on: date) -> Hours:
        """The hours that begin on a date, in order."""
        if on not in self.known:
            self.known[on] = sorted(self._of(on))
        return self.known[on]

    def _of(self, on: date) -> Hours:
        written = self.spec.get("exceptions", {}).get(on.isoformat())
        if written is not None:
            return _read(written["hours"] if isinstance(written, dict) else written)
        moves = self.spec.get("moved_days_off", [])
        if self.holiday(on) or any(on.isoformat() == move["day_off"] for move in moves):
            return []
        for move in moves:
            if move.get("worked") and move["taken_from"] == on.isoformat():
                instead = date.fromisoformat(move["day_off"])
                return self._week(instead, self.eve(instead) or self.eve(on))
        return self._week(on, self.eve(on))

    def _week(self, on: date, eve: bool) -> Hours:
        """The hours of the weekday of a date, on an eve without the last of its work."""
        whole = _read(self.spec["weekly"].get(DAYS[on.weekday()], []))
        if not eve:
            return whole
        left = sum(end - start for start, end in whole) - self.less
        kept = []
        for start, end in sorted(whole):
            if left > 0:
                kept.append((start, min(end, start + left)))
            left -= end - start
        return kept

    def why_closed(self, on: date, second: int) -> set[str]:
        """The causes that a closed second of a date may have, by the words of opora.core.hours.Cause."""
        written = self.spec.get("exceptions", {}).get(on.isoformat())
        if written is not None:
            cause = written.get("cause", "office") if isinstance(written, dict) else "office"
            return {cause, "night", "lunch"} if self.hours(on) else {cause}
        moves = self.spec.get("moved_days_off", [])
        if self.holiday(on):
            return {"holiday"}
        if any(on.isoformat() == move["day_off"] for move in moves):
            return {"moved"}
        instead = next((m["day_off"] for m in moves if m.get("worked") and m["taken_from"] == on.isoformat()), None)
        if self.hours(on):
            whole = self._week(date.fromisoformat(instead) if instead else on, eve=False)
            return {"shortened"} if any(start <= second < end for start, end in whole) else {"night", "lunch"}
        if instead is not None:
            return {"working_saturday"}
        return {"shortened"} if self.spec["weekly"].get(DAYS[on.weekday()]) else {"weekend"}

    def holiday(self, on: date) -> bool:
        """Whether the law makes a date free, each year or in this one."""
        return self._yearly(on) or any(True for _ in self._dated(on))

    def eve(self, on: date) -> bool:
        """Whether the next date is a holiday before which one goes home earlier."""
        if not self.less:
            return False
        # Where two decrees name one day, the later one tells of it.
        return self._yearly(on + DAY) or [*self._dated(on + DAY)][-1:] == [True]

    def _yearly(self, on: date) -> bool:
        for written in self.spec.get("yearly_days_off", []):
            one = written if isinstance(written, dict) else {"day": written}
            if one["day"] == on.isoformat()[5:] and one.get("since", 0) <= on.year <= one.get("until", 9999):
                return True
        return False

    def _dated(self, on: date) -> Iterator[bool]:
        for one in self.spec.get("days_off", []):
            if one["day_off"] <= on.isoformat() <= one.get("until", one["day_off"]):
                yield one.get("eve", True)


def _read(written: list[list[str]]) -> Hours:
    found = []
    for start, end in written:
        first, last = _seconds(start), _seconds(end)
        found.append((first, last if last > first else last + 86_400))
    return found


def _seconds(wall: str) -> int:
    hours, minutes, *seconds = (int(part) for part in wall.split(":"))
    return hours * 3600 + minutes * 60 + sum(seconds)

"""Dated versions by brute force: at each instant that counts which domain.md T6 says, and its clock is looked at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.core.stepper import Duty, Stepper
from tests.core.stepper_days import DAY


@dataclass(frozen=True)
class Written:
    """A version as somebody wrote it: from which date, recorded when, and whether it mends an error."""

    valid_from: date
    recorded_at: datetime
    spec: dict[str, Any]
    correcting: bool = False

    @property
    def zone(self) -> ZoneInfo:
        """Its zone, in which its date begins."""
        return ZoneInfo(self.spec["zone"])


class VersionStepper(Stepper):
    """The time of UTC from ``first`` to ``last`` by several versions, with some duties."""

    def __init__(
        self, history: Sequence[Written], first: datetime, last: datetime, duties: Sequence[Duty] = ()
    ) -> None:
        self.history = history
        self.each = [Stepper(one.spec, first, last) for one in history]
        self.dated = [_begins(one.valid_from, one.zone) for one in history]
        self.lay(first, last, duties)

    def edges(self) -> Iterator[datetime]:
        """Where any of the versions changes, and where another one may begin to count."""
        for one, dated, stepper in zip(self.history, self.dated, self.each, strict=True):
            yield from (one.recorded_at, dated)
            yield from (step.start for step in stepper.steps)

    def shown(self, at: datetime) -> bool:
        """Whether the clock of the version that counts at an instant shows a time of its hours."""
        return self.each[self.counts(at)].shown(at)

    def counts(self, at: datetime) -> int:
        """Which version counts at an instant; the first recorded where none is valid yet."""
        first = min(range(len(self.history)), key=lambda i: self.history[i].recorded_at)
        valid = []
        for place, one in enumerate(self.history):
            known = one.recorded_at <= at or one.correcting or place == first
            if known and self.dated[place] <= at:
                valid.append(place)
        return max(valid, key=lambda i: (self.history[i].valid_from, self.history[i].recorded_at), default=first)


def _begins(on: date, zone: ZoneInfo) -> datetime:
    """The first instant at which the clock of a zone shows a date: found by looking, an hour at a time, then closer."""
    at = datetime(on.year, on.month, on.day, tzinfo=UTC) - DAY
    for step in (timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)):
        while (at + step).astimezone(zone).date() < on:
            at += step
    return at + timedelta(seconds=1)

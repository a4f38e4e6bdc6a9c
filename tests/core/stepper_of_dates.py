"""T10 by brute force: date by date, then by the office's clock. It shares no line with opora.core."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.core.stepper import Stepper
from tests.core.stepper_days import DAY


def days_later(stepper: Stepper, start: datetime, days: int) -> datetime | None:
    """The same wall time on the n-th working date after ``start``, or what T10 says when that is closed.

    None when it lies beyond what the stepper sees.
    """
    wall = start.astimezone(stepper.zone)
    on = wall.date()
    while days:
        on += DAY
        days -= bool(stepper.days.hours(on))
    there = moment(on, wall.replace(tzinfo=None) - datetime.combine(wall.date(), datetime.min.time()), stepper.zone)
    if there >= stepper.last:
        return None
    if stepper.at(there).own:
        return there
    stretches = _stretches(stepper)
    before = [end for _, end in stretches if start < end <= there]
    after = [end for begun, end in stretches if begun > there and end < stepper.last]
    return max(before) if before else min(after, default=None)


def moment(on: date, after_midnight: timedelta, zone: ZoneInfo) -> datetime:
    """When the clock first shows a time of a date; if it never does, as far after midnight as that time says."""
    wall = datetime.combine(on, datetime.min.time()) + after_midnight
    offsets = [(wall.replace(tzinfo=UTC) + shift).astimezone(zone).utcoffset() for shift in (-DAY, DAY)]
    ways = [wall.replace(tzinfo=UTC) - offset for offset in offsets if offset is not None]
    shown = [at for at in ways if at.astimezone(zone).replace(tzinfo=None) == wall]
    return min(shown) if shown else ways[0]


def _stretches(stepper: Stepper) -> list[tuple[datetime, datetime]]:
    """What the office itself works, whole from opening to closing."""
    found: list[tuple[datetime, datetime]] = []
    for one in stepper.steps:
        if one.own and found and found[-1][1] == one.start:
            found[-1] = (found[-1][0], one.end)
        elif one.own:
            found.append((one.start, one.end))
    return found

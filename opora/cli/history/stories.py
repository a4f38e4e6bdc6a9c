"""The tickets that every history has, whatever the seed: what the tour shows, and what is open at its end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from opora.calendars import preset
from opora.cli.history import shapes
from opora.cli.history.shapes import Shape


@dataclass(frozen=True, slots=True)
class Story:
    """A ticket that is wanted: how it goes, what sort of firm writes (empty: any), on which day and at which time."""

    shape: Shape
    profile: str
    on: date
    wall: time

    def at(self, zone: str) -> datetime:
        """The instant, by the clock of this zone."""
        return datetime.combine(self.on, self.wall, ZoneInfo(zone)).astimezone(UTC)


def story(number: int, anchor: date) -> Story | None:
    """The story of the ticket of this number; null from the number on at which chance decides."""
    if number < len(TOLD):
        shape, profile, day, wall = TOLD[number]
        return Story(shape, profile, day(anchor), wall)
    number -= len(TOLD)
    if number < len(STILL_OPEN):
        shape, days, hour = STILL_OPEN[number]
        return Story(shape, "", working_day(anchor, days), time(hour, 7 * number % 60))
    return None


def working_day(anchor: date, number: int) -> date:
    """The working day so many before the anchor."""
    on = anchor
    while number:
        on -= timedelta(days=1)
        number -= preset.load("ru").works_on(on)
    return on


def eve(anchor: date) -> date:
    """The last short day before holidays within a year, a Friday if there was one."""
    year = [anchor - timedelta(days=back) for back in range(8, 360)]
    found = [on for on in year if _short(on)]
    fridays = [on for on in found if on.weekday() == 4]
    return next(iter([*fridays, *found]), working_day(anchor, 10))


def _short(on: date) -> bool:
    """Whether the desk of the country closes an hour earlier: at 17:30 nobody works."""
    wall = datetime.combine(on, time(17, 30), preset.load("ru").tz)
    return preset.load("ru").works_on(on) and not preset.load("ru").is_open(wall)


def _before(days: int) -> Callable[[date], date]:
    return lambda anchor: working_day(anchor, days)


def _sunday(anchor: date) -> date:
    return anchor - timedelta(days=anchor.weekday() + 15)


TOLD: tuple[tuple[Shape, str, Callable[[date], date], time], ...] = (
    (shapes.forgotten, "warranty", _before(9), time(10, 12)),
    (shapes.late, "update", _before(6), time(9, 40)),
    (shapes.quick, "basic", eve, time(17, 40)),
    (shapes.questioned, "contract", _before(12), time(11, 5)),
    (shapes.worked_on, "advance", _before(15), time(14, 20)),
    (shapes.long_research, "update", _before(32), time(10, 30)),
    (shapes.thanked_too_early, "warranty", _before(20), time(12, 15)),
    (shapes.called_out, "round-the-clock", _sunday, time(2, 10)),
    (shapes.another_matter, "update", _before(14), time(15, 45)),
    (shapes.machine, "basic", _before(3), time(8, 1)),
    (shapes.development, "contract", _before(18), time(16, 10)),
    (shapes.no_reply, "school", _before(24), time(13, 30)),
    (shapes.rejected, "round-the-clock", _before(22), time(10, 50)),
    (shapes.upstairs, "advance-told", _before(11), time(9, 25)),
    (shapes.late_in_part, "warranty", _before(26), time(10, 5)),
    (shapes.corrected, "update", _before(17), time(11, 20)),
)
STILL_OPEN: tuple[tuple[Shape, int, int], ...] = (
    (shapes.untouched, 1, 15), (shapes.taken, 1, 14), (shapes.no_reply, 1, 11), (shapes.quick, 1, 10),
    (shapes.upstairs_still, 1, 13), (shapes.research_still, 3, 10), (shapes.forgotten, 3, 10), (shapes.late, 2, 12),
    (shapes.untouched, 1, 16), (shapes.no_reply, 4, 12), (shapes.quick, 2, 14), (shapes.research_still, 3, 15),
    (shapes.untouched, 1, 17), (shapes.taken, 1, 16), (shapes.no_reply, 2, 9), (shapes.quick, 3, 16),
    (shapes.upstairs_still, 2, 10), (shapes.untouched, 1, 13), (shapes.quick, 2, 9), (shapes.no_reply, 6, 10),
    (shapes.awaits_release, 13, 11),
)  # fmt: skip
"""What is open when the history ends, by the working days before it and the hour; two of them are late."""

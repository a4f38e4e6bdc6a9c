"""The stepper itself: it leaves out no change between the instants that it looks at, and reads a file as one does."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given

from tests.core.drawn import examples, offices
from tests.core.stepper import MINUTE, SECOND, Stepper
from tests.core.stepper_days import DAY, DAYS, Days


@examples(20)
@given(offices())
def test_each_minute_is_as_its_stretch(office: tuple[dict[str, Any], datetime]) -> None:
    """Two days minute by minute, and the seconds around each change."""
    spec, first = office
    stepper = Stepper(spec, first, first + 2 * DAY)
    edges = [one.start + second * SECOND for one in stepper.steps for second in (-1, 0, 1)]
    moments = [first + 7 * MINUTE * count for count in range(2 * DAY // (7 * MINUTE))]

    for at in (*moments, *(edge for edge in edges if edge >= first)):
        assert stepper.at(at).own == stepper.shown(at)


def test_a_file_is_read_as_one_reads_it() -> None:
    """Friday 8 May 2026 is an eve; Monday 11 May is free, Saturday 16 May worked for it; Tuesday 12 May as written."""
    days = Days(
        {
            "zone": "Europe/Moscow",
            "weekly": {day: [["09:00", "13:00"], ["14:00", "18:00"]] for day in DAYS[:5]},
            "exceptions": {"2026-05-12": [["22:00", "06:00:30"]]},
            "yearly_days_off": ["05-09"],
            "moved_days_off": [{"day_off": "2026-05-11", "taken_from": "2026-05-16", "worked": True}],
            "eve_shorter_by": 3600,
        }
    )
    hour = 3600

    assert days.hours(date(2026, 5, 7)) == [(9 * hour, 13 * hour), (14 * hour, 18 * hour)]
    assert days.hours(date(2026, 5, 8)) == [(9 * hour, 13 * hour), (14 * hour, 17 * hour)]
    assert [days.hours(date(2026, 5, on)) for on in (9, 10, 11)] == [[], [], []]
    assert days.hours(date(2026, 5, 12)) == [(22 * hour, 30 * hour + 30)]
    assert days.why_closed(date(2026, 5, 8), 17 * hour) == {"shortened"}
    assert days.why_closed(date(2026, 5, 8), 18 * hour) == {"night", "lunch"}
    assert days.hours(date(2026, 5, 16)) == days.hours(date(2026, 5, 7))


def test_the_hour_that_the_clock_skips_is_not_worked() -> None:
    """Berlin, Sunday 29 March 2026, 22:00 to 6:00: the clock goes from 2:00 to 3:00, so that seven hours are worked."""
    night = {"zone": "Europe/Berlin", "weekly": {"sat": [["22:00", "06:00"]]}}
    begun = datetime(2026, 3, 28, 21, tzinfo=UTC)
    stepper = Stepper(night, begun - DAY, begun + DAY)

    assert stepper.worked(begun - DAY, begun + DAY) == timedelta(hours=7)
    assert stepper.due(begun, timedelta(hours=7)) == datetime(2026, 3, 29, 4, tzinfo=UTC)
    assert stepper.begun(begun + DAY, timedelta(hours=7)) == begun

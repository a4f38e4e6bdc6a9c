"""Why nobody works now, out of a calendar: Yekaterinburg (UTC+5), 9-13 and 14-18, in May 2026.

Friday 8 May ends at 17:00, Monday 11 May is off; 16 and 17 May are a weekend.
"""

from datetime import UTC, datetime

import pytest

from opora.channels.letters import Closed
from opora.channels.letters.closed import closed_at
from opora.core.hours import WorkCalendar
from tests.channels.letters.cast import SHORT_DAY, WEEKEND, YEKATERINBURG, at, may

HOURS = [["09:00", "13:00"], ["14:00", "18:00"]]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
OFFICE = WorkCalendar.from_spec(
    {
        "zone": YEKATERINBURG,
        "weekly": dict.fromkeys(WEEKDAYS, HOURS),
        "exceptions": {"2026-05-08": [["09:00", "13:00"], ["14:00", "17:00"]], "2026-05-11": []},
    }
)

CASES = [
    ("05-08 17:40", SHORT_DAY),
    ("05-08 23:30", SHORT_DAY),
    # Half-open: at 17:00 it is closed, a minute before it is not.
    ("05-08 17:00", SHORT_DAY),
    ("05-08 16:59", None),
    (
        "05-10 12:00",
        Closed(why="day_off", today=may(10), off_from=may(10), off_until=may(11), opens_at=at("05-12 09:00")),
    ),
    ("05-12 10:00", None),
    ("05-12 13:00", Closed(why="break", today=may(12), opens_at=at("05-12 14:00"))),
    ("05-12 18:00", Closed(why="evening", today=may(12), opens_at=at("05-13 09:00"))),
    ("05-13 03:20", Closed(why="night", today=may(13), opens_at=at("05-13 09:00"))),
    ("05-13 08:59", Closed(why="night", today=may(13), opens_at=at("05-13 09:00"))),
    (
        "05-15 18:30",
        Closed(why="evening", today=may(15), off_from=may(16), off_until=may(17), opens_at=at("05-18 09:00")),
    ),
    ("05-16 11:00", WEEKEND),
]


@pytest.mark.parametrize(("now", "closed"), CASES)
def test_why_an_office_is_closed(now: str, closed: Closed | None) -> None:
    assert closed_at(OFFICE, at(now)) == closed
    assert closed_at(OFFICE, at(now).astimezone(UTC)) == closed


def test_a_duty_opens_a_weekend_for_its_hours() -> None:
    duty = OFFICE.overlay([(at("05-16 10:00"), at("05-16 14:00"), "release")])
    friday, during, after = (closed_at(duty, at(now)) for now in ("05-15 19:00", "05-16 11:00", "05-16 15:00"))
    assert friday == Closed(why="evening", today=may(15), opens_at=at("05-16 10:00"))
    assert during is None
    assert after == WEEKEND


def test_round_the_clock_is_never_closed() -> None:
    assert closed_at(WorkCalendar.always(YEKATERINBURG), at("05-16 03:00")) is None


def test_a_night_shift_takes_no_break_by_day() -> None:
    weekly = {weekday: [["22:00", "06:00"]] for weekday in WEEKDAYS}
    nights = WorkCalendar.from_spec({"zone": YEKATERINBURG, "weekly": weekly})
    assert closed_at(nights, at("05-12 12:00")) == Closed(why="evening", today=may(12), opens_at=at("05-12 22:00"))
    assert closed_at(nights, at("05-12 23:00")) is None
    # The night of Friday belongs to Friday, though it ends on Saturday.
    assert closed_at(nights, at("05-16 05:00")) is None


def test_a_calendar_without_hours_opens_by_the_fallback() -> None:
    # T7: weekdays 9-18 of UTC, which are 14-23 in Yekaterinburg.
    empty = WorkCalendar.from_spec({"zone": YEKATERINBURG, "weekly": {}})
    assert closed_at(empty, at("05-12 15:00")) is None
    assert closed_at(empty, at("05-12 23:30")) == Closed(why="evening", today=may(12), opens_at=at("05-13 14:00"))
    assert closed_at(empty, at("05-16 11:00")) == Closed(
        why="day_off", today=may(16), off_from=may(16), off_until=may(17), opens_at=at("05-18 14:00")
    )


def test_an_opening_is_an_aware_instant() -> None:
    closed = closed_at(OFFICE, at("05-12 18:00"))
    assert closed is not None
    assert closed.opens_at == datetime(2026, 5, 13, 4, 0, tzinfo=UTC)

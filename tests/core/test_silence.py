"""When a mailbox has been silent against its habit: every figure by hand.

Yekaterinburg works 9-13 and 14-18. December 2025: 17-19, 22-26, 29 and 30 are full days; 31 December to 11 January are
off, 12 and 13 January 2026 are full days. May 2026: 4-7 full, Fri 8 until 17:00, 9-11 off, then full weeks.
"""

from datetime import date, datetime, timedelta

import pytest

from opora.core.hours import WorkCalendar
from opora.core.silence import expected_gap, habit_of, window_of
from tests.core.test_stories import CALENDAR
from tests.stories.may_2026 import ZONE

HOUR = timedelta(hours=1)
DAY = 8 * HOUR


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S" if text.count(":") == 2 else "%Y-%m-%d %H:%M").replace(
        tzinfo=ZONE
    )


def every_quarter(first: date, days: int) -> list[datetime]:
    """Twenty letters on each date, weekends too: 10:00, 10:15, ... 14:45."""
    begin = datetime(first.year, first.month, first.day, 10, tzinfo=ZONE)
    return [begin + timedelta(days=day, minutes=15 * one) for day in range(days) for one in range(20)]


def silent_from(calendar: WorkCalendar, letters: list[datetime]) -> datetime | None:
    return habit_of(calendar, letters).silent_from(calendar, letters[-1])


@pytest.mark.parametrize(
    ("counts", "worked", "wait", "gap"),
    [
        ([20] * 10, 10 * DAY, HOUR, 4 * HOUR),  # ten letters' worth: 80 h * 10 / 200
        ([40, 20, 20, 20, 20] * 2, 10 * DAY, HOUR, timedelta(hours=3, minutes=20)),  # Mondays: 80 * 10 / 240
        ([20] * 10, 10 * DAY, 6 * HOUR, timedelta(hours=7, minutes=30)),  # all come by 11: 6 * 5 / 4
        ([400] * 10, 10 * DAY, timedelta(), HOUR),  # 12 min; nobody is called for less than an hour
        ([1] * 20, 20 * DAY, DAY, 10 * DAY),  # one a day
        ([0, 5] * 5, 10 * DAY, 12 * HOUR, 4 * DAY),  # 80 * 10 / 25 = 32 h, more than 15
        ([2] * 5, 5 * DAY, HOUR, 5 * DAY),  # the least habit that there is
        ([2, 2, 2, 2, 1], 5 * DAY, HOUR, None),  # nine letters
        ([20] * 4, 4 * DAY, HOUR, None),  # four days
        ([], timedelta(), timedelta(), None),
    ],
)
def test_the_gap_that_is_expected(counts: list[int], worked: timedelta, wait: timedelta, gap: timedelta | None) -> None:
    assert expected_gap(counts, worked, wait) == gap


def test_twenty_letters_a_day_for_fourteen_days_and_the_holidays_after_them() -> None:
    """What comes on a weekend counts for Monday; the longest wait is from 14:45 until 10:00, 3:15 and 1 h."""
    letters = every_quarter(date(2025, 12, 17), 14)
    habit = habit_of(CALENDAR, letters)
    assert [(f"{on:%d}", count) for on, count in habit.counts] == [
        ("17", 20), ("18", 20), ("19", 20), ("22", 60), ("23", 20), ("24", 20), ("25", 20), ("26", 20), ("29", 60),
        ("30", 20),
    ]  # fmt: skip
    assert (habit.worked, habit.wait) == (10 * DAY, timedelta(hours=4, minutes=15))
    # 80 h * 10 / 280 is less than 4:15 * 5 / 4 = 5:18:45.
    assert habit.expected == timedelta(hours=5, minutes=18, seconds=45)
    # 30 December from 14:45: 3:15; 12 January from 9: the other 2:03:45.
    assert silent_from(CALENDAR, letters) == at("2026-01-12 11:03:45")


def test_in_a_plain_week_it_is_the_next_working_day() -> None:
    """Ten days of work until Friday 29 May (18-22, 25-29), 20 letters each: 3:15 on Friday, 2:03:45 on Monday."""
    assert silent_from(CALENDAR, every_quarter(date(2026, 5, 16), 14)) == at("2026-06-01 11:03:45")


def test_one_failure_is_no_habit() -> None:
    """The longest wait but one counts: three days without a letter once do not make three days usual. Twice do."""
    letters = [one for one in every_quarter(date(2026, 5, 12), 20) if one.date() not in _dates(19, 20, 21)]
    habit = habit_of(CALENDAR, letters)
    assert habit.wait == timedelta(hours=4, minutes=15)
    again = [one for one in letters if one.date() not in _dates(26, 27, 28)]
    # From Mon 14:45 until Fri 10:00: 3:15, 24 h, 1 h.
    assert habit_of(CALENDAR, again).wait == timedelta(hours=28, minutes=15)


def test_the_habit_is_that_of_twenty_working_days_up_to_the_last_letter() -> None:
    """Back from Fri 29 May: 25-29, 18-22, 12-15 are 14 days, 4-8 are 19, 30 April is the twentieth."""
    assert window_of(CALENDAR, at("2026-05-29 14:45")) == at("2026-04-30 00:00")
    # A letter of Saturday counts for Monday, the first of June.
    assert window_of(CALENDAR, at("2026-05-30 14:45")) == at("2026-05-04 00:00")


def test_round_the_clock_each_date_is_a_working_day() -> None:
    always = WorkCalendar.always("Asia/Yekaterinburg")
    letters = every_quarter(date(2026, 5, 16), 14)
    # The longest wait is from 14:45 until 10:00, 19:15; 24:03:45 later:
    assert silent_from(always, letters) == at("2026-05-30 14:48:45")


def test_who_has_no_habit_is_never_silent() -> None:
    assert habit_of(CALENDAR, []).silent_from(CALENDAR, at("2026-05-29 14:45")) is None
    assert silent_from(CALENDAR, every_quarter(date(2026, 5, 25), 4)) is None
    assert silent_from(CALENDAR, every_quarter(date(2026, 5, 25), 5)) is not None


def _dates(*days: int) -> set[date]:
    return {date(2026, 5, day) for day in days}

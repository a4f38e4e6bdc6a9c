"""Edges of intervals, of single days and of a calendar's own years that `./run mutate` showed to be held by no other
test."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from opora.core.hours import Cause, Reason, WorkCalendar
from opora.core.hours.axis import DAY, HOUR, Axis, Stretches, new_year
from opora.core.hours.days import Interval, in_order
from tests.core.tables import at

WHOLE, HOURS = 86_400, 3_600


def _office(**fields: Any) -> WorkCalendar:
    week = {day: [["09:00", "13:00"], ["14:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    return WorkCalendar.from_spec({"zone": "UTC", "weekly": week} | fields)


@pytest.mark.parametrize("pair", [(0, 1), (0, WHOLE), (10 * HOURS, 10 * HOURS + WHOLE - 1), (WHOLE - 1, WHOLE)])
def test_an_interval_is_of_a_day_or_of_less(pair: tuple[int, int]) -> None:
    assert Interval(*pair).seconds == pair[1] - pair[0]


@pytest.mark.parametrize("pair", [(-1, 5), (WHOLE, WHOLE + 1), (5, 5), (0, WHOLE + 1), (10 * HOURS, 34 * HOURS)])
def test_what_is_no_interval_of_a_day_is_refused(pair: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=re.escape(f"no interval of a day: {pair[0]} to {pair[1]} seconds")):
        Interval(*pair)


def test_touching_ones_are_one_as_long_as_that_is_an_interval() -> None:
    morning, day, whole = Interval(9 * HOURS, 13 * HOURS), Interval(13 * HOURS, 18 * HOURS), Interval(0, WHOLE)
    assert in_order((day, morning)) == (Interval(9 * HOURS, 18 * HOURS),)
    assert in_order((Interval(0, 12 * HOURS), Interval(12 * HOURS, WHOLE))) == (whole,)
    # 10:00 to 10:00 cannot be told from an empty one.
    two = (Interval(10 * HOURS, 22 * HOURS), Interval(22 * HOURS, 34 * HOURS))
    assert in_order(two) == two


def test_the_last_second_of_a_day_is_a_time_and_the_first_minute_after_it_is_none() -> None:
    assert Interval.of("09:00", "23:59:59") == Interval(9 * HOURS, WHOLE - 1)
    with pytest.raises(ValueError, match="'24:01' is no time of day; write HH:MM or HH:MM:SS, up to 24:00"):
        Interval.of("09:00", "24:01")


def test_a_calendar_has_the_code_that_it_is_given_or_none() -> None:
    spec = _office().to_spec()
    assert (WorkCalendar.from_spec(spec).code, WorkCalendar.from_spec(spec, "ekb").code) == ("", "ekb")


def test_an_eve_may_be_shorter_by_a_whole_day() -> None:
    assert _office(eve_shorter_by=WHOLE).to_spec()["eve_shorter_by"] == WHOLE


def test_a_moved_day_off_says_from_where_and_by_which_decree() -> None:
    """Friday 9 January 2026 for Saturday the 3rd."""
    moved = {"day_off": "2026-01-09", "taken_from": "2026-01-03", "document": "No 1"}
    why = _office(moved_days_off=[moved]).closed_because(at("2026-01-09T10:00+00:00"))
    assert why == Reason(Cause.MOVED, document="No 1", other_day=date(2026, 1, 3))


def test_a_day_off_of_one_year_is_off_in_that_year() -> None:
    """Friday 20 March 2026; 20 March 2025 and 2028 are a Thursday and a Monday."""
    office = _office(days_off=[{"day_off": "2026-03-20", "name": "Feast"}])
    assert [office.works_on(date(year, 3, 20)) for year in (2025, 2026, 2028)] == [True, False, True]


def test_a_sunday_before_a_holiday_stays_a_sunday() -> None:
    """Monday 1 June 2026 is off; the eve has no hours to lose."""
    why = _office(yearly_days_off=["06-01"], eve_shorter_by=3600).closed_because(at("2026-05-31T10:00+00:00"))
    assert why == Reason(Cause.WEEKEND)


def test_a_duty_in_january_is_of_its_year() -> None:
    """Saturday 10 January 2026."""
    ten = at("2026-01-10T10:00+00:00")
    on_duty = _office().overlay([(ten, ten + timedelta(hours=2), "")])
    assert on_duty.between(ten, ten + timedelta(days=1)) == timedelta(hours=2)


def test_an_empty_duty_opens_and_closes_nothing() -> None:
    """Saturday 16 May 2026 10:00; Friday ended at 18:00."""
    ten = at("2026-05-16T10:00+00:00")
    assert _office().overlay([(ten, ten, "")]).last_close(ten + timedelta(hours=1)) == at("2026-05-15T18:00+00:00")


def test_hours_that_end_where_the_clock_goes_back_have_no_empty_second_part() -> None:
    """In Berlin at 3:00 of 25 October 2026 it is 2:00 again; open from midnight until 2:00, which comes once."""
    sunday = WorkCalendar.from_spec({"zone": "Europe/Berlin", "weekly": {"sun": [["00:00", "02:00"]]}})
    told = sunday.explain(at("2026-10-25T00:00+02:00"), at("2026-10-25T06:00+01:00"))
    assert [(one.start, one.end, one.counted) for one in told] == [
        (at("2026-10-25T00:00+02:00"), at("2026-10-25T02:00+02:00"), True),
        (at("2026-10-25T02:00+02:00"), at("2026-10-25T06:00+01:00"), False),
    ]


def test_weekdays_of_utc_count_until_400_days_before_the_next_opening_and_no_day_longer() -> None:
    """Open on Mon 5 January 2026 and on Tue 2 January 2029 (T7): 400 days before that is Mon 29 November 2027, 9:00.

    From Tue 6 January 2026 until Fri 26 November 2027 are 690 days: 98 weeks and Tuesday to Friday, 494 days of 9 h.
    """

    def year(of: int) -> Stretches:
        day = {2026: 4, 2029: 1}.get(of)
        return [] if day is None else [(new_year(of) + day * DAY + 9 * HOUR, new_year(of) + day * DAY + 18 * HOUR)]

    closed = new_year(2026) + 4 * DAY + 18 * HOUR
    last = new_year(2027) + 329 * DAY
    assert Axis(year).add(closed, 494 * 9 * HOUR) == last + 18 * HOUR
    assert Axis(year).add(closed, (494 * 9 + 1) * HOUR) == new_year(2029) + DAY + 10 * HOUR


def test_a_year_that_is_not_laid_is_refused_by_its_number() -> None:
    for year, within in ((2401, 2400), (1899, 1900)):
        with pytest.raises(OverflowError, match=f"the year {year} is outside 1900 to 2400"):
            Axis(lambda _: []).over(new_year(year) + 10 * DAY, new_year(within))

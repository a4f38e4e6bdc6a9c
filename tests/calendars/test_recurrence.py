"""Which dates a recurrence of iCalendar gives: by hand first, then beside dateutil on many rules."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice

import pytest
from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule, weekday
from hypothesis import given, settings
from hypothesis import strategies as st

from opora.calendars.ical.recurrence import Budget, Frequency, Rule, RuleTooLong, dates

FREQUENCIES: dict[Frequency, int] = {"DAILY": DAILY, "WEEKLY": WEEKLY, "MONTHLY": MONTHLY, "YEARLY": YEARLY}


def told(rule: Rule, start: date, first: date, last: date) -> list[str]:
    return [on.isoformat() for on in dates(rule, start, first, last, Budget())]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        # Every third day from Thursday 1 January 2026, until the 11th.
        (Rule("DAILY", interval=3, until=date(2026, 1, 11)), ["2026-01-01", "2026-01-04", "2026-01-07", "2026-01-10"]),
        # The weekday of the beginning, four times.
        (Rule("WEEKLY", count=4), ["2026-01-01", "2026-01-08", "2026-01-15", "2026-01-22"]),
        # Mondays and Fridays of every second week, the first of them the week of 1 January (Monday 29 December).
        (
            Rule("WEEKLY", interval=2, by_day=((0, 0), (0, 4)), count=4),
            ["2026-01-02", "2026-01-12", "2026-01-16", "2026-01-26"],
        ),
        # The last day of each month.
        (Rule("MONTHLY", by_monthday=(-1,), count=3), ["2026-01-31", "2026-02-28", "2026-03-31"]),
        # The last Friday of each month: 30 January, 27 February, 27 March.
        (Rule("MONTHLY", by_day=((-1, 4),), count=3), ["2026-01-30", "2026-02-27", "2026-03-27"]),
        # The last working day of each month: 30 January, 27 February, 31 March.
        (
            Rule("MONTHLY", by_day=tuple((0, day) for day in range(5)), by_setpos=(-1,), count=3),
            ["2026-01-30", "2026-02-27", "2026-03-31"],
        ),
        # The same day of each year; the day of the programmer is not asked for.
        (Rule("YEARLY", count=3), ["2026-01-01", "2027-01-01", "2028-01-01"]),
        # Thanksgiving: the fourth Thursday of November.
        (Rule("YEARLY", by_month=(11,), by_day=((4, 3),), count=2), ["2026-11-26", "2027-11-25"]),
        # The first Monday of the year.
        (Rule("YEARLY", by_day=((1, 0),), count=2), ["2026-01-05", "2027-01-04"]),
        # 30 February never comes.
        (Rule("MONTHLY", by_month=(2,), by_monthday=(30,)), []),
    ],
)
def test_dates_by_hand(rule: Rule, expected: list[str]) -> None:
    assert told(rule, date(2026, 1, 1), date(2026, 1, 1), date(2029, 12, 31)) == expected


def test_only_the_window_is_told_and_counting_begins_with_the_rule() -> None:
    weekly = Rule("WEEKLY", count=4)
    assert told(weekly, date(2026, 1, 1), date(2026, 1, 10), date(2026, 1, 20)) == ["2026-01-15"]
    assert told(weekly, date(2026, 1, 1), date(2026, 1, 23), date(2027, 1, 1)) == []


def test_a_year_that_lacks_the_day_is_passed_over() -> None:
    leap = Rule("YEARLY")
    assert told(leap, date(2024, 2, 29), date(2024, 1, 1), date(2033, 1, 1)) == [
        "2024-02-29",
        "2028-02-29",
        "2032-02-29",
    ]


def test_a_position_is_counted_in_the_whole_week_even_the_first() -> None:
    """Tuesday 23 May 2023 is the second of its week's Monday and Tuesday, so that the first one lies before the start.

    Then Mondays 29 May, and 1 January 2024 (Monday 22 May would have been the first of the week of the 23rd).
    """
    first_of_two = Rule("WEEKLY", count=2, by_month=(1, 5), by_day=((0, 0), (0, 1)), by_setpos=(1,))
    second = replace(first_of_two, by_setpos=(2,))
    window = date(2023, 5, 1), date(2024, 12, 31)
    assert told(first_of_two, date(2023, 5, 23), *window) == ["2023-05-29", "2024-01-01"]
    assert told(second, date(2023, 5, 23), *window) == ["2023-05-23", "2023-05-30"]


def test_a_rule_may_not_take_longer_than_its_budget() -> None:
    every = Rule("DAILY", count=10_000)
    with pytest.raises(RuleTooLong):
        list(dates(every, date(1950, 1, 1), date(2026, 1, 1), date(2026, 12, 31), Budget(9_999)))
    assert list(dates(every, date(1950, 1, 1), date(1977, 5, 18), date(2026, 12, 31), Budget(10_000))) == [
        # 10,000 days from 1 January 1950 end on 18 May 1977: 27 years are 9862 days, 1977's first 138 end there.
        date(1977, 5, 18)
    ]


def test_without_a_count_the_years_before_the_window_cost_nothing() -> None:
    budget = Budget(40)
    found = list(dates(Rule("DAILY"), date(1901, 1, 1), date(2026, 1, 1), date(2026, 1, 31), budget))
    assert (found[0], found[-1], len(found)) == (date(2026, 1, 1), date(2026, 1, 31), 31)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """Rules that dateutil answers at once and as the RFC has it: it looks for what never comes until the year 9999, and
    takes weekdays with and without a number in one rule as a date that is both."""
    freq = draw(st.sampled_from(list(FREQUENCIES)))
    numbers = (
        st.sampled_from([-4, -1, 1, 2, 4]) if freq in ("MONTHLY", "YEARLY") and draw(st.booleans()) else st.just(0)
    )
    by_day = draw(st.lists(st.tuples(numbers, st.integers(0, 6)), max_size=3, unique=True))
    by_month = tuple(draw(st.lists(st.integers(1, 12), max_size=3, unique=True)))
    days = [1, 2, 15, -1, -2] if by_month else [1, 2, 15, 29, 30, 31, -1, -2, -30]
    by_monthday = [] if by_day else draw(st.lists(st.sampled_from(days), max_size=3, unique=True))
    positions = st.lists(st.sampled_from([1, -1]), max_size=2, unique=True)
    return Rule(
        freq,
        interval=draw(st.integers(1, 5)),
        count=draw(st.none() | st.integers(1, 40)),
        until=draw(st.none() | st.dates(date(2024, 1, 1), date(2029, 1, 1))),
        by_month=by_month,
        by_monthday=() if freq == "WEEKLY" else tuple(by_monthday),
        by_day=tuple(by_day),
        by_setpos=tuple(draw(positions)) if by_day or (by_monthday and freq != "WEEKLY") else (),
        week_starts=draw(st.sampled_from([0, 6])),
    )


@settings(deadline=None)
@given(rules(), st.dates(date(2023, 1, 1), date(2027, 1, 1)))
def test_the_same_dates_as_dateutil(rule: Rule, start: date) -> None:
    first, last = date(2025, 1, 1), date(2028, 12, 31)
    if rule.freq == "WEEKLY" and rule.by_setpos:
        # dateutil counts positions of the first week from the start on, the RFC from the first day of the week.
        start -= timedelta(days=(start.weekday() - rule.week_starts) % 7)
    theirs = rrule(
        FREQUENCIES[rule.freq],
        dtstart=datetime.combine(start, time()),
        interval=rule.interval,
        until=datetime.combine(min(rule.until or last, last), time()),
        bymonth=rule.by_month or None,
        bymonthday=rule.by_monthday or None,
        byweekday=[weekday(day, number or None) for number, day in rule.by_day] or None,
        bysetpos=rule.by_setpos or None,
        wkst=rule.week_starts,
    )
    expected = [at.date() for at in islice(theirs, rule.count)]
    assert list(dates(rule, start, first, last, Budget())) == [on for on in expected if on >= first]

"""What is doubtful about a work calendar: each doubt beside a neighbour that has none. All days are chosen by hand."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from opora.calendars import preset
from opora.core.doubts import (
    DayIsNotEight,
    DayTwice,
    DecreeMissing,
    Doubt,
    ExceptionOutside,
    NothingOpen,
    OfficeClosed,
    RoundTheClock,
    Version,
    doubts,
)
from opora.core.hours import Cause, Reason, WorkCalendar

# A Friday.
NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
DAY = [["09:00", "13:00"], ["14:00", "18:00"]]
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), DAY)
ROUND = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
EVER = date(1900, 1, 1)


def version(valid_from: date = EVER, own: dict[str, Any] | None = None, **spec: Any) -> Version:
    """A version with this spec; ``own`` are the exceptions that the desk entered itself."""
    exceptions = spec.pop("exceptions", {}) | (own or {})
    calendar = WorkCalendar.from_spec({"zone": "UTC", "weekly": WEEK, "exceptions": exceptions} | spec)
    return Version(valid_from, calendar, frozenset(map(date.fromisoformat, own or {})))


def found(*versions: Version, now: datetime = NOW, named: tuple[RoundTheClock, ...] = ()) -> list[Doubt]:
    return list(doubts(versions, now, named))


def closed(first: date, days: int) -> dict[str, Any]:
    return {(first + timedelta(days=number)).isoformat(): [] for number in range(days)}


def test_an_ordinary_office_has_nothing_doubtful() -> None:
    assert found(version()) == []


# --- nothing open in the next 30 days -------------------------------------------------------------------------------


def test_thirty_days_without_an_hour() -> None:
    """Closed from 27 November to 26 December, a Saturday: thirty days. It opens on Monday the 28th."""
    assert found(version(own=closed(date(2026, 11, 27), 30))) == [NothingOpen(date(2026, 12, 28))]


def test_one_open_day_among_thirty_is_enough() -> None:
    """Closed until 24 December; Friday the 25th is the 29th day and open."""
    assert found(version(own=closed(date(2026, 11, 27), 28))) == []


def test_the_thirtieth_day_is_the_last_that_is_looked_at() -> None:
    """Every day of the week is worked: closed until 25 December, the 29th day, and until the 26th."""
    assert found(version(weekly=ROUND, own=closed(date(2026, 11, 27), 29))) == []
    shut = found(version(weekly=ROUND, own=closed(date(2026, 11, 27), 30)))
    assert shut == [NothingOpen(date(2026, 12, 27))]


def test_an_office_that_never_opens() -> None:
    assert found(version(weekly={})) == [NothingOpen(None)]


def test_a_later_version_may_be_the_one_that_opens() -> None:
    shut = version(weekly={})
    assert found(shut, version(date(2026, 12, 21))) == []
    assert found(shut, version(date(2026, 12, 27))) == [NothingOpen(date(2026, 12, 28))]


# --- the decree of a year -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "missing"),
    [
        (datetime(2026, 8, 31, 23, 59, tzinfo=UTC), []),
        (datetime(2026, 9, 1, tzinfo=UTC), [2027]),
        (datetime(2026, 12, 31, tzinfo=UTC), [2027]),
        (datetime(2027, 1, 1, tzinfo=UTC), [2027]),
        (datetime(2027, 9, 1, tzinfo=UTC), [2027, 2028]),
    ],
)
def test_the_decree_is_missed_from_september_of_the_year_before(now: datetime, missing: list[int]) -> None:
    assert found(version(years_entered=[2018, 2026]), now=now) == [DecreeMissing(year) for year in missing]


def test_a_calendar_that_needs_no_decree_misses_none() -> None:
    assert found(version(yearly_days_off=["01-01"]), now=datetime(2026, 9, 1, tzinfo=UTC)) == []


def test_the_year_begins_in_the_zone_of_the_calendar() -> None:
    """20:00 UTC on 31 August is the 1st of September in Vladivostok, 10 hours ahead."""
    now = datetime(2026, 8, 31, 20, tzinfo=UTC)
    assert found(version(zone="Asia/Vladivostok", years_entered=[2018, 2026]), now=now) == [DecreeMissing(2027)]


def test_the_version_of_the_new_year_is_asked_for_its_decree() -> None:
    old, new = version(years_entered=[2018, 2026]), version(date(2027, 1, 1), years_entered=[2018, 2027])
    assert found(old, new) == []


# --- a day given twice ----------------------------------------------------------------------------------------------


def test_a_decree_that_frees_a_holiday() -> None:
    moved = [{"day_off": "2026-06-12", "taken_from": "2026-06-13"}]
    assert found(version(yearly_days_off=["06-12"], moved_days_off=moved)) == [
        DayTwice(date(2026, 6, 12), date(2026, 6, 12), "moved", "holiday")
    ]


def test_years_that_are_over_raise_no_doubt() -> None:
    """The same in 2025 is nobody's to mend any more; and what comes with Opora has no such day ahead."""
    moved = [{"day_off": "2025-06-12", "taken_from": "2025-06-14"}]
    assert found(version(own={"2025-12-25": []}, yearly_days_off=["06-12", "12-25"], moved_days_off=moved)) == []
    assert found(version(date(2026, 1, 1), own={"2025-12-25": []})) == []
    for name in preset.names():
        assert list(doubts([Version(EVER, preset.load(name))], datetime(2026, 5, 8, tzinfo=UTC))) == [], name


def test_one_day_given_away_twice() -> None:
    moved = [
        {"day_off": "2026-06-11", "taken_from": "2026-06-13"},
        {"day_off": "2026-06-15", "taken_from": "2026-06-13"},
    ]
    assert found(version(moved_days_off=moved)) == [DayTwice(date(2026, 6, 13), date(2026, 6, 13), "taken", "taken")]


def test_a_day_that_is_freed_and_worked() -> None:
    moved = [
        {"day_off": "2026-06-11", "taken_from": "2026-06-13", "worked": True},
        {"day_off": "2026-06-13", "taken_from": "2026-06-20"},
    ]
    assert found(version(moved_days_off=moved)) == [DayTwice(date(2026, 6, 13), date(2026, 6, 13), "moved", "taken")]


def test_an_exception_that_says_what_the_holiday_says() -> None:
    assert found(version(own={"2026-12-25": []}, yearly_days_off=["12-25"])) == [
        DayTwice(date(2026, 12, 25), date(2026, 12, 25), "exception", "holiday")
    ]


def test_an_exception_that_opens_on_a_holiday_or_reaches_beyond_it_says_something() -> None:
    assert found(version(own={"2026-12-25": [["10:00", "12:00"]]}, yearly_days_off=["12-25"])) == []
    # Christmas with the days around it: 24 to 28 December in one go, the weekend included.
    assert found(version(own=closed(date(2026, 12, 24), 5), yearly_days_off=["12-25"])) == []


def test_days_off_of_a_neighbouring_decree_are_no_doubt() -> None:
    moved = [{"day_off": "2026-06-11", "taken_from": "2026-06-13"}, {"day_off": "2026-06-15"}]
    assert found(version(yearly_days_off=["06-12"], moved_days_off=moved)) == []


def test_a_day_off_of_one_year_that_is_a_holiday_of_every_year() -> None:
    """25 and 26 December are holidays already: given again they say nothing, two in one go are one doubt."""
    once = [{"day_off": "2026-12-25"}]
    assert found(version(yearly_days_off=["12-25"], days_off=once)) == [
        DayTwice(date(2026, 12, 25), date(2026, 12, 25), "holiday", "holiday")
    ]
    both = [{"day_off": "2026-12-25", "until": "2026-12-26", "name": "Christmas"}]
    assert found(version(yearly_days_off=["12-25", "12-26"], days_off=both)) == [
        DayTwice(date(2026, 12, 25), date(2026, 12, 26), "holiday", "holiday")
    ]


def test_a_day_off_of_one_year_beside_a_holiday_or_around_it_says_something() -> None:
    assert found(version(yearly_days_off=["12-25"], days_off=[{"day_off": "2026-12-24"}])) == []
    # The holiday lies within a stretch of free days: without it the stretch would be two.
    around = [{"day_off": "2026-12-24", "until": "2026-12-28"}]
    assert found(version(yearly_days_off=["12-25"], days_off=around)) == []
    # The last year that had this holiday was 2025.
    gone = [{"day": "12-25", "until": 2025}]
    assert found(version(yearly_days_off=gone, days_off=[{"day_off": "2026-12-25"}])) == []


def test_a_working_saturday_that_is_a_holiday() -> None:
    """Saturday 26 December is to be worked for Monday the 28th; a holiday on it wins, of every year or of this one."""
    moved = [{"day_off": "2026-12-28", "taken_from": "2026-12-26", "worked": True}]
    doubt = DayTwice(date(2026, 12, 26), date(2026, 12, 26), "taken", "holiday")
    assert found(version(yearly_days_off=["12-26"], moved_days_off=moved)) == [doubt]
    assert found(version(days_off=[{"day_off": "2026-12-26"}], moved_days_off=moved)) == [doubt]


def test_a_working_saturday_beside_a_holiday_and_a_holiday_that_is_given_away_are_no_doubt() -> None:
    moved = [{"day_off": "2026-12-28", "taken_from": "2026-12-26", "worked": True}]
    assert found(version(yearly_days_off=["12-25"], moved_days_off=moved)) == []
    # A holiday on a Saturday gives another day off and is not worked itself.
    given = [{"day_off": "2026-12-28", "taken_from": "2026-12-26"}]
    assert found(version(yearly_days_off=["12-26"], moved_days_off=given)) == []


# --- an exception outside its version -------------------------------------------------------------------------------


def test_an_exception_before_its_version_begins_or_after_it_ends() -> None:
    first = version(own={"2027-01-11": []})
    second = version(date(2027, 1, 11), own={"2027-01-08": []})
    assert found(first, second) == [
        ExceptionOutside(date(2027, 1, 11), EVER, date(2027, 1, 11)),
        ExceptionOutside(date(2027, 1, 8), date(2027, 1, 11), None),
    ]


def test_an_exception_on_the_first_and_on_the_last_day_of_its_version_is_inside() -> None:
    first = version(own={"2027-01-08": []})
    second = version(date(2027, 1, 11), own={"2027-01-11": []})
    assert found(first, second) == []


def test_what_the_country_enters_may_lie_outside() -> None:
    feast = {"2019-08-12": {"hours": [], "cause": "holiday", "name": "Курбан-байрам"}}
    assert found(version(date(2026, 1, 1), exceptions=feast)) == []


def test_a_version_that_is_over_raises_no_doubt() -> None:
    old = version(own={"2026-11-26": []})
    assert found(old, version(date(2026, 11, 26))) == []
    # One day later it is still in force today, in part: the day on which the new one begins is not today.
    assert found(version(own={"2026-11-28": []}), version(date(2026, 11, 28))) == [
        ExceptionOutside(date(2026, 11, 28), EVER, date(2026, 11, 28))
    ]


# --- hours that make eight hours not a day --------------------------------------------------------------------------


def test_a_day_of_nine_hours_and_a_short_friday() -> None:
    """9 h from Monday to Thursday, 4 h on Friday."""
    week = {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu")} | {"fri": [["09:00", "13:00"]]}
    hour = 3600
    assert found(version(weekly=week)) == [
        DayIsNotEight(((0, 9 * hour), (1, 9 * hour), (2, 9 * hour), (3, 9 * hour), (4, 4 * hour)))
    ]


def test_other_eight_hours_are_a_day_and_so_is_a_week_without_end() -> None:
    night = {day: [["22:00", "06:00"]] for day in ("mon", "wed", "sat")}
    assert found(version(weekly=night)) == []
    assert found(version(weekly=ROUND)) == []
    # Round the clock but for Sunday is a day of 24 hours that is no mere 24x7.
    assert len(found(version(weekly={day: hours for day, hours in ROUND.items() if day != "sun"}))) == 1


# --- closed while a contract says round the clock --------------------------------------------------------------------


def named(until: date = date(2027, 6, 30), start: date = EVER, duties: Any = (), **spec: Any) -> RoundTheClock:
    calendar = WorkCalendar.from_spec({"zone": "UTC", "weekly": ROUND} | spec)
    return RoundTheClock("24/7-1", calendar, start, until, tuple(duties))


def test_an_office_that_closes_while_a_contract_names_it_round_the_clock() -> None:
    """On Friday at 9:00 UTC it is open; its lunch from 13:00 is the first hour when nobody is there."""
    after_work = datetime(2026, 11, 27, 18, tzinfo=UTC)
    (begun,) = found(version(), now=after_work, named=(named(),))
    # Until Monday 30 November, 9:00.
    assert begun == OfficeClosed(
        "24/7-1", after_work, datetime(2026, 11, 30, 9, tzinfo=UTC), Reason(Cause.NIGHT), begun=True
    )
    assert found(version(), named=(named(),)) == [
        OfficeClosed(
            "24/7-1",
            datetime(2026, 11, 27, 13, tzinfo=UTC),
            datetime(2026, 11, 27, 14, tzinfo=UTC),
            Reason(Cause.LUNCH),
        )
    ]


def test_no_doubt_when_office_and_contract_are_open_together() -> None:
    assert found(version(weekly=ROUND), named=(named(),)) == []
    # The contract's own calendar keeps office hours.
    assert found(version(), named=(named(weekly=WEEK),)) == []


def test_a_contract_that_is_over_or_far_ahead_is_not_asked() -> None:
    assert found(version(), named=(named(until=date(2026, 11, 26)),)) == []
    # Its last day is today, and the lunch of today is closed.
    assert len(found(version(), named=(named(until=date(2026, 11, 27)),))) == 1
    assert found(version(), named=(named(start=date(2026, 12, 28)),)) == []
    assert len(found(version(), named=(named(start=date(2026, 12, 26)),))) == 1


def test_duties_that_fill_what_is_closed_leave_no_doubt() -> None:
    whole = [(NOW, NOW + timedelta(days=30))]
    assert found(version(), named=(named(duties=whole),)) == []
    # One minute short: the doubt is about that minute. 27 December is a Sunday.
    short = [(NOW, NOW + timedelta(days=30) - timedelta(minutes=1))]
    (doubt,) = found(version(), named=(named(duties=short),))
    assert isinstance(doubt, OfficeClosed)
    assert doubt.from_at == datetime(2026, 12, 27, 8, 59, tzinfo=UTC)
    assert doubt.until_at == datetime(2026, 12, 27, 9, 0, tzinfo=UTC)


def test_an_exception_of_a_round_the_clock_office_is_told() -> None:
    """The office works round the clock; on 31 December it is closed, out of sight; on 24 December it is seen."""
    assert found(version(weekly=ROUND, own={"2026-12-31": []}), named=(named(),)) == []
    (doubt,) = found(version(weekly=ROUND, own={"2026-12-24": []}), named=(named(),))
    assert isinstance(doubt, OfficeClosed)
    assert (doubt.from_at, doubt.until_at) == (
        datetime(2026, 12, 24, tzinfo=UTC),
        datetime(2026, 12, 25, tzinfo=UTC),
    )
    assert doubt.because.cause == Cause.OFFICE


def test_a_version_that_begins_within_thirty_days_is_looked_at() -> None:
    """Round the clock today, office hours from Tuesday 1 December: closed that day until nine."""
    (doubt,) = found(version(weekly=ROUND), version(date(2026, 12, 1)), named=(named(),))
    assert doubt == OfficeClosed(
        "24/7-1", datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 1, 9, tzinfo=UTC), Reason(Cause.NIGHT)
    )
    # The thirty days end on Sunday 27 December at nine; what is closed later is not seen yet.
    (doubt,) = found(version(weekly=ROUND), version(date(2026, 12, 27)), named=(named(),))
    assert doubt == OfficeClosed(
        "24/7-1", datetime(2026, 12, 27, tzinfo=UTC), datetime(2026, 12, 27, 9, tzinfo=UTC), Reason(Cause.WEEKEND)
    )
    assert found(version(weekly=ROUND), version(date(2026, 12, 28)), named=(named(),)) == []
    # Office hours that are over, or that a newer version takes the place of before anything is closed.
    assert found(version(), version(date(2026, 11, 27), weekly=ROUND), named=(named(),)) == []


def test_what_is_closed_ends_where_a_version_round_the_clock_begins() -> None:
    """Friday at 18:00 with office hours would be closed until Monday at nine; from Saturday on nobody sleeps."""
    now = datetime(2026, 11, 27, 18, tzinfo=UTC)
    assert found(version(), version(date(2026, 11, 28), weekly=ROUND), now=now, named=(named(),)) == [
        OfficeClosed("24/7-1", now, datetime(2026, 11, 28, tzinfo=UTC), Reason(Cause.NIGHT), begun=True)
    ]


def test_a_version_begins_at_midnight_of_its_zone() -> None:
    """1 December begins in Vladivostok at 14:00 UTC of 30 November; nine o'clock there is 23:00 UTC."""
    far = "Asia/Vladivostok"
    (doubt,) = found(version(zone=far, weekly=ROUND), version(date(2026, 12, 1), zone=far), named=(named(),))
    assert isinstance(doubt, OfficeClosed)
    assert (doubt.from_at, doubt.until_at) == (
        datetime(2026, 11, 30, 14, tzinfo=UTC),
        datetime(2026, 11, 30, 23, tzinfo=UTC),
    )

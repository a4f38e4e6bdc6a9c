"""The calendar file: what it may say, and what is said when it is wrong."""

from datetime import date, timedelta
from typing import Any

import pytest

from opora.core.hours import CalendarFileError, WorkCalendar
from tests.core.tables import at, specs

WEEK = {"mon": [["09:00", "17:00"]]}
NO_YEARS: tuple[Any, ...] = (2026, [2026], [2027, 2026], ["2026", 2027], [2025, 2026, 2027], {})


def _spec(**fields: Any) -> dict[str, Any]:
    return {"zone": "Europe/Berlin", "weekly": WEEK} | fields


def test_exceptions_win_over_yearly_days_off() -> None:
    """1 January 2024 and 1 January 2029 are Mondays."""
    office = WorkCalendar.from_spec(
        _spec(exceptions={"2024-01-01": [["10:00", "12:00"]]}, yearly_days_off=["01-01"]),
    )

    assert office.works_on(date(2024, 1, 1))
    assert office.between(at("2024-01-01T00:00+01:00"), at("2024-01-02T00:00+01:00")) == timedelta(hours=2)
    assert not office.works_on(date(2029, 1, 1))


def test_the_29th_of_february_may_be_a_day_off() -> None:
    """29 February 2044 is a Monday; other years know no such day."""
    office = WorkCalendar.from_spec(_spec(yearly_days_off=["02-29"]))

    assert not office.works_on(date(2044, 2, 29))
    assert office.works_on(date(2044, 2, 22))
    assert office.works_on(date(2027, 3, 1))


def test_touching_intervals_are_one() -> None:
    office = WorkCalendar.from_spec(_spec(weekly={"mon": [["13:00", "18:00"], ["09:00", "13:00"]]}))

    assert office.close_after(at("2026-05-18T10:00+02:00")) == at("2026-05-18T18:00+02:00")


def test_midnight_may_be_written_in_two_ways() -> None:
    ways = [WorkCalendar.from_spec(_spec(weekly={"mon": [["22:00", end]]})) for end in ("24:00", "00:00")]

    for office in ways:
        assert office.close_after(at("2026-05-18T23:00+02:00")) == at("2026-05-19T00:00+02:00")


@pytest.mark.parametrize("name", sorted(specs()))
def test_a_calendar_is_written_as_it_was_read(name: str) -> None:
    once = WorkCalendar.from_spec(specs()[name]).to_spec()

    assert WorkCalendar.from_spec(once).to_spec() == once
    assert once["zone"] == specs()[name]["zone"]
    assert set(once["exceptions"]) == set(specs()[name].get("exceptions", {}))
    assert len(once["yearly_days_off"]) == len(specs()[name].get("yearly_days_off", []))


def test_what_is_written_is_plain_when_it_can_be() -> None:
    plain = _spec(
        weekly={
            "mon": [["09:00", "13:00"], ["14:00:30", "18:59:59"]],
            "sat": [["22:00", "06:00"]],
            "sun": [["00:00", "24:00"]],
        },
        exceptions={"2024-11-02": [["09:00", "13:00"]], "2025-01-01": []},
        yearly_days_off=["01-01"],
    )

    assert WorkCalendar.from_spec(plain).to_spec() == plain


def test_days_off_of_one_year_are_written_one_by_one() -> None:
    dated = [{"day_off": "2026-03-20", "until": "2026-03-21", "name": "Feast", "document": "No 1"}]
    yearly = [{"day": "08-30", "name": "Day", "since": 1991, "until": 2030}]

    written = WorkCalendar.from_spec(_spec(days_off=dated, yearly_days_off=yearly)).to_spec()

    assert written["days_off"] == [
        {"day_off": "2026-03-20", "name": "Feast", "document": "No 1"},
        {"day_off": "2026-03-21", "name": "Feast", "document": "No 1"},
    ]
    assert written["yearly_days_off"] == yearly
    assert WorkCalendar.from_spec(written).to_spec() == written


def test_the_day_before_a_day_off_of_one_year_is_shorter_unless_it_says_otherwise() -> None:
    """Fridays 20 March and 22 May 2026; Thursdays before them have 8 hours, one less, or all."""
    days = [{"day_off": "2026-03-20"}, {"day_off": "2026-05-22", "eve": False}]
    office = WorkCalendar.from_spec(
        _spec(weekly={"thu": [["09:00", "17:00"]]}, days_off=days, eve_shorter_by=3600),
    )

    assert [str(one) for one in office.hours_on(date(2026, 3, 19))] == ["09:00-16:00"]
    assert [str(one) for one in office.hours_on(date(2026, 5, 21))] == ["09:00-17:00"]


def test_a_yearly_day_off_begins_and_ends_with_its_years() -> None:
    """Mondays 1 September 2025, 2031 and 2036; the day is one of 2026-2035."""
    yearly = [{"day": "09-01", "since": 2026, "until": 2035}]
    office = WorkCalendar.from_spec(_spec(yearly_days_off=yearly))

    assert [office.works_on(date(of, 9, 1)) for of in (2025, 2031, 2036)] == [True, False, True]


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ({"weekly": WEEK}, ["zone", "missing", "Europe/Moscow"]),
        (_spec(zone="Europe/Moskva"), ["zone", "Europe/Moskva", "IANA"]),
        (_spec(zone=3), ["zone", "3"]),
        ({"zone": "UTC"}, ["weekly", "missing"]),
        (_spec(weekly=[]), ["weekly", "[]"]),
        (_spec(weekly={"monday": []}), ["weekly", "monday", "mon, tue"]),
        (_spec(weekly={"mon": "09:00-17:00"}), ["weekly.mon", "09:00-17:00"]),
        (_spec(weekly={"mon": [["09:00"]]}), ["weekly.mon[0]", "09:00"]),
        (_spec(weekly={"mon": [["09:00", "25:00"]]}), ["weekly.mon[0]", "25:00", "24:00"]),
        (_spec(weekly={"mon": [["09:00", "12:60"]]}), ["weekly.mon[0]", "12:60"]),
        (_spec(weekly={"mon": [["09:00", "12:00:60"]]}), ["weekly.mon[0]", "12:00:60"]),
        (_spec(weekly={"mon": [["09:00", "24:00:01"]]}), ["weekly.mon[0]", "24:00:01"]),
        (_spec(weekly={"mon": [["24:00", "12:00"]]}), ["weekly.mon[0]", "24:00"]),
        (_spec(weekly={"mon": [["09:00", "09:00"]]}), ["weekly.mon[0]", "09:00", "empty"]),
        (_spec(weekly={"mon": [["09:00", "12:00"], ["11:00", "13:00"]]}), ["weekly.mon", "overlap", "11:00"]),
        (_spec(exceptions=[]), ["exceptions", "[]"]),
        (_spec(exceptions={"02.11.2024": []}), ["exceptions", "02.11.2024", "YYYY-MM-DD"]),
        (_spec(exceptions={"2023-02-29": []}), ["exceptions", "2023-02-29"]),
        (_spec(exceptions={"2024-11-02": {"cause": "moved"}}), ["exceptions.2024-11-02", "hours"]),
        (_spec(exceptions={"2024-11-02": {"hours": [], "cause": "whim"}}), ["2024-11-02", "whim", "holiday"]),
        (_spec(exceptions={"2024-11-02": {"hours": [], "reason": "x"}}), ["2024-11-02", "reason"]),
        (_spec(yearly_days_off=["1 May"]), ["yearly_days_off[0]", "1 May", "MM-DD"]),
        (_spec(yearly_days_off=["02-30"]), ["yearly_days_off[0]", "02-30"]),
        (_spec(yearly_days_off=["05-01", "05-01"]), ["yearly_days_off[1]", "05-01", "twice"]),
        (_spec(yearly_days_off=[{"day": "05-01", "since": "1992"}]), ["yearly_days_off[0]", "1992", "2026"]),
        (_spec(yearly_days_off=[{"day": "05-01", "until": 0}]), ["yearly_days_off[0]", "0", "year"]),
        (_spec(yearly_days_off=[{"day": "05-01", "until": 10_000}]), ["yearly_days_off[0]", "10000", "year"]),
        (_spec(yearly_days_off=[{"day": "05-01", "since": True}]), ["yearly_days_off[0]", "True", "year"]),
        (_spec(days_off={}), ["days_off", "list"]),
        (_spec(days_off=[{"name": "x"}]), ["days_off[0]", "None", "YYYY-MM-DD"]),
        (_spec(days_off=[{"day_off": "2026-03-20"}] * 2), ["days_off[1]", "2026-03-20", "twice"]),
        (_spec(days_off=[{"day_off": "2026-03-20", "until": "2026-03-19"}]), ["days_off[0]", "2026-03-19", "later"]),
        (_spec(days_off=[{"day_off": "2026-03-20", "until": "2027-03-21"}]), ["days_off[0]", "2027-03-21"]),
        (_spec(days_off=[{"day_off": "2026-03-20", "eve": "no"}]), ["days_off[0]", "eve", "true or false"]),
        (_spec(days_off=[{"day_off": "2026-03-20", "hours": []}]), ["days_off[0]", "hours", "document"]),
        (_spec(exeptions={}), ["exeptions", "exceptions"]),
        (_spec(years_entered=[2026]), ["years_entered", "2026"]),
        ([], ["object"]),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_the_way_out(spec: Any, said: list[str]) -> None:
    with pytest.raises(CalendarFileError) as refusal:
        WorkCalendar.from_spec(spec)

    for words in said:
        assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        ([], "the calendar file: [] is no object; write {...}"),
        ({"weekly": WEEK}, 'zone is missing; write "zone": "Europe/Moscow"'),
        ({"zone": "UTC"}, 'weekly is missing; write "weekly": {"mon": [["09:00", "18:00"]]}'),
        (_spec(zone=3), "zone: 3 is no text; write it in quotes"),
        (_spec(weekly=[]), "weekly: [] is no object; write {...}"),
        (
            _spec(weekly={"mon": "09:00-17:00"}),
            'weekly.mon: \'09:00-17:00\' is no list; write one such as [["09:00", "13:00"], ["14:00", "18:00"]]',
        ),
        (
            _spec(weekly={"mon": ["09:00-17:00"]}),
            'weekly.mon[0]: \'09:00-17:00\' is no interval; write ["09:00", "18:00"]',
        ),
        (
            _spec(weekly={"mon": [["24:00", "12:00"]]}),
            "weekly.mon[0]: 24:00 can only end an interval; to begin at midnight write 00:00 on the next day",
        ),
        (_spec(exceptions=[]), "exceptions: [] is no object; write {...}"),
        (_spec(exceptions={"02.11.2024": []}), "exceptions: '02.11.2024' is no date; write YYYY-MM-DD"),
        (
            _spec(exceptions={"2024-11-02": "9-18"}),
            'exceptions.2024-11-02: \'9-18\' is no list; write one such as [["09:00", "13:00"], ["14:00", "18:00"]]',
        ),
        (
            _spec(exceptions={"2024-11-02": {"hours": [9, 18]}}),
            'exceptions.2024-11-02.hours[0]: 9 is no interval; write ["09:00", "18:00"]',
        ),
        (
            _spec(yearly_days_off=["01-01", {"day": "05-01", "year": 2026}]),
            "yearly_days_off[1]: 'year' is not known; write one of day, name, name_en, document, since, until",
        ),
        (
            _spec(moved_days_off=[{"day_off": "2026-01-09", "hours": []}]),
            "moved_days_off[0]: 'hours' is not known; write one of day_off, taken_from, worked, document",
        ),
        (_spec(yearly_days_off={}), 'yearly_days_off: {} is no list; write one such as ["01-01", "05-09"]'),
        (_spec(yearly_days_off=["1 May"]), "yearly_days_off[0]: '1 May' is no day of the year; write MM-DD"),
        (_spec(days_off={}), 'days_off: {} is no list; write one such as [{"day_off": "2026-03-20"}]'),
        (_spec(moved_days_off={}), 'moved_days_off: {} is no list; write one such as [{"day_off": "2026-01-09"}]'),
        (
            _spec(moved_days_off=[{"day_off": "2026-01-09"}] * 2),
            "moved_days_off[1]: 2026-01-09 is given twice; leave one of them out",
        ),
        *(
            (
                _spec(moved_days_off=[{"day_off": "2026-01-09", "worked": worked}]),
                f'moved_days_off[0]: "worked" is {worked!r}; write true or false, and "taken_from" with true',
            )
            for worked in (1, True)
        ),
        *(
            (
                _spec(eve_shorter_by=seconds),
                f"eve_shorter_by: {seconds!r} is no number of seconds; write one from 0 to 86400",
            )
            for seconds in (-1, 86_401, True, "60")
        ),
        *(
            (
                _spec(years_entered=years),
                f"years_entered: {years!r} are no two years; write the first and the last, [2018, 2027]",
            )
            for years in NO_YEARS
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(spec: Any, sentence: str) -> None:
    with pytest.raises(CalendarFileError) as refusal:
        WorkCalendar.from_spec(spec)

    assert str(refusal.value) == sentence


def test_the_smallest_file_is_accepted() -> None:
    office = WorkCalendar.from_spec({"zone": "UTC", "weekly": WEEK})

    assert office.works_on(date(2026, 5, 18))
    assert not office.works_on(date(2026, 5, 19))


@pytest.mark.parametrize(
    ("afternoon", "left"),
    [
        # Thursday 30 April 2026 is the eve of 1 May: an hour shorter.
        (["14:00", "18:00"], ["09:00-12:00", "14:00-17:00"]),
        (["17:00", "18:00"], ["09:00-12:00"]),
        (["17:30", "18:00"], ["09:00-11:30"]),
        (["22:00", "06:00"], ["09:00-12:00", "22:00-05:00"]),
    ],
)
def test_an_eve_loses_its_last_hour(afternoon: list[str], left: list[str]) -> None:
    weekly = {"thu": [["09:00", "12:00"], afternoon]}
    office = WorkCalendar.from_spec(_spec(weekly=weekly, yearly_days_off=["05-01"], eve_shorter_by=3600))

    assert [str(one) for one in office.hours_on(date(2026, 4, 30))] == left
    assert len(office.hours_on(date(2026, 4, 23))) == 2


def test_a_day_off_moved_from_a_weekend_leaves_the_weekend_free() -> None:
    """Monday 18 May 2026 is free for Sunday the 17th or Saturday the 16th; only "worked" makes one worked."""
    moved = [{"day_off": "2026-05-18", "taken_from": "2026-05-17"}]
    exchanged = [{"day_off": "2026-05-18", "taken_from": "2026-05-16", "worked": True}]
    free, worked = (WorkCalendar.from_spec(_spec(moved_days_off=days)) for days in (moved, exchanged))

    assert free.working_dates_between(date(2026, 5, 16), date(2026, 5, 18)) == ()
    assert worked.working_dates_between(date(2026, 5, 16), date(2026, 5, 18)) == (date(2026, 5, 16),)

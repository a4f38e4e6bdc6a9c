"""Working time: what a table cannot say (domain.md section 3)."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest

from opora.core import zones
from opora.core.hours import Cause, DayException, Interval, NaiveInstantError, WeeklyHours, WorkCalendar
from tests.core.tables import at, calendar

HOUR = timedelta(hours=1)


def test_an_instant_without_offset_is_refused() -> None:
    naive = datetime(2026, 5, 18, 10)  # noqa: DTZ001 - the point of the test
    aware = datetime(2026, 5, 18, 10, tzinfo=UTC)
    office = calendar("office")

    assert office.add(aware, HOUR) == at("2026-05-18T15:00+03:00")
    for refused in (
        lambda: office.add(naive, HOUR),
        lambda: office.subtract(naive, HOUR),
        lambda: office.between(naive, aware),
        lambda: office.between(aware, naive),
        lambda: office.is_open(naive),
        lambda: office.next_open(naive),
        lambda: office.close_after(naive),
        lambda: office.working_days_later(naive, 1),
        lambda: office.explain(naive, aware),
        lambda: office.closed_because(naive),
    ):
        with pytest.raises(NaiveInstantError, match="offset"):
            refused()


def test_a_negative_span_is_refused() -> None:
    office, monday = calendar("office"), at("2026-05-18T10:00+03:00")

    with pytest.raises(ValueError, match="subtract"):
        office.add(monday, -HOUR)
    with pytest.raises(ValueError, match="add"):
        office.subtract(monday, -HOUR)
    with pytest.raises(ValueError, match="0 or more"):
        office.working_days_later(monday, -1)
    assert office.add(monday, HOUR) == at("2026-05-18T11:00+03:00")


def test_a_span_beyond_the_calendar_is_refused_and_a_long_one_is_not() -> None:
    office, monday = calendar("berlin"), at("2026-05-18T09:00+02:00")

    with pytest.raises(OverflowError, match="2400"):
        office.add(monday, timedelta(days=9_000 * 365))
    # The 52nd week ends on its Friday: 51 weeks and 4 days after the Monday, at closing.
    assert office.add(monday, 52 * 40 * HOUR) == at("2027-05-14T17:00+02:00")


def test_the_answers_do_not_depend_on_what_was_asked_before() -> None:
    """The horizon grows lazily, to the past as well as to the future."""
    asked = [at("2026-05-18T10:00+02:00"), at("1999-05-17T10:00+02:00"), at("2044-05-16T10:00+02:00")]
    fresh = [WorkCalendar.from_spec({"zone": "Europe/Berlin", "weekly": {"mon": [["09:00", "17:00"]]}}) for _ in asked]
    grown = fresh[0]

    # Mondays, 10:00: 7 hours that day and 1 the next Monday, 7 days on, at 10:00.
    assert [grown.add(one, 8 * HOUR) for one in asked] == [one + timedelta(days=7) for one in asked]
    assert [own.add(one, 8 * HOUR) for own, one in zip(fresh, asked, strict=True)] == [
        one + timedelta(days=7) for one in asked
    ]
    # 45 years and a day less than a week: 1999-05-17 to 2044-05-16 are 16436 days: 2348 Mondays of 8 hours.
    assert grown.between(asked[1], asked[2]) == 2348 * 8 * HOUR


def test_round_the_clock() -> None:
    always = WorkCalendar.always("Asia/Yekaterinburg")
    start = at("2026-05-09T23:00+05:00")

    assert always.add(start, 8 * HOUR) == at("2026-05-10T07:00+05:00")
    assert always.is_open(start)
    assert always.close_after(start) is None
    assert always.zone == "Asia/Yekaterinburg"


def test_working_dates() -> None:
    office = calendar("office")

    # 8 May works shortened, 9-11 are off; both ends are counted in.
    assert office.working_dates_between(date(2026, 5, 8), date(2026, 5, 13)) == (
        date(2026, 5, 8),
        date(2026, 5, 12),
        date(2026, 5, 13),
    )
    assert office.working_dates_between(date(2026, 5, 13), date(2026, 5, 8)) == ()
    assert office.works_on(date(2026, 5, 30))  # the working Saturday
    assert not office.works_on(date(2026, 5, 28))  # an exception without hours


def test_why_a_date_is_closed() -> None:
    office = calendar("office")

    victory = office.closed_because(date(2026, 5, 9))
    moved = office.closed_because(date(2026, 5, 11))
    sunday = office.closed_because(date(2026, 5, 10))

    assert victory is not None
    assert (victory.cause, victory.name, victory.said("en")) == (Cause.HOLIDAY, "День Победы", "Victory Day")
    assert moved is not None
    assert (moved.cause, moved.other_day) == (Cause.MOVED, date(2026, 5, 9))
    assert sunday is not None
    assert sunday.cause == Cause.WEEKEND
    assert office.closed_because(date(2026, 5, 8)) is None


@pytest.mark.parametrize(
    ("moment", "cause"),
    [
        ("2026-05-18T10:00+03:00", None),
        ("2026-05-18T13:30+03:00", Cause.LUNCH),
        ("2026-05-18T18:00+03:00", Cause.NIGHT),
        ("2026-05-08T16:59+03:00", None),
        ("2026-05-08T17:00+03:00", Cause.SHORTENED),
        ("2026-05-08T21:00+00:00", Cause.HOLIDAY),  # 00:00 of 9 May in Moscow
        ("2026-05-27T17:00+03:00", Cause.OFFICE),
    ],
)
def test_why_an_instant_is_closed(moment: str, cause: Cause | None) -> None:
    because = calendar("office").closed_because(at(moment))

    assert (because.cause if because else None) == cause


def test_the_document_is_told() -> None:
    told = calendar("office").explain(at("2026-05-30T10:00+03:00"), at("2026-05-30T11:00+03:00"))

    assert [(s.cause, s.because.document) for s in told] == [(Cause.WORKING_SATURDAY, "order 7")]


def test_nothing_is_explained_backwards() -> None:
    monday = at("2026-05-18T10:00+03:00")

    assert calendar("office").explain(monday, monday) == ()
    assert calendar("office").explain(monday, monday - HOUR) == ()


def test_extra_hours_count_and_are_explained() -> None:
    """T9: a duty on Saturday 16 May, 12-14 and one that overlaps Friday's last hour."""
    office = calendar("office")
    on_duty = office.overlay(
        [
            (at("2026-05-16T12:00+03:00"), at("2026-05-16T14:00+03:00"), "Выпуск 22.1"),
            (at("2026-05-15T17:00+03:00"), at("2026-05-15T19:00+03:00"), ""),
        ]
    )
    start, end = at("2026-05-15T17:30+03:00"), at("2026-05-18T09:00+03:00")

    # Friday 17:30-19:00 and Saturday 12-14 are 3.5 hours; without the duty half an hour.
    assert on_duty.between(start, end) == 3.5 * HOUR
    assert on_duty.add(start, 2 * HOUR) == at("2026-05-16T12:30+03:00")
    assert [(s.start, s.end, s.cause, s.name) for s in on_duty.explain(start, end) if s.counted] == [
        (start, at("2026-05-15T18:00+03:00"), Cause.WORK, ""),
        (at("2026-05-15T18:00+03:00"), at("2026-05-15T19:00+03:00"), Cause.DUTY, ""),
        (at("2026-05-16T12:00+03:00"), at("2026-05-16T14:00+03:00"), Cause.DUTY, "Выпуск 22.1"),
    ]
    assert office.between(start, end) == HOUR / 2


def test_a_duty_of_years_has_no_closing_within_400_days() -> None:
    closed = WorkCalendar.from_spec({"zone": "UTC", "weekly": {}})
    start = at("2026-12-28T00:00+00:00")
    asked = start - timedelta(days=398)
    year_long, long = (closed.overlay([(start, start + timedelta(days=days), "")]) for days in (365, 3000))

    assert year_long.close_after(asked) == at("2027-12-28T00:00+00:00")
    assert long.close_after(asked) is None
    assert long.next_open(asked) == start


def test_a_duty_over_new_year_counts_whole() -> None:
    start, end = at("2026-12-30T00:00+00:00"), at("2027-01-05T00:00+00:00")
    closed = WorkCalendar.from_spec({"zone": "UTC", "weekly": {"fri": [["09:00", "10:00"]]}})

    # 1 January 2027 is a Friday; the duty lasts 6 days and holds that hour.
    assert closed.overlay([(start, end, "")]).between(start - HOUR, end + HOUR) == timedelta(days=6)
    assert closed.between(start - HOUR, end + HOUR) == HOUR


def test_what_is_unsure_is_flagged() -> None:
    spec = {
        "zone": "Europe/Moscow",
        "weekly": {"mon": [["09:00", "18:00"]]},
        "yearly_days_off": ["05-01"],
        "years_entered": [2025, 2026],
    }
    entered, dry = WorkCalendar.from_spec(spec), calendar("nothing_open")
    may, next_may = at("2026-05-18T10:00+03:00"), at("2027-05-18T10:00+03:00")

    assert entered.flags(may, may + HOUR) == frozenset()
    assert entered.flags(may, next_may) == {"preliminary"}
    assert entered.flags(next_may, next_may + HOUR) == {"preliminary"}
    assert dry.flags(may, may + HOUR) == {"fallback"}
    assert not entered.preliminary(2026)
    assert entered.preliminary(2027)
    assert not calendar("office").preliminary(2099)  # a calendar file without years is whole as it stands


def test_a_calendar_made_in_code() -> None:
    nine_to_five = Interval.of("09:00", "17:00")
    office = WorkCalendar(
        code="demo",
        zone="Europe/Moscow",
        weekly=WeeklyHours.of({0: [nine_to_five], 1: [nine_to_five]}),
        exceptions={date(2026, 5, 19): DayException((), Cause.OFFICE, name="Переезд")},
    )

    # Mon 18 May 16-17, Tue closed, Mon 25 May 9-10.
    assert office.add(at("2026-05-18T16:00+03:00"), 2 * HOUR) == at("2026-05-25T10:00+03:00")
    assert nine_to_five.seconds == 8 * 3600


def test_zones_come_from_the_pinned_package_and_not_from_the_system(tmp_path: object) -> None:
    """The system's database may be years old; a process started with another search path must not notice."""
    code = (
        "from opora.core import zones\n"
        "import datetime as d\n"
        "for name, day in (('Asia/Almaty', (2024, 6, 1)), ('Europe/Volgograd', (2021, 1, 1))):\n"
        "    print(d.datetime(*day, tzinfo=zones.zone(name)).utcoffset())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={"PYTHONTZPATH": str(tmp_path)}, check=True
    )

    assert done.stdout.split() == ["5:00:00", "3:00:00"]
    assert zones.doubtful() == ()


def test_a_change_of_the_clock_is_found_to_the_second() -> None:
    """Berlin 2026: 29 March and 25 October, 1:00 of UTC. St. John's 1987: 5 April and 25 October, a minute past
    midnight: by 3:30 behind UTC at 3:31, by 2:30 at 2:31. From two days before the year until two days after it."""
    for name, year, changes, offsets in (
        ("Europe/Berlin", 2026, ("03-29T01:00", "10-25T01:00"), (3600, 7200, 3600)),
        ("America/St_Johns", 1987, ("04-05T03:31", "10-25T02:31"), (-12_600, -9_000, -12_600)),
    ):
        said = (f"{year - 1}-12-30T00:00", *(f"{year}-{change}" for change in changes), f"{year + 1}-01-03T00:00")
        edges = [int(at(f"{edge}Z").timestamp()) for edge in said]
        assert zones.offsets(name, year) == tuple(zip(edges, edges[1:], offsets, strict=False))


def test_the_system_search_path_is_left_out() -> None:
    import zoneinfo

    assert zoneinfo.TZPATH == ()


def test_an_unknown_zone_is_named() -> None:
    assert zones.zone("Europe/Moscow").key == "Europe/Moscow"
    for wrong in ("Europe/Moskva", "", "../etc/passwd", "Europe"):
        with pytest.raises(zones.UnknownZoneError, match="IANA"):
            zones.zone(wrong)

"""Edges of dated versions that `./run mutate` showed to be held by no other test. The versions are those of
test_versions.py: Monday to Friday 9-13 and 14-18 in Moscow; from 1 June 2026 8-12 and 13-16, recorded on 20 May."""

from datetime import UTC, date, datetime, timedelta

import pytest

from opora.core.hours import WorkCalendar
from opora.core.hours.versions import Version, composed
from tests.core.test_versions import BEGINNING, CLOSED, FULL, HOUR, OLD, SUMMER, at, moving, week

SHORT = ["10:00", "12:00"]


def _hours(versions: list[Version], on: date) -> list[str]:
    return [str(one) for one in composed(versions).hours_on(on)]


def test_a_version_is_told_from_its_own_date_on_and_not_a_day_sooner() -> None:
    """Valid from Wednesday 3 June 2026."""
    midweek = Version(date(2026, 6, 3), at("05-20 10:00"), week(SHORT))
    days = {day: _hours([OLD, midweek], date(2026, 6, day)) for day in (1, 2, 3, 4)}

    whole, short = ["09:00-13:00", "14:00-18:00"], ["10:00-12:00"]
    assert days == {1: whole, 2: whole, 3: short, 4: short}


def test_the_first_and_the_last_year_count_too() -> None:
    """10 January 1900 was a Wednesday, 28 December 2400 will be a Thursday."""
    for day, worked in ((datetime(1900, 1, 10, tzinfo=UTC), 8 * HOUR), (datetime(2400, 12, 28, tzinfo=UTC), 7 * HOUR)):
        # Made anew, so that only that year is laid.
        old = Version(BEGINNING, OLD.recorded_at, week(*FULL))
        summer = Version(SUMMER.valid_from, SUMMER.recorded_at, week(["08:00", "12:00"], ["13:00", "16:00"]))
        assert composed([old, summer]).between(day, day + timedelta(days=1)) == worked


def test_of_two_that_were_recorded_at_once_each_counts_from_its_date() -> None:
    together = Version(SUMMER.valid_from, OLD.recorded_at, SUMMER.hours)

    assert _hours([together, OLD], date(2026, 5, 29)) == ["09:00-13:00", "14:00-18:00"]
    assert _hours([together, OLD], date(2026, 6, 1)) == ["08:00-12:00", "13:00-16:00"]


def test_what_is_recorded_later_of_an_earlier_date_does_not_end_a_later_one() -> None:
    """On 5 June it is recorded that the old hours close on 10 June; summer's hours count since 1 June and go on."""
    for day in (8, 10):
        assert _hours([OLD, SUMMER, moving("06-05 12:00")], date(2026, 6, day)) == ["08:00-12:00", "13:00-16:00"]


def test_what_was_worked_within_the_second_of_a_record_stays() -> None:
    """Recorded on 10 June half a second after 11:00: the whole second was worked."""
    recorded = at("06-10 11:00") + timedelta(milliseconds=500)
    closing = Version(BEGINNING, recorded, week(*FULL, on_06_10=CLOSED))

    worked = composed([OLD, closing]).between(at("06-10 00:00"), at("06-11 00:00"))

    assert worked == 2 * HOUR + timedelta(seconds=1)


def test_dates_are_reckoned_without_duties_in_what_was_known_too() -> None:
    """Thursday 21 May 13:30 and a working day: Friday 13:30 is lunch, so 13:00, duty or not."""
    noon = at("05-22 13:00")
    then = composed([OLD, SUMMER]).overlay([(noon, noon + HOUR, "")]).as_known(at("05-01 12:00"))

    assert then.is_open(noon + HOUR / 2)
    assert then.working_days_later(at("05-21 13:30"), 1) == noon


def test_a_date_is_worked_by_the_version_that_begins_with_it() -> None:
    """Valid from Saturday 6 June 2026: Saturdays instead of Mondays to Fridays."""
    saturdays = Version(date(2026, 6, 6), at("05-20 10:00"), _saturdays())
    both = composed([OLD, saturdays])

    assert both.working_dates_between(date(2026, 5, 28), date(2026, 6, 14)) == tuple(
        date(2026, month, day)
        for month, day in ((5, 28), (5, 29), (6, 1), (6, 2), (6, 3), (6, 4), (6, 5), (6, 6), (6, 13))
    )


def _saturdays() -> WorkCalendar:
    return WorkCalendar.from_spec({"zone": "Europe/Moscow", "weekly": {"sat": [SHORT]}}, "office")


def test_round_the_clock_a_date_ends_by_the_zone_that_tells_of_it() -> None:
    """Without a pause in Moscow, from 1 June 2026 in Samara (UTC+4), where 23:59 is 22:59 of Moscow."""
    moscow, samara = (WorkCalendar.always(f"Europe/{city}") for city in ("Moscow", "Samara"))
    moved = composed([
        Version(BEGINNING, OLD.recorded_at, moscow), Version(date(2026, 6, 1), at("05-20 10:00"), samara),
    ])  # fmt: skip

    assert moved.end_of(date(2026, 5, 20), at("05-25 10:00")) == at("05-25 23:59")
    assert moved.end_of(date(2026, 6, 1), at("06-04 10:00")) == at("06-04 22:59")


def test_no_version_is_no_calendar() -> None:
    with pytest.raises(ValueError, match=r"^a calendar has at least one version$"):
        composed([])

"""Dated versions of a calendar (T6), worked out by hand: Moscow (UTC+3) in May and June 2026.

OLD: Monday to Friday 9-13 and 14-18, recorded on 12 January. SUMMER: 8-12 and 13-16 from Monday 1 June, recorded on
Wednesday 20 May at 10:00. 25 May, 1, 8 and 15 June are Mondays. Moments are of Moscow.
"""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from opora.core.hours import Cause, WorkCalendar
from opora.core.hours.versions import Version, composed

HOUR = timedelta(hours=1)
MOSCOW = ZoneInfo("Europe/Moscow")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
CLOSED = {"hours": [], "name": "Переезд"}


def at(text: str) -> datetime:
    """«05-29 16:00» of 2026 in Moscow."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=MOSCOW)


def week(*hours: list[str], zone: str = "Europe/Moscow", **days: Any) -> WorkCalendar:
    """The same hours from Monday to Friday; exceptions by date."""
    exceptions = {f"2026-{day.removeprefix('on_').replace('_', '-')}": said for day, said in days.items()}
    weekly = {day: list(hours) for day in WEEKDAYS}
    return WorkCalendar.from_spec({"zone": zone, "weekly": weekly, "exceptions": exceptions}, "office")


FULL = (["09:00", "13:00"], ["14:00", "18:00"])
BEGINNING = date(1900, 1, 1)
OLD = Version(BEGINNING, at("01-12 12:00"), week(*FULL))
SUMMER = Version(date(2026, 6, 1), at("05-20 10:00"), week(["08:00", "12:00"], ["13:00", "16:00"]))


def moving(recorded: str, *, correcting: bool = False, valid_from: date = BEGINNING) -> Version:
    """Wednesday 10 June is closed."""
    return Version(valid_from, at(recorded), week(*FULL, on_06_10=CLOSED), correcting)


def test_one_version_is_its_own_calendar() -> None:
    assert composed([OLD]) is OLD.hours
    assert composed([OLD]).as_known(at("01-01 12:00")) is OLD.hours


def test_hours_change_on_the_day_from_which_a_version_is_valid() -> None:
    """Fri 29 May 16-18 are 2 h; Mon 1 June 8-12 make 6, 13-15 make 8. By the old hours: Mon 9-13 (6), 14-16 (8)."""
    both = composed([OLD, SUMMER])
    assert both.add(at("05-29 16:00"), 8 * HOUR) == at("06-01 15:00")
    assert OLD.hours.add(at("05-29 16:00"), 8 * HOUR) == at("06-01 16:00")
    assert both.subtract(at("06-01 15:00"), 8 * HOUR) == at("05-29 16:00")
    # Friday 8, Monday 7.
    assert both.between(at("05-29 00:00"), at("06-02 00:00")) == 15 * HOUR
    assert both.is_open(at("06-01 08:30"))
    assert not both.is_open(at("05-29 08:30"))
    assert both.next_open(at("05-29 18:00")) == at("06-01 08:00")
    assert [str(one) for one in both.hours_on(date(2026, 5, 29))] == ["09:00-13:00", "14:00-18:00"]
    assert [str(one) for one in both.hours_on(date(2026, 6, 1))] == ["08:00-12:00", "13:00-16:00"]


def test_the_order_in_which_versions_are_given_says_nothing() -> None:
    assert composed([SUMMER, OLD]).add(at("05-29 16:00"), 8 * HOUR) == at("06-01 15:00")


def test_working_days_later_ends_with_the_hours_of_its_own_day() -> None:
    """Friday 17:30, a working day later: Monday ends at 16:00 in summer; 15:30 stays."""
    both = composed([OLD, SUMMER])
    assert both.working_days_later(at("05-29 17:30"), 1) == at("06-01 16:00")
    assert both.working_days_later(at("05-29 15:30"), 1) == at("06-01 15:30")
    assert both.working_days_later(at("05-28 17:30"), 1) == at("05-29 17:30")
    assert both.end_of(date(2026, 5, 31), at("05-29 12:00")) == at("05-29 18:00")
    assert both.end_of(date(2026, 6, 1), at("05-29 12:00")) == at("06-01 16:00")


def test_time_before_it_was_recorded_counts_as_it_was_known() -> None:
    """Recorded on Wednesday 10 June at 11:00 that this day is closed: 9-11 were worked, what follows is not."""
    late = composed([OLD, moving("06-10 11:00")])
    assert late.between(at("06-10 00:00"), at("06-11 00:00")) == 2 * HOUR
    # 2 of 8 h on Wednesday, 6 on Thursday: 9-13, 14-16.
    assert late.add(at("06-10 09:00"), 8 * HOUR) == at("06-11 16:00")
    assert late.close_after(at("06-10 09:30")) == at("06-10 11:00")
    # The date began as a working one and stays one; 10:00 was worked, and of the afternoon 11:00 is left.
    assert late.works_on(date(2026, 6, 10))
    assert late.hours_on(date(2026, 6, 10)) == ()
    assert late.working_days_later(at("06-09 10:00"), 1) == at("06-10 10:00")
    assert late.working_days_later(at("06-09 15:00"), 1) == at("06-10 11:00")
    # Recorded the evening before, it is closed for dates too.
    early = composed([OLD, moving("06-09 20:00")])
    assert not early.works_on(date(2026, 6, 10))
    assert early.working_days_later(at("06-09 10:00"), 1) == at("06-11 10:00")


def test_a_correction_counts_for_the_past_too() -> None:
    mended = composed([OLD, moving("06-10 11:00", correcting=True)])
    assert mended.between(at("06-10 00:00"), at("06-11 00:00")) == timedelta()
    assert mended.add(at("06-10 09:00"), 8 * HOUR) == at("06-11 18:00")
    # But not before the day from which it is valid: 3 June is closed only by one that is valid then.
    valid = date(2026, 6, 9)
    spec = {**OLD.hours.to_spec(), "exceptions": {"2026-06-03": [], "2026-06-10": []}}
    later = Version(valid, at("06-15 11:00"), WorkCalendar.from_spec(spec, "office"), correcting=True)
    assert composed([OLD, later]).between(at("06-03 00:00"), at("06-04 00:00")) == 8 * HOUR
    assert composed([OLD, later]).between(at("06-10 00:00"), at("06-11 00:00")) == timedelta()


def test_the_explanation_says_why_on_each_side_of_the_change() -> None:
    late = composed([OLD, moving("06-10 11:00")])
    told = late.explain(at("06-10 09:00"), at("06-11 10:00"))
    assert [(one.start, one.end, one.counted, one.cause, one.name) for one in told] == [
        (at("06-10 09:00"), at("06-10 11:00"), True, Cause.WORK, ""),
        (at("06-10 11:00"), at("06-11 00:00"), False, Cause.OFFICE, "Переезд"),
        (at("06-11 00:00"), at("06-11 09:00"), False, Cause.NIGHT, ""),
        (at("06-11 09:00"), at("06-11 10:00"), True, Cause.WORK, ""),
    ]
    because = late.closed_because(at("06-10 12:00"))
    assert because is not None
    assert because.cause is Cause.OFFICE
    assert late.closed_because(at("06-10 10:00")) is None
    summer = composed([OLD, SUMMER]).explain(at("05-29 17:00"), at("06-01 12:30"))
    assert [(one.end, one.cause) for one in summer] == [
        (at("05-29 18:00"), Cause.WORK),
        (at("05-30 00:00"), Cause.NIGHT),
        (at("06-01 00:00"), Cause.WEEKEND),
        (at("06-01 08:00"), Cause.NIGHT),
        (at("06-01 12:00"), Cause.WORK),
        (at("06-01 12:30"), Cause.LUNCH),
    ]


def test_the_latest_record_wins_among_versions_of_one_day() -> None:
    other = Version(SUMMER.valid_from, at("05-21 10:00"), week(["10:00", "14:00"]))
    assert composed([OLD, other, SUMMER]).between(at("06-01 00:00"), at("06-02 00:00")) == 4 * HOUR
    # Recorded on Tuesday 2 June at 11:00: Monday stays as it was known, Tuesday 8-11 and 11-14.
    late = Version(SUMMER.valid_from, at("06-02 11:00"), week(["10:00", "14:00"]))
    both = composed([OLD, SUMMER, late])
    assert both.between(at("06-01 00:00"), at("06-02 00:00")) == 7 * HOUR
    assert both.between(at("06-02 00:00"), at("06-03 00:00")) == 6 * HOUR


def test_what_is_valid_later_stays_when_something_earlier_is_recorded_after_it() -> None:
    """Summer hours are recorded; then 27 May is closed, from the beginning on: 1 June has its summer hours."""
    closing = Version(BEGINNING, at("05-22 10:00"), week(*FULL, on_05_27=CLOSED))
    all_three = composed([OLD, SUMMER, closing])
    assert all_three.between(at("05-27 00:00"), at("05-28 00:00")) == timedelta()
    assert all_three.between(at("05-29 00:00"), at("06-02 00:00")) == 15 * HOUR


def test_before_anything_was_recorded_the_first_version_counts() -> None:
    """A desk that starts today still knows what a letter of last week is owed."""
    first = Version(date(2026, 3, 2), at("05-20 10:00"), week(*FULL))
    second = Version(date(2026, 2, 2), at("05-21 10:00"), week(["10:00", "11:00"]))
    both = composed([first, second])
    assert both.between(at("05-18 00:00"), at("05-19 00:00")) == 8 * HOUR
    assert both.between(at("01-19 00:00"), at("01-20 00:00")) == 8 * HOUR
    corrected = composed([first, Version(second.valid_from, second.recorded_at, second.hours, correcting=True)])
    assert corrected.between(at("02-16 00:00"), at("02-17 00:00")) == HOUR
    assert corrected.between(at("05-18 00:00"), at("05-19 00:00")) == 8 * HOUR


def test_an_office_moves_to_another_zone() -> None:
    """From 1 June 9-13 and 14-18 of Samara (UTC+4): an hour earlier by Moscow's clock."""
    samara = Version(date(2026, 6, 1), at("05-20 10:00"), week(*FULL, zone="Europe/Samara"))
    moved = composed([OLD, samara])
    # Fri 17-18, Mon 8-9 of Moscow.
    assert moved.add(at("05-29 17:00"), 2 * HOUR) == at("06-01 09:00")
    # 10:30 of Moscow becomes 10:30 of Samara; later both are Samara's.
    assert moved.working_days_later(at("05-29 10:30"), 1) == at("06-01 09:30")
    assert moved.working_days_later(at("06-01 09:30"), 1) == at("06-02 09:30")
    assert moved.explain(at("06-01 00:00"), at("06-01 08:00"))[-1].cause is Cause.NIGHT
    assert moved.between(at("05-25 00:00"), at("06-06 00:00")) == 80 * HOUR
    # The midnight that begins 1 June in Samara is 23:00 of Moscow.
    spec = {"zone": "Europe/Moscow", "weekly": {"sun": [["22:00", "23:30"]], "mon": [["10:00", "11:00"]]}}
    nightly = Version(BEGINNING, OLD.recorded_at, WorkCalendar.from_spec(spec))
    assert composed([nightly, samara]).between(at("05-31 00:00"), at("06-01 00:00")) == HOUR


def test_a_version_without_any_hours_falls_back_and_says_so() -> None:
    """T7: from 1 June nothing is open any more: weekdays 9-18 of UTC, 12-21 of Moscow."""
    nothing = Version(date(2026, 6, 1), at("05-20 10:00"), week())
    shut = composed([OLD, nothing])
    assert shut.between(at("05-29 00:00"), at("05-30 00:00")) == 8 * HOUR
    assert shut.flags(at("05-25 00:00"), at("05-26 00:00")) == frozenset()
    assert shut.flags(at("06-01 00:00"), at("06-02 00:00")) == {"fallback"}
    # Fri 17-18, Mon 12-13.
    assert shut.add(at("05-29 17:00"), 2 * HOUR) == at("06-01 13:00")
    assert shut.works_on(date(2026, 6, 2))


def test_a_year_is_preliminary_by_the_version_that_counts_then() -> None:
    def of(first: int, last: int) -> WorkCalendar:
        spec = {**OLD.hours.to_spec(), "years_entered": [first, last]}
        return WorkCalendar.from_spec(spec, "office")

    newer = Version(date(2027, 1, 1), at("05-20 10:00"), of(2018, 2027))
    known = [Version(BEGINNING, OLD.recorded_at, of(2018, 2026)), newer]
    both = composed(known)
    assert [both.preliminary(year) for year in (2026, 2027, 2028)] == [False, False, True]
    assert [composed(known[:1]).preliminary(year) for year in (2026, 2027, 2028)] == [False, True, True]
    assert both.flags(at("05-20 10:00"), at("05-20 11:00")) == frozenset()


def test_a_calendar_can_be_put_back_to_what_was_known() -> None:
    history = [OLD, SUMMER, moving("06-10 11:00")]
    now = composed(history)
    then = now.as_known(at("05-20 09:59"))
    assert then.add(at("05-29 16:00"), 8 * HOUR) == at("06-01 16:00")
    assert now.as_known(at("05-20 10:00")).add(at("05-29 16:00"), 8 * HOUR) == at("06-01 15:00")
    assert then.as_known(at("06-30 12:00")) is now
    assert now.as_known(at("06-30 12:00")) is now
    assert then.as_known(at("01-01 12:00")) is then
    assert composed(history, at("05-20 09:59")).between(at("06-10 00:00"), at("06-11 00:00")) == 8 * HOUR


def test_a_duty_stays_with_every_knowledge_of_the_calendar() -> None:
    now = composed([OLD, SUMMER])
    duty = [(at("05-30 10:00"), at("05-30 12:00"), "Запуск")]
    # Fri 17-18, Sat 10-12, Mon 8-9 or 9-10.
    on_duty = now.overlay(duty)
    assert on_duty.add(at("05-29 17:00"), 4 * HOUR) == at("06-01 09:00")
    assert on_duty.as_known(at("05-01 12:00")).add(at("05-29 17:00"), 4 * HOUR) == at("06-01 10:00")
    assert on_duty.as_known(at("06-01 12:00")) is on_duty
    assert OLD.hours.overlay(duty).as_known(at("05-01 12:00")).duties != ()


def test_nothing_to_compose_is_refused() -> None:
    with pytest.raises(ValueError, match="version"):
        composed([])

"""When a colleague is written to: every moment by hand.

May 2026 in Yekaterinburg: 4-7 full days (9-13, 14-18), Fri 8 May until 17:00, 9-11 May off, then full weeks.
"""

from datetime import UTC, datetime

import pytest

from opora.core.bundles import Plan, Working, at_once, in_digest
from opora.core.hours import WorkCalendar
from tests.core.test_stories import CALENDAR
from tests.stories.may_2026 import local

PLAN = Plan(hours=(9, 14), most=3)
OFFICE = Working((CALENDAR,))


def at(text: str) -> datetime:
    return local(text).astimezone(UTC)


def said(moment: datetime) -> str:
    return f"{moment.astimezone(CALENDAR.tz):%m-%d %H:%M}"


def away(since: str, until: str) -> Working:
    return Working((CALENDAR,), away=((at(since), at(until)),))


# --- what is late, or theirs now ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "sent", "moment"),
    [
        ("05-06 10:00", 0, "05-06 10:00"),  # at once; the digest of 14:00 is still to come: 0 + 1 < 3
        ("05-06 10:00", 1, "05-06 10:00"),  # 1 + 1 < 3
        ("05-06 10:00", 2, "05-06 14:00"),  # the third letter is kept for 14:00
        ("05-06 14:00", 2, "05-06 14:00"),  # that is it
        ("05-06 15:00", 2, "05-06 15:00"),  # no digest is to come
        ("05-06 15:00", 3, "05-07 09:00"),  # three have gone: tomorrow
        ("05-06 09:00", 0, "05-06 09:00"),
        ("05-06 03:00", 0, "05-06 09:00"),  # never at night
        ("05-06 13:10", 0, "05-06 14:00"),  # nor over lunch
        ("05-06 18:00", 0, "05-07 09:00"),  # at 18:00 they have gone
        ("05-06 18:00", 3, "05-07 09:00"),  # and tomorrow is another day
        ("05-08 17:00", 1, "05-12 09:00"),  # a short day, a weekend, a holiday
        ("05-08 16:59", 1, "05-08 16:59"),
    ],
)
def test_at_once_in_working_hours_while_a_letter_is_left_for_each_digest(now: str, sent: int, moment: str) -> None:
    assert said(at_once(at(now), OFFICE, sent, PLAN)) == moment


def test_who_is_away_is_written_to_when_they_are_back() -> None:
    assert said(at_once(at("05-06 10:00"), away("05-06 00:00", "05-07 11:30"), 0, PLAN)) == "05-07 11:30"
    # Back at night: at the next opening.
    assert said(at_once(at("05-06 10:00"), away("05-06 00:00", "05-07 00:00"), 0, PLAN)) == "05-07 09:00"
    assert said(at_once(at("05-06 10:00"), away("05-06 11:00", "05-07 00:00"), 0, PLAN)) == "05-06 10:00"


def test_on_duty_also_at_night_and_on_a_day_off() -> None:
    """A duty of Sat 9 May 20-23."""
    duty = Working((CALENDAR.overlay([(at("05-09 20:00"), at("05-09 23:00"), "Запуск")]),))
    assert said(at_once(at("05-09 21:00"), duty, 0, PLAN)) == "05-09 21:00"
    assert said(at_once(at("05-09 19:00"), duty, 0, PLAN)) == "05-09 20:00"
    assert said(at_once(at("05-09 23:00"), duty, 0, PLAN)) == "05-12 09:00"
    # Three a day there too: no digest is to come on a day off.
    assert said(at_once(at("05-09 21:00"), duty, 2, PLAN)) == "05-09 21:00"
    assert said(at_once(at("05-09 21:00"), duty, 3, PLAN)) == "05-12 09:00"


def test_who_sits_in_two_offices_is_there_while_one_is_open() -> None:
    """Vladivostok works 9-18 of UTC+10, which is 4-13 in Yekaterinburg (lunch 8-9)."""
    east = WorkCalendar("east", "Asia/Vladivostok", CALENDAR.weekly, public=CALENDAR.public)
    both = Working((CALENDAR, east))
    assert said(at_once(at("05-06 05:00"), both, 0, PLAN)) == "05-06 05:00"
    assert said(at_once(at("05-06 03:00"), both, 0, PLAN)) == "05-06 04:00"
    assert said(at_once(at("05-06 05:00"), OFFICE, 0, PLAN)) == "05-06 09:00"


def test_one_letter_a_day_is_the_first_digest() -> None:
    one = Plan(hours=(9,), most=1)
    assert said(at_once(at("05-06 10:00"), OFFICE, 0, one)) == "05-06 10:00"
    assert said(at_once(at("05-06 10:00"), OFFICE, 1, one)) == "05-07 09:00"


# --- the digest -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "due", "moment"),
    [
        ("05-06 17:00", "05-07 10:00", "05-07 09:00"),  # in the morning
        ("05-06 09:00", "05-06 18:00", "05-06 09:00"),  # at nine itself
        ("05-06 09:01", "05-06 11:00", "05-06 14:00"),  # due the same day: at two (late by then, and still named)
        ("05-06 12:00", "05-06 15:00", "05-06 14:00"),
        ("05-06 12:00", "05-07 15:00", "05-07 09:00"),  # another day: in the morning
        ("05-06 14:30", "05-06 16:00", "05-07 09:00"),  # after two: in the morning
        ("05-08 15:00", "05-12 11:00", "05-12 09:00"),  # over a weekend and a holiday
    ],
)
def test_all_in_the_morning_and_at_two_what_is_due_the_same_day(since: str, due: str, moment: str) -> None:
    assert said(in_digest(at(since), at(due), at(since), OFFICE, 0, PLAN)) == moment


def test_a_worker_that_comes_late_writes_at_once_while_they_work() -> None:
    since, due = at("05-05 17:00"), at("05-06 16:00")
    assert said(in_digest(since, due, at("05-06 09:40"), OFFICE, 0, PLAN)) == "05-06 09:40"
    assert said(in_digest(since, due, at("05-06 13:20"), OFFICE, 0, PLAN)) == "05-06 14:00"
    assert said(in_digest(since, due, at("05-06 22:00"), OFFICE, 0, PLAN)) == "05-07 09:00"
    assert said(in_digest(since, due, at("05-06 09:40"), OFFICE, 3, PLAN)) == "05-07 09:00"


def test_an_hour_in_which_the_office_is_closed_is_its_next_opening_that_day() -> None:
    """At thirteen is lunch; at eighteen the office has closed, so that there is no such digest."""
    lunch, evening = Plan(hours=(9, 13), most=3), Plan(hours=(9, 18), most=3)
    assert said(in_digest(at("05-06 10:00"), at("05-06 17:00"), at("05-06 10:00"), OFFICE, 0, lunch)) == "05-06 14:00"
    assert said(in_digest(at("05-06 10:00"), at("05-06 17:00"), at("05-06 10:00"), OFFICE, 0, evening)) == "05-07 09:00"
    # And no letter is kept for it.
    assert said(at_once(at("05-06 10:00"), OFFICE, 2, evening)) == "05-06 10:00"


def test_who_is_away_has_no_digest_that_day() -> None:
    working = away("05-07 00:00", "05-12 00:00")
    assert said(in_digest(at("05-06 17:00"), at("05-07 10:00"), at("05-06 17:00"), working, 0, PLAN)) == "05-12 09:00"


def test_a_duty_makes_no_working_day_of_a_holiday() -> None:
    duty = Working((CALENDAR.overlay([(at("05-09 08:00"), at("05-09 20:00"), "Запуск")]),))
    assert said(in_digest(at("05-08 16:00"), at("05-12 10:00"), at("05-08 16:00"), duty, 0, PLAN)) == "05-12 09:00"

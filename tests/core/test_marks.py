"""When three quarters and nine tenths of a clock's working time have passed: every value worked out by hand.

May 2026 in Yekaterinburg: 4-7 full days (9-13, 14-18), 8 May until 17:00, 9-11 May off, then full weeks.
"""

from datetime import UTC, datetime, timedelta

import pytest

from opora.core.clock import Clock, dated, running
from opora.core.hours import WorkCalendar
from opora.core.marks import mark
from tests.core.test_standing_rules import AROUND
from tests.core.test_stories import CALENDAR
from tests.stories.may_2026 import local

HOURS = timedelta(hours=1)


def at(text: str) -> datetime:
    return local(text).astimezone(UTC)


def said(clock: Clock, percent: int) -> str:
    moment = mark(clock, percent)
    return f"{moment.astimezone(CALENDAR.tz):%m-%d %H:%M}" if moment else ""


def span(start: str, hours: int, calendar: WorkCalendar = CALENDAR) -> Clock:
    return running("resolution", 1, 1, at(start), HOURS * hours, calendar)


@pytest.mark.parametrize(
    ("start", "hours", "three_quarters", "nine_tenths"),
    [
        # 6 h of 8: Wed 10-13, 14-17. 7 h 12 min: Wed 10-13, 14-18 are 7, Thu 9:00-9:12.
        ("05-06 10:00", 8, "05-06 17:00", "05-07 09:12"),
        # 9-13, 14-16; 9-13, 14-17:12.
        ("05-06 09:00", 8, "05-06 16:00", "05-06 17:12"),
        # 11-13, 14-18 are 6 h at Wed 18:00, and not only at Thu 9:00 (T4); Thu 9:00-10:12.
        ("05-06 11:00", 8, "05-06 18:00", "05-07 10:12"),
        # 3 h of 4: 10-13, so before lunch and not after it; 3 h 36 min: 14:00-14:36.
        ("05-06 10:00", 4, "05-06 13:00", "05-06 14:36"),
        # Friday 8 May ends at 17:00. 30 h: Wed 7, Thu 15, Fri 22, Tue 12 May 30. 36 h: Wed 13 May 9-13, 14-16.
        ("05-06 10:00", 40, "05-12 18:00", "05-13 16:00"),
        # A letter on a holiday: Tue 12 May 9-13, 14-16; 9-13, 14-17:12.
        ("05-09 12:00", 8, "05-12 16:00", "05-12 17:12"),
    ],
)  # fmt: skip
def test_a_span_by_working_time(start: str, hours: int, three_quarters: str, nine_tenths: str) -> None:
    clock = span(start, hours)
    assert (said(clock, 75), said(clock, 90)) == (three_quarters, nine_tenths)


def test_a_contract_round_the_clock_goes_by_its_own_hours() -> None:
    """8 h from Sat 9 May 22:00: 6 h are Sun 4:00, 7 h 12 min 5:12."""
    clock = span("05-09 22:00", 8, AROUND)
    assert (said(clock, 75), said(clock, 90)) == ("05-10 04:00", "05-10 05:12")


def test_a_date_counts_from_its_start_to_its_due_moment() -> None:
    """Wed 6 May 10:00 to Fri 8 May 10:00 are 7 + 8 + 1 = 16 h. 12: Thu 9-13, 14-15. 14 h 24 min: Thu 14:00-17:24."""
    word = dated("word", 1, 1, at("05-06 10:00"), at("05-08 10:00"), CALENDAR)
    assert (said(word, 75), said(word, 90)) == ("05-07 15:00", "05-07 17:24")


def test_a_date_without_working_time_before_it_is_near_from_its_own_moment() -> None:
    word = dated("word", 1, 1, at("05-09 10:00"), at("05-10 10:00"), CALENDAR)
    assert said(word, 75) == "05-10 10:00"


def test_what_was_used_before_a_pause_counts() -> None:
    """40 h: Wed 6 May 10-18 are 7; goes on Thu 14 May 9:00. 30: 8, 8, Mon 18 May 9-13, 14-17. 36: Tue 19 May 14-15."""
    clock = span("05-06 10:00", 40)
    clock.pause(at("05-06 18:00"))
    assert (said(clock, 75), said(clock, 90)) == ("", "")  # it stands still
    clock.resume(at("05-14 09:00"))
    assert (said(clock, 75), said(clock, 90)) == ("05-18 17:00", "05-19 15:00")


def test_what_was_put_off_counts_to_where_it_lies_now() -> None:
    """8 h from Wed 6 May 9:00, put off to Thu 7 May 11:00: 10 h. 7.5 h: Wed 17:30. 9 h: Thu 10:00."""
    clock = span("05-06 09:00", 8)
    clock.put_off(at("05-07 11:00"))
    assert (said(clock, 75), said(clock, 90)) == ("05-06 17:30", "05-07 10:00")


def test_what_is_over_has_none() -> None:
    met, missed, gone = span("05-06 10:00", 8), span("05-06 10:00", 8), span("05-06 10:00", 8)
    met.stop(at("05-06 11:00"), 2)
    missed.miss()
    gone.withdraw("anew")
    assert [mark(one, 75) for one in (met, missed, gone)] == [None, None, None]
    assert mark(span("05-06 10:00", 8), 75) == at("05-06 17:00")


def test_it_never_lies_before_the_start_nor_after_the_due_moment() -> None:
    for hours in (1, 8, 40):
        for percent in (50, 75, 90, 99):
            clock = span("05-06 10:00", hours)
            moment = mark(clock, percent)
            assert moment is not None
            spent = CALENDAR.between(clock.started_at, moment)
            assert timedelta() < spent <= HOURS * hours
            assert spent == HOURS * hours * percent / 100

"""Three quarters in time, in integers, and what closes a month (P6); the tickets themselves are in clocks_kpi.csv."""

from datetime import datetime

import pytest

from opora.calendars import preset
from opora.core.hours import WorkCalendar
from opora.core.kpi import Month, Share, Verdict, share

EKB = preset.load("ru", zone="Asia/Yekaterinburg")


@pytest.mark.parametrize(
    ("met", "missed", "reached"),
    [
        (3, 1, True),  # 4*3 = 12 >= 3*4 = 12
        (74, 25, False),  # 4*74 = 296 < 3*99 = 297
        (75, 25, True),  # 300 >= 300
        (2, 1, False),  # 8 < 9
        (1, 0, True),
        (0, 1, False),
    ],
)
def test_three_quarters_in_integers(met: int, missed: int, reached: bool) -> None:
    assert share([Verdict.MET] * met + [Verdict.MISSED] * missed).reached is reached


def test_an_empty_month_is_no_data() -> None:
    assert share([]).reached is None
    assert share([None, Verdict.PAUSED]).reached is None


def test_what_is_out_is_counted_by_its_reason() -> None:
    found = share([Verdict.MET, None, Verdict.SPAM, Verdict.PAUSED, Verdict.MISSED, Verdict.SPAM])
    assert found == Share(1, 2, {Verdict.SPAM: 2, Verdict.PAUSED: 1})


@pytest.mark.parametrize(
    ("year", "month", "closes"),
    [
        # 1 to 5 June 2026 are Monday to Friday.
        (2026, 5, "2026-06-06T00:00:00+05:00"),
        # January 2026: free until the 11th (the 9th is moved); 12, 13, 14, 15, 16.
        (2025, 12, "2026-01-17T00:00:00+05:00"),
        # May 2026: 4, 5, 6, 7, 8; 1 May is a holiday.
        (2026, 4, "2026-05-09T00:00:00+05:00"),
    ],
)
def test_a_month_closes_with_the_fifth_working_day_of_the_next(year: int, month: int, closes: str) -> None:
    assert Month(year, month, EKB).closes_at == datetime.fromisoformat(closes)


def test_a_month_is_of_the_zone_of_its_office() -> None:
    may = Month(2026, 5, EKB)
    assert may.holds(datetime.fromisoformat("2026-04-30T19:00:00+00:00"))
    assert not may.holds(datetime.fromisoformat("2026-04-30T18:59:59+00:00"))
    assert may.holds(datetime.fromisoformat("2026-05-31T18:59:59+00:00"))
    assert not may.holds(datetime.fromisoformat("2026-05-31T19:00:00+00:00"))


def test_where_nobody_works_a_month_closes_after_a_hundred_days() -> None:
    """1 June + 100 days = 9 September, and its midnight. Within 400 days something opens, so T7 says nothing."""
    two = {"2026-05-04": [["09:00", "10:00"]], "2027-01-11": [["09:00", "10:00"]]}
    idle = WorkCalendar.from_spec({"zone": "Asia/Yekaterinburg", "weekly": {}, "exceptions": two})
    assert Month(2026, 5, idle).closes_at == datetime.fromisoformat("2026-09-10T00:00:00+05:00")

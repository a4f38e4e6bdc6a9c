"""A day that is worked for another one, and the hour that an eve lacks (T1; art. 95 of the Labour Code).

The office works 9-13 and 14-18 from Monday to Friday, an hour less before a holiday. Both defects below were found by
the stepper of tests/core/stepper_days.py, which reads the law for itself.
"""

from datetime import date
from typing import Any

import pytest

from opora.core.hours import Cause, WorkCalendar
from tests.core.tables import at

WHOLE, SHORTER = ["09:00-13:00", "14:00-18:00"], ["09:00-13:00", "14:00-17:00"]


def _office(holiday: str, day_off: str, taken_from: str, less: int = 3600) -> WorkCalendar:
    whole = [["09:00", "13:00"], ["14:00", "18:00"]]
    spec: dict[str, Any] = {
        "zone": "Europe/Moscow",
        "weekly": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), whole),
        "yearly_days_off": [{"day": holiday, "name": "Праздник"}],
        "moved_days_off": [{"day_off": day_off, "taken_from": taken_from, "worked": True}],
        "eve_shorter_by": less,
    }
    return WorkCalendar.from_spec(spec)


@pytest.mark.parametrize(
    ("holiday", "day_off", "taken_from", "hours"),
    [
        # 8 March 2026 is a Sunday: Saturday the 7th is worked for Friday the 6th, directly before it.
        ("03-08", "2026-03-06", "2026-03-07", SHORTER),
        ("03-08", "2026-03-06", "2026-03-14", WHOLE),
        # 31 December 2026 is a Thursday and an eve; Saturday 9 January 2027 is worked for it. The 30th is none.
        ("01-01", "2026-12-31", "2027-01-09", SHORTER),
        ("01-01", "2026-12-30", "2027-01-09", WHOLE),
        # Within one year: Saturday 20 February 2027 for Monday the 22nd, the eve of the 23rd; for Friday the 26th.
        ("02-23", "2027-02-22", "2027-02-20", SHORTER),
        ("02-23", "2027-02-26", "2027-02-20", WHOLE),
        # An eve twice over, Saturday and Friday: it lacks one hour, not two. 5 and 7 June 2026 are free.
        ("06-07", "2026-06-05", "2026-06-06", SHORTER),
    ],
)
def test_a_day_worked_for_another_is_shorter_when_either_is_an_eve(
    holiday: str, day_off: str, taken_from: str, hours: list[str]
) -> None:
    office = _office(holiday, day_off, taken_from)
    worked = date.fromisoformat(taken_from)

    assert [str(one) for one in office.hours_on(worked)] == hours
    assert office.hours_on(date.fromisoformat(day_off)) == ()
    assert office.day(worked).because is not None
    assert [str(one) for one in _office(holiday, day_off, taken_from, less=0).hours_on(worked)] == WHOLE


def test_the_hour_that_it_lacks_is_explained_by_the_holiday() -> None:
    """Saturday 7 March 2026 from 16:00 to 19:00: an hour of work, one that the eve lacks, an hour of evening."""
    told = _office("03-08", "2026-03-06", "2026-03-07").explain(
        at("2026-03-07T16:00+03:00"), at("2026-03-07T19:00+03:00")
    )

    assert [(one.cause, one.name, one.end) for one in told] == [
        (Cause.WORKING_SATURDAY, "", at("2026-03-07T17:00+03:00")),
        (Cause.SHORTENED, "Праздник", at("2026-03-07T18:00+03:00")),
        (Cause.NIGHT, "", at("2026-03-07T19:00+03:00")),
    ]

"""When the holder of a rung is written to (E4): its clock runs, so at once; every moment by hand.

Days and hours as in test_bundles.
"""

from datetime import datetime

import pytest

from opora.core.bundles import of_a_rung
from tests.core.test_bundles import OFFICE, PLAN, at, away, said


@pytest.mark.parametrize(
    ("now", "sent", "last", "moment"),
    [
        ("05-06 10:00", 0, "", "05-06 10:00"),
        ("05-06 10:00", 2, "05-06 09:50", "05-06 10:00"),  # the letter that was kept for 14:00: the digest loses it
        ("05-06 15:00", 3, "05-06 14:00", "05-06 15:00"),  # a fourth, an hour after the third
        ("05-06 15:00", 3, "05-06 14:01", "05-06 15:01"),
        ("05-06 15:00", 9, "05-06 14:30", "05-06 15:30"),  # many within an hour are one letter
        ("05-06 12:40", 3, "05-06 12:10", "05-06 14:00"),  # 13:10 is lunch
        ("05-06 17:30", 3, "05-06 17:10", "05-07 09:00"),  # 18:10: they have gone
        ("05-06 03:00", 0, "", "05-06 09:00"),  # never at night
        ("05-06 18:00", 3, "05-06 17:59", "05-07 09:00"),  # tomorrow is another day
    ],
)
def test_at_once_and_after_the_last_of_the_day_once_an_hour(now: str, sent: int, last: str, moment: str) -> None:
    before = at(last) if last else None
    assert said(of_a_rung(at(now), OFFICE, sent, before, PLAN)) == moment


def test_it_waits_for_nobodys_return() -> None:
    """Where nobody is left, whoever holds it is told although they are away."""
    gone = away("05-06 00:00", "05-08 00:00")
    none: datetime | None = None
    assert said(of_a_rung(at("05-06 10:00"), gone, 0, none, PLAN)) == "05-06 10:00"

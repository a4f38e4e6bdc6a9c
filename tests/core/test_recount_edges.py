"""Lines of the recount that `./run mutate` showed to be held by no other test (T6); days as in test_recount."""

import pytest

from opora.core import events as e
from opora.core.recount import aimed, furthest
from tests.core.test_recount import SHUT, Changing
from tests.core.test_standing_rules import utc
from tests.core.test_stories import CALENDAR


@pytest.mark.parametrize(
    ("was", "ends", "stays"),
    [
        ("05-09 12:00", "05-08 17:00", True),  # in closed hours, and nothing is worked since the end of its span
        ("05-09 12:00", "05-08 16:00", False),  # an hour of Friday is
        ("05-12 09:00", "05-08 17:00", False),  # a beginning of work is none of closed hours
        ("05-09 12:00", "05-12 10:00", False),  # later, as it comes
    ],
)
def test_what_was_brought_forward_into_closed_hours_stays_there(was: str, ends: str, stays: bool) -> None:
    assert aimed(utc(was), utc(ends), CALENDAR, CALENDAR) == utc(was if stays else ends)


def test_a_change_elsewhere_does_not_move_what_was_brought_forward_into_closed_hours() -> None:
    """Another ticket was told Sat 9 May 12:00; by the span of its resolution that is Fri 8 May 17:00. Tue 12 closes."""
    ticket = Changing().add("05-06 11:00", e.TookIn(2, {"resolution": utc("05-09 12:00")}))
    assert ticket.due("resolution") == "05-09 12:00"
    assert isinstance(ticket, Changing)
    ticket.change("05-06 12:00", on_05_12=SHUT)
    assert ticket.recount() == {"word": ("05-12 10:00", "05-08 17:00")}


def test_a_dated_word_moves_to_the_end_of_work_that_is_just_four_hours_off() -> None:
    """Told for Wed 13 May 11:00, which is closed on Tue 12 at 14:00: 14-18 are the four hours."""
    ticket = Changing()
    ticket.add("05-07 11:00", e.Told(1)).tell("05-07 11:00")
    ticket.change("05-12 14:00", on_05_13=SHUT)
    assert ticket.recount()["word"] == ("05-13 11:00", "05-12 18:00")


def test_p4_the_days_of_a_word_are_those_of_the_calendars_zone() -> None:
    """Thu 7 May 1:00 there is still Wednesday of UTC: Fri 12:00 is one day on."""
    assert furthest(utc("05-08 12:00"), CALENDAR, utc("05-07 01:00"), 1) == utc("05-08 12:00")


def test_p4_a_word_on_the_last_of_the_days_keeps_its_hour() -> None:
    """From Thu 7 May 12:00: 8, 12-15 (5), 18-21 May (9), which are fourteen days."""
    assert furthest(utc("05-21 18:00"), CALENDAR, utc("05-07 12:00"), 9) == utc("05-21 18:00")
    assert furthest(utc("05-21 18:00"), CALENDAR, utc("05-07 12:00"), 8) == utc("05-20 12:00")

"""What a duty that is entered later moves, and what it does not (T9); ledger and days as in test_duties."""

from opora.core import events as e
from opora.core.duties import duty_moves
from tests.core.test_duties import OnDuty, duty
from tests.core.test_standing_rules import utc

EVENING = duty("05-07 18:00", "05-07 22:00")


def test_t9_what_was_missed_stays_where_it_was_missed() -> None:
    """Thu 7 May 10:00 has passed. Four hours of the evening count: Wed 7, Thu 19, Fri 26, Tue 34, Wed 40."""
    ticket = OnDuty("05-06 10:00")
    ticket.tick("05-07 10:01")
    moved = duty_moves(ticket.stand(), (EVENING,), utc("05-07 11:00"))
    assert moved.was == {"resolution": utc("05-14 11:00")}
    assert moved.due == {"resolution": utc("05-13 16:00")}


def test_t9_what_stands_still_and_what_is_a_date_do_not_move_nor_anything_that_is_closed() -> None:
    asked = OnDuty("05-06 10:00").add("05-06 11:00", e.Asked(1))
    closed = OnDuty("05-06 10:00").add("05-06 11:00", e.Closed("by_hand"))
    for ticket in (asked, closed):
        assert duty_moves(ticket.stand(), (EVENING,), utc("05-07 11:00")).due == {}


def test_t9_what_begins_afterwards_counts_the_duty_too() -> None:
    """The look, 8 h from Thu 7 May 18:00: 18-22 are 4, Fri 9-13 4 more."""
    ticket = OnDuty("05-06 10:00").add("05-06 11:00", e.Answered(1))
    ticket.add("05-07 11:00", e.DutiesCounted((EVENING,), {}, {}))
    ticket.add("05-07 18:00", e.Received(2, utc("05-07 18:00")))
    assert ticket.due("look") == "05-08 13:00"

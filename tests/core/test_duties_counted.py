"""What a duty that is entered later moves, and what it does not (T9); ledger and days as in test_duties."""

from opora.core import events as e
from opora.core.duties import duty_moves
from tests.core.test_duties import OnDuty, duty
from tests.core.test_standing_rules import Ticket, utc

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


SATURDAY = duty("05-09 10:00", "05-09 18:00")


def promised_for_saturday() -> Ticket:
    """Said on Wed 6 May at 11:00: a word by Sat 9 May 12:00, in the duty."""
    told = e.Told(1, word_until=utc("05-09 12:00"))
    return OnDuty("05-06 10:00", SATURDAY).add("05-06 11:00", told).tell("05-06 11:00")


def test_t9_a_date_in_hours_that_are_withdrawn_moves_as_after_a_change_of_the_calendar() -> None:
    """Random weeks, seeds 1052 and 1079. Withdrawn on Thu 7 May at 11:00: to the end of the last stretch before it,
    Fri 8 May 17:00. At 15:00 on that day four hours from then are Tue 12 May 11:00, so to the end of that stretch.
    The resolution: Wed 7, Thu 15, Fri 22, Sat 30, Tue 38, Wed 13 9-11 (40); without Saturday Thu 14 May 11:00.
    """
    ticket = promised_for_saturday()
    was = {"resolution": utc("05-13 11:00"), "word": utc("05-09 12:00")}
    early, late = (duty_moves(ticket.stand(), (), utc(at)) for at in ("05-07 11:00", "05-08 15:00"))
    assert (early.was, late.was) == (was, was)
    assert early.due == {"resolution": utc("05-14 11:00"), "word": utc("05-08 17:00")}
    assert late.due == {"resolution": utc("05-14 11:00"), "word": utc("05-12 13:00")}
    ticket.add("05-08 15:00", e.DutiesCounted((), late.was, late.due))
    assert (ticket.due("word"), ticket.due("resolution")) == ("05-12 13:00", "05-14 11:00")


def test_t9_a_date_in_other_hours_stays_where_it_was_said() -> None:
    """The duty is withdrawn; Fri 8 May 12:00 is open, and Sun 10 May 12:00 was never."""
    for until in ("05-08 12:00", "05-10 12:00"):
        ticket = OnDuty("05-06 10:00", SATURDAY).add("05-06 11:00", e.Told(1, word_until=utc(until)))
        assert "word" not in duty_moves(ticket.stand(), (), utc("05-07 11:00")).due

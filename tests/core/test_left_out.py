"""What the clock of the resolution leaves out, cause by cause (P5), each moment by hand.

Days as in test_standing_rules. All in working time of Wed 6 and Thu 7 May 2026, so that nothing but the ticket's own
causes is left out.
"""

from opora.core import events as e
from opora.core.clock import explanation
from opora.core.hours import Cause
from tests.core.test_clock_records import local
from tests.core.test_gains import gained
from tests.core.test_standing_rules import Ticket, utc

OF_THE_TICKET = (Cause.PAUSE, Cause.ANSWERED, Cause.RELEASE, Cause.CLOSED, Cause.GAIN)


def left_out(ticket: Ticket) -> list[tuple[str, str, Cause]]:
    """What stood still for a cause that no calendar gives, in local moments."""
    clock = ticket.stand().latest("resolution")
    assert clock is not None
    told = [one for one in explanation(clock) if one.cause in OF_THE_TICKET]
    assert not any(one.counted for one in told)
    return [(local(one.start), local(one.end), one.cause) for one in told]


def test_a_ticket_that_was_closed_and_came_back_tells_of_both() -> None:
    ticket = Ticket().add("05-06 12:00", e.Answered(1)).add("05-06 12:20", e.Closed("by_hand"))
    ticket.add("05-06 12:40", e.Reopened()).add("05-06 12:50", e.Rejected(utc("05-06 12:50")))
    # A wait afterwards has nothing to do with it, nor it with the wait.
    ticket.add("05-07 09:00", e.Asked(2)).add("05-07 10:00", e.Received(3, utc("05-07 10:00")))
    assert left_out(ticket) == [
        ("05-06 12:00", "05-06 12:20", Cause.ANSWERED),
        ("05-06 12:20", "05-06 12:40", Cause.CLOSED),
        ("05-06 12:40", "05-06 12:50", Cause.ANSWERED),
        ("05-07 09:00", "05-07 10:00", Cause.PAUSE),
    ]


def test_a_question_while_a_release_is_awaited_is_a_cause_of_its_own() -> None:
    ticket = Ticket().add("05-06 14:00", e.Answered(1)).add("05-06 14:10", e.AwaitsRelease(utc("05-29 18:00")))
    ticket.add("05-06 15:00", e.Asked(2)).add("05-06 16:00", e.Received(3, utc("05-06 16:00")))
    ticket.add("05-06 17:00", e.Rejected(utc("05-06 17:00")))
    assert left_out(ticket) == [
        ("05-06 14:00", "05-06 14:10", Cause.ANSWERED),
        ("05-06 14:10", "05-06 15:00", Cause.RELEASE),
        ("05-06 15:00", "05-06 16:00", Cause.PAUSE),
        ("05-06 16:00", "05-06 17:00", Cause.RELEASE),
    ]


def test_an_answer_in_a_call_ends_the_wait_when_it_was_spoken() -> None:
    """The call of 10:30 is logged at 11:10, after somebody did something at 11:00."""
    ticket = Ticket().add("05-06 10:15", e.Asked(1)).add("05-06 11:00", e.Moved("research", "office"))
    ticket.add("05-06 11:10", e.Answered(2, spoken_at=utc("05-06 10:30")))
    ticket.add("05-06 12:00", e.Rejected(utc("05-06 12:00")))
    assert left_out(ticket) == [
        ("05-06 10:15", "05-06 10:30", Cause.PAUSE),
        ("05-06 10:30", "05-06 12:00", Cause.ANSWERED),
    ]


def test_words_that_were_written_before_the_call_was_logged_end_the_answer_where_they_were_written() -> None:
    ticket = Ticket().add("05-06 11:00", e.Moved("research", "office"))
    ticket.add("05-06 11:10", e.Answered(1, spoken_at=utc("05-06 10:30")))
    ticket.add("05-06 11:20", e.Rejected(utc("05-06 10:45")))
    assert left_out(ticket) == [("05-06 10:30", "05-06 10:45", Cause.ANSWERED)]


def test_a_reply_of_the_very_instant_leaves_nothing_out() -> None:
    ticket = Ticket().add("05-06 11:00", e.Asked(1), e.Received(2, utc("05-06 11:00")))
    assert left_out(ticket) == []


def test_a_right_gained_before_the_question_stands_still_for_the_question() -> None:
    """Gained at 11:00, asked at 11:02, the gain is noted at 11:05."""
    ticket = Ticket("basic", "05-06 10:00").add("05-06 11:02", e.Asked(1)).add("05-06 11:05", gained("05-06 11:00"))
    ticket.add("05-06 12:00", e.Received(2, utc("05-06 12:00")))
    assert left_out(ticket) == [
        ("05-06 10:00", "05-06 11:00", Cause.GAIN),
        ("05-06 11:00", "05-06 12:00", Cause.PAUSE),
    ]


def test_words_between_the_gain_and_the_answer_leave_out_what_lies_between() -> None:
    """Gained at 11:00, answered at 11:02, the gain is noted at 11:05; the customer had written at 11:01."""
    ticket = Ticket("basic", "05-06 10:00").add("05-06 11:02", e.Answered(1)).add("05-06 11:05", gained("05-06 11:00"))
    ticket.add("05-06 11:10", e.Rejected(utc("05-06 11:01")))
    assert left_out(ticket) == [
        ("05-06 10:00", "05-06 11:00", Cause.GAIN),
        ("05-06 11:00", "05-06 11:01", Cause.ANSWERED),
    ]

"""Corrections (L7a), rungs (E4), odd orders through the pure core; ledger and days as in test_standing_rules."""

from typing import Any

import pytest

from opora.core import events as e
from opora.core.course import stand
from opora.core.hours import WorkCalendar
from opora.core.step import MACHINE, Noted
from tests.core.test_standing_rules import BASIC, HOURS, WARRANTY, Ticket, utc


def no_calendar(code: str) -> WorkCalendar:
    raise LookupError(code)


# --- L7a ------------------------------------------------------------------------------------------------------------


def corrected(level: str, **more: Any) -> e.Corrected:
    terms = {"warranty": WARRANTY, "basic": BASIC}[level]
    return e.Corrected(("product",), level, "basic", terms["word_days"], **{"spans": terms["spans"]} | more)


def test_l7a_up_counts_from_registration_and_no_earlier_than_four_hours() -> None:
    ticket = Ticket("basic", "05-06 10:00").add("05-07 09:30", corrected("warranty"))
    # FR 8 wh is Thu 10:00; correction + 4 wh: 9:30-13 (3.5), 14-14:30.
    assert ticket.due("first_response") == "05-07 14:30"
    assert ticket.due("resolution") == "05-14 11:00"
    assert ticket.due("goal") == "05-08 10:00"  # told, so it stays
    early = Ticket("basic", "05-06 10:00").add("05-06 10:30", corrected("warranty"))
    assert early.due("first_response") == "05-07 10:00"


def test_l7a_down_moves_nothing_that_was_told() -> None:
    told = Ticket("warranty").add("05-06 11:00", corrected("basic"))
    assert (told.due("first_response"), told.due("resolution")) == ("05-07 10:00", "05-14 11:00")
    untold = Ticket("warranty", told=False).add("05-06 11:00", corrected("basic"))
    standing = untold.stand()
    assert (standing.live("first_response"), standing.live("resolution")) == (None, None)
    assert untold.due("goal") == "05-08 10:00"  # 16 wh: Wed 7, Thu 15, Fri 9-10


def test_l7a_a_correction_that_is_taken_back_gives_back_what_it_took() -> None:
    """The product was not named, so the resolution is not told; a wrong product is chosen, then the right one."""
    ticket = Ticket("warranty", told=False).tell("05-06 10:00", "first_response")
    ticket.add("05-06 11:00", corrected("basic"))
    assert ticket.stand().live("resolution") is None
    ticket.add("05-06 11:10", corrected("warranty"))
    assert ticket.due("resolution") == "05-14 11:00"
    assert ticket.due("first_response") == "05-07 10:00"


def test_l7a_told_moments_move_earlier_but_not_later() -> None:
    nearer = Ticket("warranty").add("05-06 11:00", corrected("warranty", spans={"resolution": 20 * HOURS}))
    assert nearer.due("resolution") == "05-08 15:00"  # Wed 7, Thu 15, Fri 9-13 19, 14-15 (20)
    longer = Ticket("warranty").add("05-06 11:00", corrected("warranty", spans={"resolution": 60 * HOURS}))
    assert longer.due("resolution") == "05-14 11:00"


def test_l7a_a_calendar_that_is_found_counts_from_registration_too() -> None:
    """T3: the right organisation has a contract around the clock. 8 h from Wed 10:00 are 18:00, 40 h Fri 8 May 2:00."""
    around = dict.fromkeys(("first_response", "resolution"), "24x7")
    ticket = Ticket().add("05-06 11:00", corrected("warranty", calendars=around))
    assert (ticket.due("first_response"), ticket.due("resolution")) == ("05-06 18:00", "05-08 02:00")
    asked = Ticket().add("05-06 11:00", e.Asked(1)).add("05-06 12:00", corrected("warranty", calendars=around))
    asked.add("05-06 15:00", e.Received(2, utc("05-06 15:00")))
    # An hour was used; 39 are left around the clock: Fri 8 May 6:00.
    assert asked.due("resolution") == "05-08 06:00"


def test_l7a_a_calendar_that_was_wrong_stays_only_where_it_was_told() -> None:
    """Taken for the organisation around the clock; the first response alone was told (L5)."""
    around = dict.fromkeys(("first_response", "resolution"), "24x7")
    ticket = Ticket("individual", told=False, **WARRANTY, calendars=around).tell("05-06 10:00", "first_response")
    assert (ticket.due("first_response"), ticket.due("resolution")) == ("05-06 18:00", "05-08 02:00")
    ticket.add("05-06 11:00", corrected("warranty"))
    assert (ticket.due("first_response"), ticket.due("resolution")) == ("05-06 18:00", "05-14 11:00")


def test_l7a_a_correction_in_the_wait_falls_due_no_earlier_than_four_hours_after_it() -> None:
    """38 of 40 h used on Wed 13 May 18:00; the figures become 38 h in the wait, so that nothing is left."""
    ticket = Ticket().add("05-07 09:00", e.Told(1)).add("05-13 18:00", e.Asked(2))
    ticket.add("05-14 09:00", corrected("warranty", spans={"resolution": 38 * HOURS}))
    ticket.add("05-14 10:00", e.Received(3, utc("05-14 10:00")))
    assert ticket.due("resolution") == "05-14 13:00"  # 9-13 (4)


def test_l7a_a_correction_in_the_wait_takes_nothing_that_was_told() -> None:
    """1 h used; told 40 h. Were they 60 from now on, the rest after the reply would be 59 h and not 39."""
    ticket = Ticket().add("05-06 11:00", e.Asked(1))
    ticket.add("05-06 12:00", corrected("warranty", spans={"resolution": 60 * HOURS}))
    ticket.add("05-06 15:00", e.Received(2, utc("05-06 15:00")))
    # From Wed 15:00: 3, Thu 11, Fri 18, Tue 26, Wed 34, Thu 14 9-13 38, 14-15 (39).
    assert ticket.due("resolution") == "05-14 15:00"


def test_l7a_a_correction_of_a_closed_ticket_wakes_nothing_until_it_is_opened_again() -> None:
    ticket = Ticket("basic").add("05-06 15:00", e.Closed("by_hand")).add("05-06 15:30", corrected("warranty"))
    assert [clock.kind for clock in ticket.stand().clocks if clock.live] == []
    ticket.add("05-07 09:30", e.Reopened(), e.Received(2, utc("05-07 09:30")))
    ticket.add("05-07 10:00", e.Rejected(utc("05-07 09:30")))
    # 4 of 40 h were used when it was closed. 36 from Thu 9:30: 7.5, Fri 14.5, Tue 22.5, Wed 30.5, Thu 14 9-13 34.5,
    # 14-15:30 (36).
    assert ticket.due("resolution") == "05-14 15:30"


def test_l7a_what_was_met_is_not_owed_again() -> None:
    """First response met on Wed 11:00; the figures are corrected: there is one clock of it, and it stays met."""
    ticket = Ticket().add("05-06 11:00", e.Told(1)).add("05-06 12:00", corrected("warranty"))
    assert [clock.met_at for clock in ticket.stand().clocks if clock.kind == "first_response"] == [utc("05-06 11:00")]


def test_l7a_a_gained_promise_goes_by_its_own_calendar() -> None:
    """Around the clock 8 h from Wed 10:00 are 18:00, 40 h Fri 2:00; 4 h after the correction are 15:00."""
    around = dict.fromkeys(("first_response", "resolution"), "24x7")
    ticket = Ticket("basic").add("05-06 11:00", corrected("warranty", calendars=around))
    assert (ticket.due("first_response"), ticket.due("resolution")) == ("05-06 18:00", "05-08 02:00")


def test_l7a_a_duty_that_is_found_counts_on_the_same_calendar() -> None:
    """Wed 18-22: 3 + 4 = 7 h by 18:00, the eighth is 18-19."""
    duty = (1, utc("05-06 18:00"), utc("05-06 22:00"))
    assert Ticket().add("05-06 11:00", corrected("warranty", duties=(duty,))).due("first_response") == "05-06 19:00"


def test_l7a_what_was_put_off_pauses_with_what_is_really_left() -> None:
    """10 wh are Thu 7 12:00; corrected on Thu at 11:00: 11-13 (2), 14-16 (4). Asked at 12:00, three hours are left."""
    ten = corrected("warranty", spans={"resolution": 10 * HOURS})
    ticket = Ticket("basic").add("05-06 11:00", e.Told(1)).add("05-07 11:00", ten)
    assert ticket.due("resolution") == "05-07 16:00"
    ticket.add("05-07 12:00", e.Asked(2)).add("05-08 09:00", e.Received(3, utc("05-08 09:00")))
    # 12-13 and 14-16 were left: 3 h from Fri 9:00.
    assert ticket.due("resolution") == "05-08 12:00"


def test_l7a_closed_while_we_waited_the_wait_stays_left_out() -> None:
    """1 of 40 h used. 39 from Thu 9:30: 7.5, Fri 14.5, Tue 22.5, Wed 30.5, Thu 14 38.5, Fri 15 9-9:30 (39)."""
    ticket = Ticket("basic").add("05-06 11:00", e.Asked(1)).add("05-06 15:00", e.Closed("by_hand"))
    ticket.add("05-06 15:30", corrected("warranty")).add("05-07 09:30", e.Reopened(), e.Received(2, utc("05-07 09:30")))
    ticket.add("05-07 10:00", e.Rejected(utc("05-07 09:30")))
    assert ticket.due("resolution") == "05-15 09:30"


def test_l7a_opened_again_without_a_word_of_ours_nothing_first_is_owed_until_it_is_worked_on() -> None:
    """Random weeks, seed 1077: closed as spam by mistake; they write again, and what they are is corrected or gained.
    In this stage the manager looks (P7); no moment that the customer could be told is watched by anybody."""
    spam = e.Closed("spam"), e.Reopened(), e.Received(2, utc("05-06 12:00"))
    gain = e.Gained(
        utc("05-06 13:00"), "purchase", "warranty", "basic", 3,
        {"first_response": 8 * HOURS, "resolution": 40 * HOURS},
    )  # fmt: skip
    for lifted in (corrected("warranty"), gain):
        ticket = Ticket("basic").add("05-06 12:00", *spam).add("05-06 13:00", lifted)
        assert [clock.kind for clock in ticket.stand().clocks if clock.live] == ["look"]
        ticket.add("05-06 15:00", e.Rejected(utc("05-06 12:00")))
        assert sorted(clock.kind for clock in ticket.stand().clocks if clock.live) == ["resolution", "word"]


# --- E4 -------------------------------------------------------------------------------------------------------------


def climbing(level: str = "basic") -> Ticket:
    """The recovery of a missed goal is due on 8 May 15:00."""
    ticket = Ticket(level, **BASIC)
    ticket.tick("05-08 10:01")
    return ticket.tell("05-08 10:01")


def test_e4_who_is_absent_is_passed_over() -> None:
    ticket = climbing()
    happened = ticket.tick("05-08 15:01", holders={1: None, 2: 12, 3: 13})
    assert isinstance(happened[-1], e.Climbed)
    assert (happened[-1].rung, happened[-1].holder) == (2, 12)
    present = climbing().tick("05-08 15:01")
    assert isinstance(present[-1], e.Climbed)
    assert (present[-1].rung, present[-1].holder) == (1, 11)


def test_e4_with_nobody_at_all_the_silence_is_still_dated() -> None:
    ticket = climbing()
    happened = ticket.tick("05-08 15:01", holders={1: None, 2: None, 3: None})
    assert isinstance(happened[-1], e.Climbed)
    assert (happened[-1].rung, happened[-1].holder, happened[-1].again) == (1, None, False)
    # 8 wh from Fri 15:00: 15-17 (2), Tue 12 9-13 (6), 14-16 (8).
    assert ticket.next() == ("05-12 16:00", "escalation")


def test_e4_at_initial_level_the_climb_ends_at_the_central_service() -> None:
    ticket = climbing("initial")
    rungs = []
    # From 8 May 15:00 by 8 wh: Tue 12 16:00 (as above), Wed 13 16:00, Thu 14 16:00.
    for at in ("05-08 15:01", "05-12 16:01", "05-13 16:01"):
        last = ticket.tick(at)[-1]
        assert isinstance(last, e.Climbed)
        rungs.append((last.rung, last.again))
    assert rungs == [(1, False), (2, False), (2, True)]


# --- odd orders -----------------------------------------------------------------------------------------------------


def test_events_of_one_ticket_at_one_instant_are_taken_in_order() -> None:
    ticket = Ticket().add("05-06 11:00", e.Asked(1), e.Received(2, utc("05-06 11:00")), e.Answered(3))
    assert ticket.next() == ("05-14 11:00", "closing")  # 5 wd: Thu 7, Fri 8, Tue 12, Wed 13, Thu 14


def test_a_letter_written_before_the_question_and_filed_after_it_ends_the_pause_at_the_question() -> None:
    ticket = Ticket().add("05-06 11:00", e.Asked(1)).add("05-06 11:05", e.Received(2, utc("05-06 10:30")))
    clock = ticket.stand().live("resolution")
    assert clock is not None
    assert clock.runs == [(utc("05-06 10:00"), utc("05-06 11:00")), (utc("05-06 11:00"), None)]
    assert ticket.due("resolution") == "05-14 11:00"


@pytest.mark.parametrize("first", [e.Told(1), e.Received(1, utc("05-06 10:00"))])
def test_a_ledger_begins_with_opened(first: e.Event) -> None:
    with pytest.raises(ValueError, match=rf"^a ticket's ledger begins with Opened, not {type(first).__name__}$"):
        stand([Noted(first, "ticket", 1, 1, utc("05-06 10:00"), MACHINE)], no_calendar)


def test_an_empty_ledger_is_none() -> None:
    with pytest.raises(ValueError, match=r"^a ticket's ledger begins with Opened$"):
        stand([], no_calendar)


def test_of_equal_moments_the_terms_of_the_correction_count_and_of_a_gain_those_that_were() -> None:
    """Told for Thu 10:00; round the clock 24 h from Wed 10:00 end then too. What is due says nothing of the hours by
    which it goes: after a pause these tell."""
    around: dict[str, Any] = {"spans": {"resolution": 24 * HOURS}, "calendars": {"resolution": "24x7"}}
    office = {"resolution": 8 * HOURS}
    mended = Ticket(spans=office, word_days=3).add("05-06 11:00", corrected("warranty", **around))
    terms: dict[str, Any] = {"level": "individual", "level_before": "warranty", "because": "contract", "word_days": 3}
    gained = e.Gained(utc("05-06 11:00"), **terms, **{**around, "spans": {"resolution": 23 * HOURS}})
    lifted = Ticket(spans=office, word_days=3).add("05-06 11:00", gained)
    assert (mended.due("resolution"), lifted.due("resolution")) == ("05-07 10:00", "05-07 10:00")
    for ticket in (mended, lifted):
        ticket.add("05-06 18:00", e.Asked(1)).add("05-07 09:00", e.Received(2, utc("05-07 09:00")))
    # Round the clock 8 of 24 h were used: 16 left, Fri 1:00. In the office 7 of 8 h were: one left, Thu 10:00.
    assert mended.due("resolution") == "05-08 01:00"
    assert lifted.due("resolution") == "05-07 10:00"


def test_a_wait_that_ended_with_the_ticket_nudges_and_closes_nothing_afterwards() -> None:
    """Asked, closed while we waited, opened again and rejected: we work, and neither nudge nor closing is due."""
    ticket = Ticket().add("05-06 11:00", e.Asked(1)).add("05-06 12:00", e.Closed("by_hand"))
    assert (ticket.stand().nudge_at, ticket.stand().closing_at) == (None, None)
    ticket.add("05-07 10:00", e.Reopened()).add("05-07 11:00", e.Rejected(utc("05-07 11:00")))
    assert (ticket.stand().nudge_at, ticket.stand().closing_at) == (None, None)

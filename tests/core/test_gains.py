"""A right that is gained while a ticket is open (L7c): the level is lifted, its promises start at the gain.

Ledger and days as in test_standing_rules: May 2026 in Yekaterinburg, 4-7 full days (9-13, 14-18), 8 May until 17:00,
9-11 May off, 12-15 and 18-22 full.
"""

from typing import Any

from opora.core import events as e
from opora.core.clock import explanation
from opora.core.hours import Cause
from tests.core.test_standing_rules import HOURS, WARRANTY, Ticket, utc

AROUND = dict.fromkeys(("first_response", "resolution"), "24x7")


def gained(since: str, **more: Any) -> e.Gained:
    terms = {"level": "warranty", "level_before": "basic", "because": "purchase", **WARRANTY, **more}
    return e.Gained(since=utc(since), **terms)


def test_l7c_promises_start_at_the_gain_and_not_at_registration() -> None:
    """Bought Thu 7 May 11:00. 8 h: Thu 2 + 4 = 6, Fri 9-11. 40 h: 6, Fri 13, Tue 21, Wed 29, Thu 37, Fri 9-12."""
    ticket = Ticket("basic", "05-06 10:00").add("05-07 11:00", gained("05-07 11:00"))
    assert ticket.stand().level == "warranty"
    assert (ticket.due("first_response"), ticket.due("resolution")) == ("05-08 11:00", "05-15 12:00")
    assert ticket.due("goal") == "05-08 10:00"  # told, so it stays: 16 h, Wed 7, Thu 15, Fri 9-10
    # Five days from Wed 6 May would be Thu 14 May 10:00; three from the gain: 8, 12, 13 May.
    assert ticket.due("word") == "05-13 11:00"


def test_l7c_it_counts_from_when_it_was_known_though_it_is_noted_later() -> None:
    ticket = Ticket("basic", "05-06 10:00").add("05-07 11:05", gained("05-07 11:00"))
    assert ticket.due("first_response") == "05-08 11:00"


def test_l7c_a_goal_that_nobody_was_told_gives_way() -> None:
    ticket = Ticket("basic", "05-06 10:00", told=False).add("05-07 11:00", gained("05-07 11:00"))
    assert ticket.stand().live("goal") is None


def test_l7c_who_has_heard_from_us_is_owed_no_first_response_any_more() -> None:
    ticket = Ticket("basic", "05-06 10:00").add("05-06 15:00", e.Told(1)).add("05-07 11:00", gained("05-07 11:00"))
    assert ticket.stand().latest("first_response") is None
    assert ticket.due("resolution") == "05-15 12:00"


def test_l7c_in_the_wait_the_resolution_stands_still_until_the_reply() -> None:
    """Asked Wed 12:00, bought Thu 11:00, replied Fri 8 May 10:00: 6, Tue 14, Wed 22, Thu 30, Fri 38, Mon 18 9-11."""
    ticket = Ticket("basic", "05-06 10:00").add("05-06 12:00", e.Asked(1)).add("05-07 11:00", gained("05-07 11:00"))
    assert ticket.stand().live("resolution").paused_at == utc("05-07 11:00")  # type: ignore[union-attr]
    assert ticket.next() == ("05-12 12:00", "nudge")  # 7, 8, 12 May
    ticket.add("05-08 10:00", e.Received(2, utc("05-08 10:00")))
    assert ticket.due("resolution") == "05-18 11:00"


def test_l7c_after_the_answer_nothing_is_owed_until_it_does_not_suit() -> None:
    """Answered Wed 12:00; all 40 h run from the words of Fri 8 May 10:00."""
    ticket = Ticket("basic", "05-06 10:00").add("05-06 12:00", e.Answered(1)).add("05-07 11:00", gained("05-07 11:00"))
    assert ticket.next() == ("05-14 12:00", "closing")  # 7, 8, 12, 13, 14 May
    ticket.add("05-08 10:00", e.Received(2, utc("05-08 10:00")))
    ticket.add("05-08 11:00", e.Rejected(utc("05-08 10:00")))
    assert ticket.due("resolution") == "05-18 11:00"


def test_l7c_a_better_figure_counts_from_the_gain_a_worse_one_not_at_all() -> None:
    """A contract of Wed 11:00 with 2 h: 13:00 and not Thu 10:00. Its 40 h would end Thu 14 May 12:00; 11:00 stays."""
    spans = {"first_response": 2 * HOURS, "resolution": 40 * HOURS}
    contract = {"level": "individual", "level_before": "warranty", "because": "contract"}
    better = Ticket().add("05-06 11:00", gained("05-06 11:00", **contract, spans=spans))
    assert (better.due("first_response"), better.due("resolution")) == ("05-06 13:00", "05-14 11:00")
    spans = {"first_response": 8 * HOURS, "resolution": 40 * HOURS}
    same = Ticket().add("05-06 11:00", gained("05-06 11:00", **contract, spans=spans))
    assert (same.due("first_response"), same.due("resolution")) == ("05-07 10:00", "05-14 11:00")


def test_l7c_a_better_figure_in_the_wait_leaves_less_to_do() -> None:
    """1 of 40 h is used when we ask. A contract of 10 h: all ten are left, fewer than 39. From Wed 15:00: 3, Thu
    9-13 7, 14-17 (10)."""
    ticket = Ticket().add("05-06 11:00", e.Asked(1))
    contract = {"level": "individual", "level_before": "warranty", "because": "contract"}
    ticket.add("05-06 12:00", gained("05-06 12:00", **contract, spans={"resolution": 10 * HOURS}))
    ticket.add("05-06 15:00", e.Received(2, utc("05-06 15:00")))
    assert ticket.due("resolution") == "05-07 17:00"


def test_l7c_t3_the_calendar_of_a_contract_counts_from_the_gain() -> None:
    """40 h around the clock from Thu 7 May 11:00 end Sat 9 May 3:00."""
    ticket = Ticket("basic", "05-06 10:00").add("05-07 11:00", gained("05-07 11:00", calendars=AROUND))
    assert (ticket.due("first_response"), ticket.due("resolution")) == ("05-07 19:00", "05-09 03:00")


def test_l7c_a_miss_stays_a_miss() -> None:
    """The first response was missed Thu 10:00; a contract of Thu 11:00 owes no second one."""
    ticket = Ticket()
    ticket.tick("05-07 10:01")
    ticket.add("05-07 11:00", gained("05-07 11:00", level="individual", level_before="warranty", because="contract"))
    first = ticket.stand().latest("first_response")
    assert first is not None
    assert (first.missed_at, first.number) == (utc("05-07 10:00"), 1)


def test_l7c_a_closed_ticket_gains_nothing() -> None:
    ticket = Ticket("basic", "05-06 10:00").add("05-06 15:00", e.Closed("by_hand"))
    ticket.add("05-07 11:00", gained("05-07 11:00"))
    assert ticket.stand().latest("resolution") is None


def test_l7c_the_explanation_counts_from_the_gain() -> None:
    clock = Ticket("basic", "05-06 10:00").add("05-07 11:00", gained("05-07 11:00")).stand().live("resolution")
    assert clock is not None
    told = explanation(clock)
    assert (told[0].start, told[0].counted, told[0].cause) == (utc("05-06 10:00"), False, Cause.GAIN)
    assert told[1].start == told[0].end == clock.started_at == utc("05-07 11:00")
    assert sum((one.end - one.start).total_seconds() for one in told if one.counted) == 40 * HOURS


def test_l7c_in_the_wait_a_better_figure_is_measured_from_the_gain() -> None:
    """Asked Wed 12:00 with 2 of 40 h used; on Thu 14 at 9:00 a contract of 20 h: 20 are less than the 38 left.

    Replied Fri 15 10:00: 7, Mon 15, Tue 19 9-13 19, 14-15 (20).
    """
    ticket = Ticket().add("05-06 12:00", e.Asked(1))
    ticket.add("05-14 09:00", gained("05-14 09:00", spans={"resolution": 20 * HOURS}))
    ticket.add("05-15 10:00", e.Received(2, utc("05-15 10:00")))
    assert ticket.due("resolution") == "05-19 15:00"


def test_l7c_a_figure_that_ends_later_changes_nothing() -> None:
    """38 h from Thu 7 11:00 are Fri 15 10:00; the 40 of registration are Thu 14 11:00."""
    ticket = Ticket().add("05-07 11:00", gained("05-07 11:00", spans={"resolution": 38 * HOURS}))
    assert ticket.due("resolution") == "05-14 11:00"


def test_l7c_the_duties_of_whoever_gained_count() -> None:
    """Thu 18-22: 11-13 (2), 14-18 (6), 18-20 (8)."""
    duty = (1, utc("05-07 18:00"), utc("05-07 22:00"))
    ticket = Ticket("basic", "05-06 10:00").add("05-07 11:00", gained("05-07 11:00", duties=(duty,)))
    assert ticket.due("first_response") == "05-07 20:00"


def test_l7c_a_better_goal_takes_the_place_of_an_untold_one() -> None:
    """24 h are Tue 12 11:00; 16 from Wed 11:00: 6, Thu 14, Fri 9-11. Where no goal is gained, the untold one ends."""
    initial = Ticket("initial", told=False, spans={"goal": 24 * HOURS}, word_days=5)
    lifted = initial.add("05-06 11:00", gained("05-06 11:00", level="basic", spans={"goal": 16 * HOURS}))
    assert lifted.due("goal") == "05-08 11:00"
    gone = Ticket("basic", told=False).add("05-06 11:00", gained("05-06 11:00")).stand().latest("goal")
    assert gone is not None
    assert gone.withdrawn_because == "gained"


def test_l7c_what_a_correction_took_is_gained_anew() -> None:
    """Corrected down at 11:00 before anything was told; bought at 12:00: 12-13 (1), 14-18 (5), Thu 9-12 (8)."""
    down = e.Corrected(("product",), "basic", "warranty", 5, spans={"goal": 16 * HOURS})
    ticket = Ticket(told=False).add("05-06 11:00", down).add("05-06 12:00", gained("05-06 12:00"))
    assert ticket.due("first_response") == "05-07 12:00"


def test_l7c_after_the_answer_the_gain_is_met_by_the_gain_itself() -> None:
    ticket = Ticket("basic", "05-06 10:00").add("05-06 12:00", e.Answered(1)).add("05-07 11:00", gained("05-07 11:00"))
    resolution = ticket.stand().latest("resolution")
    assert resolution is not None
    assert (resolution.met_at, resolution.met_by) == (utc("05-07 11:00"), 4)

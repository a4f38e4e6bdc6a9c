"""«Про меня забыли» through the pure core (domain.md 8, E1-E5), each moment worked out by hand.

A ticket at warranty of Wed 6 May 10:00: first response Thu 7 10:00, next word 3 wd: Thu, Fri, Tue 12 10:00.
Reminded Wed 11:00: 8 wh are Wed 11-13 (2), 14-18 (6), Thu 9-11 (8): Thu 7 11:00.
"""

from dataclasses import replace

from opora.core import events as e
from opora.core.ladder import misses, reminded
from opora.core.step import Actor, Noted
from tests.core.test_standing_rules import HOURS, Ticket, kinds, utc

IRINA, MANAGER = 7, 11
HOLDERS: dict[int, int | None] = {1: 11, 2: 12, 3: 13}


def remind(ticket: Ticket, at: str, rung: int = 1, holders: dict[int, int | None] | None = None) -> e.Reminded:
    event = reminded(ticket.stand(), utc(at), rung, holders or HOLDERS)
    ticket.add(at, event).tell(at, "escalation")
    return event


def say(ticket: Ticket, at: str, event: e.Event, by: int) -> None:
    ticket.noted.append(Noted(event, "ticket", 1, len(ticket.noted) + 1, utc(at), Actor("staff", by)))


def test_it_starts_the_escalation_answer_and_resets_no_clock() -> None:
    ticket = Ticket()
    before = {one.kind: one.due_at for one in ticket.stand().clocks}
    assert remind(ticket, "05-06 11:00") == e.Reminded(1, MANAGER, utc("05-07 11:00"))
    after = {one.kind: one.due_at for one in ticket.stand().clocks}
    assert after == before | {"escalation": utc("05-07 11:00")}
    assert ticket.next() == ("05-07 10:00", "first_response")


def test_another_colleagues_word_does_not_meet_it_and_the_holders_does() -> None:
    ticket = Ticket()
    remind(ticket, "05-06 11:00")
    say(ticket, "05-06 15:00", e.Told(1), IRINA)
    assert ticket.next() == ("05-07 11:00", "escalation")
    say(ticket, "05-07 09:30", e.Told(2), MANAGER)
    # Next word 3 wd: Fri 8, Tue 12, Wed 13 09:30; the resolution is due on 14 May.
    assert ticket.next() == ("05-13 09:30", "word")
    assert (ticket.stand().rung, ticket.stand().reminded_at) == (0, None)


def test_anybodys_answer_to_the_point_meets_it() -> None:
    ticket = Ticket()
    remind(ticket, "05-06 11:00")
    say(ticket, "05-06 15:00", e.Answered(1), IRINA)
    # 5 wd: Thu 7, Fri 8, Tue 12, Wed 13, Thu 14.
    assert ticket.next() == ("05-14 15:00", "closing")


def test_what_was_said_before_it_does_not_meet_it() -> None:
    ticket = Ticket()
    remind(ticket, "05-06 11:00")
    say(ticket, "05-06 11:30", e.Told(1, spoken_at=utc("05-06 10:30")), MANAGER)
    assert ticket.next() == ("05-07 11:00", "escalation")
    say(ticket, "05-06 12:30", e.Told(2, spoken_at=utc("05-06 12:00")), MANAGER)
    assert ticket.stand().live("escalation") is None


def test_a_climb_by_silence_ends_by_any_human_word_as_before() -> None:
    ticket = Ticket()
    ticket.tick("05-07 10:01")
    ticket.tell("05-07 10:01")
    assert kinds(ticket.tick("05-07 15:01")) == ["Missed", "Climbed"]
    say(ticket, "05-07 15:30", e.Told(1), IRINA)
    assert (ticket.stand().live("escalation"), ticket.stand().rung) == (None, 0)


def test_silent_past_it_the_next_rung_has_it() -> None:
    ticket = Ticket()
    remind(ticket, "05-06 11:00")
    say(ticket, "05-06 15:00", e.Told(1), IRINA)
    assert ticket.tick("05-07 11:00") == ()
    missed, climbed = ticket.tick("05-07 11:01")
    # 8 wh from Thu 11:00: 11-13 (2), 14-18 (6), Fri 9-11 (8).
    assert missed == e.Missed("escalation", utc("05-07 11:00"), told=True)
    assert climbed == e.Climbed(2, 12, utc("05-08 11:00"))
    # The rung has moved on: its new holder's word counts, the old one's does no more.
    say(ticket, "05-07 12:00", e.Told(2), MANAGER)
    assert ticket.next() == ("05-08 11:00", "escalation")
    say(ticket, "05-07 12:30", e.Told(3), 12)
    assert ticket.stand().live("escalation") is None


def test_whoever_is_away_or_has_the_ticket_is_passed_over() -> None:
    assert remind(Ticket(), "05-06 11:00", holders={1: None, 2: 12, 3: 13}).rung == 2
    assert remind(Ticket(), "05-06 11:00", rung=3, holders={1: 11, 2: 12, 3: None}).rung == 2
    nobody = remind(Ticket(), "05-06 11:00", rung=2, holders={1: None, 2: None, 3: None})
    assert (nobody.rung, nobody.holder) == (2, None)


def test_the_customer_may_choose_the_head_whose_rung_repeats() -> None:
    for level in ("warranty", "initial"):
        ticket = Ticket(level)
        assert remind(ticket, "05-06 11:00", rung=3) == e.Reminded(3, 13, utc("05-07 11:00"))
        say(ticket, "05-06 15:00", e.Told(1), IRINA)
        climbed = ticket.tick("05-07 11:01")[-1]
        assert climbed == e.Climbed(3, 13, utc("05-08 11:00"), again=True)


def test_at_initial_level_it_ends_at_the_central_service() -> None:
    ticket = Ticket("initial")
    remind(ticket, "05-06 11:00", rung=2)
    assert ticket.tick("05-07 11:01")[-1] == e.Climbed(2, 12, utc("05-08 11:00"), again=True)


def test_an_answer_that_is_owed_already_moves_no_later() -> None:
    ticket = Ticket()
    ticket.tick("05-07 10:01")
    ticket.tell("05-07 10:01")
    ticket.tick("05-07 15:01")
    # Climbed: 8 wh from Thu 15:00: 15-18 (3), Fri 9-13 (7), 14-15 (8).
    assert ticket.due("escalation") == "05-08 15:00"
    assert remind(ticket, "05-07 17:00", rung=2) == e.Reminded(2, 12, utc("05-08 15:00"))


def test_while_we_wait_it_runs_and_ends_no_pause() -> None:
    ticket = Ticket()
    say(ticket, "05-06 12:00", e.Asked(1), IRINA)
    remind(ticket, "05-06 14:00")
    # 8 wh: Wed 14-18 (4), Thu 9-13 (8).
    assert ticket.next() == ("05-07 13:00", "escalation")
    resolution = ticket.stand().live("resolution")
    assert resolution is not None
    assert resolution.paused_at == utc("05-06 12:00")
    assert kinds(ticket.tick("05-07 13:01")) == ["Missed", "Climbed"]
    say(ticket, "05-07 14:30", e.Told(2), 12)
    # Nudged 3 wd after the question: Thu, Fri, Tue 12 12:00.
    assert ticket.next() == ("05-12 12:00", "nudge")


def test_closing_waits_for_it_and_five_working_days_after_it() -> None:
    ticket = Ticket()
    say(ticket, "05-06 12:00", e.Asked(1), IRINA)
    # 10 wd after the question would be Thu 21 May 12:00: 7, 8, 12-15, 18-21.
    ticket.tick("05-12 12:01")
    ticket.tick("05-18 12:01")
    assert ticket.next() == ("05-21 12:00", "closing")
    remind(ticket, "05-21 11:00")
    # 8 wh: Thu 11-13 (2), 14-18 (6), Fri 22 9-11 (8).
    assert ticket.next() == ("05-22 11:00", "escalation")
    say(ticket, "05-22 10:00", e.Told(2), MANAGER)
    # 5 wd from Fri 22 10:00: 25, 26, 27, 28, 29.
    assert ticket.next() == ("05-29 10:00", "closing")


def test_after_an_answer_it_wants_a_look_and_thanks_do_not_close_over_it() -> None:
    ticket = Ticket()
    say(ticket, "05-06 12:00", e.Answered(1), IRINA)
    remind(ticket, "05-06 15:00")
    # Both 8 wh: Wed 15-18 (3), Thu 9-13 (7), 14-15 (8).
    assert (ticket.due("look"), ticket.due("escalation")) == ("05-07 15:00", "05-07 15:00")
    assert ticket.next() == ("05-07 15:00", "look")
    say(ticket, "05-06 16:00", e.Thanked(), IRINA)
    assert ticket.next() == ("05-07 15:00", "escalation")
    assert ticket.stand().closing_at is None
    say(ticket, "05-07 10:00", e.Answered(2), IRINA)
    # 5 wd: Fri 8, Tue 12, Wed 13, Thu 14, Fri 15.
    assert ticket.next() == ("05-15 10:00", "closing")


def test_what_else_we_promised_is_confessed_in_the_letter_of_the_rung() -> None:
    """Both pass while the worker sleeps: one letter, one moment for both."""
    ticket = Ticket()
    remind(ticket, "05-06 11:00")
    happened = ticket.tick("05-07 12:00")
    assert kinds(happened) == ["Missed", "Missed", "Confessed", "Climbed"]
    # 8 wh from Thu 12:00, since the worker was late: 12-13 (1), 14-18 (5), Fri 9-12 (8).
    assert happened[2:] == (
        e.Confessed(("first_response",), utc("05-08 12:00"), inside="climbed"),
        e.Climbed(2, 12, utc("05-08 12:00")),
    )


def test_a_missed_recovery_joins_the_reminder_and_climbs_no_rung() -> None:
    ticket = Ticket()
    remind(ticket, "05-07 09:30")
    # Reminder: Thu 9:30-13 (3:30), 14-18 (7:30), Fri 9-9:30. Confessed at 10:01, recovery 4 wh from 10:00: 15:00.
    assert kinds(ticket.tick("05-07 10:01")) == ["Missed", "Confessed"]
    ticket.tell("05-07 10:01")
    assert kinds(ticket.tick("05-07 15:01")) == ["Missed"]
    assert ticket.next() == ("05-08 09:30", "escalation")


def test_who_speaks_before_the_worker_comes_neither_loses_it_nor_hides_the_miss() -> None:
    ticket = Ticket()
    remind(ticket, "05-06 11:00")
    # Thu 7 11:00 has passed. Irina is not the holder: what is owed stays, and climbs when the worker comes.
    assert [miss.kind for miss in misses(ticket.stand(), utc("05-07 11:05"))] == ["first_response"]
    ticket.add("05-07 11:05", *misses(ticket.stand(), utc("05-07 11:05")))
    say(ticket, "05-07 11:05", e.Told(1), IRINA)
    assert ticket.next() == ("05-07 11:00", "escalation")
    assert kinds(ticket.tick("05-07 11:06")) == ["Missed", "Climbed"]
    # The holder herself, a little late: missed, and met.
    other = Ticket()
    remind(other, "05-06 11:00")
    say(other, "05-07 11:05", e.Told(1), MANAGER)
    clock = other.stand().latest("escalation")
    assert clock is not None
    assert (clock.missed_at, clock.met_at) == (utc("05-07 11:00"), utc("05-07 11:05"))


def test_a_rung_that_nobody_can_hold_goes_up_and_then_down() -> None:
    only_manager: dict[int, int | None] = {1: 11, 2: None, 3: None}
    for rung in (2, 3):
        taken = remind(Ticket(), "05-06 11:00", rung=rung, holders=only_manager)
        assert (taken.rung, taken.holder) == (1, 11)
    assert remind(Ticket(), "05-06 11:00", rung=3, holders={1: None, 2: 12, 3: None}).rung == 2


def test_a_program_whose_number_is_the_holders_is_not_the_holder() -> None:
    ticket = Ticket()
    remind(ticket, "05-06 11:00")
    ticket.noted.append(Noted(e.Told(1), "ticket", 1, len(ticket.noted) + 1, utc("05-06 15:00"), Actor("key", MANAGER)))
    assert ticket.next() == ("05-07 11:00", "escalation")


def test_a_word_at_the_very_instant_of_the_reminder_meets_it() -> None:
    ticket = Ticket()
    remind(ticket, "05-06 11:00")
    say(ticket, "05-06 11:00", e.Told(1), MANAGER)
    assert ticket.stand().live("escalation") is None


def test_a_word_at_the_very_moment_that_is_owed_is_in_time() -> None:
    ticket = Ticket().add("05-06 10:30", e.Told(1))
    remind(ticket, "05-06 11:00")
    say(ticket, "05-07 11:00", e.Told(2), MANAGER)
    clock = ticket.stand().latest("escalation")
    assert clock is not None
    assert (clock.missed_at, clock.met_at) == (None, utc("05-07 11:00"))


def test_the_rung_repeats_where_nobody_stands_above() -> None:
    only_manager: dict[int, int | None] = {1: 11, 2: None, 3: None}
    ticket = Ticket()
    ticket.tick("05-07 10:01")
    ticket.tell("05-07 10:01")
    assert ticket.tick("05-07 15:01", holders=only_manager)[-1] == e.Climbed(1, 11, utc("05-08 15:00"))
    # 8 wh from Fri 15:00: 15-17 (2), Tue 12 9-13 (6), 14-16 (8).
    assert ticket.tick("05-08 15:01", holders=only_manager)[-1] == e.Climbed(1, 11, utc("05-12 16:00"), again=True)


def test_a_quiet_desk_confesses_nothing_and_climbs_all_the_same() -> None:
    quiet = Ticket()
    assert kinds(quiet.tick("05-07 10:01", quiet=True)) == ["Missed"]
    reminded_too = Ticket()
    remind(reminded_too, "05-06 11:00")
    # First response and reminder have both passed; on a desk that speaks there were a confession between them.
    assert kinds(reminded_too.tick("05-07 12:00", quiet=True)) == ["Missed", "Missed", "Climbed"]
    # The reminder's moment is the first that passes: Wed 10:30 and 8 wh are Thu 10:30; 10 wh from Wed 10:00 Thu 12:00.
    later = Ticket(spans={"first_response": 10 * HOURS}, word_days=3)
    remind(later, "05-06 10:30")
    assert kinds(later.tick("05-07 12:30", quiet=True)) == ["Missed", "Missed", "Climbed"]


# --- the end of the ladder (E4) --------------------------------------------------------------------------------------


def test_around_the_clock_eight_hours_are_no_day_and_the_head_is_told_once_a_day() -> None:
    """Reminded Wed 11:00 on a calendar that never sleeps: 19:00; then daily, not three times a day."""
    ticket = Ticket()
    opened = ticket.noted[0].event
    assert isinstance(opened, e.Opened)
    ticket.noted[0] = replace(ticket.noted[0], event=replace(opened, calendar="24x7"))
    remind(ticket, "05-06 11:00", rung=2)
    say(ticket, "05-06 12:00", e.Told(1), IRINA)
    assert ticket.tick("05-06 19:01")[-1] == e.Climbed(3, 13, utc("05-07 03:00"))
    assert ticket.tick("05-07 03:01")[-1] == e.Climbed(3, 13, utc("05-08 03:00"), again=True)
    # Saturday and a holiday: it never sleeps.
    assert ticket.tick("05-08 03:01")[-1] == e.Climbed(3, 13, utc("05-09 03:00"), again=True)


def test_while_the_head_is_away_the_nearest_below_stands_in() -> None:
    """The rung stays, so that the customer gets no second letter of it."""
    ticket = Ticket()
    remind(ticket, "05-06 11:00", rung=3)
    say(ticket, "05-06 12:00", e.Told(1), IRINA)
    # Thu 7 11:00 + 8 wh: 11-13 (2), 14-18 (6), Fri 8 9-11 (8).
    away = ticket.tick("05-07 11:01", holders={1: 11, 2: 12, 3: None})[-1]
    assert away == e.Climbed(3, 12, utc("05-08 11:00"), again=True)
    # Fri 8 11:00 + 8 wh: 11-13 (2), 14-17 (5), Tue 12 9-12 (8).
    assert ticket.tick("05-08 11:01")[-1] == e.Climbed(3, 13, utc("05-12 12:00"), again=True)


def test_where_nobody_is_there_at_all_it_stays_where_it_was() -> None:
    ticket = Ticket()
    remind(ticket, "05-06 11:00", rung=2)
    say(ticket, "05-06 12:00", e.Told(1), IRINA)
    nobody: dict[int, int | None] = {1: None, 2: None, 3: None}
    assert ticket.tick("05-07 11:01", holders=nobody)[-1] == e.Climbed(2, None, utc("05-08 11:00"), again=True)

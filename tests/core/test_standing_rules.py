"""Rules of domain.md 4 through the pure core, where the ledger is shorter to write than letters.

May 2026 in Yekaterinburg: 4-7 full days (9-13, 14-18), 8 May until 17:00, 9-11 May off, 12-15, 18-22, 25-29 May full.
wh = working hours, wd = working days (T10).
"""

from datetime import UTC, datetime
from typing import Any

from opora.core import events as e
from opora.core.course import stand
from opora.core.facts import Policy
from opora.core.hours import WorkCalendar
from opora.core.ladder import passed
from opora.core.standing import Standing
from opora.core.step import MACHINE, Noted
from tests.core.test_stories import CALENDAR
from tests.stories.may_2026 import local

HOURS = 3600
WARRANTY: dict[str, Any] = {"spans": {"first_response": 8 * HOURS, "resolution": 40 * HOURS}, "word_days": 3}
BASIC: dict[str, Any] = {"spans": {"goal": 16 * HOURS}, "word_days": 5}
AROUND = WorkCalendar.always("UTC")


class Ticket:
    """A ledger in memory; `at` is local time, as in may_2026."""

    def __init__(self, level: str = "warranty", at: str = "05-06 10:00", told: bool = True, **terms: Any) -> None:
        self.noted: list[Noted] = []
        terms = terms or (WARRANTY if level == "warranty" else BASIC)
        self.add(at, e.Opened(utc(at), "mail", level, "ekb", "ekb", 1, **terms))
        if told:
            self.tell(at)

    def add(self, at: str, *events: e.Event) -> "Ticket":
        for event in events:
            self.noted.append(Noted(event, "ticket", 1, len(self.noted) + 1, utc(at), MACHINE))
        return self

    def tell(self, at: str, *kinds: str) -> "Ticket":
        """The customer reads these moments, or all that live."""
        live = [one for one in self.stand().clocks if one.live and one.kind != "look"]
        return self.add(at, e.Informed({one.kind: one.due_at for one in live if not kinds or one.kind in kinds}))

    def tick(
        self, at: str, *, quiet: bool = False, holders: dict[int, int | None] | None = None
    ) -> tuple[e.Event, ...]:
        happened = passed(self.stand(), utc(at), quiet=quiet, holders=holders or {1: 11, 2: 12, 3: 13})
        self.add(at, *happened)
        return happened

    def stand(self, policy: Policy | None = None) -> Standing:
        return stand(self.noted, {"ekb": CALENDAR, "24x7": AROUND}.__getitem__, policy or Policy())

    def next(self) -> tuple[str, str] | None:
        """The next moment in local time, and its kind."""
        upcoming = self.stand().next()
        return (upcoming[0].astimezone(CALENDAR.tz).strftime("%m-%d %H:%M"), upcoming[1]) if upcoming else None

    def due(self, kind: str) -> str:
        clock = self.stand().live(kind)
        assert clock is not None
        return clock.due_at.astimezone(CALENDAR.tz).strftime("%m-%d %H:%M")


def utc(at: str) -> datetime:
    return local(at).astimezone(UTC)


def kinds(events: tuple[e.Event, ...]) -> list[str]:
    return [type(event).__name__ for event in events]


# --- P1 -------------------------------------------------------------------------------------------------------------


def test_p1_misses_under_a_live_recovery_join_its_letter() -> None:
    ticket = Ticket(spans={"first_response": 8 * HOURS, "resolution": 10 * HOURS}, word_days=3)
    assert kinds(ticket.tick("05-07 10:01")) == ["Missed", "Confessed"]
    ticket.tell("05-07 10:01")
    # Resolution 10 wh: Wed 10-13, 14-18 (7), Thu 9-12 (10): under the recovery that is due at 15:00.
    assert ticket.next() == ("05-07 12:00", "resolution")
    assert kinds(ticket.tick("05-07 12:01")) == ["Missed"]
    assert ticket.next() == ("05-07 15:00", "recovery")


def test_p1_two_that_pass_together_are_one_confession() -> None:
    ticket = Ticket(spans={"first_response": 8 * HOURS, "resolution": 8 * HOURS}, word_days=3)
    happened = ticket.tick("05-07 10:01")
    assert kinds(happened) == ["Missed", "Missed", "Confessed"]
    assert isinstance(happened[-1], e.Confessed)
    assert happened[-1].kinds == ("first_response", "resolution")


def test_p1_a_moment_never_told_is_recorded_and_not_confessed() -> None:
    ticket = Ticket(told=False)
    happened = ticket.tick("05-07 10:01")
    assert happened == (e.Missed("first_response", utc("05-07 10:00"), told=False),)
    assert ticket.next() == ("05-12 10:00", "word")
    assert ticket.tick("05-07 10:02") == ()


def test_p1_after_a_human_word_a_miss_is_confessed_anew() -> None:
    ticket = Ticket()
    ticket.tick("05-07 10:01")
    ticket.add("05-07 11:00", e.Told(1)).tell("05-07 11:00")
    # Next word 3 wd: Fri 8, Tue 12, Wed 13 11:00. Resolution 14 May 11:00 (story A).
    assert kinds(ticket.tick("05-13 11:01")) == ["Missed", "Confessed"]


def test_p1_a_worker_that_was_down_promises_from_now_on() -> None:
    """More than 15 working minutes late: 4 wh from 10:16 are 10:16-13 (2:44), 14-15:16; punctual, they are 15:00."""
    late, punctual = Ticket(), Ticket()
    late.tick("05-07 10:16")
    punctual.tick("05-07 10:15")
    assert late.next() == ("05-07 15:16", "recovery")
    assert punctual.next() == ("05-07 15:00", "recovery")


def test_p1_a_missed_recovery_climbs_and_is_not_confessed() -> None:
    ticket = Ticket()
    ticket.tick("05-07 10:01")
    assert kinds(ticket.tick("05-07 15:01")) == ["Missed", "Climbed"]
    # 8 wh from 15:00: Thu 15-18 (3), Fri 9-13 (7), 14-15 (8).
    assert ticket.next() == ("05-08 15:00", "escalation")


# --- P2, T4 ---------------------------------------------------------------------------------------------------------


def test_p2_at_the_very_instant_nothing_has_passed() -> None:
    ticket = Ticket()
    assert ticket.tick("05-07 10:00") == ()
    ticket.add("05-07 10:00", e.Told(1))
    clock = ticket.stand().latest("first_response")
    assert clock is not None
    assert (clock.met_at, clock.missed_at) == (utc("05-07 10:00"), None)
    assert kinds(Ticket().tick("05-07 10:01")) == ["Missed", "Confessed"]


def test_p2_a_word_in_time_leaves_nothing_to_confess() -> None:
    ticket = Ticket().add("05-07 09:59", e.Told(1)).tell("05-07 09:59")
    assert ticket.tick("05-07 10:01") == ()
    # 3 wd from Thu 7 9:59: Fri 8, Tue 12, Wed 13.
    assert ticket.next() == ("05-13 09:59", "word")


# --- P3 -------------------------------------------------------------------------------------------------------------


def test_p3_several_questions_are_one_pause() -> None:
    """2 h used before the first question; 38 h from the reply at 13 May 10:00."""
    ticket = Ticket(at="05-06 09:00").add("05-06 11:00", e.Asked(1)).add("05-07 12:00", e.Asked(2))
    assert ticket.next() == ("05-13 12:00", "nudge")  # 3 wd after the last question: Fri 8, Tue 12, Wed 13
    ticket.add("05-13 10:00", e.Received(3, utc("05-13 10:00")))
    clock = ticket.stand().live("resolution")
    assert clock is not None
    assert len(clock.runs) == 2
    # Wed 10-13, 14-18 (7), Thu 15, Fri 23, Mon 31, Tue 19 9-13 35, 14-17 (38).
    assert ticket.due("resolution") == "05-19 17:00"
    # Next word 3 wd: Thu 14, Fri 15, Mon 18, 10:00.
    assert ticket.next() == ("05-18 10:00", "word")


def test_p3_first_response_is_met_by_the_question_and_never_pauses() -> None:
    ticket = Ticket().add("05-06 11:00", e.Asked(1))
    clock = ticket.stand().latest("first_response")
    assert clock is not None
    assert clock.met_at == utc("05-06 11:00")


def test_p3_a_machine_ends_no_pause_and_a_human_does() -> None:
    ticket = Ticket().add("05-06 11:00", e.Asked(1))
    ticket.add("05-06 12:00", e.Received(2, utc("05-06 12:00"), human=False))
    assert ticket.stand().stage == "waiting"
    ticket.add("05-06 12:30", e.Received(3, utc("05-06 12:30")))
    assert ticket.stand().stage == "office"


def test_p3_the_former_stage_comes_back_and_its_word() -> None:
    ticket = Ticket().add("05-06 11:00", e.Moved("research", "received"), e.Asked(1))
    ticket.add("05-07 11:00", e.Received(2, utc("05-07 11:00")))
    assert ticket.stand().stage == "research"
    # In research 2 wd: Fri 8, Tue 12, 11:00.
    assert ticket.next() == ("05-12 11:00", "word")


def test_p3_research_brings_the_word_nearer_and_never_further() -> None:
    near = Ticket("basic").add("05-06 11:00", e.Told(1)).add("05-06 12:00", e.Moved("research", "office"))
    # 5 wd would be 14 May 11:00; move + 2 wd: Thu 7, Fri 8 12:00.
    assert near.due("word") == "05-08 12:00"
    far = Ticket("basic").add("05-06 11:00", e.Told(1, utc("05-07 09:30")))
    far.add("05-06 12:00", e.Moved("research", "office"))
    assert far.due("word") == "05-07 09:30"


def test_p3_handing_over_changes_no_promise() -> None:
    """T3: the calendar stays; the stage follows the line."""
    ticket = Ticket().add("05-06 11:00", e.HandedOver("moscow", 1, "ekb"))
    assert ticket.next() == ("05-07 10:00", "first_response")
    assert ticket.due("resolution") == "05-14 11:00"
    assert ticket.stand().stage == "received"


# --- T3 -------------------------------------------------------------------------------------------------------------


def test_t3_each_promise_keeps_its_own_calendar() -> None:
    """Wed 6 May 20:00: 2 h around the clock are 22:00; 40 wh of the office: Thu 8, Fri 15, Tue 23, Wed 31, Thu 39,
    Fri 15 9-10 (40)."""
    ticket = Ticket(
        "individual", "05-06 20:00", spans={"first_response": 2 * HOURS, "resolution": 40 * HOURS}, word_days=3,
        calendars={"first_response": "24x7"},
    )  # fmt: skip
    assert ticket.next() == ("05-06 22:00", "first_response")
    assert ticket.due("resolution") == "05-15 10:00"


# --- P7 -------------------------------------------------------------------------------------------------------------


def answered() -> Ticket:
    """Answered on Wed 6 May 15:00 with 4 of 40 h used; closing Thu 14 May 15:00 (story D)."""
    return Ticket().add("05-06 15:00", e.Answered(1))


def test_p7_a_rejection_is_due_no_earlier_than_four_hours_after_the_choice() -> None:
    """38 h used: Wed 10 7, Thu 15, Fri 22, Tue 30, Wed 13 38 until 18:00; the customer writes on Thu 14 9:00."""
    ticket = Ticket().add("05-13 18:00", e.Answered(1))
    ticket.add("05-14 09:00", e.Received(2, utc("05-14 09:00")))
    ticket.add("05-14 10:00", e.Rejected(utc("05-14 09:00")))
    # 2 h left from 9:00 would be 11:00; choice + 4 wh: 10-13 (3), 14-15 (4).
    assert ticket.due("resolution") == "05-14 15:00"
    later = Ticket().add("05-13 18:00", e.Answered(1))
    later.add("05-13 18:30", e.Rejected(utc("05-13 18:30")))
    # Choice in the evening: 4 wh are Thu 9-13; 2 h left would be 11:00.
    assert later.due("resolution") == "05-14 13:00"


def test_p7_the_wait_is_left_out_and_the_time_used_is_kept() -> None:
    ticket = answered().add("05-12 16:00", e.Received(2, utc("05-12 16:00")))
    ticket.add("05-13 10:00", e.Rejected(utc("05-12 16:00")))
    assert ticket.due("resolution") == "05-19 11:00"  # 36 h from Tue 12 16:00, as in story D


def test_p7_one_already_missed_does_not_resume() -> None:
    ticket = Ticket()
    ticket.tick("05-07 10:01")
    ticket.add("05-07 11:00", e.Told(1)).tell("05-07 11:00").add("05-13 10:00", e.Told(2)).tell("05-13 10:00")
    ticket.tick("05-14 11:01")
    ticket.add("05-14 12:00", e.Answered(3)).add("05-15 10:00", e.Rejected(utc("05-15 10:00")))
    standing = ticket.stand()
    assert standing.live("resolution") is None
    assert standing.stage == "office"
    # Next word 3 wd: Mon 18, Tue 19, Wed 20.
    assert ticket.next() == ("05-20 10:00", "word")


def test_p7_a_missed_look_is_set_anew_and_confessed_to_nobody() -> None:
    ticket = answered().add("05-07 09:30", e.Received(2, utc("05-07 09:30")))
    assert ticket.next() == ("05-08 09:30", "look")
    assert kinds(ticket.tick("05-08 09:31")) == ["Missed"]
    # 8 wh from 9:31: Fri 9:31-13 (3:29), 14-17 (6:29), Tue 12 9-10:31 (8).
    assert ticket.next() == ("05-12 10:31", "look")


def test_p7_an_answer_to_the_customers_words_takes_the_look_and_closes_later() -> None:
    ticket = answered().add("05-07 09:30", e.Received(2, utc("05-07 09:30"))).add("05-07 11:00", e.Answered(3))
    # 5 wd: Fri 8, Tue 12, Wed 13, Thu 14, Fri 15.
    assert ticket.next() == ("05-15 11:00", "closing")


# --- P8 -------------------------------------------------------------------------------------------------------------


def test_p8_nudged_twice_then_closed() -> None:
    """Asked on Wed 6 May 11:00. 3 wd: 12 May; 7 wd: 13, 14, 15, 18 May; 10 wd: 19, 20, 21 May."""
    ticket = Ticket().add("05-06 11:00", e.Asked(1))
    assert ticket.next() == ("05-12 11:00", "nudge")
    assert ticket.tick("05-12 11:01") == (e.Nudged(1),)
    assert ticket.next() == ("05-18 11:00", "nudge")
    assert ticket.tick("05-18 11:01") == (e.Nudged(2),)
    assert ticket.next() == ("05-21 11:00", "closing")
    assert ticket.tick("05-21 11:00") == ()
    assert ticket.tick("05-21 11:01") == (e.Closed("no_reply"),)
    assert ticket.next() is None


def test_p8_at_the_very_instant_of_the_second_nudge_only_the_first_has_passed() -> None:
    ticket = Ticket().add("05-06 11:00", e.Asked(1))
    assert ticket.tick("05-18 11:00") == (e.Nudged(1),)
    assert ticket.tick("05-18 11:01") == (e.Nudged(2),)


def test_p7_an_answered_ticket_closes_as_answered() -> None:
    ticket = Ticket().add("05-06 15:00", e.Answered(1))
    assert ticket.tick("05-14 15:01") == (e.Closed("answered"),)


def test_p1_what_falls_due_this_very_instant_is_not_missed_beside_what_has_passed() -> None:
    """First response Thu 10:00, resolution of 10 wh Thu 12:00; the worker comes at 12:00."""
    ticket = Ticket(spans={"first_response": 8 * HOURS, "resolution": 10 * HOURS}, word_days=3)
    assert ticket.tick("05-07 12:00")[0] == e.Missed("first_response", utc("05-07 10:00"), told=True)
    assert ticket.stand().live("resolution") is not None


def test_p7_a_look_is_confessed_to_nobody_even_if_it_was_told() -> None:
    ticket = Ticket().add("05-06 15:00", e.Answered(1)).add("05-07 11:00", e.AwaitsRelease(utc("05-29 18:00")))
    ticket.add("05-20 10:00", e.Received(2, utc("05-20 10:00"))).add(
        "05-20 10:01", e.Informed({"look": utc("05-21 10:00")})
    )
    assert kinds(ticket.tick("05-21 10:01")) == ["Missed"]


def test_p8_no_more_to_come_ends_the_pause() -> None:
    ticket = Ticket().add("05-06 11:00", e.Asked(1)).add("05-06 16:00", e.Resumed())
    # 1 h used, 39 left from Wed 16:00: 2, Thu 10, Fri 17, Tue 25, Wed 33, Thu 14 9-13 37, 14-16 (39).
    assert ticket.due("resolution") == "05-14 16:00"
    assert ticket.stand().stage == "office"


def test_p8_a_late_nudge_still_leaves_a_working_day() -> None:
    ticket = Ticket().add("05-06 11:00", e.Asked(1))
    assert ticket.tick("05-25 10:00") == (e.Nudged(2),)
    assert ticket.next() == ("05-26 10:00", "closing")


# --- P9 -------------------------------------------------------------------------------------------------------------


def test_p9_a_repeat_resets_nothing() -> None:
    ticket = Ticket().add("05-06 11:00", e.Told(1)).tell("05-06 11:00")
    before = ticket.next()
    assert ticket.add("05-06 12:00", e.Told(2, repeat=True)).next() == before
    assert ticket.add("05-06 12:01", e.Told(3)).next() != before


# --- P4 -------------------------------------------------------------------------------------------------------------


def test_p4_no_word_lies_more_than_ten_working_days_ahead() -> None:
    """A contract may say 20 days, P4 does not: from Wed 6 May 10:00 ten are 7, 8, 12-15, 18-21 May."""
    ticket = Ticket("individual", spans={"resolution": 400 * HOURS}, word_days=20)
    assert ticket.next() == ("05-21 10:00", "word")
    assert Ticket("individual", spans={"resolution": 400 * HOURS}, word_days=2).next() == ("05-08 10:00", "word")

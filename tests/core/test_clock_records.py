"""What each clock of a ticket says of itself after a whole story: which event opened it, which met it, why it ended.

Days as in test_standing_rules; every value by hand. The ledger is counted: 1 is Opened, 2 the acknowledgement.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from opora.core import events as e
from opora.core.clock import Clock
from opora.core.facts import Stage
from tests.core.test_standing_rules import HOURS, Ticket, kinds, utc
from tests.core.test_stories import CALENDAR


@dataclass
class Record:
    """A clock in local moments; empty where there is none."""

    kind: str
    number: int
    opened_by: int
    started: str
    due: str
    told: str = ""
    met: str = ""
    met_by: int | None = None
    missed: str = ""
    confessed: str = ""
    withdrawn: str = ""


def local(at: datetime | None) -> str:
    return at.astimezone(CALENDAR.tz).strftime("%m-%d %H:%M") if at else ""


def record(one: Clock) -> Record:
    return Record(
        one.kind, one.number, one.opened_by, local(one.started_at), local(one.due_at), local(one.told_due_at),
        local(one.met_at), one.met_by, local(one.missed_at), local(one.confessed_at), one.withdrawn_because,
    )  # fmt: skip


def records(ticket: Ticket) -> list[Record]:
    return [record(one) for one in ticket.stand().clocks]


def late() -> Ticket:
    """Missed, confessed on Thu 7 at 10:01 (3, 4; letter 5); the recovery missed, climbed at 15:01 (6, 7; letter 8)."""
    ticket = Ticket()
    ticket.tick("05-07 10:01")
    ticket.tell("05-07 10:01")
    ticket.tick("05-07 15:01")
    return ticket.tell("05-07 15:01")


def test_a_silence_that_ends_with_one_word() -> None:
    ticket = late().add("05-08 11:00", e.Told(1))
    # Recovery 4 wh from Thu 10:00: 15:00. Escalation 8 wh from Thu 15:00: Fri 15:00. Word 3 wd: 12, 13, 14 May.
    assert records(ticket) == [
        Record("first_response", 1, 1, "05-06 10:00", "05-07 10:00", "05-07 10:00", "05-08 11:00", 9, "05-07 10:00",
               "05-07 10:01"),
        Record("resolution", 1, 1, "05-06 10:00", "05-14 11:00", "05-14 11:00"),
        Record("word", 1, 1, "05-06 10:00", "05-12 10:00", "05-12 10:00", withdrawn="recovery"),
        Record("recovery", 1, 4, "05-07 10:01", "05-07 15:00", "05-07 15:00", "05-08 11:00", 9, "05-07 15:00"),
        Record("escalation", 1, 7, "05-07 15:01", "05-08 15:00", "05-08 15:00", "05-08 11:00", 9),
        Record("word", 2, 9, "05-08 11:00", "05-14 11:00"),
    ]  # fmt: skip
    standing = ticket.stand()
    assert (standing.rung, standing.holder, standing.in_arrears) == (0, None, False)
    assert local(standing.last_word_at) == "05-08 11:00"


def test_asked_answered_rejected_closed() -> None:
    ticket = Ticket().add("05-06 12:00", e.Told(1)).add("05-07 09:00", e.Asked(2))
    ticket.add("05-07 10:00", e.Received(3, utc("05-07 10:00"))).add("05-07 11:00", e.Answered(4))
    ticket.add("05-07 12:00", e.Rejected(utc("05-07 12:00"))).add("05-07 15:00", e.Closed("by_hand"))
    # Used: Wed 10-13, 14-18 (7), Thu 10-11 (8); 32 left from Thu 12:00: 5, Fri 12, Tue 20, Wed 28, Thu 14 9-13 (32).
    assert records(ticket) == [
        Record("first_response", 1, 1, "05-06 10:00", "05-07 10:00", "05-07 10:00", "05-06 12:00", 3),
        Record("resolution", 1, 1, "05-06 10:00", "05-14 13:00", withdrawn="closed"),
        Record("word", 1, 1, "05-06 10:00", "05-12 10:00", "05-12 10:00", "05-06 12:00", 3),
        Record("word", 2, 3, "05-06 12:00", "05-12 12:00", met="05-07 09:00", met_by=4),
        Record("word", 3, 5, "05-07 10:00", "05-13 10:00", met="05-07 11:00", met_by=6),
        Record("word", 4, 7, "05-07 12:00", "05-13 12:00", withdrawn="closed"),
    ]
    standing = ticket.stand()
    resolution = standing.clocks[1]
    assert [(local(begun), local(ended)) for begun, ended in resolution.runs] == [
        ("05-06 10:00", "05-07 09:00"), ("05-07 10:00", "05-07 11:00"), ("05-07 12:00", "05-07 15:00"),
    ]  # fmt: skip
    assert standing.work_runs == resolution.runs
    assert (standing.closed_why, local(standing.closed_at), standing.nudges) == ("by_hand", "05-07 15:00", 0)


def test_one_that_was_missed_and_answered_stays_as_it_was_when_the_answer_is_rejected() -> None:
    ticket = Ticket(spans={"first_response": 8 * HOURS, "resolution": 10 * HOURS}, word_days=3)
    ticket.add("05-06 11:00", e.Told(1)).tell("05-06 11:00")
    # 10 wh: Wed 7, Thu 9-12.
    ticket.tick("05-07 12:01")
    ticket.add("05-07 12:30", e.Answered(2)).add("05-08 10:00", e.Rejected(utc("05-08 10:00")))
    resolution = ticket.stand().clocks[1]
    assert record(resolution) == Record(
        "resolution", 1, 1, "05-06 10:00", "05-07 12:00", "05-07 12:00", "05-07 12:30", 7, "05-07 12:00", "05-07 12:01"
    )


def test_what_lives_again_untold_is_missed_untold() -> None:
    """Told and answered, rejected on Wed 12:00: 1 h of 10 is used, 9 left: 5, Thu 9-13 (9). Nobody was told that."""
    ticket = Ticket(spans={"resolution": 10 * HOURS}, word_days=3)
    ticket.add("05-06 11:00", e.Answered(1)).add("05-06 12:00", e.Rejected(utc("05-06 12:00")))
    again = ticket.stand().live("resolution")
    assert again is not None
    assert (again.told_due_at, again.told_at, again.told) == (None, None, False)
    assert ticket.tick("05-07 13:01") == (e.Missed("resolution", utc("05-07 13:00"), told=False),)


def test_a_word_while_a_release_is_awaited_meets_the_dated_one() -> None:
    ticket = Ticket().add("05-06 15:00", e.Answered(1)).add("05-07 11:00", e.AwaitsRelease(utc("05-29 18:00")))
    ticket.add("05-20 12:00", e.Told(2))
    first, second = records(ticket)[-2:]
    assert first == Record("release_word", 1, 4, "05-07 11:00", "05-29 18:00", met="05-20 12:00", met_by=5)
    assert second == Record("release_word", 2, 5, "05-20 12:00", "06-19 18:00")
    # Asked and replied: the wait ends where it began; answered: nothing of it is left.
    ticket.add("05-21 10:00", e.Asked(3))
    assert (ticket.stand().stage, ticket.stand().from_release) == (Stage.WAITING, True)
    replied = ticket.add("05-21 11:00", e.Received(4, utc("05-21 11:00"))).stand()
    assert (replied.stage, replied.from_release, replied.nudges) == (Stage.RELEASE, False, 0)
    ticket.add("05-21 12:00", e.Asked(5)).add("05-21 12:30", e.Answered(6))
    assert (ticket.stand().stage, ticket.stand().from_release) == (Stage.ANSWERED, False)
    ticket.add("05-21 13:00", e.Rejected(utc("05-21 13:00")))
    assert ticket.stand().stage == "office"


def test_a_rejected_wait_for_a_release_and_a_closed_one() -> None:
    ticket = Ticket().add("05-06 15:00", e.Answered(1)).add("05-07 11:00", e.AwaitsRelease(utc("05-29 18:00")))
    rejected = Ticket()
    rejected.noted = list(ticket.noted)
    rejected.add("05-08 10:00", e.Rejected(utc("05-08 10:00")))
    assert [one.withdrawn for one in records(rejected) if one.kind == "release_word"] == ["rejected"]
    ticket.add("05-08 10:00", e.Asked(2)).add("05-08 11:00", e.Closed("by_hand"))
    assert (ticket.stand().from_release, ticket.stand().closed_why) == (False, "by_hand")


def test_a_reminder_takes_the_place_of_a_climb() -> None:
    ticket = late().add("05-07 17:00", e.Reminded(2, 12, utc("05-08 15:00")))
    assert records(ticket)[-2:] == [
        Record("escalation", 1, 7, "05-07 15:01", "05-08 15:00", "05-08 15:00", withdrawn="reminded"),
        Record("escalation", 2, 9, "05-07 17:00", "05-08 15:00"),
    ]


def test_thanks_leave_no_words_to_look_at() -> None:
    ticket = Ticket().add("05-06 15:00", e.Answered(1)).add("05-07 09:30", e.Received(2, utc("05-07 09:30")))
    assert local(ticket.stand().words_since) == "05-07 09:30"
    assert ticket.add("05-07 10:00", e.Thanked()).stand().words_since is None


# --- merging, a second address, the latest miss -----------------------------------------------------------------------


def test_a_merged_ticket_owes_nothing_and_says_so() -> None:
    ticket = Ticket().add("05-06 11:00", e.Merged(2))
    standing = ticket.stand()
    assert (standing.stage, standing.closed_why, standing.next()) == (Stage.CLOSED, "merged", None)
    assert {one.withdrawn for one in records(ticket)} == {"merged"}
    assert local(standing.closed_at) == "05-06 11:00"


def test_what_was_told_there_holds_here_and_nothing_moves_later() -> None:
    earlier = Ticket().add("05-06 11:00", e.TookIn(2, {"first_response": utc("05-06 17:00")}))
    assert (earlier.due("first_response"), earlier.due("word")) == ("05-06 17:00", "05-12 10:00")
    later = Ticket().add("05-06 11:00", e.TookIn(2, {"first_response": utc("05-07 12:00")}))
    assert later.due("first_response") == "05-07 10:00"
    # What is not promised here is brought by the next word.
    goal = Ticket().add("05-06 11:00", e.TookIn(2, {"goal": utc("05-07 12:00"), "word": utc("05-11 10:00")}))
    assert (goal.due("word"), goal.due("first_response")) == ("05-07 12:00", "05-07 10:00")
    # Under a recovery there is no next word: the recovery comes nearer, and no promise does.
    recovering = Ticket()
    recovering.tick("05-07 10:01")
    recovering.add("05-07 11:00", e.TookIn(2, {"word": utc("05-07 14:30"), "escalation": utc("05-07 14:45")}))
    assert (recovering.due("recovery"), recovering.due("resolution")) == ("05-07 14:30", "05-14 11:00")
    # While the customer is asked the resolution stands still, and there is no word.
    asked = Ticket().add("05-06 11:00", e.Asked(1)).add("05-06 12:00", e.TookIn(2, {"resolution": utc("05-07 12:00")}))
    assert asked.due("resolution") == "05-14 11:00"


def test_what_was_told_there_is_known_here_so_a_miss_of_it_is_confessed() -> None:
    """Random weeks, seed 1061. A word was told there for Wed 6 May 17:00; here the first response comes first, and no
    letter names the word; and a word on a release that was told here for a later day."""
    ticket = Ticket().add("05-06 11:00", e.TookIn(2, {"word": utc("05-06 17:00")}))
    assert ticket.tick("05-06 17:01")[0] == e.Missed("word", utc("05-06 17:00"), told=True)
    released = Ticket().add("05-06 11:00", e.Answered(1), e.AwaitsRelease(utc("05-29 18:00"))).tell("05-06 11:00")
    released.add("05-06 12:00", e.TookIn(2, {"release_word": utc("05-07 15:00")}))
    assert kinds(released.tick("05-07 15:01")) == ["Missed", "Confessed"]
    # What was told here for an earlier moment stays as it was told.
    sooner = Ticket().add("05-06 11:00", e.TookIn(2, {"first_response": utc("05-07 12:00")}))
    clock = sooner.stand().live("first_response")
    assert clock is not None
    assert clock.told_due_at == utc("05-07 10:00")


def readdressed(at: str, **more: Any) -> Ticket:
    """Registered anew: first response 2 h around the clock, resolution 40 h at the office, a word in one day."""
    ticket = Ticket("basic", "05-06 10:00")
    terms: dict[str, Any] = {
        "level": "individual", "calendar": "ekb", "office": "ekb", "line": 2, "word_days": 1,
        "spans": {"first_response": 2 * HOURS, "resolution": 40 * HOURS}, "calendars": {"first_response": "24x7"},
    }  # fmt: skip
    return ticket.add(at, e.Readdressed(**{**terms, **more}))


def test_a_second_address_is_registered_anew_and_no_sooner_than_four_hours() -> None:
    """Corrected on Thu 7 at 9:30: 4 h around the clock are 13:30, at the office 9:30-13, 14-14:30."""
    ticket = readdressed("05-07 09:30")
    assert records(ticket) == [
        Record("goal", 1, 1, "05-06 10:00", "05-08 10:00", "05-08 10:00", withdrawn="readdressed"),
        Record("word", 1, 1, "05-06 10:00", "05-14 10:00", "05-14 10:00", withdrawn="readdressed"),
        Record("first_response", 1, 3, "05-06 10:00", "05-07 13:30"),
        Record("resolution", 1, 3, "05-06 10:00", "05-14 11:00"),
        Record("word", 2, 3, "05-06 10:00", "05-07 14:30"),
    ]
    standing = ticket.stand()
    assert (standing.level, standing.line, standing.word_days) == ("individual", 2, 1)
    assert ticket.add("05-07 10:00", e.Assigned(7)).stand().stage == "central"


def test_a_second_address_early_changes_nothing_that_lies_ahead_of_the_four_hours() -> None:
    """At 11:00 on Wed 6: 15:00 around the clock, 16:00 at the office; 6 wh are 17:00, a day is Thu 10:00."""
    ticket = readdressed("05-06 11:00", spans={"first_response": 2 * HOURS, "resolution": 6 * HOURS})
    assert (ticket.due("first_response"), ticket.due("resolution")) == ("05-06 15:00", "05-06 17:00")
    assert ticket.due("word") == "05-07 10:00"
    # Eight hours around the clock, and not of the office.
    assert readdressed("05-06 11:00", spans={"first_response": 8 * HOURS}).due("first_response") == "05-06 18:00"


def test_a_second_address_brings_its_duties_and_its_calendar() -> None:
    """Wed 18-22 on duty: Wed 11, Thu 19, Fri 26, Tue 34, Wed 13 May 9-13 38, 14-16 (40). Around the clock: Fri 2:00."""
    duty = (1, utc("05-06 18:00"), utc("05-06 22:00"))
    assert readdressed("05-06 11:00", duties=(duty,)).due("resolution") == "05-13 16:00"
    around = readdressed("05-06 11:00", calendar="24x7")
    assert (around.due("resolution"), around.due("word")) == ("05-08 02:00", "05-07 10:00")


def test_the_latest_that_was_missed() -> None:
    ticket = late()
    standing = ticket.stand()
    missed = standing.latest_missed("recovery")
    assert missed is not None
    assert record(missed).missed == "05-07 15:00"
    assert standing.latest_missed("resolution") is None
    ticket.add("05-08 11:00", e.Told(1)).tell("05-08 11:00")
    ticket.tick("05-14 11:01")
    # Word and resolution fall on Thu 14 May 11:00; the second recovery begins and is not missed.
    again = ticket.stand().latest_missed("recovery")
    assert again is not None
    assert (again.number, record(again).missed) == (1, "05-07 15:00")


# --- what follows what ------------------------------------------------------------------------------------------------


def test_a_confession_is_of_what_it_names_and_of_nothing_else() -> None:
    """The goal was never told and is missed on Fri 8; the word was told and is missed on Thu 14."""
    ticket = Ticket("basic", told=False).tell("05-06 10:00", "word")
    ticket.tick("05-08 10:01")
    ticket.tick("05-14 10:01")
    goal, word, *_ = records(ticket)
    assert (goal.kind, goal.missed, goal.confessed) == ("goal", "05-08 10:00", "")
    assert (word.kind, word.missed, word.confessed) == ("word", "05-14 10:00", "05-14 10:01")


def test_under_a_recovery_no_word_on_the_release_is_owed_beside_it() -> None:
    ticket = Ticket().add("05-06 15:00", e.Answered(1)).add("05-07 11:00", e.AwaitsRelease(utc("05-29 18:00")))
    ticket.tell("05-07 11:00").tick("05-29 18:01")
    assert [(one.kind, one.number, one.withdrawn) for one in records(ticket)[-3:]] == [
        ("release_word", 1, ""), ("release_word", 2, "recovery"), ("recovery", 1, ""),
    ]  # fmt: skip


def test_two_climbs_in_a_row_leave_one_answer_owed() -> None:
    ticket = late().add("05-07 16:00", e.Climbed(2, 12, utc("05-08 16:00")))
    assert [(one.number, one.withdrawn) for one in records(ticket) if one.kind == "escalation"] == [
        (1, "climbed"), (2, ""),
    ]  # fmt: skip


def test_a_word_that_begins_anew_takes_the_place_of_the_one_before() -> None:
    standing = Ticket().stand()
    standing.start_word(utc("05-06 11:00"))
    assert [record(one).withdrawn for one in standing.clocks if one.kind == "word"] == ["anew", ""]


def test_a_later_word_that_was_told_stays_told_since_then() -> None:
    """Research brings the word to Fri 8 12:00, untold; Tue 12 was told on Wed 6 at 11:00 (4). 5 moved, 6 missed."""
    ticket = Ticket().add("05-06 11:00", e.Told(1)).tell("05-06 11:00")
    ticket.add("05-06 12:00", e.Moved("research", "office")).tick("05-08 12:01")
    word = ticket.stand().clocks[-1]
    assert record(word) == Record("word", 3, 6, "05-08 12:01", "05-12 11:00", "05-12 11:00")
    assert local(word.told_at) == "05-06 11:00"


def test_a_told_word_that_a_quiet_desk_missed_begins_anew_from_now() -> None:
    """3 wd from Wed 13 May 9:01: 14, 15, 18 May."""
    ticket = Ticket().add("05-07 09:00", e.Told(1)).tell("05-07 09:00")
    ticket.tick("05-13 09:01", quiet=True)
    assert ticket.due("word") == "05-18 09:01"


def test_the_second_look_is_counted() -> None:
    ticket = Ticket().add("05-06 15:00", e.Answered(1)).add("05-07 09:30", e.Received(2, utc("05-07 09:30")))
    ticket.tick("05-08 09:31")
    assert [(one.number, one.opened_by) for one in records(ticket) if one.kind == "look"] == [(1, 4), (2, 5)]


def test_a_reminder_adds_no_second_look() -> None:
    ticket = Ticket().add("05-06 15:00", e.Answered(1)).add("05-07 09:30", e.Received(2, utc("05-07 09:30")))
    ticket.add("05-07 10:00", e.Reminded(1, 11, utc("05-08 10:00")))
    assert [one.number for one in records(ticket) if one.kind == "look"] == [1]


def test_only_a_reminders_answer_is_missed_by_a_late_word() -> None:
    """Of a climb by silence the worker, or the act itself, has noted the miss before; the word notes none."""
    ticket = late().add("05-08 15:30", e.Told(1))
    (escalation,) = (one for one in records(ticket) if one.kind == "escalation")
    assert (escalation.missed, escalation.met) == ("", "05-08 15:30")


def test_a_climb_under_way_is_no_word_that_another_ticket_brings_nearer() -> None:
    ticket = late().add("05-07 16:00", e.TookIn(2, {"escalation": utc("05-08 10:00")}))
    assert ticket.due("escalation") == "05-08 15:00"


def test_a_gain_is_met_by_the_event_that_brought_it() -> None:
    """Answered on Wed 15:00; only afterwards the level is corrected: both promises were kept then."""
    up = e.Corrected(
        ("product",), "warranty", "basic", 3, spans={"first_response": 8 * HOURS, "resolution": 40 * HOURS}
    )
    ticket = Ticket("basic").add("05-06 15:00", e.Answered(1)).add("05-06 16:00", up)
    met = {one.kind: (one.met, one.met_by) for one in records(ticket)}
    assert met["first_response"] == met["resolution"] == ("05-06 15:00", 4)


def test_under_a_recovery_a_correction_finds_no_word() -> None:
    ticket = Ticket()
    ticket.tick("05-07 10:01")
    same = e.Corrected(("version",), "warranty", "warranty", 3, spans={"resolution": 40 * HOURS})
    assert ticket.add("05-07 11:00", same).next() == ("05-07 15:00", "recovery")


def test_words_written_before_the_answer_and_filed_after_it_count_from_the_answer() -> None:
    """Written 14:30, answered 15:00: the work goes on from 15:00, so that 40 h from Wed 10:00 are Thu 14 May 11:00."""
    ticket = Ticket("basic").add("05-06 15:00", e.Answered(1)).add("05-06 15:10", e.Received(2, utc("05-06 14:30")))
    ticket.add("05-06 16:00", e.Rejected(utc("05-06 14:30")))
    up = e.Corrected(("product",), "warranty", "basic", 3, spans={"resolution": 40 * HOURS})
    assert ticket.add("05-06 17:00", up).due("resolution") == "05-14 11:00"


def test_letters_say_when_they_told() -> None:
    ticket = Ticket()
    assert {local(one.told_at) for one in ticket.stand().clocks} == {"05-06 10:00"}


def test_under_a_recovery_a_promise_that_came_nearer_finds_no_word() -> None:
    """The resolution was told for Thu 14 and is missed sooner; the recovery of Thu 7 15:00 is the one word (P1)."""
    ticket = Ticket()
    ticket.tick("05-07 10:01")
    ticket.add("05-07 11:00", e.Missed("resolution", utc("05-07 11:00"), told=False))
    assert ticket.next() == ("05-07 15:00", "recovery")
    assert ticket.stand().live("word") is None

"""«Ждёт выпуска исправления» through the pure core; ledger and days as in test_standing_rules.

June 2026 in Yekaterinburg: Thu 11 until 17:00, Fri 12 off (Russia Day), the other weekdays full.
"""

from datetime import date

import pytest

from opora.core import events as e
from opora.core.facts import Policy
from opora.core.hours import WorkCalendar
from tests.core.test_standing_rules import Ticket, kinds, utc
from tests.core.test_stories import CALENDAR


def waiting() -> Ticket:
    """Answered on Wed 6 May 15:00 with 4 h used (10-13, 14-15); on Thu 7 it begins to wait, the word is Fri 29 May."""
    ticket = Ticket().add("05-06 15:00", e.Answered(1))
    return ticket.add("05-07 11:00", e.AwaitsRelease(utc("05-29 18:00"))).tell("05-07 11:00")


@pytest.mark.parametrize(
    ("on", "after", "expected"),
    [
        (date(2026, 5, 29), "05-07 11:00", "05-29 18:00"),
        (date(2026, 5, 8), "05-07 11:00", "05-08 17:00"),  # the short day
        (date(2026, 5, 10), "05-07 11:00", "05-08 17:00"),  # a Sunday of the holidays: the end of the day before them
        (date(2026, 6, 12), "05-14 11:00", "06-11 17:00"),  # Russia Day
        (date(2026, 5, 9), "05-08 17:30", "05-12 13:00"),  # nothing open before it: the end of the next open stretch
    ],
)
def test_a_date_is_promised_to_the_end_of_its_working_time(on: date, after: str, expected: str) -> None:
    assert CALENDAR.end_of(on, utc(after)) == utc(expected)


def test_around_the_clock_a_date_ends_with_its_last_minute() -> None:
    assert WorkCalendar.always("Asia/Yekaterinburg").end_of(date(2026, 5, 29), utc("05-07 11:00")) == utc("05-29 23:59")


def test_the_dated_word_is_next_and_nothing_closes() -> None:
    ticket = waiting()
    assert (ticket.stand().stage, ticket.next()) == ("release", ("05-29 18:00", "release_word"))
    resolution = ticket.stand().latest("resolution")
    assert resolution is not None
    assert resolution.met_at == utc("05-06 15:00")
    assert ticket.tick("05-29 18:00") == ()


def test_only_an_answered_ticket_waits_for_a_release() -> None:
    ticket = Ticket().add("05-07 09:00", e.AwaitsRelease(utc("05-29 18:00")))
    assert (ticket.stand().stage, ticket.next()) == ("received", ("05-07 10:00", "first_response"))


def test_each_word_sets_the_next_one_thirty_days_on() -> None:
    # 20 May + 30 days is Fri 19 June.
    assert waiting().add("05-20 12:00", e.Told(2)).next() == ("06-19 18:00", "release_word")
    # 13 May + 30 days is Russia Day: the end of the short Thu 11 June.
    assert waiting().add("05-13 12:00", e.Told(2)).next() == ("06-11 17:00", "release_word")
    promised = waiting().add("05-20 12:00", e.Told(2, utc("05-22 12:00")))
    assert promised.next() == ("05-22 12:00", "release_word")
    assert waiting().add("05-20 12:00", e.Told(2, repeat=True)).next() == ("05-29 18:00", "release_word")
    # Set to 14 days: Wed 3 June.
    fortnight = waiting().add("05-20 12:00", e.Told(2)).stand(Policy(release_word_calendar_days=14)).next()
    assert fortnight == (utc("06-03 18:00"), "release_word")


def test_a_told_word_that_is_missed_is_confessed_and_explained() -> None:
    ticket = waiting()
    assert kinds(ticket.tick("05-29 18:01")) == ["Missed", "Confessed"]
    # 4 wh from Fri 18:00: Mon 1 June 9-13.
    assert ticket.next() == ("06-01 13:00", "recovery")
    ticket.tell("05-29 18:01").add("06-01 11:00", e.Told(2))
    # 1 June + 30 days: Wed 1 July.
    assert (ticket.stand().stage, ticket.next()) == ("release", ("07-01 18:00", "release_word"))
    assert not ticket.stand().in_arrears


def test_a_missed_recovery_climbs_there_as_everywhere() -> None:
    ticket = waiting()
    ticket.tick("05-29 18:01")
    assert kinds(ticket.tick("06-01 13:01")) == ["Missed", "Climbed"]
    # 8 wh from Mon 13:00: 14-18 (4), Tue 2 June 9-13 (8).
    assert ticket.next() == ("06-02 13:00", "escalation")


def test_a_word_that_was_never_told_comes_back_in_days_and_not_in_a_month() -> None:
    ticket = Ticket().add("05-06 15:00", e.Answered(1)).add("05-07 11:00", e.AwaitsRelease(utc("05-29 18:00")))
    assert ticket.tick("05-29 18:01") == (e.Missed("release_word", utc("05-29 18:00"), told=False),)
    # 3 wd from Fri 18:01: Mon 1, Tue 2, Wed 3 June; 18:01 is closed, so 18:00.
    assert ticket.next() == ("06-03 18:00", "release_word")


def test_the_customers_words_set_a_look_and_the_dated_word_stays() -> None:
    ticket = waiting().add("05-20 10:00", e.Received(2, utc("05-20 10:00")))
    # 8 wh: Wed 10-13 (3), 14-18 (7), Thu 9-10 (8).
    assert ticket.next() == ("05-21 10:00", "look")
    assert ticket.tick("05-21 10:01") == (e.Missed("look", utc("05-21 10:00"), told=False),)
    assert ticket.due("release_word") == "05-29 18:00"
    assert ticket.add("05-21 11:00", e.Thanked()).next() == ("05-29 18:00", "release_word")


def test_whoever_tells_has_read_the_words() -> None:
    ticket = waiting().add("05-20 10:00", e.Received(2, utc("05-20 10:00"))).add("05-20 12:00", e.Told(3))
    assert (ticket.stand().live("look"), ticket.stand().words_since) == (None, None)
    assert ticket.next() == ("06-19 18:00", "release_word")


def test_a_rejection_leads_back_to_the_work() -> None:
    ticket = waiting().add("05-20 10:00", e.Received(2, utc("05-20 10:00")))
    ticket.add("05-20 11:00", e.Rejected(utc("05-20 10:00")))
    # 36 h left from Wed 20 10:00: 7, Thu 15, Fri 23, Mon 31, Tue 26 9-13 35, 14-15 (36). Word 3 wd: Thu, Fri, Mon 25.
    assert (ticket.stand().stage, ticket.due("resolution")) == ("office", "05-26 15:00")
    assert ticket.next() == ("05-25 11:00", "word")
    assert ticket.stand().live("release_word") is None


def test_a_rejection_under_a_recovery_adds_no_second_word() -> None:
    ticket = waiting()
    ticket.tick("05-29 18:01")
    ticket.add("06-01 10:00", e.Rejected(utc("06-01 10:00")))
    assert (ticket.next(), ticket.stand().live("word")) == (("06-01 13:00", "recovery"), None)


def test_a_question_waits_and_the_reply_brings_the_stage_back() -> None:
    ticket = waiting().add("05-20 10:00", e.Asked(2))
    # 3 wd: Thu 21, Fri 22, Mon 25.
    assert (ticket.stand().stage, ticket.next()) == ("waiting", ("05-25 10:00", "nudge"))
    ticket.add("05-21 12:00", e.Received(3, utc("05-21 12:00")))
    # 21 May + 30 days is Sat 20 June: the end of Fri 19.
    assert (ticket.stand().stage, ticket.next()) == ("release", ("06-19 18:00", "release_word"))
    ticket.add("05-22 10:00", e.Rejected(utc("05-22 10:00")))
    assert ticket.stand().stage == "office"


def test_an_answer_there_closes_as_usual_and_a_rejection_of_it_works_on() -> None:
    ticket = waiting().add("05-20 10:00", e.Answered(2))
    # 5 wd: Thu 21, Fri 22, Mon 25, Tue 26, Wed 27.
    assert (ticket.stand().stage, ticket.next()) == ("answered", ("05-27 10:00", "closing"))
    assert ticket.add("05-21 10:00", e.Rejected(utc("05-21 10:00"))).stand().stage == "office"


def test_a_correction_there_gains_no_open_resolution() -> None:
    ticket = Ticket("basic").add("05-06 15:00", e.Answered(1)).add("05-07 11:00", e.AwaitsRelease(utc("05-29 18:00")))
    spans = {"first_response": 8 * 3600, "resolution": 40 * 3600}
    ticket.add("05-12 10:00", e.Corrected(("product",), "warranty", "basic", 3, spans=spans))
    assert ticket.next() == ("05-29 18:00", "release_word")
    gained = ticket.stand().latest("resolution")
    assert gained is not None
    assert gained.met_at == utc("05-06 15:00")


def test_closed_there_and_written_to_again_it_is_answered() -> None:
    ticket = waiting().add("05-20 10:00", e.Closed("withdrawn"))
    assert ticket.next() is None
    ticket.add("05-21 10:00", e.Reopened(), e.Received(2, utc("05-21 10:00")))
    # 8 wh: Thu 10-13, 14-18 (7), Fri 9-10 (8).
    assert (ticket.stand().stage, ticket.next()) == ("answered", ("05-22 10:00", "look"))

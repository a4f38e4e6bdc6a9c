"""A duty's hours in the clocks (T9), through the pure core; ledger and days as in test_standing_rules.

May 2026 in Yekaterinburg: 4-7 full days (9-13, 14-18), 8 May until 17:00, 9-11 May off, 12-15 May full.
"""

from datetime import timedelta
from typing import Any

from opora.core import events as e
from opora.core.clock import explanation
from opora.core.course import stand
from opora.core.duties import duty_moves
from opora.core.facts import Policy
from opora.core.hours import Cause
from opora.core.payloads import event_from, payload_of
from opora.core.recount import Moves
from opora.core.standing import Standing
from opora.core.step import MACHINE, Noted
from tests.core.test_standing_rules import AROUND, HOURS, WARRANTY, Ticket, kinds, utc
from tests.core.test_stories import CALENDAR

SECOND = timedelta(seconds=1)
REASONS = {1: "Запуск цеха", 2: "Перенос базы"}


def duty(begins: str, ends: str, row: int = 1) -> tuple[int, Any, Any]:
    return row, utc(begins), utc(ends)


class OnDuty(Ticket):
    """A ticket of an organisation with these duties."""

    def __init__(self, at: str, *duties: tuple[int, Any, Any], **terms: Any) -> None:
        super().__init__(at=at, **{**WARRANTY, "duties": duties, **terms})

    def stand(self, policy: Policy | None = None) -> Standing:
        calendars = {"ekb": CALENDAR, "24x7": AROUND}
        return stand(self.noted, calendars.__getitem__, policy or Policy(), REASONS.__getitem__)


def test_t9_the_hours_of_a_duty_count() -> None:
    """Wed 6 May from 10:00: 3 + 4 = 7 h by 18:00, the eighth is 18-19 and not Thu 9-10."""
    evening = OnDuty("05-06 10:00", duty("05-06 18:00", "05-06 22:00"))
    assert evening.due("first_response") == "05-06 19:00"
    # Wed 7 + 4 = 11, Thu 19, Fri 26, Tue 34, Wed 13 May 9-13 38, 14-16 (40); without it Thu 14 May 11:00.
    assert evening.due("resolution") == "05-13 16:00"
    assert OnDuty("05-06 10:00").due("first_response") == "05-07 10:00"
    assert OnDuty("05-06 10:00").due("resolution") == "05-14 11:00"


def test_t9_a_duty_opens_a_day_off() -> None:
    """Fri 8 May 15-17 are 2 h; Sat 9 May 10-14 are 4 more; the rest Tue 12 May 9-11."""
    weekend = OnDuty("05-08 15:00", duty("05-09 10:00", "05-09 14:00"))
    assert weekend.due("first_response") == "05-12 11:00"
    # 2 + 6 by Sat 16:00.
    assert OnDuty("05-08 15:00", duty("05-09 10:00", "05-09 18:00")).due("first_response") == "05-09 16:00"
    # Without it: 2 + Tue 9-13, 14-16.
    assert OnDuty("05-08 15:00").due("first_response") == "05-12 16:00"


def test_t9_what_is_open_anyway_counts_once() -> None:
    """17-18 is working time and duty; two duties share 19-20. 7 h by 18:00, the eighth 18-19."""
    twice = (duty("05-06 17:00", "05-06 20:00"), duty("05-06 18:30", "05-06 21:00", 2))
    assert OnDuty("05-06 10:00", *twice).due("first_response") == "05-06 19:00"


def test_t9_a_duty_that_ends_as_the_clock_starts_brings_nothing() -> None:
    assert OnDuty("05-06 10:00", duty("05-06 07:00", "05-06 09:00")).due("first_response") == "05-07 10:00"
    # An hour more of it is an hour: 8-9 on Thursday.
    assert OnDuty("05-06 10:00", duty("05-07 07:00", "05-07 08:00")).due("first_response") == "05-07 08:00"
    assert OnDuty("05-06 10:00", duty("05-07 07:00", "05-07 07:59")).due("first_response") == "05-07 09:01"


def test_t9_around_the_clock_there_is_nothing_to_add() -> None:
    around = dict.fromkeys(("first_response", "resolution"), "24x7")
    ticket = OnDuty("05-06 10:00", duty("05-06 18:00", "05-06 22:00"), calendars=around)
    assert (ticket.due("first_response"), ticket.due("resolution")) == ("05-06 18:00", "05-08 02:00")


def test_t9_words_go_by_working_dates_and_a_duty_makes_none() -> None:
    """Written Wed 6 May 19:00, in a duty: the third working date is Tue 12 May, closed at 19:00, so 18:00; a duty on
    that evening moves the word no further away."""
    for more in ((), (duty("05-12 18:00", "05-12 22:00", 2),), (duty("05-09 09:00", "05-09 22:00", 2),)):
        ticket = OnDuty("05-06 10:00", duty("05-06 18:00", "05-06 22:00"), *more)
        assert ticket.add("05-06 19:00", e.Told(1)).due("word") == "05-12 18:00"


def test_t9_closing_goes_by_working_dates_too() -> None:
    """Answered Wed 6 May 19:00: 7, 8, 12, 13, 14 May; 18:00."""
    ticket = OnDuty("05-06 10:00", duty("05-06 18:00", "05-06 22:00"), duty("05-14 18:00", "05-14 22:00", 2))
    assert ticket.add("05-06 19:00", e.Answered(1)).next() == ("05-14 18:00", "closing")


def test_t9_spans_of_hours_count_a_duty_wherever_they_stand() -> None:
    """The look, 8 h from Wed 6 May 18:00: 18-22 are 4, Thu 9-13 4 more."""
    ticket = OnDuty("05-06 10:00", duty("05-06 18:00", "05-06 22:00")).add("05-06 11:00", e.Answered(1))
    ticket.add("05-06 18:00", e.Received(2, utc("05-06 18:00")))
    assert ticket.due("look") == "05-07 13:00"


def test_t9_a_pause_leaves_out_hours_of_a_duty_too() -> None:
    """10-13, 14-18 and 18-19 used: 8 of 40 h; the duty's last hours pass in the wait. From Thu 9:00: 8, Fri 15, Tue 23,
    Wed 31, Thu 14 May 9-10 (32)."""
    ticket = OnDuty("05-06 10:00", duty("05-06 18:00", "05-06 22:00")).add("05-06 19:00", e.Asked(1))
    ticket.add("05-07 09:00", e.Received(2, utc("05-07 09:00")))
    assert ticket.due("resolution") == "05-14 10:00"


def test_t9_a_duty_that_a_pause_hides_in_part_makes_nothing_later() -> None:
    """40 h from Wed 6 May 10:00 are 7, 15, 22 by Fri 8, 30, 38 by Wed 13, 40 on Thu 14 at 11:00. On Sat 9 May, asked at
    13:33:01 and answered at 19:55:01: a wait of no working hour. Of a duty there of 19-20 it leaves 4:59, so much
    earlier it is; a recount of Sat 9 May, whose moments were found without the duty, would be none of this desk's."""
    plain, on_duty = OnDuty("05-06 10:00"), OnDuty("05-06 10:00", duty("05-09 19:00", "05-09 20:00"))
    asked, replied = (utc("05-09 13:33") + SECOND, utc("05-09 19:55") + SECOND)
    for ticket in (plain, on_duty):
        for at, event in ((asked, e.Asked(1)), (replied, e.Received(2, replied))):
            ticket.noted.append(Noted(event, "ticket", 1, len(ticket.noted) + 1, at, MACHINE))
    moments = [clock.due_at for one in (plain, on_duty) if (clock := one.stand().live("resolution"))]
    assert moments == [utc("05-14 11:00"), utc("05-14 10:55") + SECOND]


def test_t9_another_organisation_has_other_duties() -> None:
    """A correction names the right organisation: its duty counts, the other one's does not, as at registration."""
    ticket = OnDuty("05-06 10:00", duty("05-06 18:00", "05-06 22:00"))
    other = (duty("05-07 18:00", "05-07 20:00", 2),)
    ticket.add("05-06 10:30", e.Corrected(("organisation",), "warranty", "warranty", 3, spans=WARRANTY["spans"]))
    # Told, so nothing moves later, though no duty counts any more.
    assert ticket.due("first_response") == "05-06 19:00"
    untold = Ticket(told=False, **WARRANTY, duties=(duty("05-06 18:00", "05-06 22:00"),))
    more = {"spans": WARRANTY["spans"], "duties": other}
    untold.add("05-06 10:30", e.Corrected(("organisation",), "warranty", "warranty", 3, **more))
    assert untold.due("first_response") == "05-07 10:00"
    # Wed 7, Thu 8 + 2 = 17, Fri 24, Tue 32, Wed 13 May 40 at 18:00.
    assert untold.due("resolution") == "05-13 18:00"


def test_t9_the_explanation_names_the_duty_by_its_reason() -> None:
    clock = OnDuty("05-06 10:00", duty("05-06 18:00", "05-06 22:00")).stand().live("first_response")
    assert clock is not None
    told = [(one.cause, one.name, (one.end - one.start).seconds // HOURS, one.counted) for one in explanation(clock)]
    assert told == [
        (Cause.WORK, "", 3, True),
        (Cause.LUNCH, "", 1, False),
        (Cause.WORK, "", 4, True),
        (Cause.DUTY, "Запуск цеха", 1, True),
    ]


def test_the_ledger_keeps_the_hours_of_a_duty_without_its_words() -> None:
    opened = OnDuty("05-06 10:00", duty("05-06 18:00", "05-06 22:00")).noted[0].event
    payload = payload_of(opened)
    assert payload["duties"] == [[1, "2026-05-06T13:00:00+00:00", "2026-05-06T17:00:00+00:00"]]
    assert event_from("Opened", payload) == opened
    del payload["duties"]
    before = event_from("Opened", payload)
    assert isinstance(before, e.Opened)
    assert before.duties == ()


# --- entered or withdrawn while the ticket is open ------------------------------------------------------------------

EVENING = duty("05-06 18:00", "05-06 22:00")


def counted(ticket: OnDuty, at: str, *duties: tuple[int, Any, Any]) -> OnDuty:
    """What the desk notes when the duties of the organisation change: the hours, and what moves by them."""
    moved = duty_moves(ticket.stand(), duties, utc(at))
    ticket.add(at, e.DutiesCounted(duties, moved.was, moved.due))
    return ticket


def test_t9_a_duty_that_is_entered_later_brings_what_is_due_nearer() -> None:
    """Entered Wed 12:00: Wed 19:00 and Wed 13 May 16:00, as if it had been known; four hours from 12:00 are 17:00."""
    ticket = counted(OnDuty("05-06 10:00"), "05-06 12:00", EVENING)
    assert (ticket.due("first_response"), ticket.due("resolution")) == ("05-06 19:00", "05-13 16:00")
    event = ticket.noted[-1].event
    assert isinstance(event, e.DutiesCounted)
    assert event.was == {"first_response": utc("05-07 10:00"), "resolution": utc("05-14 11:00")}
    assert ticket.due("word") == "05-12 10:00"


def test_t9_what_comes_nearer_is_never_missed_at_once() -> None:
    """Entered Wed 17:59 from 18:00 on: four hours of it are 21:59, which is sooner than Thu 10:00."""
    ticket = counted(OnDuty("05-06 10:00"), "05-06 17:59", EVENING)
    assert ticket.due("first_response") == "05-06 21:59"
    assert ticket.tick("05-06 21:59") == ()
    # Entered Thu 9:30 from 9:30 on, which changes nothing before Thu 10:00: the moment stays where it was.
    late = counted(OnDuty("05-06 10:00"), "05-07 09:30", duty("05-07 09:30", "05-07 22:00"))
    assert late.due("first_response") == "05-07 10:00"


def test_t9_what_is_withdrawn_counts_until_then() -> None:
    """Withdrawn Wed 18:30: 7 h 30 are used, half an hour is left: Thu 9:30."""
    ticket = counted(OnDuty("05-06 10:00", EVENING), "05-06 18:30", duty("05-06 18:00", "05-06 18:30"))
    assert ticket.due("first_response") == "05-07 09:30"
    never = counted(OnDuty("05-06 10:00", EVENING), "05-06 12:00")
    assert (never.due("first_response"), never.due("resolution")) == ("05-07 10:00", "05-14 11:00")


def test_t9_in_the_wait_what_is_left_stays_left() -> None:
    """1 h used, a duty entered in the wait. Replied Thu 9:00 with 39 h left: Thu 12, Fri 19, Tue 27, Wed 35, 9-13."""
    ticket = OnDuty("05-06 10:00")
    ticket.add("05-06 11:00", e.Asked(1))
    counted(ticket, "05-06 12:00", duty("05-07 18:00", "05-07 22:00"))
    ticket.add("05-07 09:00", e.Received(2, utc("05-07 09:00")))
    assert ticket.due("resolution") == "05-14 13:00"


def test_t9_what_was_met_or_missed_before_stays_so() -> None:
    ticket = OnDuty("05-06 10:00")
    ticket.tick("05-07 10:01")
    counted(ticket, "05-07 10:30", duty("05-07 18:00", "05-07 22:00"))
    first = ticket.stand().latest("first_response")
    assert first is not None
    assert (first.due_at, first.missed_at) == (utc("05-07 10:00"), utc("05-07 10:00"))
    closed = OnDuty("05-06 10:00")
    closed.add("05-06 11:00", e.Closed("spam"))
    before = [one.due_at for one in closed.stand().clocks]
    assert duty_moves(closed.stand(), (EVENING,), utc("05-06 12:00")) == Moves({}, {})
    assert [one.due_at for one in counted(closed, "05-06 12:00", EVENING).stand().clocks] == before


def test_t9_a_contract_keeps_its_own_calendar_under_a_duty() -> None:
    """Around the clock there is nothing to add, and the calendar stays the contract's."""
    around = dict.fromkeys(("first_response", "resolution"), "24x7")
    ticket = counted(OnDuty("05-06 10:00", calendars=around), "05-06 12:00", EVENING)
    clock = ticket.stand().live("first_response")
    assert clock is not None
    assert (ticket.due("first_response"), clock.calendar.code) == ("05-06 18:00", "24x7")


# --- a promise that came nearer than the customer knows (P1) --------------------------------------------------------


def nearer() -> OnDuty:
    """Told Thu 10:00; by a duty of Wed 12:00 due on Wed 19:00, of which nobody wrote. Missed there."""
    ticket = counted(OnDuty("05-06 10:00"), "05-06 12:00", EVENING)
    assert kinds(ticket.tick("05-06 19:01")) == ["Missed"]
    return ticket


def test_p1_the_moment_that_was_told_is_confessed_when_it_passes_too() -> None:
    ticket = nearer()
    assert ticket.next() == ("05-07 10:00", "word")
    assert ticket.tick("05-07 10:00") == ()
    missed, confessed = ticket.tick("05-07 10:01")
    assert missed == e.Missed("word", utc("05-07 10:00"), told=True)
    assert isinstance(confessed, e.Confessed)
    assert ticket.next() == ("05-07 15:00", "recovery")  # 4 h from Thu 10:00: 10-13, 14-15


def test_p1_a_word_in_between_leaves_nothing_to_confess() -> None:
    ticket = nearer()
    ticket.add("05-06 20:00", e.Told(1))
    assert ticket.tick("05-07 10:01") == ()
    assert ticket.next() == ("05-12 18:00", "word")  # the third working date is 12 May, closed at 20:00


def test_p1_what_was_not_told_at_all_is_the_managers_alone() -> None:
    ticket = OnDuty("05-06 10:00")
    ticket.noted.pop()
    counted(ticket, "05-06 12:00", EVENING)
    assert kinds(ticket.tick("05-06 19:01")) == ["Missed"]
    assert ticket.next() == ("05-12 10:00", "word")

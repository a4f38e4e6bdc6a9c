"""Recounting (T6) through the pure core: ledger and days as in test_standing_rules, the calendar changes meanwhile.

Opened on Wed 6 May 10:00 with a warranty: first response Thu 7 May 10:00, resolution Thu 14 May 11:00 (40 wh: Wed 7,
Thu 15, Fri 22, Tue 30, Wed 38, Thu 9-11), next word Tue 12 May 10:00 (3 wd: Thu, Fri, Tue).
"""

from datetime import date, datetime, timedelta
from typing import Any

from opora.core import events as e
from opora.core.clock import explanation
from opora.core.course import stand
from opora.core.facts import Policy
from opora.core.hours import WorkCalendar
from opora.core.hours.versions import Version, composed
from opora.core.ladder import reminded
from opora.core.recount import Moves, moves
from opora.core.standing import Standing
from tests.core.test_standing_rules import AROUND, HOURS, WARRANTY, Ticket, utc
from tests.core.test_stories import CALENDAR
from tests.stories.may_2026 import local

FIRST = Version(date(1900, 1, 1), local("01-12 09:00"), CALENDAR)
FULL = [["09:00", "13:00"], ["14:00", "18:00"]]
LONG = [["09:00", "13:00"], ["14:00", "22:00"]]
SHUT: list[list[str]] = []


class Changing(Ticket):
    """A ticket whose calendar gets versions: exceptions of these dates, recorded at local moments of May."""

    def __init__(self, *args: Any, **terms: Any) -> None:
        self.versions = [FIRST]
        self.recorded = ""
        super().__init__(*args, **terms)

    def change(self, at: str, correcting: bool = False, **days: list[list[str]]) -> "Changing":
        """A version with other hours on some days («on_05_12»), which is valid from ever."""
        spec = self.versions[-1].hours.to_spec()
        more = {f"2026-{day.removeprefix('on_').replace('_', '-')}": hours for day, hours in days.items()}
        hours = WorkCalendar.from_spec({**spec, "exceptions": {**spec["exceptions"], **more}}, "ekb")
        self.versions.append(Version(date(1900, 1, 1), local(at), hours, correcting))
        self.recorded = at
        return self

    def stand(self, policy: Policy | None = None) -> Standing:
        known = {"ekb": composed(self.versions), "24x7": AROUND}
        return stand(self.noted, known.__getitem__, policy or Policy())

    def moved(self, at: str = "") -> Moves | None:
        """What a recount at this moment moves; null: it is the moment of the change."""
        return moves(self.stand(), utc(at or self.recorded), since=utc(self.recorded))

    def recount(self, at: str = "") -> dict[str, tuple[str, str]]:
        """Note it; what moved, from when to when."""
        found = self.moved(at)
        if found is None:
            return {}
        self.add(at or self.recorded, e.Recounted("ekb", len(self.versions), found.was, found.due))
        assert self.moved(at) is None, "recounted twice"
        return {kind: (shown(found.was[kind]), shown(due)) for kind, due in found.due.items()}


def shown(at: datetime) -> str:
    return at.astimezone(CALENDAR.tz).strftime("%m-%d %H:%M")


def worked(ticket: Changing, kind: str) -> timedelta:
    clock = ticket.stand().live(kind)
    assert clock is not None
    return sum((one.end - one.start for one in explanation(clock) if one.counted), timedelta())


def test_t6_a_day_that_is_closed_now_moves_what_lies_behind_it() -> None:
    """Thursday is closed. First response: Wed 7, Fri 9-10. Resolution: Wed 7, Fri 14, Tue 22, Wed 30, Thu 38, Fri 15
    May 9-11. The word is on Tuesday, which is open: it stays."""
    ticket = Changing()
    ticket.change("05-06 12:00", on_05_07=SHUT)
    assert ticket.due("first_response") == "05-07 10:00"
    assert ticket.recount() == {
        "first_response": ("05-07 10:00", "05-08 10:00"),
        "resolution": ("05-14 11:00", "05-15 11:00"),
    }
    assert ticket.next() == ("05-08 10:00", "first_response")
    assert [ticket.due(kind) for kind in ("resolution", "word")] == ["05-15 11:00", "05-12 10:00"]
    assert worked(ticket, "first_response") == timedelta(hours=8)
    assert worked(ticket, "resolution") == timedelta(hours=40)
    # The customer still knows the earlier moment.
    clock = ticket.stand().live("first_response")
    assert clock is not None
    assert clock.told_due_at == utc("05-07 10:00")


def test_t6_a_change_behind_all_moments_moves_nothing() -> None:
    ticket = Changing()
    ticket.change("05-06 12:00", on_05_20=SHUT)
    assert ticket.recount() == {}


def test_t6_longer_hours_bring_it_nearer() -> None:
    """Open until 22:00 on Wednesday: 10-13, 14-19. Resolution: Wed 11, Thu 19, Fri 26, Tue 34, Wed 9-13, 14-16."""
    ticket = Changing()
    ticket.change("05-06 12:00", on_05_06=LONG)
    assert ticket.recount() == {
        "first_response": ("05-07 10:00", "05-06 19:00"),
        "resolution": ("05-14 11:00", "05-13 16:00"),
    }


def test_t6_nearer_but_never_within_four_hours_nor_later_than_it_was() -> None:
    """Found on Thursday 9:30 that Wednesday was open until 22:00. The first response would have been due on Wed 19:00;
    four hours from now are Thu 14:30, later than it was: it stays."""
    ticket = Changing()
    ticket.change("05-07 09:30", correcting=True, on_05_06=LONG)
    assert ticket.recount() == {"resolution": ("05-14 11:00", "05-13 16:00")}
    assert ticket.due("first_response") == "05-07 10:00"


def test_t6_the_floor_of_four_hours() -> None:
    """Found on Wed 13 May 9:30 that Sat 9 May was worked: 7, 15, 22, 30, Tue 38, Wed 9-11. Four hours: 9:30-13, then
    14-14:30. By then 38 + 4.5 h are used, and the explanation sums to that."""
    ticket = Changing()
    ticket.add("05-07 09:00", e.Told(1))
    ticket.change("05-13 09:30", correcting=True, on_05_09=FULL)
    assert ticket.recount()["resolution"] == ("05-14 11:00", "05-13 14:30")
    assert worked(ticket, "resolution") == timedelta(hours=42, minutes=30)
    # The same for what is not told, and for what is recorded without correcting: Saturday is past and stays closed.
    other = Changing()
    other.add("05-07 09:00", e.Told(1))
    other.change("05-13 09:30", on_05_09=FULL)
    assert other.recount() == {}


def test_t6_a_dated_word_on_a_day_that_is_closed_now_keeps_what_was_said() -> None:
    """Tuesday 12 May is closed: written by Fri 8 May 17:00, the end of the last stretch before."""
    ticket = Changing()
    ticket.change("05-06 12:00", on_05_12=SHUT)
    found = ticket.recount()
    assert found["word"] == ("05-12 10:00", "05-08 17:00")
    # Wed 7, Thu 15, Fri 22, Wed 30, Thu 38, Fri 15 May 9-11.
    assert found["resolution"] == ("05-14 11:00", "05-15 11:00")
    assert ticket.due("first_response") == "05-07 10:00"


def test_t6_a_dated_word_without_room_before_it_moves_to_the_next_stretch() -> None:
    """Told on Thu 7 May 11:00: Wed 13 May 11:00. On Tue 16:30 Wednesday is closed: four hours are 1.5 on Tuesday and
    Thu 9-11:30, and Tue 18:00 lies before that; so Thu 14 May 13:00, the end of the next stretch."""
    ticket = Changing()
    ticket.add("05-07 11:00", e.Told(1)).tell("05-07 11:00")
    ticket.change("05-12 16:30", on_05_13=SHUT)
    assert ticket.recount()["word"] == ("05-13 11:00", "05-14 13:00")


def test_t6_a_dated_moment_that_was_closed_anyway_stays() -> None:
    """A word promised for Saturday, when nobody works, is nobody's change."""
    ticket = Changing()
    ticket.add("05-07 11:00", e.Told(1, utc("05-09 12:00")))
    ticket.change("05-07 12:00", on_05_12=SHUT)
    assert "word" not in ticket.recount()
    assert ticket.due("word") == "05-09 12:00"


def test_t6_the_end_of_a_day_counts_as_its_own() -> None:
    """Due at 18:00, the very end of a stretch; the day becomes shorter by two hours."""
    ticket = Changing()
    ticket.add("05-07 11:00", e.Told(1, utc("05-08 17:00")))
    ticket.change("05-07 12:00", on_05_08=[["09:00", "13:00"], ["14:00", "15:00"]])
    assert ticket.recount()["word"] == ("05-08 17:00", "05-08 15:00")


def test_t6_p4_a_word_stays_within_ten_working_days() -> None:
    """Promised ten days ahead: 8, 12-15 (5), 18-22 May (10). Then Sat 16 May is worked: the tenth is Thu 21 May."""
    ticket = Changing()
    ticket.add("05-07 11:00", e.Told(1, utc("05-22 11:00")))
    ticket.change("05-07 12:00", on_05_16=FULL)
    assert ticket.recount()["word"] == ("05-22 11:00", "05-21 12:00")


def test_t6_what_was_missed_stays_missed_and_the_recovery_is_a_dated_moment() -> None:
    """Missed on Thu 10:00, explained by 15:00 (10-13, 14-15). At 12:00 the rest of Thursday is closed: four hours are
    Fri 9-13, the last stretch ended at 12:00; so Fri 13:00."""
    ticket = Changing()
    ticket.tick("05-07 10:01")
    ticket.tell("05-07 10:01")
    assert ticket.next() == ("05-07 15:00", "recovery")
    ticket.change("05-07 12:00", on_05_07=SHUT)
    assert ticket.recount()["recovery"] == ("05-07 15:00", "05-08 13:00")
    missed = ticket.stand().latest_missed("first_response")
    assert missed is not None
    assert missed.missed_at == utc("05-07 10:00")


def test_t6_the_wait_for_an_answer_and_the_closing_move_too() -> None:
    """Answered on Wed 11:00: closed after Thu, Fri, Tue, Wed, Thu 14 May 11:00. With a working Saturday: Wed 13 May."""
    ticket = Changing().add("05-06 11:00", e.Answered(1))
    assert isinstance(ticket, Changing)
    assert ticket.next() == ("05-14 11:00", "closing")
    ticket.change("05-06 12:00", on_05_09=FULL)
    # Until it is recounted nothing moves, whatever else is noted.
    ticket.add("05-06 12:05", e.NoteWritten(2))
    assert ticket.next() == ("05-14 11:00", "closing")
    assert ticket.recount("05-06 12:10") == {"closing": ("05-14 11:00", "05-13 11:00")}
    assert ticket.next() == ("05-13 11:00", "closing")
    later = Changing().add("05-06 11:00", e.Answered(1))
    assert isinstance(later, Changing)
    later.change("05-06 12:00", on_05_07=SHUT)
    assert later.recount() == {"closing": ("05-14 11:00", "05-15 11:00")}
    waits = Changing().add("05-06 11:00", e.Asked(1))
    assert isinstance(waits, Changing)
    # Nudged after Thu, Fri, Tue 12 May; closed after ten: 7, 8, 12-15, 18-21 May.
    assert waits.next() == ("05-12 11:00", "nudge")
    waits.change("05-06 12:00", on_05_07=SHUT)
    assert waits.recount() == {"nudge": ("05-12 11:00", "05-13 11:00"), "closing": ("05-21 11:00", "05-22 11:00")}


def test_t6_a_closing_is_not_nearer_than_four_hours() -> None:
    """Answered on Wed 6 May 11:00, closes on Thu 14 May 11:00. Found on Wed 13 May 9:30 that Sat 9 May was worked: that
    makes it Wed 11:00, so 14:30."""
    ticket = Changing().add("05-06 11:00", e.Answered(1))
    assert isinstance(ticket, Changing)
    ticket.change("05-13 09:30", correcting=True, on_05_09=FULL)
    assert ticket.recount() == {"closing": ("05-14 11:00", "05-13 14:30")}
    # The customer's word and thanks close it five working days after the answer, or at once if past (P7).
    ticket.add("05-13 10:00", e.Received(2, utc("05-13 10:00"))).add("05-13 10:10", e.Thanked())
    assert ticket.next() == ("05-13 14:30", "closing")


def test_t6_a_clock_that_stands_still_keeps_what_is_left() -> None:
    """10 wh: Wed 7, Thu 9-11 used, one hour left. Found later that Wednesday was open until 22:00, so 13 h were used:
    the hour that was left is left. Answered on Fri 9:00, due at 10:00."""
    terms: dict[str, Any] = {"spans": {"resolution": 10 * HOURS}, "word_days": 3}
    ticket = Changing(**terms).add("05-07 11:00", e.Asked(1))
    assert isinstance(ticket, Changing)
    ticket.change("05-07 15:00", correcting=True, on_05_06=LONG)
    assert ticket.recount() == {}
    ticket.add("05-08 09:00", e.Received(2, utc("05-08 09:00")))
    assert ticket.due("resolution") == "05-08 10:00"
    assert worked(ticket, "resolution") == timedelta(hours=14)


def test_t6_what_runs_again_goes_by_what_is_known_then() -> None:
    """40 wh, 9 used on Thu 11:00. 27 May is closed, behind all that waits: nothing moves. Answered on Thu 21 May 16:00,
    31 left: 2, Fri 10, Mon 18, Tue 26, Thu 28 May 9-13, 14-15."""
    ticket = Changing().add("05-07 09:30", e.Told(1)).add("05-07 11:00", e.Asked(1))
    assert isinstance(ticket, Changing)
    ticket.change("05-07 15:00", on_05_27=SHUT)
    assert ticket.recount() == {}
    ticket.add("05-21 16:00", e.Received(2, utc("05-21 16:00")))
    assert ticket.due("resolution") == "05-28 15:00"
    assert worked(ticket, "resolution") == timedelta(hours=40)


def test_t6_a_closed_ticket_never_changes() -> None:
    """Answered in time, closed by hand; its resolution was due on 14 May 11:00 and stays so, reopened or not."""
    ticket = Changing().add("05-06 11:00", e.Answered(1)).add("05-06 11:30", e.Closed("by_hand"))
    assert isinstance(ticket, Changing)
    ticket.change("05-06 12:00", correcting=True, on_05_07=SHUT)
    assert ticket.recount() == {}

    def kept() -> list[tuple[str, str]]:
        return [(one.kind, shown(one.due_at)) for one in ticket.stand().clocks]

    assert kept() == [("first_response", "05-07 10:00"), ("resolution", "05-14 11:00"), ("word", "05-12 10:00")]
    ticket.add("05-06 13:00", e.Reopened())
    assert kept()[:3] == [("first_response", "05-07 10:00"), ("resolution", "05-14 11:00"), ("word", "05-12 10:00")]


def test_t6_a_contract_around_the_clock_does_not_move_with_the_office() -> None:
    ticket = Changing(**{**WARRANTY, "calendars": {"first_response": "24x7", "resolution": "24x7"}})
    ticket.change("05-06 12:00", on_05_07=SHUT)
    assert ticket.recount() == {}
    # The word goes by the office: told on Wed 12:10, 3 wd: Fri 8, Tue 12, Wed 13 May.
    ticket.add("05-06 12:10", e.Told(1))
    assert ticket.due("word") == "05-13 12:10"


def test_t6_a_moment_that_was_past_and_not_yet_recorded_is_judged_by_what_is_recounted() -> None:
    """Thu 10:00 has passed, the worker comes late. That Thursday was closed is recorded as a correction: due on Friday.
    Without correcting: what was due at 10:00 stays missed."""
    ticket = Changing()
    ticket.change("05-07 11:00", correcting=True, on_05_07=SHUT)
    assert ticket.recount()["first_response"] == ("05-07 10:00", "05-08 10:00")
    assert ticket.tick("05-07 11:01") == ()
    other = Changing()
    other.change("05-07 11:00", on_05_07=SHUT)
    assert "first_response" not in other.recount()
    assert [type(event).__name__ for event in other.tick("05-07 11:01")] == ["Missed", "Confessed"]


def test_t6_after_a_pause_only_what_is_left_is_counted_anew() -> None:
    """1 h before the question, 39 from Wed 12:00 without Thursday: 5, Fri 12, Tue 20, Wed 28, Thu 36, Fri 15 9-12."""
    ticket = Changing()
    ticket.add("05-06 11:00", e.Asked(1)).add("05-06 12:00", e.Received(2, utc("05-06 12:00")))
    ticket.change("05-06 13:00", on_05_07=SHUT)
    assert ticket.recount()["resolution"] == ("05-14 12:00", "05-15 12:00")


def test_t6_a_word_on_a_release_may_lie_further_than_ten_days() -> None:
    ticket = Changing()
    ticket.add("05-06 15:00", e.Answered(1)).add("05-07 11:00", e.AwaitsRelease(utc("05-29 18:00")))
    ticket.change("05-07 12:00", on_05_08=SHUT)
    assert ticket.recount() == {}


def test_t6_a_reminder_goes_by_what_is_known_then() -> None:
    """8 h from Wed 15:00, Thursday is closed by then: 3, Fri 9-13 7, 14-15 (8)."""
    ticket = Changing()
    ticket.change("05-06 12:00", on_05_07=SHUT)
    taken = reminded(ticket.stand(), utc("05-06 15:00"), 1, {1: 11, 2: 12, 3: 13})
    assert taken.until == utc("05-08 15:00")


def test_t6_a_nudge_that_was_due_is_due_until_it_is_recounted() -> None:
    """3 wd from Wed 6 11:00 are Tue 12; Friday closes meanwhile, a machine writes, and no recount has come."""
    ticket = Changing()
    ticket.add("05-06 11:00", e.Asked(1))
    ticket.change("05-07 12:00", on_05_08=SHUT).add("05-07 13:00", e.Received(2, utc("05-07 13:00"), human=False))
    assert ticket.next() == ("05-12 11:00", "nudge")
    assert ticket.tick("05-12 11:01") == (e.Nudged(1),)


def test_t6_what_happens_at_the_instant_of_the_change_is_recounted_as_well() -> None:
    """Told at 12:00 of Wednesday, as Thursday is closed: Fri, Tue, Wed 13 May, not Thu, Fri, Tue."""
    ticket = Changing().change("05-06 12:00", on_05_07=SHUT)
    ticket.add("05-06 12:00", e.Asked(1))
    assert isinstance(ticket, Changing)
    assert ticket.next() == ("05-12 12:00", "nudge")
    assert ticket.recount()["nudge"] == ("05-12 12:00", "05-13 12:00")


def test_t6_what_is_recorded_at_the_very_instant_of_registration_is_left_to_the_recount() -> None:
    """Thursday closes as the ticket opens: it opens by what was known before, and the recount moves it to Friday."""
    ticket = Changing()
    ticket.change("05-06 10:00", on_05_07=SHUT)
    assert ticket.due("first_response") == "05-07 10:00"
    assert ticket.recount()["first_response"] == ("05-07 10:00", "05-08 10:00")


def corrected_behind_the_floor() -> Changing:
    """Found on Thu 14 May 9:10, 1:50 before the due moment, that Sat 9 May was worked: it is not brought nearer."""
    ticket = Changing()
    ticket.add("05-07 09:00", e.Told(1))
    ticket.change("05-14 09:10", correcting=True, on_05_09=FULL)
    return ticket


def test_t6_p5_what_the_floor_keeps_counts_with_the_hours_that_were_found() -> None:
    """Wed 7, Thu 15, Fri 22, Sat 30, Tue 38, Wed 46, Thu 9-11 48: so long it may take now, and so long is explained."""
    ticket = corrected_behind_the_floor()
    assert ticket.recount() == {}
    ticket.add("05-14 09:20", e.Assigned(7))
    clock = ticket.stand().live("resolution")
    assert clock is not None
    assert clock.span == worked(ticket, "resolution") == timedelta(hours=48)
    assert ticket.due("resolution") == "05-14 11:00"


def test_t6_what_the_floor_keeps_is_left_after_a_pause() -> None:
    """Asked at 9:30 with 1:30 left; the reply comes at 12:00: 12-13, 14-14:30. The question may come before the recount
    as well as after it."""
    ticket, hasty = corrected_behind_the_floor(), corrected_behind_the_floor()
    assert ticket.recount() == {}
    ticket.add("05-14 09:30", e.Asked(3))
    hasty.add("05-14 09:30", e.Asked(3))
    assert hasty.recount("05-14 09:40") == {}
    for one in (ticket, hasty):
        one.add("05-14 12:00", e.Received(4, utc("05-14 12:00")))
        assert one.tick("05-14 12:01") == ()
        assert one.due("resolution") == "05-14 14:30"
        # 46 until Wednesday evening, Thu 9-9:30, 12-13, 14-14:30.
        assert worked(one, "resolution") == timedelta(hours=48)


def test_t6_what_is_past_and_not_yet_recorded_is_explained_by_what_was_found_too() -> None:
    """Due on Thu 7 May 10:00, the worker comes late. Found at 11:00 that Wednesday was worked until 22:00: 10-13,
    14-22, Thu 9-10 are 12 h; it is missed at 10:00 as it was."""
    ticket = Changing()
    ticket.change("05-07 11:00", correcting=True, on_05_06=LONG)
    assert "first_response" not in ticket.recount()
    ticket.add("05-07 11:01", e.NoteWritten(2))
    assert worked(ticket, "first_response") == timedelta(hours=12)
    ticket.tick("05-07 11:02")
    missed = ticket.stand().latest_missed("first_response")
    assert missed is not None
    assert (missed.missed_at, missed.span) == (utc("05-07 10:00"), timedelta(hours=12))


def test_t6_p7_what_lives_again_after_an_answer_goes_by_what_is_known_then() -> None:
    """1 h used when it was answered on Wed 11:00. Thursday is closed since 12:00. Rejected at 14:00 with 39 left: 4,
    Fri 11, Tue 19, Wed 27, Thu 35, Fri 15 May 9-13 (39)."""
    ticket = Changing().add("05-06 11:00", e.Answered(1))
    assert isinstance(ticket, Changing)
    ticket.change("05-06 12:00", on_05_07=SHUT)
    ticket.recount()
    ticket.add("05-06 14:00", e.Rejected(utc("05-06 14:00")))
    assert ticket.due("resolution") == "05-15 13:00"
    assert ticket.moved("05-06 14:00") is None
    assert worked(ticket, "resolution") == timedelta(hours=40)

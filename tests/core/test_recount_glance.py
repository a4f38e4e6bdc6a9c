"""What rows alone tell of a recount, and when they leave it to the ledger (T6); every moment by hand.

Days as in test_recount. The warranty of Wed 6 May 10:00: first response Thu 7 10:00, resolution Thu 14 11:00, next word
Tue 12 10:00.
"""

from dataclasses import replace
from typing import Any

import pytest

from opora.core.facts import Policy, Stage
from opora.core.hours.versions import composed
from opora.core.recount import LivePromise, Moves, OpenTicket
from opora.core.recount_rows import Change, Found, glance
from tests.core.test_recount import FULL, LONG, SHUT, Changing
from tests.core.test_standing_rules import utc
from tests.stories.may_2026 import local


def live(kind: str, due: str, **more: bool) -> LivePromise:
    said = {"spans": kind not in ("word", "recovery"), "counted": True, "paused": False, **more}
    return LivePromise(kind, utc(due), **said)


FIRST, RESOLUTION = live("first_response", "05-07 10:00"), live("resolution", "05-14 11:00")
WORD = live("word", "05-12 10:00")
WARRANTY = OpenTicket(Stage.OFFICE, FIRST.due_at, "first_response", None, True, False, (FIRST, RESOLUTION, WORD))
# Answered on Wed 6 May 11:00, closed five working days later; asked then, nudged after three, closed after ten.
ANSWERED = OpenTicket(Stage.ANSWERED, utc("05-14 11:00"), "closing", utc("05-06 11:00"), True, False, ())
WAITING = OpenTicket(Stage.WAITING, utc("05-12 11:00"), "nudge", None, True, False, ())


def told(ticket: OpenTicket, at: str, **days: Any) -> Found:
    """What the rows of a ticket say of a version that is recorded at this moment."""
    known = composed(Changing(told=False).change(at, **days).versions)
    return glance({1: ticket}, Change.of(known, local(at), local(at), Policy()))


def moves(**pairs: tuple[str, str]) -> Found:
    was, due = ({kind: utc(pair[index]) for kind, pair in pairs.items()} for index in (0, 1))
    return {1: Moves(was, due)}


def of(*promises: LivePromise) -> OpenTicket:
    return replace(WARRANTY, live=promises)


STAYS: Found = {}
LEDGER: Found = {1: None}


def test_a_closed_day_moves_what_lies_behind_it() -> None:
    """Resolution: Wed 7, Fri 14, Tue 22, Wed 30, Thu 38, Fri 15 May 9-11."""
    further = ("05-14 11:00", "05-15 11:00")
    found = told(WARRANTY, "05-06 12:00", on_05_07=SHUT)
    assert found == moves(first_response=("05-07 10:00", "05-08 10:00"), resolution=further)
    assert told(of(RESOLUTION, replace(FIRST, paused=True)), "05-06 12:00", on_05_07=SHUT) == moves(resolution=further)
    # What another calendar counts stays where it is.
    elsewhere = of(RESOLUTION, replace(FIRST, counted=False), replace(WORD, counted=False))
    assert told(elsewhere, "05-06 12:00", on_05_07=SHUT, on_05_12=SHUT) == moves(
        resolution=("05-14 11:00", "05-18 11:00")
    )


def test_a_word_on_a_closed_day_keeps_what_was_said() -> None:
    found = told(WARRANTY, "05-06 12:00", on_05_12=SHUT)
    assert found == moves(resolution=("05-14 11:00", "05-15 11:00"), word=("05-12 10:00", "05-08 17:00"))


def test_longer_hours_bring_it_nearer_and_what_the_four_hours_hold_back_is_for_the_ledger() -> None:
    """Wed until 22:00, found at 12:00: four hours are 17:00. Found at 17:00: 21:00, and 2 h are left, 19:00."""
    nearer = moves(first_response=("05-07 10:00", "05-06 19:00"), resolution=("05-14 11:00", "05-13 16:00"))
    assert told(WARRANTY, "05-06 12:00", on_05_06=LONG) == nearer
    assert told(WARRANTY, "05-06 17:00", on_05_06=LONG) == LEDGER


def test_p4_a_word_stays_within_ten_working_days_and_nothing_else_does() -> None:
    """From Thu 7 May 12:00 with Sat 16 worked: 8, 12-15 (5), 16, 18-21 May (10)."""
    assert told(of(live("word", "05-22 11:00")), "05-07 12:00", on_05_16=FULL) == moves(
        word=("05-22 11:00", "05-21 12:00")
    )
    assert told(of(live("recovery", "05-22 11:00")), "05-07 12:00", on_05_16=FULL) == STAYS


@pytest.mark.parametrize(
    ("due", "at"),
    [
        ("05-09 12:00", "05-06 12:00"),  # in closed hours: behind the end of its span, Fri 17:00, and stays there
        ("05-12 09:00", "05-08 17:30"),  # nothing is left of its span until then
        ("05-06 11:00", "05-06 12:00"),  # it has passed
    ],
)
def test_what_was_brought_forward_stays(due: str, at: str) -> None:
    assert told(of(live("resolution", due)), at, on_05_19=SHUT) == STAYS


def test_an_answered_one_closes_by_what_is_known_now() -> None:
    """Thu, Fri, Sat, Tue, Wed 13 May."""
    assert told(ANSWERED, "05-06 12:00", on_05_09=FULL) == moves(closing=("05-14 11:00", "05-13 11:00"))
    assert told(replace(ANSWERED, pinned=False), "05-06 12:00", on_05_09=FULL) == STAYS
    # Answered once and worked on again, it does not close.
    assert told(replace(of(WORD), answered_at=utc("05-06 11:00")), "05-06 12:00", on_05_09=FULL) == STAYS


def test_a_closing_that_comes_nearer_leaves_four_hours() -> None:
    """Answered on Fri 8 May 11:00: 12-15 and Mon 18 May. On Fri 15 17:00 Sat is worked: 1 h, Sat 9-12 (4)."""
    answered = replace(ANSWERED, next_at=utc("05-18 11:00"), answered_at=utc("05-08 11:00"))
    assert told(answered, "05-15 17:00", on_05_16=FULL) == moves(closing=("05-18 11:00", "05-16 12:00"))


def test_what_rows_do_not_tell_is_for_the_ledger() -> None:
    for ticket in (
        replace(WARRANTY, unsure=True),
        of(replace(RESOLUTION, paused=True)),
        of(live("closing", "05-14 11:00")),
        replace(ANSWERED, next_kind="look"),  # though at the very moment at which it would close
        replace(ANSWERED, next_at=utc("05-15 11:00")),
    ):
        assert told(ticket, "05-06 12:00", on_05_07=SHUT) == LEDGER


@pytest.mark.parametrize(
    ("day", "hours", "found"),
    [
        # Eleven working days after the nudge of Tue 12 May 11:00: 13-15 (3), 18-22 (8), 25, 26, Wed 27 May 11:00.
        ("on_05_28", SHUT, STAYS),
        ("on_05_27", SHUT, LEDGER),
        ("on_05_27", [["09:00", "12:00"], ["14:00", "18:00"]], STAYS),
        ("on_05_27", [["09:00", "11:00"], ["14:00", "18:00"]], LEDGER),
        ("on_05_27", [["08:00", "13:00"], ["14:00", "18:00"]], LEDGER),
    ],
)
def test_a_wait_that_ends_before_anything_differs_stays(day: str, hours: list[list[str]], found: Found) -> None:
    for ticket in (WAITING, replace(WAITING, answered_at=utc("05-06 10:30"))):
        assert told(ticket, "05-06 12:00", **{day: hours}) == found


def test_a_wait_whose_closing_moved_by_a_late_nudge_counts_from_the_change() -> None:
    """The nudge of Tue 12 May 11:00 is late; the version is of Wed 13 May 12:00: the eleventh day is Thu 28 May."""
    assert told(WAITING, "05-13 12:00", on_05_28=SHUT) == LEDGER
    assert told(WAITING, "05-13 12:00", on_05_29=SHUT) == STAYS

"""Lines of the course, the gains and the standing that `./run mutate` showed to be held by no other test.

Ledger and days as in test_standing_rules; of calendars that change as in test_recount.
"""

import pytest

from opora.core import events as e
from tests.core.test_gains import gained
from tests.core.test_recount import LONG, SHUT, Changing
from tests.core.test_standing_rules import HOURS, Ticket, utc

# --- what is recorded of a calendar at the very instant (T6) ---------------------------------------------------------


def test_what_is_recorded_at_the_very_instant_of_the_opening_is_known_to_the_recount_alone() -> None:
    """Opened Wed 6 May 10:00; Thu 7 is closed. Word 3 wd: Thu, Fri, Tue 12; known before, it would be Wed 13."""
    assert Changing().change("05-06 10:00", on_05_07=SHUT).due("word") == "05-12 10:00"
    assert Changing().change("05-06 09:59", on_05_07=SHUT).due("word") == "05-13 10:00"


def test_what_is_recorded_at_the_very_instant_of_a_rejection_is_known_to_the_recount_too() -> None:
    """Answered Wed 6 May 12:00 with 2 h used, rejected at 15:00; Thu 7 is found open until 22:00.

    38 h: Wed 3, Thu 11, Fri 18, Tue 26, Wed 34, Thu 14 9-13. Known before: Wed 3, Thu 15, Fri 22, Tue 30, Wed 13 38.
    """
    for recorded, due in (("05-06 15:00", "05-14 13:00"), ("05-06 14:59", "05-13 18:00")):
        ticket = Changing().change(recorded, on_05_07=LONG)
        ticket.add("05-06 12:00", e.Answered(1)).add("05-06 15:00", e.Rejected(utc("05-06 15:00")))
        assert ticket.due("resolution") == due


# --- what is gained (L7c) --------------------------------------------------------------------------------------------


def test_l7c_no_goal_where_a_figure_is_owed_and_a_goal_where_nothing_was() -> None:
    """16 h from Wed 6 May 11:00: 11-13 (2), 14-18 (6), Thu 7 14, Fri 8 9-11 (16)."""
    contract = {"level": "individual", "because": "contract", "spans": {"goal": 16 * HOURS}}
    figure = Ticket().add("05-06 11:00", gained("05-06 11:00", **contract))
    assert figure.stand().latest("goal") is None
    assert figure.due("first_response") == "05-07 10:00"
    nothing = Ticket("initial", spans={}, word_days=5).add("05-06 11:00", gained("05-06 11:00", **contract))
    assert nothing.due("goal") == "05-08 11:00"


# --- what another ticket was told ---------------------------------------------------------------------------------


def test_what_was_told_there_brings_the_dated_word_on_a_release_nearer() -> None:
    ticket = Ticket().add("05-06 15:00", e.Answered(1)).add("05-07 11:00", e.AwaitsRelease(utc("05-29 18:00")))
    assert ticket.add("05-07 12:00", e.TookIn(2, {"word": utc("05-20 12:00")})).next() == (
        "05-20 12:00", "release_word",
    )  # fmt: skip


# --- what a word gives up (P2) ---------------------------------------------------------------------------------------

DUE = "05-14 11:00"
"""Of the resolution: 40 h from Wed 6 May 10:00."""


@pytest.mark.parametrize(
    ("now", "until", "given_up"),
    [
        ("05-14 10:59", "05-14 11:01", True),
        (DUE, "05-14 11:01", True),  # at the very instant it is not missed yet (T4)
        ("05-14 11:01", "05-14 12:00", False),  # it is missed: that is no confession in advance
        ("05-14 10:59", DUE, False),  # the word of that very moment keeps it
        ("05-14 10:00", "05-14 10:59", False),
    ],
)
def test_p2_what_lies_between_now_and_the_word_is_given_up(now: str, until: str, given_up: bool) -> None:
    found = Ticket().stand().given_up(utc(now), utc(until))
    assert (found.kind if found else None) == ("resolution" if given_up else None)


def test_p2_what_was_never_told_what_waits_and_what_is_met_is_not_given_up() -> None:
    now, until = utc("05-12 10:00"), utc("05-20 10:00")
    assert Ticket(told=False).stand().given_up(now, until) is None
    assert Ticket().add("05-06 11:00", e.Asked(1)).stand().given_up(now, until) is None
    assert Ticket().add("05-06 11:00", e.Answered(1)).stand().given_up(now, until) is None
    assert Ticket("basic").stand().given_up(now, until) is None

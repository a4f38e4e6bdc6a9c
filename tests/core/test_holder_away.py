"""Whoever holds a rung goes away in the middle of it: who holds it from then on (E4), each worked out by hand.

A ticket at warranty of Wed 6 May 10:00, reminded at 11:00: its holder owes a word by Thu 7 11:00.
"""

import pytest

from opora.core import events as e
from opora.core.ladder import replaced
from tests.core.test_reminder import IRINA, MANAGER, remind, say
from tests.core.test_standing_rules import Ticket, utc

CENTRAL, HEAD, DEPUTY = 12, 13, 14
UNTIL = utc("05-07 11:00")


@pytest.mark.parametrize(
    ("rung", "holders", "becomes"),
    [
        # The deputy of the same rung; nobody there: the next above; above the head the nearest below; nobody at all.
        (1, {1: DEPUTY, 2: CENTRAL, 3: HEAD}, (1, DEPUTY)),
        (1, {1: None, 2: CENTRAL, 3: HEAD}, (2, CENTRAL)),
        (1, {1: None, 2: None, 3: HEAD}, (3, HEAD)),
        (3, {1: MANAGER, 2: CENTRAL, 3: None}, (3, CENTRAL)),
        (2, {1: MANAGER, 2: None, 3: None}, (2, MANAGER)),
        (2, {1: None, 2: None, 3: None}, (2, None)),
    ],
)
def test_the_next_who_is_there_holds_it(
    rung: int, holders: dict[int, int | None], becomes: tuple[int, int | None]
) -> None:
    ticket = Ticket()
    remind(ticket, "05-06 11:00", rung=rung)
    assert replaced(ticket.stand(), holders) == e.HolderReplaced(*becomes)


def test_the_moment_stays_and_the_new_holders_word_meets_it() -> None:
    ticket = Ticket()
    remind(ticket, "05-06 11:00")
    ticket.add("05-06 12:00", e.HolderReplaced(2, CENTRAL))
    assert (ticket.stand().rung, ticket.stand().holder) == (2, CENTRAL)
    say(ticket, "05-06 15:00", e.Told(1), MANAGER)
    say(ticket, "05-06 15:30", e.Told(2), IRINA)
    owed = ticket.stand().live("escalation")
    assert owed is not None
    assert (owed.due_at, owed.told_due_at) == (UNTIL, UNTIL)
    say(ticket, "05-06 16:00", e.Told(3), CENTRAL)
    assert ticket.stand().live("escalation") is None


def test_silence_climbs_from_where_it_is() -> None:
    ticket = Ticket()
    remind(ticket, "05-06 11:00")
    ticket.add("05-06 12:00", e.HolderReplaced(2, CENTRAL))
    say(ticket, "05-06 15:00", e.Told(1), IRINA)
    climbed = ticket.tick("05-07 11:01")[-1]
    assert isinstance(climbed, e.Climbed)
    assert (climbed.rung, climbed.holder, climbed.again) == (3, HEAD, False)


def test_at_initial_level_a_silence_goes_no_higher_than_the_central_service_and_the_customer_may() -> None:
    """E4: the automatic climb ends there; who turned to the head in person (E2) is not turned down."""
    silent = Ticket(level="initial", spans={"goal": 24 * 3600}, word_days=5)
    silent.add("05-12 17:01", e.Climbed(2, CENTRAL, UNTIL))
    assert replaced(silent.stand(), {1: MANAGER, 2: None, 3: HEAD}) == e.HolderReplaced(2, MANAGER)
    asked = Ticket(level="initial", spans={"goal": 24 * 3600}, word_days=5)
    remind(asked, "05-06 11:00", rung=2)
    assert replaced(asked.stand(), {1: MANAGER, 2: None, 3: HEAD}) == e.HolderReplaced(3, HEAD)

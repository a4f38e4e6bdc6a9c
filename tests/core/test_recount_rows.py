"""Rows and ledger say the same of what a recount moves (T6); ledger and days as in test_recount."""

import random
from datetime import timedelta
from typing import Any

import pytest

from opora.core import events as e
from opora.core.facts import Policy
from opora.core.hours.versions import composed
from opora.core.recount import LivePromise, Moves, OpenTicket
from opora.core.recount_rows import Change, Found, glance
from tests.core.test_recount import FULL, LONG, SHUT, Changing
from tests.core.test_standing_rules import utc
from tests.stories.may_2026 import local

HALF = [["10:00", "12:00"]]


def row(ticket: Changing) -> OpenTicket:
    """What the ticket's row and those of its promises say."""
    standing = ticket.stand()
    upcoming = standing.next()
    assert upcoming is not None
    live = tuple(
        LivePromise(one.kind, one.due_at, one.span is not None, True, one.paused_at is not None)
        for one in standing.clocks
        if one.live
    )
    return OpenTicket(standing.stage, *upcoming, standing.answered_at, True, False, live)


def both_ways(ticket: Changing, at: str, **days: Any) -> tuple[Found, Moves | None]:
    """What rows find of a version that is recorded then, and what the ledger finds."""
    before = row(ticket)
    ticket.change(at, **days)
    change = Change.of(composed(ticket.versions), local(at), local(at), Policy())
    return glance({1: before}, change), ticket.moved()


def test_t6_a_date_that_has_begun_stays_what_it_was() -> None:
    """Answered on Wed 6 May 11:00: 7, 8, 12, 13, 14 May 11:00. Recorded on Sat 9 May 15:00 that it was open at 10-12:
    it is past, and no working date. Recorded on Fri 20:00 it is one: 13 May 11:00."""
    ticket = Changing()
    ticket.add("05-06 11:00", e.Answered(1))
    assert both_ways(ticket, "05-09 15:00", on_05_09=HALF) == ({}, None)
    other = Changing()
    other.add("05-06 11:00", e.Answered(1))
    moved = Moves({"closing": utc("05-14 11:00")}, {"closing": utc("05-13 11:00")})
    assert both_ways(other, "05-08 20:00", on_05_09=HALF) == ({1: moved}, moved)


def test_t6_a_date_that_is_closed_halfway_stays_a_working_one() -> None:
    """Asked on Wed 6 May 11:00, nudged on 12 May 11:00. On Thu 7 May at 12:00 the rest of it is closed."""
    ticket = Changing()
    ticket.add("05-06 11:00", e.Asked(1))
    found, moved = both_ways(ticket, "05-07 12:00", on_05_07=SHUT)
    assert moved is None
    assert found in ({}, {1: None})


@pytest.mark.parametrize("seed", range(10))
def test_t6_rows_and_ledger_agree_on_many_tickets(seed: int) -> None:
    """Forty tickets of each seed; rows that say null leave it to the ledger."""
    drawn, told = random.Random(seed), 0
    for _ in range(40):
        ticket = Changing()
        minutes = sorted(drawn.sample(range(1, 60 * 24 * 3), 3))
        times = [(local("05-06 10:00") + timedelta(minutes=one)).strftime("%m-%d %H:%M") for one in minutes]
        ticket.tick(times[0])
        deed = drawn.choice([e.Told(1), e.Asked(1), e.Answered(1), e.Assigned(7)])
        ticket.add(times[0], deed)
        ticket.tick(times[1])
        day = drawn.choice(["on_05_06", "on_05_07", "on_05_08", "on_05_09", "on_05_10", "on_05_12", "on_05_13"])
        found, moved = both_ways(ticket, times[2], **{day: drawn.choice([FULL, LONG, SHUT, HALF])})
        if found.get(1, moved) is not None or 1 not in found:
            assert found.get(1) == moved, (deed, times, day)
            told += moved is not None
    assert told > 4, "too few that move to tell anything"

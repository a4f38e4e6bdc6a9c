"""Which moment is next on a ticket after a recount, by its rows alone (T6, P4)."""

from dataclasses import replace

from opora.core.facts import Stage
from opora.core.recount import LivePromise, Moves, OpenTicket, next_of
from tests.core.test_standing_rules import utc


def live(kind: str, due: str, *, paused: bool = False) -> LivePromise:
    return LivePromise(kind, utc(due), kind != "word", True, paused)


def moved(**due: str) -> Moves:
    later = {kind: utc(at) for kind, at in due.items()}
    return Moves(dict.fromkeys(later, utc("05-06 10:00")), later)


def working(*promises: LivePromise) -> OpenTicket:
    return OpenTicket(Stage.OFFICE, utc("05-07 10:00"), "first_response", None, True, False, promises)


def test_the_first_of_those_that_live_by_where_each_lies_now() -> None:
    ticket = working(live("first_response", "05-07 10:00"), live("word", "05-12 10:00"))
    assert next_of(ticket, moved(first_response="05-08 10:00")) == (utc("05-08 10:00"), "first_response")
    assert next_of(ticket, moved(first_response="05-13 10:00")) == (utc("05-12 10:00"), "word")
    assert next_of(ticket, moved(word="05-06 18:00")) == (utc("05-06 18:00"), "word")


def test_one_that_stands_still_is_not_next() -> None:
    ticket = working(live("resolution", "05-07 10:00", paused=True), live("word", "05-12 10:00"))
    assert next_of(ticket, moved(word="05-13 10:00")) == (utc("05-13 10:00"), "word")


def test_of_two_at_one_instant_the_order_of_the_promises_tells() -> None:
    ticket = working(live("escalation", "05-07 10:00"), live("word", "05-12 10:00"), live("resolution", "05-13 10:00"))
    moves = moved(escalation="05-08 10:00", word="05-08 10:00", resolution="05-08 10:00")
    assert next_of(ticket, moves) == (utc("05-08 10:00"), "resolution")


def test_of_an_answered_one_the_closing_is_next_and_nothing_else_that_moves() -> None:
    answered = replace(
        working(live("word", "05-07 10:00")), stage=Stage.ANSWERED, next_at=utc("05-14 11:00"), next_kind="closing"
    )
    assert next_of(answered, moved(closing="05-13 11:00")) == (utc("05-13 11:00"), "closing")
    assert next_of(answered, moved(word="05-08 10:00")) == (utc("05-14 11:00"), "closing")

"""A call that is logged later than it began: what passed meanwhile, and when it can have begun."""

from dataclasses import replace

import pytest

from opora.core.events import Missed
from opora.flow import act
from opora.flow.by_call import Caller
from opora.ledger.queries import history_of
from opora.lib.errors import Refused
from opora.tickets.models import Ticket
from tests.stories.calling import ANNA, by_letter, call, events, log, next_of, opened, promise, utc
from tests.stories.may_2026 import local
from tests.stories.street import Street, ours
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_a_call_in_time_that_is_logged_late_takes_the_miss_back(world: World) -> None:
    street = Street(world, ANNA)
    street.happen("opens", local("05-06 10:00"))
    street.happen("tick", local("05-07 10:01"))
    assert promise(street.ticket, "first_response").missed_at == utc("05-07 10:00")
    # Begun at 9:50, ten minutes before the moment. Word 3 wd: Fri 8, Tue 12, Wed 13, 9:50.
    ticket = log(world, street.ticket, call("05-07 09:50", "tell"), "05-07 10:30")
    assert next_of(ticket) == (local("05-13 09:50"), "word")
    owed = promise(ticket, "first_response")
    assert (owed.met_at, owed.missed_at) == (utc("05-07 09:50"), None)
    # The recovery began at 10:01, so it is met then and not before it was there.
    assert promise(ticket, "recovery").met_at == promise(ticket, "recovery").started_at
    assert events(ticket).count("Missed") == 1


def test_a_call_after_the_moment_leaves_the_miss(world: World) -> None:
    street = Street(world, ANNA)
    street.happen("opens", local("05-06 10:00"))
    street.happen("tick", local("05-07 10:01"))
    ticket = log(world, street.ticket, call("05-07 10:05", "tell"), "05-07 10:30")
    owed = promise(ticket, "first_response")
    assert (owed.met_at, owed.missed_at) == (utc("05-07 10:05"), utc("05-07 10:00"))


@pytest.mark.parametrize(("began", "missed"), [("05-07 09:50", []), ("05-07 10:20", ["first_response"])])
def test_what_passed_while_nobody_logged_is_no_miss_if_the_call_met_it(
    began: str, missed: list[str], world: World
) -> None:
    ticket = log(world, by_letter("05-06 10:00"), call(began, "tell"), "05-07 10:30")
    found = [one.event for one in history_of("ticket", ticket.pk) if isinstance(one.event, Missed)]
    assert [one.kind for one in found] == missed


def test_what_passed_since_the_call_follows_its_course_at_once(world: World) -> None:
    # Resolution 40 wh: Thu 14 May 11:00. A call at 10:50 is logged at 11:30, before the worker came round: missed and
    # told, so confessed at once. Over 15 working minutes late: the recovery counts from now: 11:30-13, 14-16:30 (4).
    ticket = by_letter("05-06 10:00")
    act.tell(ticket.pk, world.irina, "Смотрим.", utc("05-12 10:00"))
    ticket = log(world, ticket, call("05-14 10:50", "tell"), "05-14 11:30")
    assert next_of(ticket) == (local("05-14 16:30"), "recovery")
    assert len(ours(ticket, "confess")) == 1


def test_a_word_promised_in_a_call_lies_ahead(world: World) -> None:
    ticket, one = by_letter("05-06 10:00"), replace(call("05-06 11:30", "tell"), word_until=utc("05-06 16:00"))
    with pytest.raises(Refused):
        log(world, ticket, one, "05-06 16:30")
    assert next_of(log(world, ticket, one, "05-06 15:30")) == (local("05-06 16:00"), "word")


def test_a_call_sets_nothing_back_that_a_human_did_since(world: World) -> None:
    ticket = by_letter("05-06 10:00")
    act.tell(ticket.pk, world.irina, "Смотрим.", utc("05-06 12:00"))
    # Begun at 11:00, before the letter of 12:00: the word counts from 12:00 still: Thu 7, Fri 8, Tue 12.
    ticket = log(world, ticket, call("05-06 11:00", "tell"), "05-06 14:30")
    assert next_of(ticket) == (local("05-12 12:00"), "word")


@pytest.mark.parametrize(
    ("began", "logged", "allowed"),
    [
        ("05-06 14:01", "05-06 14:00", False),  # not yet
        ("05-06 14:00", "05-06 14:00", True),
        ("05-06 09:59", "05-06 14:00", False),  # before the ticket was there
        ("05-06 10:00", "05-06 14:00", True),
    ],
)
def test_when_a_call_on_a_ticket_can_have_begun(began: str, logged: str, allowed: bool, world: World) -> None:
    ticket = by_letter("05-06 10:00")
    if allowed:
        assert log(world, ticket, call(began, "tell"), logged).stage == "office"
    else:
        with pytest.raises(Refused):
            log(world, ticket, call(began, "tell"), logged)
        assert Ticket.objects.get(pk=ticket.pk).stage == "received"


@pytest.mark.parametrize(("began", "allowed"), [("05-13 14:00", True), ("05-13 13:59", False), ("05-20 14:01", False)])
def test_a_new_matter_can_have_begun_within_a_week(began: str, allowed: bool, world: World) -> None:
    if allowed:
        assert opened(world, Caller(world.anna), call(began), "05-20 14:00").registered_at == utc(began)
    else:
        with pytest.raises(Refused):
            opened(world, Caller(world.anna), call(began), "05-20 14:00")
        assert Ticket.objects.count() == 0

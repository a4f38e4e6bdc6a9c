"""A holder who goes away in the middle of a rung: absent means the next at once (E4), over the whole street.

Anna's ticket of Wed 6 May 10:00, reminded at 11:00 by a call: whoever holds the rung owes a word by Thu 7 11:00.
"""

from datetime import UTC

import pytest

from opora.accounts import actions as accounts
from opora.accounts.models import User
from opora.channels.models import Notice
from opora.core.events import HolderReplaced
from opora.core.step import MACHINE
from opora.flow import act
from opora.flow.step import begin
from opora.jobs import queue
from opora.ledger.queries import history_of
from opora.offices import actions as offices
from opora.offices.models import Absence
from opora.tickets.access import reads_internal
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.stories.street import ours, to_colleagues
from tests.stories.street import words as plain
from tests.stories.test_ladder import called, climbs, next_of, passes, told
from tests.web.console import Console
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def console(world: World) -> Console:
    """The named cast."""
    return Console(world)


@pytest.fixture
def ticket(console: Console) -> Ticket:
    """Anna reminded us on Wednesday at 11:00: the manager owes her a word by Thursday 11:00."""
    ticket = console.asked("05-06 10:00")
    called(ticket, console.world.irina, "05-06 11:00", 1)
    return ticket


def leaves(person: User, entered: str, begins: str, ends: str = "05-20 00:00") -> Absence:
    with begin(local(entered).astimezone(UTC), MACHINE, "desk") as step:
        return offices.enter_absence(step, person, local(begins), local(ends))


def works(when: str) -> None:
    """The worker takes what was left for it by then."""
    now = local(when).astimezone(UTC)
    while taken := queue.take(now):
        outcome = queue.perform(taken)
        assert not outcome.trouble
        queue.finish(taken, outcome, now)


def held(ticket: Ticket) -> list[tuple[int, int | None]]:
    found = (one.event for one in history_of("ticket", ticket.pk) if isinstance(one.event, HolderReplaced))
    return [(event.rung, event.holder) for event in found]


def test_e4_the_deputy_has_it_at_once_and_by_the_same_moment(console: Console, ticket: Ticket) -> None:
    world = console.world
    letters = len(ours(ticket))
    leaves(world.olga, "05-06 12:00", "05-06 12:00")
    works("05-06 12:00")
    assert held(ticket) == [(1, world.denis.pk)]
    assert next_of(ticket) == ("05-07 10:00", "first_response")
    # What the customer was told holds, so that nothing is written to her.
    assert len(ours(ticket)) == letters
    assert told(ticket) == ["olga", "denis"]
    (letter,) = [row for row in to_colleagues(local("05-06 12:00")) if row.recipient == world.denis.email]
    assert "Ваша ступень" in letter.subject
    # Olga's word is that of any colleague now, Denis's is the word that is owed.
    act.tell(ticket.pk, world.olga, "Смотрим.", local("05-06 13:00"))
    assert next_of(ticket) == ("05-07 11:00", "escalation")
    act.tell(ticket.pk, world.denis, "Нашли причину.", local("05-06 15:00"))
    assert next_of(ticket)[1] == "word"


def test_e4_an_absence_that_was_entered_before_begins(console: Console, ticket: Ticket) -> None:
    world = console.world
    leaves(world.olga, "05-06 12:00", "05-06 15:00")
    works("05-06 14:59")
    assert held(ticket) == []
    works("05-06 15:00")
    assert held(ticket) == [(1, world.denis.pk)]
    # Once: she is away still, and holds nothing any more.
    leaves(world.olga, "05-06 16:00", "05-06 16:00")
    works("05-06 16:00")
    assert held(ticket) == [(1, world.denis.pk)]


def test_e4_an_absence_that_was_cancelled_begins_never(console: Console, ticket: Ticket) -> None:
    away = leaves(console.world.olga, "05-06 12:00", "05-06 15:00")
    with begin(local("05-06 14:00").astimezone(UTC), MACHINE, "desk") as step:
        offices.cancel_absence(step, away)
    works("05-06 15:00")
    assert held(ticket) == []


def test_e4_without_a_deputy_the_next_rung_has_it_and_reads_it(console: Console, ticket: Ticket) -> None:
    """And is silent: the head's rung by itself, on Thu 7 at 11:00."""
    world = console.world
    leaves(world.denis, "05-06 11:30", "05-06 11:30")
    leaves(world.olga, "05-06 12:00", "05-06 12:00")
    assert not reads_internal(world.svetlana, ticket, local("05-06 12:00"))
    works("05-06 12:00")
    assert held(ticket) == [(2, world.svetlana.pk)]
    assert reads_internal(world.svetlana, ticket, local("05-06 12:00"))
    passes(ticket, "05-07 10:01", "05-07 11:01")
    assert climbs(ticket) == [(3, world.viktor.pk, False)]
    assert "руководитель техподдержки" in plain(ours(ticket, "climbed")[0])


def test_e4_nobody_is_there_any_more_and_the_head_learns_it_all_the_same(console: Console, ticket: Ticket) -> None:
    world = console.world
    for person in (world.denis, world.svetlana, world.viktor, world.olga):
        leaves(person, "05-06 12:00", "05-06 12:00")
    works("05-06 12:00")
    assert held(ticket) == [(1, None)]
    assert Notice.objects.filter(ticket=ticket, user=world.viktor, kind="tell_holder").count() == 1


def test_e4_whoever_leaves_the_desk_holds_nothing(console: Console, ticket: Ticket) -> None:
    world = console.world
    with begin(local("05-06 12:00").astimezone(UTC), MACHINE, "desk") as step:
        accounts.let_go(step, world.olga)
    works("05-06 12:00")
    assert held(ticket) == [(1, world.denis.pk)]


def test_only_the_rungs_of_whoever_is_away_change_hands(console: Console, ticket: Ticket) -> None:
    """Another one's rung, and one whose word was said, stay as they are."""
    world = console.world
    heads = console.asked("05-06 11:05", subject="Лицензия")
    called(heads, world.irina, "05-06 11:10", 3)
    said = console.asked("05-06 11:15", subject="Печать")
    called(said, world.irina, "05-06 11:20", 1)
    act.answer(said.pk, world.irina, "Обновите драйвер.", local("05-06 11:30"))
    leaves(world.olga, "05-06 12:00", "05-06 12:00")
    works("05-06 12:00")
    assert [held(one) for one in (ticket, heads, said)] == [[(1, world.denis.pk)], [], []]

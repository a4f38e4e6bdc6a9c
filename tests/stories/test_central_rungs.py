"""The first rung of a ticket that the second line has: the manager of the office near its customer (E2, E4).

May 2026 in Yekaterinburg: 4-7 full days (9-13, 14-18), 8 May until 17:00.
"""

from datetime import UTC

import pytest

from opora.core.events import Climbed, Reminded
from opora.flow import act, tick
from opora.flow.by_call import Call, log
from opora.ledger.queries import history_of
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.stories.street import ours
from tests.stories.street import words as plain
from tests.web.console import Console
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def console(world: World) -> Console:
    """The named cast."""
    return Console(world)


@pytest.fixture
def ticket(console: Console) -> Ticket:
    """Anna at warranty asked on Wednesday 6 May at 10:00; Olga handed it over to the central service at 10:30."""
    ticket = console.asked("05-06 10:00")
    act.hand_over(ticket.pk, console.world.olga, console.world.central, local("05-06 10:30"))
    return ticket


def climbs(ticket: Ticket) -> list[tuple[int, int | None]]:
    """Which rungs a ticket came to, and who held each."""
    found = (one.event for one in history_of("ticket", ticket.pk))
    return [(one.rung, one.holder) for one in found if isinstance(one, Climbed | Reminded)]


def test_e2_e4_the_first_way_is_the_nearest_office_also_when_the_second_line_has_it(
    console: Console, ticket: Ticket
) -> None:
    """The customer takes the first way: the office near them, not the second way in its place.

    8 wh from Wed 11:00: Thu 11:00; silent, it climbs to somebody else.
    """
    world = console.world
    now = local("05-06 11:00").astimezone(UTC)
    log(ticket.pk, world.irina, Call(started_at=now, reminder=1), now)
    tick.ticket(ticket.pk, local("05-07 11:01").astimezone(UTC))
    assert climbs(ticket) == [(1, world.olga.pk), (2, world.svetlana.pk)]
    first, second = (plain(letter) for letter in ours(ticket)[-2:])
    assert "Ольга К., руководитель офиса в Екатеринбурге" in first
    assert "Светлана Ю., Центральная служба техподдержки" in second


def test_e4_who_was_silent_on_a_rung_does_not_get_the_next_one_too(console: Console, ticket: Ticket) -> None:
    """The least of it: whoever was silent for eight hours is not what it climbs to."""
    for when in ("05-07 10:01", "05-07 15:01", "05-08 15:01"):
        tick.ticket(ticket.pk, local(when).astimezone(UTC))
    holders = [holder for _, holder in climbs(ticket)]
    assert len(holders) == 2
    assert holders[0] != holders[1]

"""A reminder is closed by the customer's word, before its five days (E5).

May 2026 in Yekaterinburg: 4-7 full days (9-13, 14-18), 8 May until 17:00, 9-11 May off, then full weeks.
"""

from datetime import UTC

import pytest

from opora.core.step import MACHINE
from opora.flow import act
from opora.flow.by_call import Call, log
from opora.flow.step import begin
from opora.offices import actions as offices
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.web.console import Console
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ANNA = "anna@gear.example.org"


@pytest.fixture
def console(world: World) -> Console:
    """The named cast."""
    return Console(world)


@pytest.fixture
def ticket(console: Console) -> Ticket:
    """Anna at warranty asked on Wednesday 6 May at 10:00."""
    return console.asked("05-06 10:00")


def test_e5_the_customers_word_closes_a_reminder_before_its_five_days(console: Console, ticket: Ticket) -> None:
    """A desk that closes 2 working days after an answer. The manager's answer of Thu 7 10:00: Tue 12 10:00 (8, 12); the
    reminder alone would hold it open to Fri 15 10:00 (8, 12, 13, 14, 15), but the customer has said that it is well."""
    world = console.world
    with begin(local("05-01 10:00").astimezone(UTC), MACHINE, "cli") as step:
        offices.set_policy(step, name="close_answered_days", value=2)
    now = local("05-06 11:00").astimezone(UTC)
    log(ticket.pk, world.irina, Call(started_at=now, reminder=1), now)
    act.answer(ticket.pk, world.olga, "Обновите драйвер.", local("05-07 10:00"))
    assert Ticket.objects.get(pk=ticket.pk).next_at == local("05-15 10:00"), "the control: without their word"
    later = local("05-07 12:00").astimezone(UTC)
    log(ticket.pk, world.irina, Call(started_at=later, heard="Спасибо, помогло."), later)
    act.thank(ticket.pk, world.irina, local("05-07 12:10"))
    assert Ticket.objects.get(pk=ticket.pk).next_at == local("05-12 10:00")

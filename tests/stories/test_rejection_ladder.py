"""«Ответ не подошёл» leads to the ladder: pressed on the page it asks (P7), said in a call it is logged at once (E1).

May 2026 in Yekaterinburg: 4-7 full days (9-13, 14-18), 8 May until 17:00, 9-11 May off, then full weeks.
"""

import pytest
from django.test import Client

from opora.flow import act
from opora.tickets.models import Ticket
from opora.tickets.queries import link_token
from tests.stories.may_2026 import local
from tests.web.console import Console, at, words
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


@pytest.fixture
def answered(console: Console, ticket: Ticket) -> Ticket:
    """The same, answered by Irina at 12:00."""
    act.answer(ticket.pk, console.world.irina, "Обновите драйвер.", local("05-06 12:00"))
    return ticket


def test_p7_a_press_of_it_did_not_suit_asks_whether_to_take_it_to_the_ladder(answered: Ticket) -> None:
    """The page after the press asks, and leads to the rungs; one that was only looked at does not."""
    path = f"/help/requests/{link_token(answered, ANNA)}/"
    with at("05-06 15:00"):
        assert 'href="#reminder"' not in Client().get(path).content.decode()
        page = Client().post(f"{path}rejection/", {"text": "Драйвер последний.", "form": "f"}, follow=True)
    asked = page.content.decode()
    assert 'href="#reminder"' in asked or 'id="reminder" open' in asked


def test_e1_it_did_not_suit_is_logged_from_a_call_or_a_visit_in_one_action(console: Console, answered: Ticket) -> None:
    """The form of a call offers it beside «забыли»."""
    with at("05-06 15:00"):
        page = words(console.browser(console.world.irina).get(f"/tickets/{answered.number}/calls/").content)
    assert "Заказчик говорит, что о нём забыли" in page, "the control"
    assert "не подошёл" in page

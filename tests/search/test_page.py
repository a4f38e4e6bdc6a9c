"""The page on which a ticket is found, and the lines that come while somebody types."""

import pytest

from opora.accounts.models import User
from opora.tickets.models import Ticket
from tests.web.console import Console, at, words

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def ticket(console: Console) -> Ticket:
    return console.asked("05-06 10:00", subject="Редуктор <b>не</b> считается")


def page(console: Console, who: User, path: str) -> str:
    with at("05-06 12:00"):
        answer = console.browser(who).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("path", ["/find/?q={}", "/find/lines/?q={}"])
def test_a_line_says_what_whose_and_how_it_stands(console: Console, ticket: Ticket, path: str) -> None:
    html = page(console, console.world.irina, path.format("лаптева редуктор"))
    assert "Редуктор &lt;b&gt;не&lt;/b&gt; считается" in html
    line = f"{ticket.number} · Демо-завод «Шестерня» · Анна Сергеевна Лаптева · принято, Екатеринбург"
    assert line in words(html)
    assert "Среди открытых и недавно закрытых такого нет." in words(
        page(console, console.world.irina, path.format("нет"))
    )


def test_of_a_ticket_out_of_sight_there_is_the_stage_and_no_word_of_the_customer(
    console: Console, ticket: Ticket
) -> None:
    html = page(console, console.world.marina, "/find/?q=лаптева")
    assert f"{ticket.number} Демо-завод «Шестерня» · Анна Сергеевна Лаптева · принято" in words(html)
    assert "не&lt;/b&gt; считается" not in html
    assert "не&lt;/b&gt; считается" in page(console, console.world.irina, "/find/?q=лаптева"), "the control"


def test_nothing_typed_finds_nothing_and_says_nothing(console: Console, ticket: Ticket) -> None:
    assert words(page(console, console.world.irina, "/find/lines/?q=")) == ""
    assert ticket.number not in page(console, console.world.irina, "/find/")


def test_each_page_of_who_may_log_calls_has_the_field(console: Console, ticket: Ticket) -> None:
    assert 'id="find-anywhere"' in page(console, console.world.irina, "/")
    assert 'id="find-anywhere"' not in page(console, console.world.lidia, "/customers/")

"""The tour of a demo, and the line that says how far its history is."""

import re

import pytest
from django.test import Client

from opora.cli.history.load import History, announce, mark
from opora.core.events import HistoryPlayed
from opora.core.step import MACHINE
from opora.flow import act, tour
from opora.flow.step import begin
from tests.stories.may_2026 import local
from tests.web.console import Console, at

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NOW = "05-08 16:00"


def _mark(tickets: int) -> None:
    with begin(local("05-08 15:00"), MACHINE, "cli") as step:
        mark(step, History("2026-05-08", tickets=tickets))
    announce(local("05-08 15:00"), loading=True)


def _played(count: int) -> None:
    with begin(local(NOW), MACHINE, "cli") as step:
        for number in range(count):
            step.note(HistoryPlayed(number), "history", 1)


def _page(path: str) -> str:
    with at(NOW):
        return Client(headers={"Accept-Language": "ru"}).get(path).content.decode()


def _queue(console: Console) -> str:
    with at(NOW):
        return console.browser(console.world.irina).get("/").content.decode()


def test_a_desk_that_is_no_demo_has_no_tour(console: Console) -> None:
    with at(NOW):
        assert Client().get("/tour/").status_code == 404
    assert "/tour/" not in _page("/sign-in/")
    _mark(3)
    with at(NOW):
        assert Client().get("/tour/").status_code == 200
    assert 'href="/tour/"' in _page("/sign-in/")


def test_ten_stops_and_each_that_finds_nothing_says_so(console: Console) -> None:
    _mark(3)
    stops = re.findall(r"<li>(.*?)</li>", _page("/tour/"), re.DOTALL)
    assert len(stops) == 10
    # On the desk of the tests nothing of all that has happened.
    assert [stop for stop in stops if "<a href" in stop] == []
    assert sum("Ещё не загружено." in stop for stop in stops) == 10
    _played(3)
    assert (
        sum("Сейчас здесь такого нет." in stop for stop in re.findall(r"<li>(.*?)</li>", _page("/tour/"), re.S)) == 10
    )


def test_the_customers_page_opens_by_its_link_without_signing_in(console: Console) -> None:
    _mark(3)
    ticket = console.asked("05-08 10:00")
    act.tell(ticket.pk, console.world.irina, "Смотрим ваш файл.", local("05-08 11:00"))
    found = re.search(r'<a href="(/help/requests/[^"]+)">Что видит заказчик</a>', _page("/tour/"))
    assert found
    assert "Смотрим ваш файл." in _page(found[1])


def test_a_stop_leads_to_its_ticket(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    _mark(3)
    monkeypatch.setitem(tour.FINDERS, "forgotten", lambda now: 2)
    page = _page("/tour/")
    # Row 2 has the number 100001 and a check digit.
    assert re.search(r'<a href="/tickets/SD-100001\d/">Обращение, о котором чуть не забыли</a>', page)


def test_the_pages_of_the_desk_say_how_far_the_history_is_until_it_is_whole(console: Console) -> None:
    assert "История загружается" not in _queue(console)
    _mark(3)
    _played(2)
    assert "История загружается: 2 из 3" in _queue(console)
    with begin(local(NOW), MACHINE, "cli") as step:
        step.note(HistoryPlayed(2), "history", 1)
    assert "История загружается" not in _queue(console)


def test_while_nobody_loads_it_no_page_says_that_it_loads(console: Console) -> None:
    """As after `opora demo --no-history`, or when the loading was broken off."""
    _mark(3)
    _played(1)
    assert "История загружается: 1 из 3" in _queue(console)
    assert "История загружается: 1 из 3" in _page("/tour/")
    announce(local(NOW), loading=False)
    assert "История загружается" not in _queue(console)
    assert "История загружается" not in _page("/tour/")
    assert "Сейчас здесь такого нет." in _page("/tour/")

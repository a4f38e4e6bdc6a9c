"""In which browsers somebody is called: allowed on one's own page, and no address but a push server's is taken."""

from typing import Any

import pytest

from opora.accounts.models import User
from opora.channels.models import Browser, Ring
from opora.ledger.models import Event
from tests.web.browsers import BROWSER
from tests.web.console import Console, at, words
from tests.web.test_duty import ticket as ticket  # the fixture: a call of a duty

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def kept(console: Console, user: User, **more: str) -> Any:
    with at("05-06 17:00"):
        return console.browser(user).post("/me/browsers/", BROWSER | more)


def of(user: User) -> list[str]:
    return list(Browser.objects.filter(user=user).order_by("pk").values_list("endpoint", flat=True))


def test_a_browser_is_kept_and_the_page_says_so(console: Console) -> None:
    irina = console.world.irina
    assert kept(console, irina)["Location"] == "/me/"
    assert of(irina) == [BROWSER["endpoint"]]
    with at("05-06 17:01"):
        page = console.browser(irina).get("/me/")
    assert "Разрешено: 1 браузер." in words(page.content)
    assert b"data-key=" in page.content
    assert Event.objects.get(type="BrowserKept").payload == {}, "no address in the ledger"


def test_it_is_called_there(console: Console, ticket: Any) -> None:
    """Irina allowed no browser before the call; for the next one she has."""
    assert not Ring.objects.exists()
    kept(console, console.world.irina)
    console.asked("05-06 20:00")
    (row,) = Ring.objects.all()
    assert (row.target, row.user) == (f"browser:{Browser.objects.get().pk}", console.world.irina)
    for said in ("SD-", "Демо-завод «Шестерня». Принять до 20:10", "/duty/"):
        assert said in row.body
    for personal in ("Анна", "сборк", "драйвер"):
        assert personal not in row.body


def test_the_same_browser_is_one_and_whoever_allowed_it_last(console: Console) -> None:
    irina, artyom = console.world.irina, console.world.artyom
    kept(console, irina)
    kept(console, irina)
    assert of(irina) == [BROWSER["endpoint"]]
    kept(console, artyom)
    assert (of(irina), of(artyom)) == ([], [BROWSER["endpoint"]])


def test_nobody_has_more_than_ten(console: Console) -> None:
    for number in range(12):
        kept(console, console.world.irina, endpoint=f"https://fcm.googleapis.com/fcm/send/{number}")
    assert [endpoint.rpartition("/")[2] for endpoint in of(console.world.irina)] == [str(n) for n in range(2, 12)]


def test_all_of_ones_own_are_forgotten_and_nobody_elses(console: Console) -> None:
    irina, artyom = console.world.irina, console.world.artyom
    kept(console, irina)
    kept(console, artyom, endpoint="https://fcm.googleapis.com/fcm/send/other")
    with at("05-06 17:05"):
        console.browser(irina).post("/me/browsers/end/")
    assert (of(irina), len(of(artyom))) == ([], 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "https://10.0.0.1/fcm/send/abc"},
        {"endpoint": "http://127.0.0.1:8000/tickets/"},
        {"endpoint": "https://fcm.googleapis.com@10.0.0.1/"},
        {"endpoint": ""},
        {"public_key": "BCVx"},
        {"public_key": "B" + "A" * 86},
        {"public_key": "ключ"},
        {"secret": "AAAA"},
        {"secret": ""},
    ],
)
def test_what_is_no_push_server_or_no_key_is_refused(console: Console, wrong: dict[str, str]) -> None:
    answer = kept(console, console.world.irina, **wrong)
    assert answer.status_code == 422
    assert "не знает сервера уведомлений" in words(answer.content)
    assert of(console.world.irina) == []
    assert kept(console, console.world.irina).status_code == 303


def test_another_site_keeps_no_browser_here(console: Console) -> None:
    with at("05-06 17:00"):
        client = console.browser(console.world.irina, csrf=True)
        assert client.post("/me/browsers/", BROWSER).status_code == 403
        client.get("/me/")
        token = client.cookies["csrftoken"].value
        assert client.post("/me/browsers/", BROWSER | {"csrfmiddlewaretoken": token}).status_code == 303

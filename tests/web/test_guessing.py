"""Guessing a password: five wrong ones for an address from one client, and that client waits a quarter of an hour."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory

from opora.accounts import actions as accounts
from opora.accounts.models import User
from opora.core.step import MACHINE
from opora.flow.step import begin
from opora.web.who import client_address
from tests.stories.may_2026 import local
from tests.web.console import Console, at, words

pytestmark = [pytest.mark.django_db, pytest.mark.both]

WORD = "кабан-на-велосипеде"
THERE, ELSEWHERE = "203.0.113.7", "203.0.113.8"


@pytest.fixture
def irina(console: Console) -> User:
    """Somebody with a password."""
    cache.clear()
    with begin(local("05-08 15:00"), MACHINE, "cli") as step:
        accounts.give_password(step, users=[console.world.irina, console.world.artyom], password=WORD)
    return console.world.irina


def attempt(
    password: str, address: str = "irina@vendor.test", client: str = THERE, moment: str = "05-08 16:00", **headers: str
) -> Any:
    with at(moment):
        browser = Client(REMOTE_ADDR=client, headers=headers)
        return browser.post("/sign-in/", {"login": address, "password": password})


def lock(address: str = "irina@vendor.test", **more: str) -> list[int]:
    return [attempt("wrong", address, **more).status_code for _ in range(5)]


def test_the_fifth_wrong_password_locks_this_address_from_this_client(irina: User) -> None:
    assert lock() == [200, 200, 200, 200, 429]
    answer = attempt(WORD)
    assert answer.status_code == 429
    assert "Слишком много попыток" in words(answer.content)
    assert "Ещё 15 минут войти с ним отсюда нельзя, даже с верным паролем." in words(answer.content)
    assert 'href="/password/"' in answer.content.decode()
    # From elsewhere she comes in, and a colleague from the same client.
    assert attempt(WORD, client=ELSEWHERE)["Location"] == "/"
    assert attempt(WORD, "artyom@vendor.test")["Location"] == "/"


def test_the_lock_ends_by_itself_and_is_not_drawn_out_by_trying(irina: User) -> None:
    lock()
    assert attempt(WORD, moment="05-08 16:10").status_code == 429
    assert attempt(WORD, moment="05-08 16:14").status_code == 429
    assert attempt(WORD, moment="05-08 16:16")["Location"] == "/"


def test_four_wrong_ones_are_forgotten_with_the_right_one(irina: User) -> None:
    for _ in range(2):
        assert [attempt("wrong").status_code for _ in range(4)] == [200] * 4
        assert attempt(WORD)["Location"] == "/"


def test_an_address_that_nobody_has_is_locked_in_the_same_words(irina: User) -> None:
    known, unknown = lock(), lock("nobody@vendor.test")
    assert known == unknown
    pages = [attempt(WORD, address) for address in ("irina@vendor.test", "nobody@vendor.test")]
    assert [page.status_code for page in pages] == [429, 429]
    assert words(pages[0].content) == words(pages[1].content)


def test_capitals_and_spaces_make_no_other_address(irina: User) -> None:
    written = [
        "irina@vendor.test",
        "IRINA@vendor.test",
        " irina@vendor.test",
        "Irina@Vendor.Test ",
        "irina@VENDOR.test",
    ]
    assert [attempt("wrong", address).status_code for address in written] == [200, 200, 200, 200, 429]


def test_the_page_of_the_lock_is_told_in_english(irina: User) -> None:
    lock()
    assert "For 15 minutes nobody can sign in" in words(attempt(WORD, **{"Accept-Language": "en"}).content)


def test_the_log_names_nobody(irina: User, caplog: pytest.LogCaptureFixture) -> None:
    lock()
    attempt(WORD)
    assert "irina" not in caplog.text
    assert THERE not in caplog.text


def test_proving_who_one_is_can_not_be_guessed_either(irina: User) -> None:
    with at("05-08 16:00"):
        client = Client(REMOTE_ADDR=THERE)
        client.post("/sign-in/", {"login": "irina@vendor.test", "password": WORD})
        tried = [client.post("/sign-in/again/", {"password": "wrong"}).status_code for _ in range(5)]
    assert tried == [200, 200, 200, 200, 429]


def test_a_session_has_a_new_key_after_signing_in(irina: User) -> None:
    with at("05-08 16:00"):
        client = Client()
        session = client.session
        session["language"] = "ru"
        session.save()
        before = str(session.session_key)
        client.cookies["opora_session"] = before
        client.post("/sign-in/", {"login": "irina@vendor.test", "password": WORD})
        assert client.session.session_key != before
        assert "_auth_user_id" not in Client(headers={"Cookie": f"opora_session={before}"}).session


# --- behind a proxy -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("proxies", "forwarded", "client"),
    [
        (0, "", "198.51.100.1"),
        (0, "203.0.113.7", "198.51.100.1"),  # nobody stands before the desk: the header is anybody's invention
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "1.2.3.4, 203.0.113.7", "203.0.113.7"),  # what the client wrote itself stands further left
        (2, "1.2.3.4, 203.0.113.7, 198.51.100.9", "203.0.113.7"),
        (1, "", "198.51.100.1"),
        (2, "203.0.113.7", "198.51.100.1"),
        (1, "rubbish", "198.51.100.1"),
        (1, "2001:db8::7", "2001:db8::7"),
    ],
)
def test_the_client_is_who_the_own_proxies_saw(settings: Any, proxies: int, forwarded: str, client: str) -> None:
    settings.PROXIES = proxies
    request = RequestFactory(REMOTE_ADDR="198.51.100.1").get("/", headers={"X-Forwarded-For": forwarded})
    assert client_address(request) == client


def test_behind_a_proxy_clients_are_told_apart(irina: User, settings: Any) -> None:
    settings.PROXIES = 1
    headers = {"X-Forwarded-For": f"9.9.9.9, {THERE}"}
    assert lock(client="127.0.0.1", **headers)[-1] == 429
    # Another invention to the left is the same client, another client is another.
    assert attempt(WORD, client="127.0.0.1", **{"X-Forwarded-For": f"8.8.8.8, {THERE}"}).status_code == 429
    assert attempt(WORD, client="127.0.0.1", **{"X-Forwarded-For": f"9.9.9.9, {ELSEWHERE}"})["Location"] == "/"

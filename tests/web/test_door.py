"""Signing in and out, the one-time link of the first administrator, the language of whoever signed in."""

import re
from datetime import UTC, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client

from opora.accounts import actions as accounts
from opora.accounts.models import User
from opora.cli.ground import add_administrator
from opora.core.step import MACHINE
from opora.flow.step import begin
from opora.ledger.queries import history_of
from tests.stories.may_2026 import local
from tests.web.console import Console, at, words

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOW = local("05-08 15:00")
WORD = "кабан-на-велосипеде"


@pytest.fixture
def irina(console: Console) -> User:
    """Somebody with a password."""
    with begin(NOW, MACHINE, "cli") as step:
        accounts.give_password(step, users=[console.world.irina], password=WORD)
    return console.world.irina


def sign_in(client: Client, address: str, password: str, path: str = "/sign-in/", **more: str) -> Any:
    with at("05-08 16:00"):
        return client.post(path, {"login": address, "password": password, **more})


def test_signing_in_leads_to_where_one_wanted_to_go(irina: User) -> None:
    client = Client()
    answer = sign_in(client, "irina@vendor.test", WORD, next="/tickets/SD-1000002/")
    assert (answer.status_code, answer["Location"]) == (302, "/tickets/SD-1000002/")
    with at("05-08 16:00"):
        assert "Ирина Сомова" in words(client.get("/").content)


@pytest.mark.parametrize("elsewhere", ["https://evil.example.org/", "//evil.example.org/", "javascript:alert(1)"])
def test_signing_in_never_leads_elsewhere(irina: User, elsewhere: str) -> None:
    assert sign_in(Client(), "irina@vendor.test", WORD, next=elsewhere)["Location"] == "/"


@pytest.mark.parametrize(
    ("address", "password"),
    [("irina@vendor.test", "wrong"), ("nobody@vendor.test", WORD), ("", ""), ("irina\x00@vendor.test", WORD)],
)
def test_a_wrong_address_and_a_wrong_password_get_the_same_words(irina: User, address: str, password: str) -> None:
    answer = sign_in(Client(), address, password)
    html = answer.content.decode()
    assert "Адрес и пароль не подходят друг к другу." in words(html)
    assert 'role="alert"' in html
    assert WORD not in html
    assert "_auth_user_id" not in answer.client.session


def test_the_address_is_kept_after_a_wrong_password(irina: User) -> None:
    assert 'value="irina@vendor.test"' in sign_in(Client(), "irina@vendor.test", "wrong").content.decode()


def test_who_has_left_does_not_get_in(irina: User) -> None:
    User.objects.filter(pk=irina.pk).update(is_active=False)
    assert "_auth_user_id" not in sign_in(Client(), "irina@vendor.test", WORD).client.session


def test_who_has_left_is_shut_out_at_once(console: Console) -> None:
    browser = console.browser(console.world.irina)
    with at("05-08 16:00"):
        assert browser.get("/").status_code == 200
        User.objects.filter(pk=console.world.irina.pk).update(is_active=False)
        assert browser.get("/").status_code == 302


def test_signing_out_is_a_post(console: Console) -> None:
    browser = console.browser(console.world.irina)
    with at("05-08 16:00"):
        assert browser.get("/sign-out/").status_code == 405
        assert browser.get("/").status_code == 200
        assert browser.post("/sign-out/")["Location"] == "/sign-in/"
        assert browser.get("/").status_code == 302


def test_who_is_in_already_is_not_asked_again(console: Console) -> None:
    answer = console.browser(console.world.irina).get("/sign-in/")
    assert (answer.status_code, answer["Location"]) == (302, "/")


@pytest.mark.parametrize(
    "path", ["/", "/tray/", "/outbox/", "/tickets/SD-1000002/", "/tickets/SD-1000002/facts/", "/letters/1/"]
)
def test_every_page_wants_a_signed_in_person(path: str) -> None:
    answer = Client().get(path)
    assert (answer.status_code, answer["Location"]) == (302, f"/sign-in/?next={path}")


def test_the_cookie_of_the_session_is_closed_to_scripts(irina: User) -> None:
    cookie = sign_in(Client(), "irina@vendor.test", WORD).cookies["opora_session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


# --- the one-time link ----------------------------------------------------------------------------------------------


def link(address: str = "first@vendor.test") -> str:
    """The path that `opora setup --admin` prints."""
    with at("05-08 15:00"):
        url = add_administrator(address, NOW)
    assert url is not None
    return urlsplit(url).path


def choose(client: Client, path: str, first: str, second: str) -> Any:
    """Open the link and choose a password."""
    with at("05-08 16:00"):
        form = client.get(path)["Location"]
        return client.post(form, {"new_password1": first, "new_password2": second})


def test_the_link_sets_a_password_and_lets_in_once() -> None:
    path, client = link(), Client()
    answer = choose(client, path, WORD, WORD)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    with at("05-08 16:00"):
        assert client.get("/setup/").status_code == 200
        used = words(Client().get(path).content)
        assert "Ссылка уже использована или устарела." in used
    assert sign_in(Client(), "first@vendor.test", WORD)["Location"] == "/"
    user = User.objects.get(email="first@vendor.test")
    assert [type(one.event).__name__ for one in history_of("user", user.pk)] == ["StaffAdded", "PasswordSet"]


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        (WORD, "другое-слово", "не совпадают"),
        ("короткий", "короткий", "слишком короткий"),
        ("password123", "password123", "слишком широко распространён"),
        ("", "", "Обязательное поле"),
    ],
)
def test_a_bad_password_is_refused_with_a_reason(first: str, second: str, sentence: str) -> None:
    path = link()
    answer = choose(Client(), path, first, second)
    assert answer.status_code == 200
    assert sentence in words(answer.content)
    assert 'role="alert"' in answer.content.decode()
    assert choose(Client(), path, WORD, WORD).status_code == 302


def test_the_link_ends_after_three_days() -> None:
    path = link()
    made = NOW.astimezone(UTC)
    with time_machine.travel(made + timedelta(days=3, minutes=-1), tick=False):
        assert Client().get(path).status_code == 302
    with time_machine.travel(made + timedelta(days=3, minutes=1), tick=False):
        assert "устарела" in words(Client().get(path).content)


@pytest.mark.parametrize("path", ["/welcome/x/y/", "/welcome/MQ/abc-def/", "/welcome/%D1%8F/y/"])
def test_a_made_up_link_is_refused(path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 200
    assert "устарела" in words(answer.content)


# --- language -------------------------------------------------------------------------------------------------------


def test_the_language_is_that_of_the_person_and_not_of_the_browser(console: Console) -> None:
    User.objects.filter(pk=console.world.irina.pk).update(language="en")
    english = console.browser(User.objects.get(pk=console.world.irina.pk))
    with at("05-08 16:00"):
        html = english.get("/", headers={"Accept-Language": "ru"}).content.decode()
        assert '<html lang="en">' in html
        assert not re.search("[А-Яа-яЁё]", words(html).replace("Ирина Сомова", "")), words(html)
        html = console.browser(console.world.olga).get("/", headers={"Accept-Language": "en"}).content.decode()
        assert '<html lang="ru">' in html
        assert "Обращения моего офиса" in words(html)


@pytest.mark.parametrize(("asked", "said"), [("en", "Sign in"), ("ru", "Войти"), ("de", "Войти"), ("", "Войти")])
def test_the_door_speaks_the_browsers_language(asked: str, said: str) -> None:
    assert said in words(Client().get("/sign-in/", headers={"Accept-Language": asked}).content)

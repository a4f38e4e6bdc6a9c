"""What a customer sees of the defect behind a request: its status in their words, never the title of colleagues."""

import json
from typing import Any

import pytest
from django.test import Client

from opora.core.step import MACHINE
from opora.flow import act, defects
from opora.flow.step import begin
from opora.programme.models import Defect
from opora.registry.models import Version
from opora.tickets.models import Ticket
from opora.tickets.queries import link_token
from tests.stories.may_2026 import local
from tests.web.console import Console, at, words

pytestmark = [pytest.mark.django_db, pytest.mark.both]

INTERNAL, PUBLIC = "NPE в AssemblyLoader", "Сборка не открывается"


@pytest.fixture
def ticket(console: Console) -> Ticket:
    return console.asked("05-06 10:00")


def stand(console: Console, ticket: Ticket, status: str, title: str = "", **more: Any) -> Defect:
    timur = console.world.timur
    facts = {"title": INTERNAL, "tracker_key": "CAD-17", "tracker_url": "https://tracker.example.org/CAD-17"}
    defect = defects.find(ticket.pk, console.world.irina, local("05-06 11:00"), **facts)
    defects.correct(defect.pk, timur, local("05-06 11:05"), public_title=title)
    return defects.set_status(defect.pk, timur, status, local("05-06 11:10"), **more)


def page(ticket: Ticket, moment: str = "05-06 12:00") -> str:
    with at(moment):
        answer = Client().get(f"/help/requests/{link_token(ticket, 'anna@gear.example.org')}/")
    assert answer.status_code == 200
    html = answer.content.decode()
    # Whatever its status: what colleagues call it, and where they keep it, is not for customers.
    assert INTERNAL not in html
    assert "tracker" not in html
    assert "CAD-17" not in html
    return words(html)


def by_program(console: Console, ticket: Ticket) -> Any:
    from opora.accounts import actions as accounts

    with begin(local("05-06 11:30"), MACHINE, "cli") as step:
        _, key = accounts.add_key(step, name="shop", scopes=["tickets:read"])
    with at("05-06 12:00"):
        client = Client(headers={"Authorization": f"Bearer {key}"})
        one, many = (client.get(path).content.decode() for path in (f"/api/tickets/{ticket.number}", "/api/tickets"))
    assert INTERNAL not in one + many
    assert json.loads(many)["tickets"][0]["defect"] == json.loads(one)["defect"]
    return json.loads(one)["defect"]


def test_one_that_is_only_found_is_not_said(console: Console, ticket: Ticket) -> None:
    stand(console, ticket, "found", PUBLIC)
    assert "Дефект" not in page(ticket)
    assert by_program(console, ticket) is None


@pytest.mark.parametrize(
    ("status", "title", "more", "said"),
    [
        ("confirmed", "", {}, "Дефект подтверждён."),
        ("confirmed", PUBLIC, {}, "Дефект «Сборка не открывается» подтверждён."),
        ("planned", PUBLIC, {}, "Дефект «Сборка не открывается» подтверждён, исправим."),
        ("wont_fix", PUBLIC, {"reason": "Так ведёт себя драйвер."},
         "Дефект «Сборка не открывается» исправлять не будем. Так ведёт себя драйвер."),
        ("fixed", PUBLIC, {"fixed_in": "v22"}, "Дефект «Сборка не открывается» исправлен в версии v22."),
        ("fixed", "", {"fixed_in": "v23"}, "Дефект исправлен в версии v23. Она ещё не вышла."),
    ],
)  # fmt: skip
def test_its_status_is_said_in_their_words(
    console: Console, ticket: Ticket, status: str, title: str, more: dict[str, str], said: str
) -> None:
    version = Version.objects.filter(name=more.get("fixed_in", "-")).first()
    rest = {**more, **({"fixed_in": version} if version else {})}
    stand(console, ticket, status, title, **rest)
    shown = page(ticket)
    assert said in shown
    assert ("ещё не вышла" in shown) is ("ещё не вышла" in said)
    assert by_program(console, ticket) == {
        "status": status, "title": title, "reason": more.get("reason", ""), "fixed_in": more.get("fixed_in"),
    }  # fmt: skip


def test_a_request_that_waits_for_its_release_says_it_once(console: Console, ticket: Ticket) -> None:
    irina = console.world.irina
    act.answer(ticket.pk, irina, "Это ошибка, исправим.", local("05-06 10:30"))
    act.await_release(ticket.pk, irina, local("05-29 18:00").date(), local("05-06 10:40"))
    assert "Дефект подтверждён, исправление выйдет в одном из выпусков." in page(ticket, "05-06 10:50")
    stand(console, ticket, "wont_fix", PUBLIC, reason="Так ведёт себя драйвер.")
    shown = page(ticket)
    assert shown.count("Дефект") == 1
    assert "исправлять не будем. Так ведёт себя драйвер." in shown

"""«Принимаю» in a browser (O3): by the link of a call without signing in, and on the ticket's page; and what it must
not do. Each refusal stands beside what is allowed.
"""

from datetime import UTC, timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from django.test import Client

from opora.accounts import actions as accounts
from opora.channels.models import Outbound
from opora.contracts import actions as contracts
from opora.core.step import MACHINE
from opora.flow import act
from opora.flow.step import begin
from opora.ledger.models import Event
from opora.lib import signed
from opora.tickets.models import DutyCall, Ticket
from opora.tickets.queries import call_token, link_token
from tests.stories.may_2026 import local
from tests.stories.street import words as text_of
from tests.stories.test_call_out import worker
from tests.web.console import Console, at, words

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def ticket(console: Console) -> Ticket:
    """Irina was called out to it at 19:00; Artyom is next."""
    world = console.world
    with begin(local("05-05 12:00").astimezone(UTC), MACHINE, "cli") as step:
        contracts.enter_duty(
            step, organisation=world.gear, from_at=local("05-06 18:00"), until_at=local("05-06 22:00"),
            staff=[world.irina, world.artyom], reason="Запуск цеха",
        )  # fmt: skip
    return console.asked("05-06 19:00")


def link(number: int = 1) -> str:
    return f"/duty/{call_token(DutyCall.objects.get(number=number))}/"


def assignee(ticket: Ticket) -> Any:
    return Ticket.objects.get(pk=ticket.pk).assignee


def said_of(ticket: Ticket) -> int:
    return Event.objects.filter(subject="ticket", subject_id=ticket.pk).count()


def test_the_letter_leads_to_one_button(console: Console, ticket: Ticket) -> None:
    letter = message_from_bytes(bytes(Outbound.objects.get(reaction="call_out").raw), policy=default)
    assert f"Принимаю: http://127.0.0.1:8000{link()}" in text_of(letter)
    with at("05-06 19:02"):
        page = Client().get(link())
    said = words(page.content)
    assert f"Вас вызвали по обращению {ticket.number}" in said
    assert "Демо-завод «Шестерня» · гарантийный" in said
    assert "Запуск цеха" in said
    assert "Принимаю" in said
    assert "драйвера" not in said, "the customer's words are for who has signed in"
    assert (page["Cache-Control"], page.status_code) == ("no-store", 200)


def test_one_tap_accepts_and_a_visit_does_not(console: Console, ticket: Ticket) -> None:
    before = said_of(ticket)
    with at("05-06 19:03"):
        scanner = Client()
        assert [scanner.get(link()).status_code, scanner.head(link()).status_code] == [200, 200]
        assert scanner.put(link()).status_code in (200, 405)
        assert (assignee(ticket), said_of(ticket)) == (None, before)
        page = Client().post(link())
    assert "Вы приняли обращение: сегодня, 19:03" in words(page.content)
    assert assignee(ticket) == console.world.irina
    assert worker("05-06 19:10") == 0


def test_a_tap_wants_the_page_before_it(console: Console, ticket: Ticket) -> None:
    """Another site cannot press the button."""
    with at("05-06 19:03"):
        client = Client(enforce_csrf_checks=True)
        assert client.post(link()).status_code == 403
        assert assignee(ticket) is None
        client.get(link())
        answer = client.post(link(), {"csrfmiddlewaretoken": client.cookies["csrftoken"].value})
    assert (answer.status_code, assignee(ticket)) == (200, console.world.irina)


def test_two_taps_are_one(console: Console, ticket: Ticket) -> None:
    with at("05-06 19:03"):
        Client().post(link())
    after = said_of(ticket)
    with at("05-06 19:05"):
        page = Client().post(link())
    assert "Вы приняли обращение: сегодня, 19:03" in words(page.content)
    assert said_of(ticket) == after


def test_a_replay_takes_nothing_back(console: Console, ticket: Ticket) -> None:
    with at("05-06 19:03"):
        Client().post(link())
    act.assign(ticket.pk, console.world.olga, console.world.artyom, local("05-06 19:30").astimezone(UTC))
    after = said_of(ticket)
    with at("05-06 19:40"):
        assert Client().post(link()).status_code == 200
    assert (assignee(ticket), said_of(ticket)) == (console.world.artyom, after)


def test_who_is_late_reads_who_was_quicker(console: Console, ticket: Ticket) -> None:
    worker("05-06 19:10")
    with at("05-06 19:12"):
        Client().post(link(2))
        page = Client().post(link(1))
    assert "Обращение уже принято: Артём Лугин, сегодня, 19:12" in words(page.content)
    assert assignee(ticket) == console.world.artyom


def test_a_link_is_for_who_was_called(console: Console, ticket: Ticket) -> None:
    with at("05-06 19:03"):
        other = console.browser(console.world.artyom)
        assert (other.get(link()).status_code, other.post(link()).status_code) == (403, 403)
        assert "вызвали: Ирина Сомова" in words(other.get(link()).content)
        assert assignee(ticket) is None
        assert console.browser(console.world.irina).post(link()).status_code == 200
    assert assignee(ticket) == console.world.irina


def test_a_link_lasts_for_a_day(console: Console, ticket: Ticket) -> None:
    with at("05-07 19:00"):
        assert Client().post(link()).status_code == 404
    assert assignee(ticket) is None
    with at("05-07 18:59"):
        assert Client().post(link()).status_code == 200
    assert assignee(ticket) == console.world.irina


def _foreign(name: str, ticket: Ticket) -> str:
    call, day = DutyCall.objects.get(), timedelta(hours=24)
    until = call.called_at + day
    good = call_token(call)
    payload, _, code = good.partition(".")
    return {
        "altered": f"{payload}.{'b' if code[0] == 'a' else 'a'}{code[1:]}",
        "another row": f"{signed.token('x', 'duty call', call.pk + 1, expires=until).partition('.')[0]}.{code}",
        "another secret": signed.token("x" * 50, "duty call", call.pk, expires=until),
        "another purpose": link_token(ticket, "anna@gear.example.org"),
        "cut": good[:-1],
        "nothing": "x",
    }[name]


@pytest.mark.parametrize("name", ["altered", "another row", "another secret", "another purpose", "cut", "nothing"])
def test_what_we_did_not_sign_opens_nothing(console: Console, ticket: Ticket, name: str) -> None:
    with at("05-06 19:03"):
        wrong = f"/duty/{_foreign(name, ticket)}/"
        assert (Client().get(wrong).status_code, Client().post(wrong).status_code) == (404, 404)
        assert assignee(ticket) is None
        assert Client().get(link()).status_code == 200


def test_who_has_left_accepts_nothing(console: Console, ticket: Ticket) -> None:
    with at("05-06 19:03"):
        assert Client().get(link()).status_code == 200
        with begin(local("05-06 19:03").astimezone(UTC), MACHINE, "cli") as step:
            accounts.let_go(step, console.world.irina)
        assert Client().post(link()).status_code == 404
    assert assignee(ticket) is None


def test_a_closed_request_is_not_accepted(console: Console, ticket: Ticket) -> None:
    act.close(ticket.pk, console.world.olga, "spam", local("05-06 19:02").astimezone(UTC))
    with at("05-06 19:03"):
        assert "принимать нечего" in words(Client().get(link()).content)
        assert Client().post(link()).status_code == 422
    assert assignee(ticket) is None


def test_it_is_accepted_on_the_tickets_page_too(console: Console, ticket: Ticket) -> None:
    with at("05-06 19:04"):
        client = console.browser(console.world.irina)
        assert "Принимаю, на дежурстве" in words(client.get(f"/tickets/{ticket.number}/").content)
        assert client.post(f"/tickets/{ticket.number}/acceptance/").status_code == 303
        page = words(client.get(f"/tickets/{ticket.number}/").content)
    assert "Принимаю, на дежурстве" not in page
    assert "вызов принят: Ирина Сомова, через 4 минуты" in page
    with at("05-06 19:05"):
        late = console.browser(console.world.artyom).post(f"/tickets/{ticket.number}/acceptance/")
    assert late.status_code == 422
    assert "Ирина Сомова" in words(late.content)
    assert assignee(ticket) == console.world.irina


def test_a_ticket_without_calls_has_no_such_button(console: Console, ticket: Ticket) -> None:
    other = console.asked("05-06 19:01", "nikolay@rail.example.org")
    with at("05-06 19:04"):
        client = console.browser(console.world.irina)
        assert "Принимаю, на дежурстве" not in words(client.get(f"/tickets/{other.number}/").content)
        assert client.post(f"/tickets/{other.number}/acceptance/").status_code == 422
    assert assignee(other) is None


def test_the_timeline_tells_each_call_and_how_its_letter_fared(console: Console, ticket: Ticket) -> None:
    worker("05-06 19:10")
    worker("05-06 19:20")
    first, second = Outbound.objects.filter(reaction="call_out").order_by("pk")
    Outbound.objects.filter(pk=first.pk).update(state="sent", sent_at=first.created_at)
    Outbound.objects.filter(pk=second.pk).update(state="failed", server_said="550 нет такого ящика")
    with at("05-06 19:30"):
        page = words(console.browser(console.world.olga).get(f"/tickets/{ticket.number}/").content)
    assert "вызов на дежурство: Ирина Сомова; до 19:10; письмо ушло" in page
    assert "вызов на дежурство: Артём Лугин; до 19:20; письмо не ушло: 550 нет такого ящика" in page
    assert "вызов никто не принял: сообщили руководителю офиса и руководителю техподдержки" in page

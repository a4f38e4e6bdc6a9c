"""What customers say of an answer, on the page of their request: that it helped, or that the work has to go on."""

from datetime import UTC
from typing import Any

import pytest
from django.test import Client

from opora.flow import act
from opora.ledger.models import Event
from opora.tickets.models import Message, Rating, Ticket
from opora.tickets.queries import link_token
from tests.stories.may_2026 import local
from tests.stories.street import ours
from tests.stories.street import words as plain
from tests.web.console import Console, at, words

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ANNA = "anna@gear.example.org"


@pytest.fixture
def ticket(console: Console) -> Ticket:
    """Anna asked on Wednesday 6 May at 10:00, Irina answered at 12:00."""
    one = console.asked("05-06 10:00")
    with at("05-06 12:00") as now:
        act.answer(one.pk, console.world.irina, "Обновите драйвер.", now)
    return one


def post(ticket: Ticket, what: str, when: str, **typed: Any) -> Any:
    with at(when):
        return Client().post(f"/help/requests/{link_token(ticket, ANNA)}/{what}/", typed)


def page(ticket: Ticket, when: str) -> str:
    with at(when):
        return Client().get(f"/help/requests/{link_token(ticket, ANNA)}/").content.decode()


def answer(ticket: Ticket) -> Message:
    return Message.objects.filter(ticket=ticket, verb="answer").latest("pk")


def test_an_answer_that_does_not_suit_is_worked_on_at_once(ticket: Ticket) -> None:
    assert "Ответ не подошёл" in page(ticket, "05-06 13:00")
    sent = post(ticket, "rejection", "05-06 15:00", text="Драйвер последний.", form="f")
    assert sent.status_code == 303
    kept = Ticket.objects.get(pk=ticket.pk)
    # P7: 40 hours from Wed 10:00, two used by 12:00 (10-12); 38 left from the words at Wed 15:00:
    # Wed 15-18 (3), Thu 7 (11), Fri 9-13, 14-17 (18), Tue 12 (26), Wed 13 (34), Thu 14 9-13 (38).
    letter = plain(ours(ticket, "continued")[0])
    assert "ответ по существу — до четверга, 14 мая, 13:00" in letter.lower()
    assert kept.stage == "office"
    event = Event.objects.get(type="Rejected")
    assert (event.payload["by_customer"], event.actor_kind, event.via) == (True, "contact", "portal")
    assert Message.objects.filter(author_kind="contact").latest("pk").text == "Драйвер последний."
    # Pressed again: it works already, and nothing is said twice.
    again = post(ticket, "rejection", "05-06 15:01", text="Драйвер последний.", form="f")
    assert again.status_code == 303
    assert Event.objects.filter(type="Rejected").count() == 1
    assert len(ours(ticket, "continued")) == 1
    assert "Ответ не подошёл" not in page(ticket, "05-06 15:02")


def test_without_words_it_counts_from_the_press(ticket: Ticket) -> None:
    post(ticket, "rejection", "05-06 15:00")
    assert Event.objects.get(type="Rejected").payload["since"] == local("05-06 15:00").astimezone(UTC).isoformat()
    assert Message.objects.filter(ticket=ticket).count() == 2


def test_after_closing_it_comes_back_for_thirty_days(console: Console, ticket: Ticket) -> None:
    with at("05-06 16:00") as now:
        act.close(ticket.pk, console.world.irina, "by_hand", now)
    assert post(ticket, "rejection", "06-05 16:00").status_code == 404
    assert post(ticket, "rejection", "06-05 15:59").status_code == 303
    assert Ticket.objects.get(pk=ticket.pk).stage == "office"
    happened = Event.objects.filter(via="portal", type__in=["Reopened", "Rejected"]).order_by("pk")
    assert [one.type for one in happened] == ["Reopened", "Rejected"]


def test_without_an_answer_there_is_nothing_to_send_back(console: Console) -> None:
    fresh = console.asked("05-06 10:00")
    assert "Помог ли ответ?" not in page(fresh, "05-06 10:30")
    refused = post(fresh, "rejection", "05-06 10:30")
    assert refused.status_code == 422
    assert "Здесь нет ответа, который можно вернуть." in words(refused.content)
    assert Event.objects.filter(type="Rejected").count() == 0


def test_an_answer_is_rated_by_one_press_and_the_later_word_counts(console: Console, ticket: Ticket) -> None:
    assert "Оценить ответ можно на странице обращения." in plain(ours(ticket, "carry")[0])
    assert "Помог ли ответ?" in page(ticket, "05-06 13:00")
    assert post(ticket, "rating", "05-06 13:00", answer=answer(ticket).pk, mark="2").status_code == 303
    post(ticket, "rating", "05-06 13:05", answer=answer(ticket).pk, mark="2", text="Долго.")
    post(ticket, "rating", "05-06 13:10", answer=answer(ticket).pk, mark="3")
    (rating,) = Rating.objects.all()
    assert (rating.mark, rating.words, rating.answer, rating.contact) == (
        3, "Долго.", answer(ticket), console.world.anna,
    )  # fmt: skip
    assert [one.payload["mark"] for one in Event.objects.filter(type="Rated").order_by("pk")] == [2, 2, 3]
    # A rating moves no clock and reopens nothing.
    assert Ticket.objects.get(pk=ticket.pk).stage == "answered"
    with at("05-06 14:00"):
        desk = console.browser(console.world.irina).get(f"/tickets/{ticket.number}/")
    assert "Оценка помогло Долго." in words(desk.content)


def test_nothing_else_can_be_rated(console: Console, ticket: Ticket) -> None:
    other = console.asked("05-06 10:10", "sergey@bridge.example.org", "Лицензия", "Где лицензия?")
    with at("05-06 12:30") as now:
        act.answer(other.pk, console.world.irina, "Вот она.", now)
    question = Message.objects.filter(ticket=ticket).earliest("pk")
    for typed in (
        {"answer": answer(other).pk, "mark": "3"},
        {"answer": question.pk, "mark": "3"},
        {"answer": answer(ticket).pk, "mark": "4"},
        {"answer": answer(ticket).pk, "mark": "0"},
        {"answer": "x", "mark": "y"},
        {},
    ):
        assert post(ticket, "rating", "05-06 13:00", **typed).status_code == 422
    assert Rating.objects.count() == 0
    assert post(ticket, "rating", "05-06 13:00", answer=answer(ticket).pk, mark="1").status_code == 303

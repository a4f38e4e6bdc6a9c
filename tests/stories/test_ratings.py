"""Ratings (domain.md 9, S1): who is asked and how often, and who learns that an answer did not help."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.test import Client

from opora.channels.models import Outbound
from opora.core.step import MACHINE
from opora.flow import act
from opora.flow.step import begin
from opora.ledger.models import Event
from opora.offices import actions as offices
from opora.tickets.models import Message, Ticket
from opora.tickets.queries import link_token
from tests.stories.may_2026 import local
from tests.stories.street import letter, ours, receive, to_colleagues, words
from tests.web.console import at
from tests.web.console import words as shown
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ANNA = "anna@gear.example.org"
ASKS = "Оценить ответ можно на странице обращения."


def answered(world: World, when: str, sender: str = ANNA, hour: timedelta = timedelta(hours=1)) -> Ticket:
    """A customer asks at this moment, Irina answers an hour later."""
    ticket = receive(letter(sender, "Вопрос", f"Вопрос от {when}.", local(when)), local(when)).ticket
    assert ticket is not None
    act.answer(ticket.pk, world.irina, "Вот ответ.", local(when) + hour)
    return ticket


def asks(ticket: Ticket) -> bool:
    return ASKS in words(ours(ticket, "carry")[-1])


def test_nobody_is_asked_twice_within_thirty_days(world: World) -> None:
    assert asks(answered(world, "05-06 10:00"))
    # Asked on 6 May at 11:00; thirty days later is 5 June, 11:00.
    assert not asks(answered(world, "05-20 10:00"))
    assert not asks(answered(world, "06-05 09:59"))
    assert asks(answered(world, "06-05 10:00"))
    assert Event.objects.filter(type="RatingAsked").count() == 2


def test_somebody_else_is_asked_meanwhile(world: World) -> None:
    assert asks(answered(world, "05-06 10:00"))
    assert asks(answered(world, "05-06 12:00", "sergey@bridge.example.org"))


def test_the_desk_may_ask_with_every_answer(world: World) -> None:
    with begin(local("05-01 10:00"), MACHINE, "cli") as step:
        offices.set_policy(step, name="rating_asked_days", value=0)
    assert asks(answered(world, "05-06 10:00"))
    assert asks(answered(world, "05-06 12:00"))


def rate(ticket: Ticket, when: str, mark: int, text: str = "") -> bytes:
    """Anna rates the last answer on the page behind her link, and sees the page again."""
    answer = Message.objects.filter(ticket=ticket, verb="answer").latest("pk")
    address = f"/help/requests/{link_token(ticket, ANNA)}/"
    with at(when):
        sent = Client().post(f"{address}rating/", {"answer": answer.pk, "mark": str(mark), "text": text})
        assert sent.status_code == 303
        return Client().get(address).content


def notices(ticket: Ticket) -> list[Outbound]:
    return to_colleagues(ticket=ticket, reaction="tell_of_rating")


def test_the_manager_learns_of_a_bad_one_without_the_customers_words(world: World) -> None:
    ticket = answered(world, "05-06 10:00")
    rate(ticket, "05-06 12:00", 1, "Совсем не то.")
    (notice,) = notices(ticket)
    assert (notice.recipient, notice.audience) == (world.olga.email, "staff")
    said = words(message_from_bytes(bytes(notice.raw), policy=default))
    assert f"Заказчик оценил наш ответ по обращению {ticket.number}: «Вопрос». Ответ не помог." in said
    assert "Автор ответа: Ирина С." in said
    assert "Совсем не то" not in said


@pytest.mark.parametrize("mark", [2, 3])
def test_of_others_nobody_is_told(world: World, mark: int) -> None:
    ticket = answered(world, "05-06 10:00")
    rate(ticket, "05-06 12:00", mark)
    assert notices(ticket) == []


def test_said_again_with_words_it_is_told_once_and_anew_after_a_better_one(world: World) -> None:
    ticket = answered(world, "05-06 10:00")
    rate(ticket, "05-06 12:00", 1)
    rate(ticket, "05-06 12:01", 1, "Не помогло.")
    assert len(notices(ticket)) == 1
    rate(ticket, "05-06 12:02", 3)
    rate(ticket, "05-06 12:03", 1)
    assert len(notices(ticket)) == 2


def test_whom_it_did_not_help_is_offered_the_work_and_the_ladder(world: World) -> None:
    ticket = answered(world, "05-06 10:00")
    page = shown(rate(ticket, "05-06 12:00", 1))
    assert "Жаль, что не помогло. Верните обращение в работу или напишите руководителю." in page
    assert "Жаль" not in shown(rate(ticket, "05-06 12:05", 3))

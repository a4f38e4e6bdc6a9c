"""«Про меня забыли» over the whole street (domain.md 8): page, letters, notices, the climb, and who ends it."""

from datetime import UTC
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from django.test import Client

from opora.accounts.queries import user_by_id
from opora.core.events import Climbed, Reminded
from opora.flow import act, tick
from opora.flow.doctor import examine
from opora.ledger.queries import history_of
from opora.tickets.models import Message, Ticket
from opora.tickets.queries import link_token
from tests.stories.may_2026 import local
from tests.stories.street import ours, to_colleagues
from tests.stories.street import words as plain
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
    """Anna of a firm at warranty asked on Wednesday 6 May at 10:00: the first response is due on Thursday at 10:00."""
    return console.asked("05-06 10:00")


def post(ticket: Ticket, when: str, **typed: Any) -> Any:
    with at(when):
        return Client().post(f"/help/requests/{link_token(ticket, ANNA)}/reminder/", typed)


def page(ticket: Ticket, when: str) -> str:
    with at(when):
        return words(Client().get(f"/help/requests/{link_token(ticket, ANNA)}/").content)


def events(ticket: Ticket, kind: type) -> list[Any]:
    return [one.event for one in history_of("ticket", ticket.pk) if isinstance(one.event, kind)]


def next_of(ticket: Ticket) -> tuple[str, str]:
    row = Ticket.objects.get(pk=ticket.pk)
    assert row.next_at is not None
    return f"{row.next_at.astimezone(local('05-06 10:00').tzinfo):%m-%d %H:%M}", row.next_kind


def test_before_the_promised_moment_the_page_asks_and_a_second_press_confirms(ticket: Ticket) -> None:
    asked = post(ticket, "05-06 11:00", rung="1", text="Очень ждём.")
    assert asked.status_code == 200
    assert "Мы обещали ответить до четверга, 7 мая, 10:00. Напомнить сейчас?" in words(asked.content)
    assert events(ticket, Reminded) == []
    assert Message.objects.filter(ticket=ticket).count() == 1
    assert post(ticket, "05-06 11:00", rung="1", text="Очень ждём.", sure="1", form="f").status_code == 303
    (event,) = events(ticket, Reminded)
    # 8 wh: Wed 11-13, 14-18, Thu 9-11.
    assert (event.rung, event.until) == (1, local("05-07 11:00").astimezone(UTC))
    assert next_of(ticket) == ("05-07 10:00", "first_response")
    letter = plain(ours(ticket, "reminded")[0])
    assert "Получили ваше напоминание." in letter
    assert "до четверга, 7 мая, 11:00, напишет вам, что происходит и когда ждать ответа" in letter
    (notice,) = to_colleagues(ticket=ticket, reaction="tell_holder")
    told = message_from_bytes(bytes(notice.raw), policy=default)
    assert isinstance(told, EmailMessage)
    assert "Заказчик напомнил о себе и ждёт слова от вас." in plain(told)
    assert "Вы напомнили о себе." in page(ticket, "05-06 12:00")


def test_a_second_press_adds_words_only(ticket: Ticket) -> None:
    post(ticket, "05-06 11:00", rung="1", sure="1")
    again = post(ticket, "05-06 12:00", rung="3", text="Дополним: только на одной машине.", form="g")
    assert again.status_code == 303
    post(ticket, "05-06 12:01", rung="3", text="Дополним: только на одной машине.", form="g")
    assert len(events(ticket, Reminded)) == len(ours(ticket, "reminded")) == 1
    assert Message.objects.filter(ticket=ticket, author_kind="contact").count() == 2


def test_a_colleagues_word_leaves_it_and_silence_takes_it_up(console: Console, ticket: Ticket) -> None:
    post(ticket, "05-06 11:00", rung="1", sure="1")
    with at("05-06 15:00") as now:
        act.tell(ticket.pk, console.world.irina, "Смотрим.", now)
    assert next_of(ticket) == ("05-07 11:00", "escalation")
    tick.ticket(ticket.pk, local("05-07 11:01").astimezone(UTC))
    (climbed,) = events(ticket, Climbed)
    assert (climbed.rung, climbed.until) == (2, local("05-08 11:00").astimezone(UTC))
    assert "Мы обещали написать до четверга, 7 мая, 11:00, и не написали." in plain(ours(ticket, "climbed")[0])
    assert not [one for one in examine(local("05-07 11:02").astimezone(UTC)) if one.check not in ("worker", "quiet")]


def test_the_holders_word_meets_it(console: Console, ticket: Ticket) -> None:
    post(ticket, "05-06 11:00", rung="1", sure="1")
    holder = user_by_id(events(ticket, Reminded)[0].holder)
    assert holder is not None
    with at("05-06 15:00") as now:
        act.tell(ticket.pk, holder, "Стадия такая, ответ будет во вторник.", now)
    # Next word 3 wd: Thu 7, Fri 8, Tue 12 15:00.
    assert next_of(ticket) == ("05-12 15:00", "word")
    assert "Вы напомнили о себе." not in page(ticket, "05-06 15:01")


def test_after_an_answer_and_after_closing(console: Console, ticket: Ticket) -> None:
    with at("05-06 12:00") as now:
        act.answer(ticket.pk, console.world.irina, "Обновите драйвер.", now)
        act.close(ticket.pk, console.world.irina, "by_hand", now)
    assert post(ticket, "06-05 12:01", rung="1").status_code == 404
    # Nothing is promised, so nothing is asked first.
    assert post(ticket, "05-06 15:00", rung="2").status_code == 303
    row = Ticket.objects.get(pk=ticket.pk)
    assert row.stage == "answered"
    # Look and reminder, 8 wh both: Wed 15-18, Thu 9-13, 14-15.
    assert next_of(ticket) == ("05-07 15:00", "look")
    assert "Вы напомнили о себе. " in page(ticket, "05-06 15:01")
    assert events(ticket, Reminded)[0].rung == 2


def test_a_look_at_the_page_or_a_strange_rung_does_nothing(ticket: Ticket) -> None:
    with at("05-06 11:00"):
        Client().get(f"/help/requests/{link_token(ticket, ANNA)}/reminder/")
    refused = post(ticket, "05-06 11:00", rung="4", text="Где ответ?", sure="1")
    assert refused.status_code == 422
    assert "Где ответ?" in refused.content.decode()
    assert events(ticket, Reminded) == []

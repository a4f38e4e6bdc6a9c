"""A word of progress by points: what the ticket's own open events say, made into a text that nobody has sent yet."""

import pytest

from opora.core.facts import Stage
from opora.flow import act
from opora.ledger.models import Event
from opora.offices.queries import office_by_code
from opora.tickets.models import Message
from tests.stories.may_2026 import local
from tests.stories.street import letter, ours, receive
from tests.web.console import Console, at, words
from tests.web.forms import post

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def field(page: bytes, name: str) -> str:
    """What stands in the text area of this name."""
    inside = page.decode().partition(f'name="{name}"')[2]
    return inside.partition(">")[2].partition("</textarea>")[0].replace("\xa0", " ")


def shown(console: Console, ticket: object, when: str) -> bytes:
    with at(when):
        page: bytes = console.browser(console.world.irina).get(f"/tickets/{ticket}/").content
    return page


def test_the_points_say_what_happened_since_our_last_word(console: Console) -> None:
    ticket = console.asked("05-06 10:00")
    act.tell(ticket.pk, console.world.irina, "Смотрим.", local("05-06 11:00"))
    told = ours(ticket, "carry")[0]["Message-ID"]
    reply = letter("anna@gear.example.org", "Re", "Вот журнал.", local("05-07 12:00"), reply_to=told)
    receive(reply, local("05-07 12:00"))
    central = office_by_code("central")
    assert central is not None
    act.hand_over(ticket.pk, console.world.irina, central, local("05-08 10:00"))
    with at("05-08 11:00"):
        page = console.browser(console.world.timur).get(f"/tickets/{ticket.number}/").content
    assert field(page, "learned") == (
        "Получили ваше письмо в четверг, 7 мая. Передали обращение дальше: теперь им занимается Центральная служба "
        "техподдержки."
    )
    assert field(page, "plan") == "Специалисты Центральной службы изучат обращение и напишут вам."


def test_research_says_since_when(console: Console) -> None:
    ticket = console.asked("05-06 10:00")
    with at("05-06 11:00") as now:
        act.assign(ticket.pk, console.world.irina, console.world.irina, now)
        act.move(ticket.pk, console.world.irina, Stage.RESEARCH, now)
    page = shown(console, ticket.number, "05-07 11:00")
    assert field(page, "learned") == "Исследуем со среды, 6 мая."
    assert field(page, "plan") == "Продолжаем исследовать. Как только причина станет ясна, напишем."


def test_without_news_nothing_is_invented(console: Console) -> None:
    ticket = console.asked("05-06 10:00")
    page = shown(console, ticket.number, "05-06 11:00")
    assert field(page, "learned") == ""
    assert field(page, "plan") == "Специалист офиса изучит обращение и напишет вам."


def test_the_points_become_a_text_and_nothing_is_sent(console: Console) -> None:
    ticket = console.asked("05-06 10:00")
    before = Event.objects.count()
    answer = post(
        console, console.world.irina, ticket, "draft",
        text="Анна Сергеевна!", learned="Нашли причину.", plan="Готовим ответ.",
        word_until="2026-05-12T12:00", consent="по телефону",
    )  # fmt: skip
    assert answer.status_code == 200
    page = answer.content
    assert field(page, "text") == "Анна Сергеевна!\n\nНашли причину.\n\nГотовим ответ."
    assert (field(page, "learned"), field(page, "plan")) == ("", "")
    assert 'value="2026-05-12T12:00"' in page.decode()
    assert 'value="по телефону"' in page.decode()
    assert Event.objects.count() == before
    assert Message.objects.filter(ticket=ticket, author_kind="staff").count() == 0


def test_a_closed_ticket_has_no_points(console: Console) -> None:
    ticket = console.asked("05-06 10:00")
    assert "По пунктам" in words(shown(console, ticket.number, "05-06 11:00"))
    act.close(ticket.pk, console.world.irina, "by_hand", local("05-06 12:00"))
    assert "По пунктам" not in words(shown(console, ticket.number, "05-06 13:00"))

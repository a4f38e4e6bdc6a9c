"""The page of a letter that came in: why it lies where it lies; and the tray that proposes to merge."""

from typing import Any

import pytest

from opora.channels.models import InboundMail
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.stories.street import letter, receive, ticket_of
from tests.web.console import Console, at, counted, words
from tests.world import STRANGER

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def ticket(console: Console) -> Ticket:
    return console.asked("05-08 10:00")


@pytest.fixture
def doubtful(ticket: Ticket) -> InboundMail:
    """Somebody writes with the number of Anna's ticket."""
    when = local("05-08 11:00")
    return receive(letter(STRANGER, f"Re: [{ticket.number}]", "Что там?", when), when)


def see(console: Console, who: str, path: str) -> tuple[int, str]:
    with at("05-08 12:00"):
        answer = console.browser(getattr(console.world, who)).get(path)
    return answer.status_code, words(answer.content)


def test_the_page_of_a_letter_says_by_which_rule_it_joined(console: Console, ticket: Ticket) -> None:
    when = local("05-08 11:00")
    mail = receive(letter("anna@gear.example.org", f"Re: {ticket.number}", "Ещё.", when), when)
    status, text = see(console, "irina", f"/letters/{mail.pk}/way/")
    assert status == 200
    assert "В теме стоит номер обращения, а отправитель — его участник." in text
    assert f"На что ссылается {ticket.number}" in text
    assert "Чему не поверили" not in text
    with at("05-08 12:00"):
        page = console.browser(console.world.irina).get(f"/tickets/{ticket.number}/").content.decode()
    assert f'href="/letters/{mail.pk}/way/"' in page


def test_it_says_whether_the_sender_is_who_they_say(console: Console, ticket: Ticket, settings: Any) -> None:
    settings.MAIL_AUTHSERV = ["mx.vendor.test"]
    said = []
    for minute, header in enumerate(
        ("mx.vendor.test; dmarc=fail", "mx.vendor.test; dmarc=pass", "elsewhere; dmarc=pass")
    ):
        when = local(f"05-08 11:0{minute}")
        headers = {"Authentication-Results": header}
        mail = receive(letter("anna@gear.example.org", ticket.number, f"Ещё {minute}.", when, headers=headers), when)
        said.append(see(console, "irina", f"/letters/{mail.pk}/way/")[1])
    who = "Подлинный ли отправитель"
    assert (
        f"{who} нет: письмо написал кто-то другой от его имени, или его изменили в пути · mx.vendor.test: dmarc=fail"
        in said[0]
    )
    assert "написал его кто-то другой" in said[0]
    assert f"{who} подтверждено · mx.vendor.test: dmarc=pass" in said[1]
    assert f"{who} неизвестно" in said[2]


def test_a_letter_set_aside_says_why(console: Console) -> None:
    when = local("05-08 11:00")
    machine = {"Auto-Submitted": "auto-replied"}
    mail = receive(letter("a@example.org", "Меня нет", "…", when, headers=machine), when)
    status, text = see(console, "olga", f"/letters/{mail.pk}/way/")
    assert (status, "Почему оно здесь автоответ" in text) == (200, True)
    assert see(console, "irina", f"/letters/{mail.pk}/way/")[0] == 404


def test_the_tray_proposes_the_merge_and_says_who_will_read(
    console: Console, ticket: Ticket, doubtful: InboundMail
) -> None:
    own = ticket_of(doubtful)
    _, text = see(console, "olga", "/tray/")
    assert "Лоток 1" in text
    assert "Письмо называет другое обращение, но отправитель в нём не участвует." in text
    assert f"Присоединить {own.number} к {ticket.number}? Тогда {STRANGER} прочитает всё" in text
    _, text = see(console, "galina", "/tray/")
    assert ticket.number not in text
    assert "Лоток 1" not in text


def test_one_click_merges(console: Console, ticket: Ticket, doubtful: InboundMail) -> None:
    with at("05-08 12:00"):
        browser = console.browser(console.world.olga, csrf=True)
        page = browser.get("/tray/").content.decode()
        token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        path = f"/letters/{doubtful.pk}/merger/"
        assert browser.get(path).status_code == 302
        assert ticket_of(doubtful).merged_into_id is None
        answer = browser.post(path, {"csrfmiddlewaretoken": token}, follow=True)
        text = words(answer.content)
        assert "Объединили. Заказчик узнает, под каким номером работа идёт дальше." in text
        assert "Это об одном и том же?" not in text
        assert browser.post(path, {"csrfmiddlewaretoken": token}).status_code == 422
    assert Ticket.objects.get(pk=ticket_of(doubtful).pk).merged_into == ticket


def test_it_is_not_the_one(console: Console, ticket: Ticket, doubtful: InboundMail) -> None:
    with at("05-08 12:00"):
        browser = console.browser(console.world.olga)
        answer = browser.post(f"/letters/{doubtful.pk}/dismissal/", follow=True)
        assert "объединять больше не предлагаем" in words(answer.content)
    assert "Это об одном и том же?" not in see(console, "olga", "/tray/")[1]
    assert ticket_of(doubtful).merged_into_id is None


def test_more_proposals_ask_no_more_of_the_database(console: Console, ticket: Ticket, doubtful: InboundMail) -> None:
    numbers = []
    with at("05-08 12:00"):
        browser = console.browser(console.world.olga)
        for more in (0, 4):
            for number in range(more):
                when = local(f"05-08 11:{10 + number}")
                receive(letter(STRANGER, f"Re: [{ticket.number}]", f"Ещё {number}.", when), when)
            with counted() as said:
                assert browser.get("/tray/").status_code == 200
            numbers.append(len(said))
    assert numbers[0] == numbers[1]


def test_the_tray_asks_who_wrote_what_was_passed_on(console: Console) -> None:
    when = local("05-08 11:00")
    mail = receive(letter("irina@vendor.test", "Fwd: Сборка", "Она писала вчера.", when), when)
    assert "сотрудник переслал письмо, но неясно, кто его написал" in see(console, "olga", "/tray/")[1]
    path = f"/letters/{mail.pk}/writer/"
    with at("05-08 12:00"):
        browser = console.browser(console.world.olga)
        assert "Кто написал пересланное письмо?" in words(browser.get(f"/letters/{mail.pk}/way/").content)
        refused = browser.post(path, {"writer": "olga@vendor.test"})
        assert (refused.status_code, "Это наш адрес." in words(refused.content)) == (422, True)
        assert 'value="olga@vendor.test"' in refused.content.decode()
        answer = browser.post(path, {"writer": "anna@gear.example.org"}, follow=True)
        assert "Обращение открыто на того, кто написал письмо." in words(answer.content)
        assert "Кто написал пересланное письмо?" not in words(answer.content)
    mail.refresh_from_db()
    assert ticket_of(mail).contact == console.world.anna

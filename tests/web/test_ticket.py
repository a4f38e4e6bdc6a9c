"""The page of a ticket: everything about it, each moment with its reason, in the reader's zone and language."""

import re

import pytest

from opora.accounts.models import User
from opora.channels.models import Outbound
from opora.flow import act
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.stories.street import letter, ours, receive
from tests.web.console import Console, at, counted, words

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def page(console: Console, user: User, ticket: Ticket, moment: str) -> str:
    with at(moment):
        answer = console.browser(user).get(f"/tickets/{ticket.number}/")
    assert answer.status_code == 200
    return answer.content.decode()


def part(html: str, begins: str, ends: str) -> str:
    """The words between two pieces of HTML."""
    return words(begins + html.partition(begins)[2].partition(ends)[0])


def test_the_head_says_stage_who_and_the_next_moment(console: Console) -> None:
    ticket = console.asked("05-08 15:00")
    html = page(console, console.world.irina, ticket, "05-08 17:50")
    head = part(html, '<header class="ticket-head"', "</header>")
    assert "Не открывается сборка" in head
    assert ticket.number in head
    assert "принято" in head
    assert "исполнителя пока нет" in head
    # Fri 15-17 (2), Tue 12 May 9-13 (6), 14-16 (8).
    assert "первый ответ до вт, 12 мая, 16:00 осталось 6 ч рабочего времени" in head
    assert f"<title>{ticket.number} Не открывается сборка · Опора</title>" in html


def test_facts_have_their_reasons(console: Console) -> None:
    ticket = console.asked("05-08 15:00")
    facts = part(
        page(console, console.world.irina, ticket, "05-08 17:50"), '<section class="fact-box" aria', "</section>"
    )
    assert "Анна Сергеевна Лаптева" in facts
    assert "Демо-завод «Шестерня»" in facts
    assert "Чертёж-3D v22" in facts
    # Bought on 2 February 2026: the year ends with 2 February 2027 (L3).
    assert "гарантийный до 2 февраля 2027 года" in facts
    assert "Куплено меньше года назад." in facts
    assert "Екатеринбург" in facts
    assert "Ближайший офис в часовом поясе заказчика." in facts


def test_what_is_unclear_is_marked(console: Console) -> None:
    ticket = console.asked("05-08 15:00", text="Здравствуйте, ничего не открывается.")
    html = words(page(console, console.world.irina, ticket, "05-08 17:50"))
    assert "продукт уточняется" in html
    assert "Продукт не назван: взят лучший уровень из имеющихся." in html


def test_every_moment_opens_its_explanation(console: Console) -> None:
    ticket = console.asked("05-06 10:00")
    html = page(console, console.world.irina, ticket, "05-06 10:00")
    resolution = part(html, 'id="resolution-1"', "</li>")
    # 40 h: Wed 7, Thu 15, Fri 22, Tue 30, Wed 38, Thu 14 May 9-11.
    assert "ответ по существу до чт, 14 мая, 11:00" in resolution
    assert "осталось 40 ч рабочего времени" in resolution
    assert "Заказчик знает этот срок." in resolution
    assert "Засчитано 40 ч." in resolution
    assert "вс, 10 мая выходной" in resolution
    assert "пт, 8 мая короткий день 7 ч" in resolution
    assert html.count("<rect") > 10


def test_the_customers_clock_stands_beside_mine_where_it_differs(console: Console) -> None:
    ticket = console.asked("05-06 10:00")
    # Thu 7 May 10:00 in Yekaterinburg is 8:00 in Moscow.
    there = part(page(console, console.world.viktor, ticket, "05-06 10:00"), 'id="first_response-1"', "</li>")
    assert "до завтра, 8:00" in there
    assert "у заказчика: до завтра, 10:00 (UTC+5)" in there
    here = part(page(console, console.world.irina, ticket, "05-06 10:00"), 'id="first_response-1"', "</li>")
    assert "до завтра, 10:00" in here
    assert "у заказчика" not in here


def test_a_pause_shows_what_is_left_and_no_moment(console: Console) -> None:
    ticket = console.asked("05-04 09:30")
    act.ask(ticket.pk, console.world.irina, "Какая видеокарта?", local("05-04 11:30"))
    html = page(console, console.world.irina, ticket, "05-04 12:00")
    resolution = part(html, 'id="resolution-1"', "</li>")
    # 2 h of 40 are spent.
    assert "на паузе, осталось 38 ч" in resolution
    assert "до " not in resolution.partition("Засчитано")[0]
    assert "выполнено: сегодня, 11:30" in part(html, 'id="first_response-1"', "</li>")
    assert "напомнить заказчику чт, 7 мая, 11:30" in part(html, '<header class="ticket-head"', "</header>")


def test_a_moment_that_has_passed_is_shown_as_missed_with_what_follows(console: Console) -> None:
    ticket = console.asked("05-08 15:00")
    html = page(console, console.world.irina, ticket, "05-12 16:10")
    assert "срок прошёл" in part(html, 'id="first_response-1"', "</li>")
    # 4 h from the missed moment: Tue 16-18, Wed 9-11.
    assert "объясним до завтра, 11:00 опаздываем" in part(html, '<header class="ticket-head"', "</header>")
    assert Ticket.objects.get(pk=ticket.pk).next_kind == "first_response"


def test_internal_and_open_messages_are_told_apart_by_word(console: Console) -> None:
    ticket = console.asked("05-08 15:00")
    act.note(ticket.pk, console.world.irina, "Похоже на драйвер.", local("05-08 15:10"))
    act.tell(ticket.pk, console.world.irina, "Смотрим драйвер.", local("05-08 15:20"))
    html = page(console, console.world.irina, ticket, "05-08 15:30")
    messages = [words("<article" + one) for one in html.split("<article")[2:]]
    assert len(messages) == 3
    assert "внутреннее" not in messages[0]
    assert "Ирина Сомова внутреннее сегодня, 15:10 Похоже на драйвер." in messages[1]
    assert "Ирина Сомова ход работы сегодня, 15:20 Смотрим драйвер. Письмо: ждёт отправки" in messages[2]
    assert html.count('class="message message-internal"') == 1


def test_letters_of_the_machine_stand_in_the_conversation(console: Console) -> None:
    ticket = console.asked("05-08 15:00")
    row = Outbound.objects.get(ticket=ticket, reaction="acknowledge")
    html = page(console, console.world.irina, ticket, "05-08 15:30")
    assert "Служба написала: подтверждение, ждёт отправки" in words(html)
    assert f"/tickets/{ticket.number}/letters/{row.pk}/" in html
    Outbound.objects.filter(pk=row.pk).update(state="failed", server_said="550 no such user")
    assert "подтверждение, не ушло: 550 no such user" in words(
        page(console, console.world.irina, ticket, "05-08 15:30")
    )


def test_quotes_and_signatures_are_folded(console: Console) -> None:
    text = "Спасибо, но не помогло.\n\n-- \nАнна Лаптева\nконструктор\n"
    ticket = console.asked("05-08 15:00", text=text)
    html = page(console, console.world.irina, ticket, "05-08 15:30")
    folded = part(html, '<details class="folded">', "</details>")
    assert folded.startswith("подпись")
    assert "Анна Лаптева конструктор" in folded


def test_who_writes_as_html_is_marked_up_as_text(console: Console) -> None:
    ticket = console.asked("05-08 15:00", subject="<b>жирно</b>", text="<script>alert(1)</script> не работает")
    html = page(console, console.world.irina, ticket, "05-08 15:30")
    assert "<script>alert" not in html
    assert "<b>жирно</b>" not in html
    assert "<script>alert(1)</script> не работает" in words(html)


def test_a_subject_of_five_hundred_letters_and_none_at_all(console: Console) -> None:
    long = console.asked("05-08 15:00", subject="Чертёж" * 80)
    assert "Чертёж" * 80 in page(console, console.world.irina, long, "05-08 15:30")
    none = console.asked("05-08 15:05", subject="")
    assert "без темы" in words(page(console, console.world.irina, none, "05-08 15:30"))


def test_the_timeline_says_who_did_what(console: Console) -> None:
    world, ticket = console.world, console.asked("05-08 15:00")
    act.assign(ticket.pk, world.olga, world.irina, local("05-08 15:10"))
    act.hand_over(ticket.pk, world.olga, world.central, local("05-08 15:20"))
    html = page(console, world.olga, ticket, "05-08 15:30")
    timeline = part(html, '<ol class="timeline"', "</ol>")
    assert "назначен исполнитель: Ирина Сомова · Ольга Климова" in timeline
    assert "передано: Центральная служба техподдержки · Ольга Климова" in timeline
    assert "зарегистрировано: Екатеринбург" in timeline
    # The acknowledgement told both moments: Fri 15-17 (2), Tue 8 -> 16:00; and 40 h: Tue 10, Wed 18, Thu 26, Fri 34,
    # Mon 18 May 9-13 38, 14-16 40.
    assert "первый ответ вт, 12 мая, 16:00; ответ по существу пн, 18 мая, 16:00" in timeline


@pytest.mark.parametrize("number", ["SD-1", "SD-1000001", "SD-9999999999999999999999", "nonsense", "SD-١٢٣٤٥٦٧"])
def test_a_bad_number_is_no_page(console: Console, number: str) -> None:
    console.asked("05-08 15:00")
    assert console.browser(console.world.viktor).get(f"/tickets/{number}/").status_code == 404


def test_another_office_gets_what_a_wrong_number_gets(console: Console) -> None:
    ticket = console.asked("05-08 15:00")
    path = f"/tickets/{ticket.number}/"
    assert console.browser(console.world.irina).get(path).status_code == 200
    refused = console.browser(console.world.marina).get(path)
    assert refused.status_code == 404
    assert words(refused.content) == words(console.browser(console.world.marina).get("/tickets/SD-1/").content)


@pytest.mark.parametrize("name", ["lidia", "anton", "galina"])
def test_sales_auditor_and_administrator_get_no_ticket(console: Console, name: str) -> None:
    ticket = console.asked("05-08 15:00")
    assert console.browser(getattr(console.world, name)).get(f"/tickets/{ticket.number}/").status_code == 404
    assert console.browser(console.world.viktor).get(f"/tickets/{ticket.number}/").status_code == 200


def test_a_visitor_is_asked_to_sign_in_and_comes_back(console: Console) -> None:
    from django.test import Client

    ticket = console.asked("05-08 15:00")
    answer = Client().get(f"/tickets/{ticket.number}/")
    assert answer.status_code == 302
    assert answer["Location"] == f"/sign-in/?next=/tickets/{ticket.number}/"


def test_the_ticket_of_a_stranger_without_anything(console: Console) -> None:
    raw = b"Subject: =?utf-8?b?0J/QvtC80L7Qs9C40YLQtQ==?=\r\n\r\nhelp\r\n"
    ticket = console.received(raw, "05-08 15:00")
    html = words(page(console, console.world.viktor, ticket, "05-08 15:30"))
    assert "неизвестный отправитель" in html
    assert "адрес не известен, письмо не уйдёт" in html
    assert "отправитель не указан" in html


def test_queries_are_few_and_the_same_for_two_and_twenty_messages(console: Console) -> None:
    world, ticket = console.world, console.asked("05-04 09:30")
    browser = console.browser(world.olga)
    act.tell(ticket.pk, world.irina, "Смотрим 0.", local("05-04 09:40"))
    numbers = []
    for more in (0, 18):
        for number in range(more):
            act.tell(ticket.pk, world.irina, f"Смотрим {number + 1}.", local(f"05-04 10:{number:02}"))
        with at("05-04 12:00"), counted() as said:
            html = browser.get(f"/tickets/{ticket.number}/").content.decode()
        assert html.count('<article class="message') == 2 + more
        numbers.append(len(said))
    assert numbers[0] == numbers[1]
    # One of them: by which letter each message came.
    assert numbers[0] <= 23, said


def test_queries_of_a_late_ticket_with_files_are_few_too(console: Console) -> None:
    ticket = console.asked("05-04 09:30", "oleg@harbour.example.org")
    with at("05-20 12:00"), counted() as said:
        html = console.browser(console.world.roman).get(f"/tickets/{ticket.number}/").content.decode()
    assert "опаздываем" in words(html)
    # The browser's own signing in writes its session beforehand: it is not counted as the page's.
    assert len([one for one in said if "django_session" not in one and one.startswith("SELECT")]) <= 23, said


def test_the_answer_of_the_customer_joins_the_page(console: Console) -> None:
    ticket = console.asked("05-04 09:30")
    act.ask(ticket.pk, console.world.irina, "Какая видеокарта?", local("05-04 11:30"))
    last = ours(ticket)[-1]
    raw = letter("anna@gear.example.org", "Re", "Обычная.", local("05-04 12:00"), reply_to=str(last["Message-ID"]))
    receive(raw, local("05-04 12:00"))
    html = page(console, console.world.irina, ticket, "05-04 12:10")
    assert re.search(r"Обычная\.", html)
    assert "на паузе" not in words(html)

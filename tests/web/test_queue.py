"""The queue: whose tickets, in which order, with which moments in words."""

import pytest

from opora.accounts.models import User
from opora.contracts.actions import enter_duty
from opora.core.step import MACHINE
from opora.flow import act, tick
from opora.flow.step import begin
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.web.console import Console, at, counted, words

pytestmark = [pytest.mark.django_db, pytest.mark.both]

SERGEY, OLEG = "sergey@bridge.example.org", "oleg@harbour.example.org"


def rows(page: bytes) -> list[str]:
    """The lines of the queue as they are read."""
    parts = page.decode().split('<li class="row')[1:]
    return [words("<li" + part.partition("</li>")[0]) for part in parts]


def queue(console: Console, user: User, moment: str, path: str = "/") -> bytes:
    with at(moment):
        answer = console.browser(user).get(path)
    assert answer.status_code == 200
    return answer.content


def test_rows_say_what_is_next_and_how_much_working_time_is_left(console: Console) -> None:
    # Anna, warranty, Fri 8 May 15:00: 15-17 (2), Tue 12 May 9-13 (6), 14-16 (8). At 17:50 we are closed: 6 h left.
    console.asked("05-08 15:00")
    # Sergey, basic, Fri 8 May 17:40: a goal of 16 h from Tue 9:00, so Wed 13 May 18:00.
    console.asked("05-08 17:40", SERGEY, "Печать всех листов")
    first, second = rows(queue(console, console.world.irina, "05-08 17:50"))
    assert "первый ответ до вт, 12 мая, 16:00" in first
    assert "осталось 6 ч рабочего времени" in first
    assert "Не открывается сборка" in first
    assert "Демо-завод «Шестерня» · Анна Сергеевна Лаптева · Чертёж-3D v22" in first
    assert "гарантийный" in first
    assert "принято" in first
    assert "Екатеринбург" in first
    assert "ответ, ориентир до ср, 13 мая, 18:00" in second
    assert "осталось 16 ч рабочего времени" in second


def test_the_time_left_counts_on_the_calendar_of_the_promise(console: Console) -> None:
    # Oleg's contract counts round the clock: 8 h from 15:50 are 23:50, which is 21:50 in Moscow; his office has closed.
    console.asked("05-08 15:50", OLEG)
    (row,) = rows(queue(console, console.world.viktor, "05-08 17:50"))
    assert "первый ответ сегодня до 21:50" in row
    assert "осталось 6 ч рабочего времени" in row
    assert "Владивосток" in row


def test_the_earliest_moment_comes_first_whoever_wrote_first(console: Console) -> None:
    console.asked("05-08 17:40", SERGEY, "второе")
    console.asked("05-08 17:45", subject="первое")  # warranty: Tue 12 May 18:00, before Wed 13 May 18:00
    assert [row.split(" SD-")[0] for row in rows(queue(console, console.world.irina, "05-08 17:50"))] == [
        "первое",
        "второе",
    ]


def test_a_moment_that_has_passed_is_never_shown_as_the_next(console: Console) -> None:
    """P2: the page shows what the worker will write, and writes nothing."""
    ticket = console.asked("05-08 15:00")
    # Missed at Tue 16:00; the recovery is 4 h from then: Tue 16-18 (2), Wed 9-11 (4).
    (row,) = rows(queue(console, console.world.irina, "05-12 16:10"))
    assert "объясним до завтра, 11:00" in row
    assert "опаздываем" in row
    # 16:10-18 and 9-11.
    assert "осталось 3 ч 50 мин рабочего времени" in row
    assert Ticket.objects.get(pk=ticket.pk).next_kind == "first_response"
    tick.ticket(ticket.pk, local("05-12 16:10"))
    assert rows(queue(console, console.world.irina, "05-12 16:10")) == [row]


def test_soon_is_said_in_words_too(console: Console) -> None:
    console.asked("05-08 15:00")
    (row,) = rows(queue(console, console.world.irina, "05-12 15:00"))
    assert "первый ответ сегодня до 16:00" in row
    assert "осталось 1 ч рабочего времени" in row
    assert "скоро" in row
    (row,) = rows(queue(console, console.world.irina, "05-12 11:00"))
    assert "скоро" not in row


def test_what_the_machine_does_next_is_no_deadline_of_ours(console: Console) -> None:
    ticket = console.asked("05-04 09:30")
    act.ask(ticket.pk, console.world.irina, "Какая видеокарта?", local("05-04 11:30"))
    # The nudge falls 3 working days after the question: Thu 7 May 11:30.
    (row,) = rows(queue(console, console.world.irina, "05-04 12:00"))
    assert "напомнить заказчику чт, 7 мая, 11:30" in row
    assert "рабочего времени" not in row
    assert "ждём заказчика" in row


def test_moments_stand_in_the_zone_of_the_reader(console: Console) -> None:
    console.asked("05-08 15:00")
    # 16:00 in Yekaterinburg (UTC+5) is 14:00 in Moscow.
    (row,) = rows(queue(console, console.world.viktor, "05-08 17:50"))
    assert "до вт, 12 мая, 14:00" in row


def test_offices_see_their_own_tickets_and_the_head_sees_all(console: Console) -> None:
    world = console.world
    console.asked("05-08 15:00")
    console.asked("05-08 15:10", OLEG, "Гавань пишет")
    assert len(rows(queue(console, world.irina, "05-08 17:50"))) == 1
    assert len(rows(queue(console, world.roman, "05-08 17:50"))) == 1
    assert "Гавань пишет" in rows(queue(console, world.roman, "05-08 17:50"))[0]
    assert rows(queue(console, world.marina, "05-08 17:50")) == []
    assert len(rows(queue(console, world.viktor, "05-08 17:50"))) == 2
    assert len(rows(queue(console, world.timur, "05-08 17:50", "/?view=all"))) == 2


@pytest.mark.parametrize("name", ["lidia", "anton"])
def test_sales_and_auditor_read_no_correspondence(console: Console, name: str) -> None:
    console.asked("05-08 15:00", subject="Тайна заказчика")
    page = queue(console, getattr(console.world, name), "05-08 17:50", "/?view=all")
    assert "Тайна заказчика" not in words(page)
    assert "переписку с заказчиками не видит" in words(page)
    assert "Тайна заказчика" in words(queue(console, console.world.viktor, "05-08 17:50", "/?view=all"))


def test_mine_office_and_all_are_counted_and_marked(console: Console) -> None:
    world = console.world
    first = console.asked("05-08 15:00", subject="моё")
    console.asked("05-08 15:10", subject="чужое")
    act.assign(first.pk, world.irina, world.irina, local("05-08 15:20"))
    page = queue(console, world.irina, "05-08 17:50", "/?view=mine")
    assert [row.split(" SD-")[0] for row in rows(page)] == ["моё"]
    rail = words(page.decode().partition("<main")[0])
    assert "Мои 1" in rail
    assert "Мой офис 2" in rail
    assert "Все 2" in rail
    assert page.decode().count('aria-current="page"') == 1
    assert "Мои · Опора" in page.decode()


def test_an_unknown_view_is_the_usual_one(console: Console) -> None:
    console.asked("05-08 15:00")
    assert len(rows(queue(console, console.world.irina, "05-08 17:50", "/?view=secret"))) == 1


def test_a_closed_ticket_waits_for_nobody(console: Console) -> None:
    ticket = console.asked("05-08 15:00")
    act.close(ticket.pk, console.world.irina, "spam", local("05-08 16:00"))
    page = queue(console, console.world.irina, "05-08 17:50")
    assert rows(page) == []
    assert "Здесь никто не ждёт" in words(page)


def test_a_page_holds_fifty_and_the_next_goes_on_where_it_ended(console: Console) -> None:
    for number in range(53):
        console.asked(f"05-08 09:{number:02}", subject=f"обращение {number:02}")
    page = queue(console, console.world.irina, "05-08 12:00")
    subjects = [row.split(" SD-")[0] for row in rows(page)]
    assert subjects == [f"обращение {number:02}" for number in range(50)]
    assert "Следующая страница ещё 3" in words(page)
    following = page.decode().partition('class="more" href="')[2].partition('"')[0].replace("&amp;", "&")
    rest = queue(console, console.world.irina, "05-08 12:00", f"/{following}")
    assert [row.split(" SD-")[0] for row in rows(rest)] == [f"обращение {number}" for number in (50, 51, 52)]
    assert 'class="more"' not in rest.decode()


@pytest.mark.parametrize(
    "token", ["%00", "x", "W10", "bnVsbA", "W1tbW1tb", "я", "WyIwMDAxLTAxLTAxVDAwOjAwKzE0OjAwIiwgMV0"]
)
def test_a_broken_page_token_begins_anew(console: Console, token: str) -> None:
    console.asked("05-08 15:00")
    assert len(rows(queue(console, console.world.irina, "05-08 17:50", f"/?after={token}"))) == 1


def test_queries_are_few_and_the_same_for_three_and_sixty(console: Console) -> None:
    world = console.world
    browser = console.browser(world.olga)
    for number in range(3):
        console.asked(f"05-08 09:{number:02}", subject=f"обращение {number}")
    with at("05-08 12:00"), counted() as three:
        assert len(rows(browser.get("/").content)) == 3
    for number in range(3, 60):
        console.asked(f"05-08 09:{number % 60:02}", (SERGEY, OLEG)[number % 2], subject=f"обращение {number}")
    with at("05-08 12:00"), counted() as sixty:
        assert len(rows(browser.get("/?view=all").content)) > 30
    assert len(three) == len(sixty)
    assert len(three) <= 15, three


def test_queries_stay_the_same_when_the_worker_has_slept(console: Console) -> None:
    browser = console.browser(console.world.olga)
    numbers = []
    for count in (2, 20):
        for number in range(count):
            console.asked(f"05-08 09:{number:02}", subject=f"обращение {count} {number}")
        with at("05-20 12:00"), counted() as said:
            page = browser.get("/").content
        assert "опаздываем" in words(page)
        numbers.append(len(said))
    assert numbers[0] == numbers[1]
    assert numbers[0] <= 16


def test_a_quiet_desk_says_so_and_how_it_begins(quiet_console: Console) -> None:
    page = words(queue(quiet_console, quiet_console.world.irina, "05-08 12:00"))
    assert "Служба пока молчит" in page
    assert "opora start-answering" in page


def test_a_desk_that_answers_has_no_such_banner(console: Console) -> None:
    assert "молчит" not in words(queue(console, console.world.irina, "05-08 12:00"))


def test_english_for_who_reads_english(console: Console) -> None:
    console.asked("05-08 15:00")
    User.objects.filter(pk=console.world.irina.pk).update(language="en")
    page = queue(console, User.objects.get(pk=console.world.irina.pk), "05-08 17:50")
    (row,) = rows(page)
    assert '<html lang="en">' in page.decode()
    assert "first response by Tue 12 May, 16:00" in row
    assert "6 h of working time left" in row
    assert "received" in row
    assert "Yekaterinburg" in row


def test_the_time_left_counts_the_duties_of_the_organisation(console: Console) -> None:
    """Fri 8 May 15:00: 2 h by 17:00, the duty Sat 10-14 (6), Tue 9-11 (8). At Fri 17:50 six are left.

    Without the duty's hours in the list it would be Tue 9-11 alone: two.
    """
    with begin(local("05-07 12:00"), MACHINE, "cli") as step:
        enter_duty(
            step, organisation=console.world.gear, from_at=local("05-09 10:00"), until_at=local("05-09 14:00"),
            reason="Запуск цеха",
        )  # fmt: skip
    console.asked("05-08 15:00")
    (row,) = rows(queue(console, console.world.irina, "05-08 17:50"))
    assert "первый ответ до вт, 12 мая, 11:00" in row
    assert "осталось 6 ч рабочего времени" in row

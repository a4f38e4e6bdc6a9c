"""What is soon late, above the manager's queue: moments by hand, days as in may_2026 (8 May until 17:00)."""

import pytest

from opora.accounts.models import User
from opora.core.facts import Stage
from opora.core.step import MACHINE
from opora.flow import act, tick
from opora.flow.step import begin
from opora.offices import actions as offices
from opora.promises.models import Promise
from tests.stories.may_2026 import local
from tests.web.console import Console, at, counted, words
from tests.web.test_queue import OLEG, SERGEY

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def near(console: Console, name: str, moment: str, path: str = "/") -> list[str]:
    """The lines of the board that this person sees."""
    with at(moment):
        page = console.browser(getattr(console.world, name)).get(path).content.decode()
    if 'class="near"' not in page:
        return []
    board = page.split('class="near"')[1].partition("</section>")[0]
    return [words("<li" + part.partition("</li>")[0]) for part in board.split("<li")[1:]]


def test_it_stands_there_from_nine_tenths_on_and_until_it_is_late(console: Console) -> None:
    """Anna, warranty, Wed 6 May 10:00: first response Thu 10:00; 7 h 12 min have passed on Thu 9:12."""
    ticket = console.asked("05-06 10:00")
    assert near(console, "olga", "05-07 09:11") == []
    (line,) = near(console, "olga", "05-07 09:12")
    assert ticket.number in line
    assert "Не открывается сборка" in line
    assert "исполнителя нет" in line
    assert "первый ответ сегодня до 10:00" in line
    assert "осталось 48 мин рабочего времени" in line
    assert near(console, "olga", "05-07 10:01") == []  # late, and not soon late


def test_it_names_who_has_it(console: Console) -> None:
    ticket = console.asked("05-06 10:00")
    act.assign(ticket.pk, console.world.olga, console.world.irina, local("05-06 11:00"))
    (line,) = near(console, "olga", "05-07 09:30")
    assert "Ирина С." in line


def test_managers_and_deputies_see_their_own_offices_alone(console: Console) -> None:
    console.asked("05-06 10:00")
    # Oleg's round the clock, with Vladivostok: 8 h from 10:00 are 18:00, 7 h 12 min 17:12.
    console.asked("05-06 10:00", OLEG)
    assert len(near(console, "denis", "05-07 09:30")) == 1
    assert near(console, "irina", "05-07 09:30") == []  # a specialist
    assert near(console, "pavel", "05-07 09:30") == []  # Moscow's manager
    assert near(console, "viktor", "05-07 09:30") == []  # the head: the ladder is his
    (line,) = near(console, "roman", "05-06 17:15")
    assert "осталось 45 мин рабочего времени" in line
    assert near(console, "roman", "05-06 17:11") == []


def test_moments_stand_in_the_zone_of_the_reader(console: Console) -> None:
    """Oleg's 18:00 in Yekaterinburg is 23:00 in Vladivostok."""
    console.asked("05-06 10:00", OLEG)
    User.objects.filter(pk=console.world.roman.pk).update(zone="Asia/Vladivostok")
    console.world.roman.refresh_from_db()
    (line,) = near(console, "roman", "05-06 17:15")
    assert "сегодня до 23:00" in line


def test_not_above_what_one_has_oneself(console: Console) -> None:
    console.asked("05-06 10:00")
    assert len(near(console, "olga", "05-07 09:30", "/?view=office")) == 1
    assert len(near(console, "olga", "05-07 09:30", "/?view=all")) == 1
    assert near(console, "olga", "05-07 09:30", "/?view=mine") == []


def test_what_is_met_or_stands_still_is_not_there(console: Console) -> None:
    """40 h end on Thu 14 May 11:00; nine tenths are 36 h, Wed 13 May 16:00. The word of Mon 11th is met each time."""
    asked, told = console.asked("05-06 10:00"), console.asked("05-06 10:01", subject="второе")
    for ticket in (asked, told):
        act.tell(ticket.pk, console.world.irina, "Смотрим.", local("05-06 11:00"))
        act.move(ticket.pk, console.world.irina, Stage.RESEARCH, local("05-06 11:01"))
        act.tell(ticket.pk, console.world.irina, "Нашли причину.", local("05-13 10:00"))
    act.ask(asked.pk, console.world.irina, "Пришлите файл.", local("05-13 12:00"))
    (line,) = near(console, "olga", "05-13 16:30")
    assert told.number in line
    assert "ответ по существу до завтра, 11:01" in line
    act.answer(told.pk, console.world.irina, "Готово.", local("05-13 16:40"))
    assert near(console, "olga", "05-13 16:45") == []


def test_the_share_is_a_dated_setting_that_counts_from_the_next_settling(console: Console) -> None:
    """80% of 8 h are 6 h 24 min: Wed 10-13, 14-17:24."""
    with begin(local("05-06 09:00"), MACHINE, "cli") as step:
        offices.change_policy(step, name="soon_percent", value=80, valid_from=step.now)
    console.asked("05-06 10:00")
    assert near(console, "olga", "05-06 17:23") == []
    assert len(near(console, "olga", "05-06 17:24")) == 1


def test_five_are_shown_and_the_rest_counted(console: Console) -> None:
    for number in range(7):
        console.asked(f"05-06 10:0{number}", subject=f"обращение {number}")
    lines = near(console, "olga", "05-07 09:30")
    assert [line.split()[1] for line in lines] == ["0", "1", "2", "3", "4"]
    with at("05-07 09:30"):
        page = words(console.browser(console.world.olga).get("/").content)
    assert "Скоро опоздаем 7" in page
    assert "ещё 2" in page


def test_queries_are_the_same_for_one_and_for_many(console: Console) -> None:
    browser = console.browser(console.world.olga)
    numbers = []
    for count in (1, 20):
        for number in range(count):
            console.asked(
                f"05-06 10:{number:02}", (SERGEY, "anna@gear.example.org")[number % 2 == 0], f"{count} {number}"
            )
        with at("05-07 09:30"), counted() as said:
            assert b'class="near"' in browser.get("/").content
        numbers.append(len(said))
    assert numbers[0] == numbers[1]
    assert numbers[0] <= 19


def test_marks_go_when_a_clock_is_over(console: Console) -> None:
    """The index holds what runs alone."""
    ticket = console.asked("05-06 10:00")
    row = Promise.objects.get(ticket=ticket, kind="first_response")
    assert (row.warn_at, row.soon_at) == (local("05-06 17:00"), local("05-07 09:12"))
    tick.ticket(ticket.pk, local("05-07 10:01"))
    row.refresh_from_db()
    assert (row.missed_at, row.warn_at, row.soon_at) == (local("05-07 10:00"), None, None)

"""Duties by page (T9): who enters and ends them, for whom; a bad period and whatever else is wrong says so.

It is Friday 8 May 2026, 16:00 in Yekaterinburg, where Olga manages; Pavel manages Moscow, Galina administrates.
"""

from typing import Any

import pytest

from opora.accounts.models import User
from opora.contracts.models import Duty
from opora.ledger.models import Event
from tests.stories.may_2026 import local
from tests.web.console import Console, at, words

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOW = "05-08 16:00"
DUTY = {
    "organisation": "0000000018", "office": "yekaterinburg", "from_at": "2026-05-09T18:00",
    "until_at": "2026-05-09T22:00", "first": "irina@vendor.test", "second": "artyom@vendor.test", "third": "",
    "fourth": "", "reason": "Запуск цеха", "counts": "1",
}  # fmt: skip


def send(console: Console, who: User, path: str = "/setup/duties/", when: str = NOW, **form: str) -> Any:
    with at(when):
        return console.browser(who).post(path, DUTY | form if path == "/setup/duties/" else form)


def page(console: Console, who: User, path: str = "/setup/duties/", when: str = NOW) -> str:
    with at(when):
        return words(console.browser(who).get(path).content)


def test_a_manager_enters_one_for_their_office_with_the_people_in_order(console: Console) -> None:
    world = console.world
    answer = send(console, world.olga, first="artyom@vendor.test", second="irina@vendor.test")
    assert (answer.status_code, answer["Location"]) == (303, "/setup/duties/")
    duty = Duty.objects.get()
    assert (duty.organisation, duty.office, duty.reason, duty.counts) == (
        world.gear, world.yekaterinburg, "Запуск цеха", True,
    )  # fmt: skip
    # By the clock of the office, not by Olga's or ours.
    assert (duty.from_at, duty.until_at) == (local("05-09 18:00"), local("05-09 22:00"))
    assert duty.staff == [world.artyom.pk, world.irina.pk]
    noted = Event.objects.get(type="DutyEntered")
    assert (noted.subject, noted.subject_id, noted.actor_id) == ("organisation", world.gear.pk, world.olga.pk)
    said = page(console, world.olga)
    assert "Демо-завод «Шестерня»" in said
    assert "Артём Лугин, Ирина Сомова" in said
    assert "предстоит" in said


def test_by_name_and_without_working_time(console: Console) -> None:
    answer = send(console, console.world.galina, organisation="Шестерня", counts="")
    assert answer.status_code == 303
    assert (Duty.objects.get().organisation, Duty.objects.get().counts) == (console.world.gear, False)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        # An hour ago; the clock of the office is told.
        ({"from_at": "2026-05-08T15:00"}, "Дежурство начинается не раньше, чем его внесли: там сейчас 16:00."),
        ({"until_at": "2026-05-09T18:00"}, "Дежурство кончается раньше, чем начинается. Выберите конец позже."),
        ({"until_at": "2026-06-09T22:01"}, "Это дольше 31 дня: верна ли дата?"),
        ({"until_at": "завтра"}, "Напишите момент так: 2026-05-12T18:00."),
        ({"second": "irina@vendor.test"}, "Каждого вызывают один раз: выберите другого."),
        ({"first": ""}, "Заполните"),
        ({"reason": ""}, "Заполните"),
        ({"organisation": "9999999999"}, "Такого предприятия здесь не знают."),
        ({"organisation": "Демо-"}, "Так называются несколько. Напишите ИНН."),
        ({"first": "pavel@vendor.test"}, "Выберите из списка."),  # he sits in Moscow
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(console: Console, wrong: dict[str, str], said: str) -> None:
    answer = send(console, console.world.olga, **wrong)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert said in words(answer.content)
    assert 'value="Запуск цеха"' in text or "reason" in wrong
    assert not Duty.objects.exists()
    assert send(console, console.world.olga).status_code == 303


def test_two_at_one_time_are_refused_and_one_after_the_other_are_not(console: Console) -> None:
    olga = console.world.olga
    assert send(console, olga).status_code == 303
    answer = send(console, olga, from_at="2026-05-09T21:59", until_at="2026-05-09T23:00")
    assert answer.status_code == 422
    assert "У предприятия тогда уже есть дежурство" in words(answer.content)
    assert send(console, olga, from_at="2026-05-09T22:00", until_at="2026-05-09T23:00").status_code == 303
    assert send(console, olga, organisation="0000000040").status_code == 303  # another organisation's


def test_it_is_ended_before_it_begins_and_while_it_goes_on_and_not_when_it_is_over(console: Console) -> None:
    olga = console.world.olga
    send(console, olga)
    duty = Duty.objects.get()
    assert send(console, olga, f"/setup/duties/{duty.pk}/end/", "05-09 20:00").status_code == 303
    duty.refresh_from_db()
    assert duty.withdrawn_at == local("05-09 20:00")
    assert "прекращено" in page(console, olga, when="05-09 20:01")
    # Its place is free again.
    assert send(console, olga, from_at="2026-05-09T21:00", when="05-09 20:02").status_code == 303
    second = Duty.objects.get(withdrawn_at=None)
    with at("05-10 09:00"):
        said = words(console.browser(olga).post(f"/setup/duties/{second.pk}/end/", follow=True).content)
    assert "Это дежурство уже кончилось." in said
    second.refresh_from_db()
    assert second.withdrawn_at is None


def test_a_manager_sees_and_ends_those_of_their_office_alone(console: Console) -> None:
    """Each refusal beside what is allowed: Olga, Galina; Pavel manages another office, Irina none."""
    world = console.world
    send(console, world.olga)
    duty = Duty.objects.get()
    assert "Запуск цеха" in page(console, world.olga)
    assert "Запуск цеха" not in page(console, world.pavel)
    assert send(console, world.pavel).status_code == 403
    assert send(console, world.pavel, f"/setup/duties/{duty.pk}/end/").status_code == 404
    assert send(console, world.irina).status_code == 403
    assert send(console, world.irina, f"/setup/duties/{duty.pk}/end/").status_code == 403
    duty.refresh_from_db()
    assert (Duty.objects.count(), duty.withdrawn_at) == (1, None)
    assert send(console, world.galina, f"/setup/duties/{duty.pk}/end/").status_code == 303


def test_a_manager_comes_there_by_the_rail_and_sees_no_other_tab(console: Console) -> None:
    with at(NOW):
        of_manager, of_specialist = (
            console.browser(one).get("/").content.decode() for one in (console.world.olga, console.world.irina)
        )
    assert 'href="/setup/duties/"' in of_manager
    assert 'href="/setup/duties/"' not in of_specialist
    with at(NOW):
        tabs = console.browser(console.world.olga).get("/setup/duties/").content.decode()
    assert 'href="/setup/settings/"' not in tabs


def test_the_year_of_the_offices_calendar_shows_them(console: Console) -> None:
    world = console.world
    send(console, world.olga)
    assert "Демо-завод «Шестерня» · Ирина Сомова, Артём Лугин · Запуск цеха" in page(
        console, world.galina, "/setup/calendars/yekaterinburg/2026/"
    )
    for other in ("yekaterinburg/2027", "moscow/2026"):
        assert "Запуск цеха" not in page(console, world.galina, f"/setup/calendars/{other}/")

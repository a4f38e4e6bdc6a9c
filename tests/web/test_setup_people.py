"""Offices and staff by page: opening, seats, absences, the way in, leaving; and what must not be left undone."""

from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from opora.accounts.models import User
from opora.calendars import preset
from opora.calendars.models import CalendarVersion
from opora.channels.models import Mailbox, Outbound
from opora.ledger.models import Event
from opora.offices.models import Absence, Office, Seat
from opora.offices.queries import manager_of, offices_of
from opora.web.admin.calendar_said import BUILT_IN
from tests.stories.may_2026 import local
from tests.web.console import Console, at, words

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOW = "05-08 16:00"
WORD = "кабан-на-велосипеде"
OMSK = {
    "code": "omsk", "name": "Омск", "name_en": "Omsk", "name_where": "в Омске", "line": "1", "zone": "Asia/Omsk",
    "calendar": "+ru", "lat": "54,99244", "lon": "73.36859", "address": "omsk@vendor.test",
}  # fmt: skip
PERSON = {
    "email": "Pyotr@vendor.test", "first_name": "Пётр", "last_name": "Лис", "role": "specialist", "language": "ru",
    "zone": "Asia/Omsk",
}  # fmt: skip


def send(console: Console, path: str, form: dict[str, str] | None = None) -> Any:
    with at(NOW):
        return console.browser(console.world.galina).post(path, form or {})


def page(console: Console, path: str) -> str:
    with at(NOW):
        return words(console.browser(console.world.galina).get(path).content)


def events(kind: str) -> list[tuple[str, int, int | None]]:
    """What was noted, of whom, by whom."""
    rows = Event.objects.filter(type=kind).order_by("pk")
    return [(one.subject, one.subject_id, one.actor_id) for one in rows]


# --- offices --------------------------------------------------------------------------------------------------------


def test_an_office_is_opened_with_a_calendar_of_its_own(console: Console) -> None:
    answer = send(console, "/setup/offices/new/", OMSK)
    assert (answer.status_code, answer["Location"]) == (303, "/setup/offices/omsk/")
    office = Office.objects.get(code="omsk")
    assert (office.lat, office.lon, office.zone, office.calendar) == (54.99244, 73.36859, "Asia/Omsk", "omsk")
    assert CalendarVersion.objects.get(calendar__code="omsk").spec == {"preset": "ru", "zone": "Asia/Omsk"}
    assert "Здесь никого нет" in page(console, "/setup/offices/omsk/")
    assert ("office", office.pk, console.world.galina.pk) in events("OfficeOpened")


def test_an_office_abroad_has_its_countrys_days_and_says_which_year_is_preliminary(console: Console) -> None:
    """The desk stands in 2026; Kazakhstan is entered up to 2026, Russia up to 2027."""
    form = OMSK | {"code": "almaty", "name": "Алматы", "zone": "Asia/Almaty", "calendar": "+kz"}
    assert send(console, "/setup/offices/new/", form).status_code == 303
    assert CalendarVersion.objects.get(calendar__code="almaty").spec == {"preset": "kz", "zone": "Asia/Almaty"}
    assert "предварительно: 2027" in page(console, "/setup/offices/almaty/")
    assert "предварительно" not in page(console, "/setup/offices/moscow/")
    assert page(console, "/setup/offices/").count("предварительно: 2027") == 1
    assert "Предварительно." in page(console, "/setup/calendars/almaty/2027/")
    assert "Предварительно." not in page(console, "/setup/calendars/almaty/2026/")


def test_every_calendar_that_comes_with_opora_may_be_an_offices_own(console: Console) -> None:
    shown = page(console, "/setup/offices/new/")
    for place in ("производственный календарь России", "Татарстан", "Башкортостан", "Белоруссия", "Казахстан"):
        assert f"свой: {place}, 9–13 и 14–18" in shown
    assert set(BUILT_IN) == set(preset.names())


def test_the_year_of_a_region_names_its_feasts(console: Console) -> None:
    """Friday 20 March 2026 and the hour that Thursday lacks."""
    shown = page(console, "/setup/calendars/ru-ta/2026/")
    assert "Татарстан, 2026" in shown
    assert "Ураза-байрам" in shown
    assert "накануне: Ураза-байрам" in shown
    assert "244 рабочих дня" in shown
    assert "Предварительно." not in shown
    assert "Предварительно." in page(console, "/setup/calendars/ru-ta/2027/")


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"code": "омск"}, "Пишите латинскими буквами"),
        ({"code": "moscow"}, "Этот код занят."),
        ({"code": "new"}, "Этот код занят."),
        ({"name": ""}, "Заполните это поле."),
        ({"name": "О" * 121}, "Слишком длинно: не больше 120 знаков."),
        ({"zone": "Asia/Sverdlovsk"}, "Такого часового пояса нет."),
        ({"zone": "../UTC"}, "Такого часового пояса нет."),
        ({"lat": "91"}, "Напишите число от -90 до 90."),
        ({"lon": "восток"}, "Напишите число от -180 до 180."),
        ({"calendar": "nowhere"}, "Выберите из списка."),
        ({"address": "omsk"}, "Это не адрес электронной почты."),
    ],
)
def test_an_office_that_cannot_be_is_refused_beside_the_field(
    console: Console, other: dict[str, str], sentence: str
) -> None:
    answer = send(console, "/setup/offices/new/", OMSK | other)
    assert answer.status_code == 422
    assert words(answer.content).count(sentence) == 2
    assert Office.objects.count() == 6
    assert 'value="в Омске"' in answer.content.decode()


def test_an_office_is_changed_and_what_is_the_same_is_no_change(console: Console) -> None:
    form = {
        "name": "Москва", "name_en": "Moscow", "name_where": "в Москве", "zone": "Europe/Moscow", "calendar": "moscow",
        "lat": "55,752", "lon": "37.61781", "address": "msk@vendor.test",
    }  # fmt: skip
    assert send(console, "/setup/offices/moscow/", form).status_code == 303
    assert Office.objects.get(code="moscow").address == "msk@vendor.test"
    assert Event.objects.get(type="OfficeChanged").payload["changed"] == ["address", "lat"]
    assert send(console, "/setup/offices/moscow/", form).status_code == 303
    assert Event.objects.filter(type="OfficeChanged").count() == 1
    # The form shows the place to its last figure: saving it as it stands moves no office.
    with at(NOW):
        html = console.browser(console.world.galina).get("/setup/offices/vladivostok/").content.decode()
    assert 'value="43.10562"' in html
    assert 'value="131.87353"' in html
    refused = send(console, "/setup/offices/moscow/", form | {"zone": "Moscow"})
    assert refused.status_code == 422
    assert 'value="Moscow"' in refused.content.decode()


def test_a_seat_is_given_and_ended(console: Console) -> None:
    world, path = console.world, "/setup/offices/kaliningrad/seats/"
    assert "Нет руководителя" not in page(console, "/setup/offices/moscow/")
    form = {"person": "irina@vendor.test", "role": "manager", "from_on": "2026-05-08", "until_on": ""}
    assert send(console, path, form).status_code == 303
    with at(NOW):
        assert manager_of(world.kaliningrad, local(NOW).astimezone(UTC)) == world.irina
    said = page(console, "/setup/offices/kaliningrad/")
    assert "Ирина Сомова руководитель с 8 мая 2026 года" in said
    assert "Руководитель здесь один" in said
    seat = Seat.objects.get(office=world.kaliningrad)
    assert send(console, f"/setup/seats/{seat.pk}/end/").status_code == 303
    # One that began today cannot have ended yesterday.
    assert Seat.objects.get(pk=seat.pk).until_on == date(2026, 5, 8)
    olga = Seat.objects.get(user=world.olga)
    send(console, f"/setup/seats/{olga.pk}/end/")
    assert Seat.objects.get(pk=olga.pk).until_on == date(2026, 5, 7)
    assert ("office", world.yekaterinburg.pk, world.galina.pk) in events("SeatEnded")


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"person": ""}, "Заполните это поле."),
        ({"person": "nobody@vendor.test"}, "Выберите из списка."),
        ({"role": "king"}, "Выберите из списка."),
        ({"from_on": "завтра"}, "Напишите дату так"),
        ({"until_on": "2026-05-07"}, "Место заканчивается раньше, чем начинается."),
    ],
)
def test_a_seat_that_cannot_be_is_refused(console: Console, other: dict[str, str], sentence: str) -> None:
    before = Seat.objects.count()
    form = {"person": "irina@vendor.test", "role": "manager", "from_on": "2026-05-08", "until_on": ""}
    answer = send(console, "/setup/offices/moscow/seats/", form | other)
    assert answer.status_code == 422
    assert words(answer.content).count(sentence) == 2
    assert Seat.objects.count() == before


def test_an_office_without_a_manager_and_one_with_a_lonely_one_are_warned_of(console: Console) -> None:
    said = page(console, "/setup/offices/")
    assert "Калининград 1 UTC+2 · kaliningrad 0 – Здесь никого нет" in said
    assert "Владивосток 1 UTC+10 · vladivostok 1 Роман Кедров Руководитель здесь один" in said
    assert "Екатеринбург 1 UTC+5 · yekaterinburg 4 Денис Рябов, Ольга Климова Калининград" in said
    Seat.objects.filter(user=console.world.pavel).update(role="specialist")
    assert "Москва 1 UTC+3 · moscow 2 – Нет руководителя" in page(console, "/setup/offices/")


# --- staff ----------------------------------------------------------------------------------------------------------


def test_somebody_is_added_and_the_link_is_shown_once(console: Console) -> None:
    answer = send(console, "/setup/staff/new/", PERSON)
    assert answer.status_code == 200
    person = User.objects.get(email="pyotr@vendor.test")
    assert (person.first_name, person.role, person.zone, person.has_usable_password()) == (
        "Пётр", "specialist", "Asia/Omsk", False
    )  # fmt: skip
    link = answer.content.decode().partition("<code>")[2].partition("</code>")[0]
    assert "/welcome/" in link
    assert "/welcome/" not in page(console, f"/setup/staff/{person.pk}/")
    assert "Пётр Лис pyotr@vendor.test специалист – пароля ещё нет" in page(console, "/setup/staff/")
    assert events("WelcomeGiven") == [("user", person.pk, console.world.galina.pk)]
    assert "/welcome/" not in str([one.payload for one in Event.objects.all()])
    with at("05-08 17:00"):
        client = Client()
        form = client.get(urlsplit(link).path)["Location"]
        assert client.post(form, {"new_password1": WORD, "new_password2": WORD}).status_code == 302
    assert "специалист – может войти" in page(console, "/setup/staff/")


def test_the_link_goes_by_mail_where_mail_leaves(console: Console) -> None:
    assert "по почте ссылка не уйдёт" in words(send(console, "/setup/staff/new/", PERSON).content)
    assert not Outbound.objects.filter(reaction="welcome").exists()
    Mailbox.objects.create(
        name="support", kind="pipe", address="support@vendor.test", smtp_host="mail.vendor.test",
        connected_at=local("05-01 9:00"),
    )  # fmt: skip
    person = User.objects.get(email="pyotr@vendor.test")
    assert "Письмо с такой ссылкой тоже отправляется." in words(
        send(console, f"/setup/staff/{person.pk}/welcome/").content
    )
    letter = Outbound.objects.get(reaction="welcome")
    assert (letter.recipient, letter.state, letter.subject) == (
        "pyotr@vendor.test", "queued", "Вход в службу техподдержки"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"email": "irina@VENDOR.test"}, "Этот адрес уже чей-то"),
        ({"email": "irina"}, "Это не адрес электронной почты."),
        ({"first_name": " "}, "Заполните это поле."),
        ({"role": "king"}, "Выберите из списка."),
        ({"zone": "Omsk"}, "Такого часового пояса нет."),
    ],
)
def test_a_person_who_cannot_be_is_refused(console: Console, other: dict[str, str], sentence: str) -> None:
    before = User.objects.count()
    answer = send(console, "/setup/staff/new/", PERSON | other)
    assert answer.status_code == 422
    assert words(answer.content).count(sentence) == 2
    assert 'value="Лис"' in answer.content.decode()
    assert User.objects.count() == before


def test_somebody_leaves_and_may_come_back_and_is_never_deleted(console: Console) -> None:
    irina = console.world.irina
    browser = console.browser(irina)
    with at(NOW):
        assert browser.get("/").status_code == 200
    assert send(console, f"/setup/staff/{irina.pk}/departure/").status_code == 303
    with at(NOW):
        assert browser.get("/").status_code == 302
    assert "Ирина Сомова irina@vendor.test специалист Екатеринбург нет в службе" in page(console, "/setup/staff/")
    twice = send(console, f"/setup/staff/{irina.pk}/departure/")
    assert (twice.status_code, "Этот сотрудник уже ушёл." in words(twice.content)) == (422, True)
    no_link = send(console, f"/setup/staff/{irina.pk}/welcome/")
    assert "Сначала верните ему вход." in words(no_link.content)
    assert "<code>" not in no_link.content.decode()
    assert send(console, f"/setup/staff/{irina.pk}/return/").status_code == 303
    assert User.objects.get(pk=irina.pk).is_active
    assert [events("StaffLeft"), events("StaffReturned")] == [[("user", irina.pk, console.world.galina.pk)]] * 2


def test_the_last_administrator_cannot_leave_nor_become_something_else(console: Console) -> None:
    galina = console.world.galina
    answer = send(console, f"/setup/staff/{galina.pk}/departure/")
    assert (answer.status_code, "Это последний администратор." in words(answer.content)) == (422, True)
    form = {"first_name": "Галина", "last_name": "Певцова", "role": "specialist", "language": "ru", "zone": "UTC"}
    answer = send(console, f"/setup/staff/{galina.pk}/", form)
    assert answer.status_code == 422
    assert words(answer.content).count("Это последний администратор.") == 2
    assert User.objects.get(pk=galina.pk).role == "administrator"
    User.objects.filter(pk=console.world.anton.pk).update(role="administrator")
    assert send(console, f"/setup/staff/{galina.pk}/", form).status_code == 303
    assert Event.objects.get(type="StaffChanged").payload["changed"] == ["role", "zone"]


def test_an_absence_is_by_the_persons_own_clock_and_can_be_cancelled(console: Console) -> None:
    olga = console.world.olga
    path = f"/setup/staff/{olga.pk}/absences/"
    assert send(console, path, {"from_at": "2026-05-12T09:00", "until_at": "2026-05-14T18:00"}).status_code == 303
    away = Absence.objects.get()
    # Yekaterinburg is five hours ahead of UTC.
    assert away.from_at == datetime(2026, 5, 12, 4, 0, tzinfo=UTC)
    assert manager_of(console.world.yekaterinburg, local("05-13 12:00").astimezone(UTC)) == console.world.denis
    assert "вт, 12 мая, 9:00 – чт, 14 мая, 18:00" in page(console, f"/setup/staff/{olga.pk}/")
    bad = send(console, path, {"from_at": "2026-05-12T09:00", "until_at": "2026-05-12T08:00"})
    assert (bad.status_code, words(bad.content).count("Отсутствие заканчивается раньше")) == (422, 2)
    assert send(console, path, {"from_at": "", "until_at": "x"}).status_code == 422
    assert send(console, f"/setup/absences/{away.pk}/cancellation/").status_code == 303
    assert not Absence.objects.exists()
    assert manager_of(console.world.yekaterinburg, local("05-13 12:00").astimezone(UTC)) == olga
    assert events("AbsenceCancelled") == [("user", olga.pk, console.world.galina.pk)]


@pytest.mark.parametrize("path", ["staff/99999/", "offices/nowhere/", "offices/nowhere/seats/", "seats/99999/end/"])
def test_what_is_not_there(console: Console, path: str) -> None:
    assert send(console, f"/setup/{path}").status_code == 404


def test_a_seat_that_is_given_at_night_in_the_east_holds_at_once(console: Console) -> None:
    """Half past midnight of 9 May in Yekaterinburg is 19:30 of 8 May in UTC; the office's own date counts."""
    with at("05-09 00:30") as now:
        browser = console.browser(console.world.galina)
        page = browser.get("/setup/offices/yekaterinburg/").content.decode()
        assert 'value="2026-05-09"' in page
        assert 'value="2026-05-08"' not in page
        form = {"person": "marina@vendor.test", "role": "manager", "from_on": "2026-05-09", "until_on": ""}
        assert browser.post("/setup/offices/yekaterinburg/seats/", form).status_code == 303
        assert console.world.yekaterinburg in offices_of(console.world.marina, now)
    with at("05-08 12:00"):
        assert 'value="2026-05-08"' in browser.get("/setup/offices/yekaterinburg/").content.decode()

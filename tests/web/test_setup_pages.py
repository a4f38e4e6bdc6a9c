"""Set-up: who comes in, what is left to do by the facts, settings as dated rows, the year at a glance."""

import ast
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from opora.accounts.models import User
from opora.calendars import preset
from opora.calendars.models import CalendarVersion
from opora.channels.models import Mailbox, Outbound
from opora.cli.ground import add_administrator
from opora.core.bounds import BOUNDS
from opora.core.facts import Policy
from opora.core.step import MACHINE
from opora.core.year import year_of
from opora.flow import act
from opora.flow.step import begin
from opora.ledger.models import Event
from opora.offices.actions import seat
from opora.offices.models import PolicySetting
from opora.offices.queries import policy_at
from opora.web.admin.words import GROUPS, REACHES, SETTINGS, UNITS
from tests.stories.may_2026 import local
from tests.web.console import Console, at, counted, words

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOW = "05-08 16:00"
ROOT = Path(__file__).parents[2]
INTERNAL = {"answering", "demo", "demo_letters", "preset"}
"""Marks of the machine: the first has its own page, the others are nobody's to set."""


def page(console: Console, path: str, moment: str = NOW, user: User | None = None) -> str:
    with at(moment):
        answer = console.browser(user or console.world.galina).get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return words(answer.content)


def send(console: Console, path: str, moment: str = NOW, **typed: str) -> Any:
    with at(moment):
        return console.browser(console.world.galina).post(path, typed)


# --- who ------------------------------------------------------------------------------------------------------------


def test_an_administrator_goes_to_set_up_and_others_read_that_it_is_not_for_them(console: Console) -> None:
    with at(NOW):
        assert console.browser(console.world.galina).get("/")["Location"] == "/setup/"
        assert "/setup/" in console.browser(console.world.viktor).get("/").content.decode()
        html = console.browser(console.world.irina).get("/").content.decode()
        assert "/setup/" not in html
        refused = console.browser(console.world.irina).get("/setup/")
    assert refused.status_code == 403
    assert "Эта страница для других ролей." in words(refused.content)


# --- the first-run page ---------------------------------------------------------------------------------------------


def test_a_desk_with_nothing_says_what_to_do_first() -> None:
    from django.test import Client

    add_administrator("first@vendor.test", local(NOW))
    client = Client()
    client.force_login(User.objects.get())
    with at(NOW):
        said = words(client.get("/setup/").content)
    assert "Осталось 6 дел." in said  # offices, staff, calendars, in, out, answering
    assert "Администратор сделано 1 человек" in said
    assert "Офисов нет: письма станут обращениями, которых никто не ведёт. Открыть первый офис" in said
    assert "Войти могут только администраторы" in said
    assert "Ни один почтовый ящик не подключён. Добавить ящик" in said
    assert "Служба молчит" in said


def test_what_is_done_is_derived_from_what_is_there(console: Console) -> None:
    said = page(console, "/setup/")
    # Nobody sits in Kaliningrad; letters neither come nor leave. Development is a third line, which has no manager.
    assert "Осталось 3 дела." in said
    assert "Нет руководителя: Калининград." in said
    with begin(local("05-08 9:00"), MACHINE, "cli") as step:
        seat(step, office=console.world.kaliningrad, user=console.world.pavel, role="manager", from_on=date(2026, 5, 1))
    assert "Осталось 2 дела." in page(console, "/setup/")
    assert "Служба пишет заказчикам." in said
    assert "Постановления известны." in said
    box = Mailbox.objects.create(
        name="support", kind="imap", host="h", smtp_host="h", address="s@vendor.test", connected_at=local("05-01 9:00")
    )
    assert "В ящик support ещё не заглядывали." in page(console, "/setup/")
    Mailbox.objects.update(looked_at=local("05-08 15:00"), trouble="The name h is not known")
    assert "The name h is not known" in page(console, "/setup/")
    Mailbox.objects.update(trouble="")
    assert "Приём писем сделано s@vendor.test" in page(console, "/setup/")
    assert "h ещё не проверен" in page(console, "/setup/")
    Outbound.objects.create(
        event_id=1, reaction="x", recipient="a@b.test", mailbox=box, message_id="<1@x>", subject="", sender="", raw=b"",
        state="sent", created_at=local("05-08 15:00"), not_before=local("05-08 15:00"),
    )  # fmt: skip
    said = page(console, "/setup/")
    assert "Отправка писем сделано s@vendor.test" in said
    assert "Служба настроена" in said
    User.objects.filter(email="pavel@vendor.test").update(is_active=False)
    assert "Нет руководителя: Калининград, Москва." in page(console, "/setup/")


def test_a_year_without_a_decree_is_said_and_can_wait(console: Console) -> None:
    with at("05-08 16:00"):
        CalendarVersion.objects.filter(calendar__code="moscow").update(
            spec={"preset": "ru", "zone": "Europe/Moscow", "years_entered": [2018, 2026]}
        )
    said = page(console, "/setup/")
    assert "На 2027 год для календаря moscow ещё нет постановления" in said
    assert "Календари на этот и следующий год может подождать" in said
    assert "Осталось 3 дела." in said


def test_beginning_to_answer_asks_for_each_group_and_is_a_post(quiet_console: Console) -> None:
    ticket = quiet_console.asked("05-08 15:00")
    said = page(quiet_console, "/setup/answering/")
    assert "гарантийный: 1 обращение" in said
    assert not PolicySetting.objects.filter(name="answering").exists()
    answer = send(quiet_console, "/setup/answering/", warranty="tell")
    assert (answer.status_code, answer["Location"]) == (303, "/setup/")
    assert Outbound.objects.filter(ticket=ticket, reaction="acknowledge").exclude(state="shown").count() == 1
    started = Event.objects.get(type="AnsweringStarted")
    assert started.actor_id == quiet_console.world.galina.pk


# --- settings -------------------------------------------------------------------------------------------------------


def test_each_setting_has_words_bounds_and_a_rule() -> None:
    assert set(Policy.__annotations__) <= set(BOUNDS)
    assert set(BOUNDS) == set(SETTINGS)
    assert sorted(BOUNDS) == sorted(name for _, names in GROUPS for name in names)
    for name, bound in BOUNDS.items():
        assert all(str(text) for text in SETTINGS[name]), name
        assert bound.unit in UNITS, name
        assert bound.reach in REACHES, name
        assert bound.rule, name


def read_somewhere() -> set[str]:
    """The names that the code asks `setting_at` for."""
    found = set()
    for path in (ROOT / "opora").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("setting_at") and node.args:
                found |= {
                    one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)
                }
    return {name for name in found if name}


def test_each_setting_that_is_read_can_be_set() -> None:
    assert {"guest_office", "answering"} <= read_somewhere()
    assert read_somewhere() - INTERNAL <= set(BOUNDS)


def test_the_page_shows_each_with_its_default(console: Console) -> None:
    said = page(console, "/setup/settings/")
    for name in BOUNDS:
        assert name in said
    assert "Первый ответ" in said
    assert "8 ч как по умолчанию" in said
    assert "3, 7 как по умолчанию" in said
    assert "Москва по умолчанию: нет" in said


def test_a_setting_holds_from_its_moment_and_the_past_stays(console: Console) -> None:
    path = "/setup/settings/first_response/"
    # Galina reads Moscow's clock: 9:00 there is 11:00 in Yekaterinburg.
    answer = send(console, path, value="6,5", valid_from="2026-05-12T09:00")
    assert (answer.status_code, answer["Location"]) == (303, path)
    row = PolicySetting.objects.get(name="first_response")
    assert (row.value, row.valid_from) == (23_400, datetime(2026, 5, 12, 6, 0, tzinfo=UTC))
    assert policy_at(local("05-12 10:59")).first_response == timedelta(hours=8)
    assert policy_at(local("05-12 11:00")).first_response == timedelta(hours=6, minutes=30)
    said = page(console, path)
    assert "вт, 12 мая, 9:00 6 ч 30 мин предстоит Галина Певцова сегодня, 14:00" in said
    assert "Действует для обращений, принятых с этого момента." in said
    assert "вт, 12 мая, 9:00: 6 ч 30 мин" in page(console, "/setup/settings/")
    # Another value for the same moment takes the place of the first, which stays to be seen.
    send(console, path, "05-08 17:00", value="7", valid_from="2026-05-12T09:00")
    said = page(console, path, "05-12 12:00")
    assert "7 ч действует Галина" in said
    assert "6 ч 30 мин заменено до начала Галина" in said
    assert Event.objects.filter(type="PolicySet", subject_id=row.pk).count() == 1


def test_figures_that_hold_together_are_judged_together(console: Console) -> None:
    send(console, "/setup/settings/word_at_most_days/", value="4")
    refused = send(console, "/setup/settings/word_days/", "05-08 16:01", value="5")
    assert "Самое дальнее «напишем до» — 4 рабочих дней." in words(refused.content)
    assert send(console, "/setup/settings/word_days/", "05-08 16:01", value="4").status_code == 303


def test_from_now_on_is_the_usual_moment(console: Console) -> None:
    send(console, "/setup/settings/close_answered_days/", value="7")
    assert policy_at(local(NOW)).close_answered_days == 7
    assert "Открытые обращения перейдут на новое значение" in page(console, "/setup/settings/close_answered_days/")


def test_which_tickets_would_move_is_seen_before_anything_is_set(console: Console) -> None:
    """Anna asked on Friday at 15:00 and was answered at 16:00: closing after 5 working days is Monday 18 May, after 2
    Wednesday 13 May (Monday the 11th is free); Sergey's ticket is not answered and does not move."""
    answered = console.asked("05-08 15:00")
    console.asked("05-08 15:10", "sergey@bridge.example.org")
    act.answer(answered.pk, console.world.irina, "Обновите драйвер.", local(NOW).astimezone(UTC))
    answer = send(console, "/setup/settings/close_answered_days/", "05-08 16:30", value="2", look="1")
    said = words(answer.content)
    assert answer.status_code == 200
    assert "1 обращение получило бы другой ближайший срок. Ничего не записано. Просмотрено: 2 из 2 открытых." in said
    assert f"{answered.number} пн, 18 мая, 14:00, закроется ср, 13 мая, 14:00, закроется" in said
    assert not PolicySetting.objects.filter(name="close_answered_days").exists()
    none = send(console, "/setup/settings/close_answered_days/", "05-08 16:30", value="5", look="1")
    assert "0 обращений получили бы другой ближайший срок." in words(none.content)
    wrong = send(console, "/setup/settings/close_answered_days/", "05-08 16:30", value="99", look="1")
    assert (wrong.status_code, "Можно от 1 до 10." in words(wrong.content)) == (422, True)
    pinned = send(console, "/setup/settings/resolution/", "05-08 16:30", value="8", look="1")
    assert "другой ближайший срок" not in words(pinned.content)


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("first_response", {"value": "28800"}, "Можно от 0,25 до 80. 28800 похоже на секунды: напишите 8."),
        ("first_response", {"value": "8 ч"}, "Напишите число без единицы: 8 или 1,5."),
        ("first_response", {"value": ""}, "Заполните это поле."),
        ("first_response", {"value": "nan"}, "Напишите число без единицы"),
        ("first_response", {"value": "1e999"}, "Напишите число без единицы"),
        ("word_days", {"value": "11"}, "Можно от 1 до 10."),
        ("word_days", {"value": "2.5"}, "Напишите целое число"),
        ("nudge_days", {"value": "7, 3"}, "Напишите дни по порядку"),
        ("nudge_days", {"value": "3,,7"}, "Напишите целое число"),
        ("nudge_days", {"value": "3, 10"}, "Последнее напоминание (день 10) должно быть раньше закрытия (день 10)."),
        ("close_waiting_days", {"value": "7"}, "Последнее напоминание (день 7) должно быть раньше закрытия (день 7)."),
        ("guest_office", {"value": "central"}, "Выберите из списка."),
        ("desk_name", {"value_ru": "Опора", "value_en": "x" * 61}, "Слишком длинно"),
        ("consent", {"version": "2", "value_ru": "Да", "value_en": "Yes", "link": "javascript:1"}, "адрес целиком"),
        ("first_response", {"value": "7", "valid_from": "2026-05-08T13:59"}, "Прошлое не меняется."),
        ("first_response", {"value": "7", "valid_from": "завтра"}, "Напишите момент так"),
    ],
)
def test_what_may_not_be_is_refused_beside_the_field(
    console: Console, name: str, typed: dict[str, str], sentence: str
) -> None:
    before = PolicySetting.objects.count()
    answer = send(console, f"/setup/settings/{name}/", **typed)
    assert answer.status_code == 422
    said, html = words(answer.content), answer.content.decode()
    # In the summary and beside the field; what was typed stays.
    assert said.count(sentence) == 2, said
    assert 'aria-invalid="true"' in html
    for value in typed.values():
        assert f'value="{value}"' in html or f">{value}</textarea>" in html or name == "guest_office"
    assert PolicySetting.objects.count() == before


def test_a_new_text_of_consent_has_a_version_of_its_own(console: Console) -> None:
    path, text = (
        "/setup/settings/consent/",
        {"version": "2", "value_ru": "Согласен.", "value_en": "I agree.", "link": ""},
    )
    assert send(console, path, **text).status_code == 303
    assert PolicySetting.objects.get(name="consent").value == {
        "ru": "Согласен.", "en": "I agree.", "version": "2", "link": ""
    }  # fmt: skip
    refused = send(console, path, **{**text, "value_ru": "Согласен во всём."})
    assert refused.status_code == 422
    assert words(refused.content).count("Эта версия уже у другого текста.") == 2
    assert "Согласен во всём.</textarea>" in refused.content.decode()
    other = {**text, "version": "3", "value_ru": "Согласен во всём."}
    assert send(console, path, "05-08 16:01", **other).status_code == 303
    assert "версия 3 действует" in page(console, path, "05-08 16:02")


def test_an_unknown_setting_is_not_there(console: Console) -> None:
    with at(NOW):
        assert console.browser(console.world.galina).get("/setup/settings/answering/").status_code == 404


# --- the year -------------------------------------------------------------------------------------------------------


def test_a_year_is_told_day_by_day() -> None:
    days = {one.on: one for one in year_of(preset.load("ru"), 2026)}
    assert len(days) == 365
    kinds = {day: days[day].kind for day in days}
    assert kinds[date(2026, 5, 8)] == "shortened"
    assert kinds[date(2026, 5, 9)] == "holiday"
    assert kinds[date(2026, 5, 10)] == "weekend"
    assert kinds[date(2026, 5, 11)] == "moved"
    assert kinds[date(2026, 5, 12)] == "work"
    assert days[date(2026, 5, 8)].counted == timedelta(hours=7)
    # Victory Day fell on a Saturday, so the law itself moved it; 9 January is free for Saturday the 3rd by decree.
    assert days[date(2026, 5, 11)].because.other_day == date(2026, 5, 9)
    assert days[date(2026, 1, 9)].because.other_day == date(2026, 1, 3)
    # 2024-04-27 was worked for Monday 29 April.
    (saturday,) = (one for one in year_of(preset.load("ru"), 2024) if one.on == date(2024, 4, 27))
    assert (saturday.kind, saturday.works, saturday.because.other_day) == ("working_saturday", True, date(2024, 4, 29))


def test_the_year_counts_as_the_production_calendar_does() -> None:
    """2026 at 40 hours a week: 247 working days, 1972 hours; May: 19 days, 151 hours."""
    days = year_of(preset.load("ru"), 2026)
    assert sum(one.works for one in days) == 247
    assert sum((one.counted for one in days), timedelta()) == timedelta(hours=1972)
    may = [one for one in days if one.on.month == 5]
    assert (sum(one.works for one in may), sum((one.counted for one in may), timedelta())) == (19, timedelta(hours=151))


def test_the_page_of_a_year_names_each_cause(console: Console) -> None:
    said = page(console, "/setup/calendars/yekaterinburg/2026/")
    assert "Екатеринбург, 2026" in said
    assert "247 рабочих дней, 1972 ч" in said
    assert "Май 19 рабочих дней, 151 ч" in said
    assert "8 мая – короткий день: накануне: День Победы" in said
    assert "9 мая – праздник: День Победы; ТК РФ, ст. 112" in said
    law = "праздник пришёлся на выходной; в обмен на 9 мая 2026 года; ТК РФ, ст. 112"
    assert f"11 мая – перенесённый выходной: {law}" in said
    assert "9 января – перенесённый выходной: в обмен на 3 января 2026 года; " in said
    assert "№ 1466 от 24.09.2025" in said
    assert "Предварительно." not in said
    assert "пн 09:00–13:00, 14:00–18:00" in said
    assert "Предварительно." in page(console, "/setup/calendars/ru/2031/")
    assert "365 рабочих дней, 8760 ч" in page(console, "/setup/calendars/24x7/2026/")


def test_the_page_of_a_year_sums_it_up_and_names_its_decrees(console: Console) -> None:
    """2026 by the production calendar: January 15 days, 19, 21; April 22, 19, 21; July 23, 21, 22; October 22, 20, 22.
    Hours are eight a day, but one less on 30 April, 8 May, 11 June, 3 November."""
    said = page(console, "/setup/calendars/moscow/2026/")
    assert "I квартал 55 рабочих дней, 440 ч" in said
    assert "II квартал 62 рабочих дня, 493 ч" in said
    assert "III квартал 66 рабочих дней, 528 ч" in said
    assert "IV квартал 64 рабочих дня, 511 ч" in said
    assert "год 247 рабочих дней, 1972 ч" in said
    assert "№ 1466 от 24.09.2025 9 января, 31 декабря" in said


def test_the_page_of_a_year_says_what_is_doubtful(console: Console) -> None:
    """A contract names Vladivostok round the clock; of Moscow nothing is doubtful in May 2026."""
    said = page(console, "/setup/calendars/vladivostok/2026/")
    assert "Обратите внимание Договор МИР-2 обещает поддержку круглосуточно" in said
    assert "Внесите дежурство на такие часы" in said
    assert "Обратите внимание" not in page(console, "/setup/calendars/moscow/2026/")


def test_a_year_is_downloaded_as_a_file(console: Console) -> None:
    browser = console.browser(console.world.galina)
    with at(NOW):
        answer = browser.get("/setup/calendars/moscow/2026/events/")
        assert browser.get("/setup/calendars/moscow/1999/events/").status_code == 404
    assert answer["Content-Disposition"] == 'attachment; filename="moscow-2026.ics"'
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "SUMMARY:Сокращённый день: День Победы" in answer.content.decode()


@pytest.mark.parametrize("path", ["moscow/1999/", "moscow/2100/", "nowhere/2026/"])
def test_years_and_calendars_that_are_not_there(console: Console, path: str) -> None:
    with at(NOW):
        assert console.browser(console.world.galina).get(f"/setup/calendars/{path}").status_code == 404
        assert console.browser(console.world.galina).get("/setup/calendars/moscow/2099/").status_code == 200


# --- what holds for all ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("", 25), ("settings/", 10), ("settings/rung/", 12), ("mailboxes/", 9), ("offices/", 10),
        ("offices/moscow/", 13), ("staff/", 10), ("calendars/", 10), ("calendars/moscow/2026/", 17),
    ],
)  # fmt: skip
def test_a_page_asks_few_things_however_much_there_is(console: Console, path: str, most: int) -> None:
    browser = console.browser(console.world.galina)
    with at(NOW), counted() as asked:
        assert browser.get(f"/setup/{path}").status_code == 200
    assert len(asked) <= most, asked

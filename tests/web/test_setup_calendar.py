"""The page of a calendar: an exception, another week, a file; what moves is seen before it is saved, by hand.

Anna's ticket of Wed 6 May 10:00 is due on Thu 7 May 10:00 (first response) and Thu 14 May 11:00 (resolution). With
Thursday closed: Fri 8 May 10:00 and Fri 15 May 11:00, eight working hours later each (tests/stories/test_recount.py).
"""

from datetime import UTC
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from opora.accounts.models import User
from opora.calendars.models import CalendarVersion
from opora.flow.recount import go_on
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.web.console import Console, at, counted, words

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOW = "05-06 12:00"
PAGE = "/setup/calendars/yekaterinburg/"
SHUT = {"first": "2026-05-07", "kind": "closed", "reason": "Переезд"}


@pytest.fixture
def ticket(console: Console) -> Ticket:
    return console.asked("05-06 10:00")


def send(console: Console, what: str, moment: str = NOW, user: Any = None, **typed: Any) -> Any:
    with at(moment):
        return console.browser(user or console.world.galina).post(f"{PAGE}{what}/", typed)


def page(console: Console, moment: str = NOW, path: str = PAGE, user: User | None = None) -> str:
    with at(moment):
        answer = console.browser(user or console.world.galina).get(path)
    assert answer.status_code == 200
    return words(answer.content)


def spec() -> dict[str, Any]:
    found: dict[str, Any] = CalendarVersion.objects.filter(calendar__code="yekaterinburg").latest("pk").spec
    return found


def versions() -> int:
    return CalendarVersion.objects.filter(calendar__code="yekaterinburg").count()


# --- looking, saving, recounting ------------------------------------------------------------------------------------


def test_what_moves_is_seen_before_it_is_saved(console: Console, ticket: Ticket) -> None:
    answer = send(console, "exceptions", **SHUT)
    said = words(answer.content)
    assert answer.status_code == 200
    assert "7 мая 2026: закрыто; Переезд" in said
    assert "Сдвинется 1 обращение; по этому календарю считается 1." in said
    assert "Сроки станут позже у 1" in said
    assert f"Екатеринбург Обращение Обещание Было Станет Рабочее время {ticket.number}" in said
    assert f"{ticket.number} первый ответ завтра, 10:00 пт, 8 мая, 10:00 +8 ч" in said
    assert f"{ticket.number} ответ по существу чт, 14 мая, 11:00 пт, 15 мая, 11:00 +8 ч" in said
    assert "Ни одно обращение не сдвинется; по этому календарю считается 1." in words(
        send(console, "exceptions", first="2026-05-29", kind="closed").content
    )
    # Nothing has been written, and what was typed still stands in the form.
    assert versions() == 1
    assert 'value="2026-05-07"' in answer.content.decode()


def test_saving_records_a_version_and_the_recount_is_seen_to_its_end(console: Console, ticket: Ticket) -> None:
    assert "Открытые обращения пересчитываются." not in page(console)
    assert send(console, "exceptions", save="1", **SHUT).status_code == 303
    assert spec()["exceptions"] == {"2026-05-07": {"hours": [], "name": "Переезд"}}
    said = page(console)
    assert "Открытые обращения пересчитываются. Пересчитано обращений: 0 из 1, сдвинулось: 0." in said
    with at("05-06 12:01") as now:
        assert go_on("yekaterinburg", now)
    said = page(console, "05-06 12:01")
    assert "Пересчитано обращений: 1 из 1, сдвинулось: 1. Письма о более поздних сроках: 0 из 1." in said
    with at("05-06 12:02") as now:
        assert not go_on("yekaterinburg", now)
    said = page(console, "05-06 12:03")
    assert "Пересчёт закончен. Пересчитано обращений: 1 из 1, сдвинулось: 1. Написано 1 письмо" in said
    assert "сегодня, 12:02" in said
    ticket.refresh_from_db()
    assert ticket.next_at == local("05-08 10:00").astimezone(UTC)


def test_the_page_lists_who_changed_what_and_when(console: Console) -> None:
    send(console, "exceptions", save="1", **SHUT)
    send(console, "exceptions", "05-06 12:30", save="1", first="2026-05-05", kind="hours", hours="9–12", error="1")
    said = page(console, "05-06 13:00")
    assert (
        "сегодня, 12:30 Галина Певцова самого начала 5 мая 2026: 09:00–12:00 исправляет ошибку "
        "сегодня, 12:00 Галина Певцова самого начала 7 мая 2026: закрыто; Переезд"
    ) in said
    assert "при настройке самого начала первая версия" in said
    assert "Исключения впереди 7 мая 2026 закрыто; Переезд" in said
    rows = CalendarVersion.objects.filter(calendar__code="yekaterinburg").order_by("pk")
    assert [one.correcting for one in rows] == [False, False, True]


def test_an_exception_is_taken_away_again(console: Console, ticket: Ticket) -> None:
    send(console, "exceptions", save="1", first="2026-05-12", last="2026-05-13", kind="closed")
    assert list(spec()["exceptions"]) == ["2026-05-12", "2026-05-13"]
    send(console, "exceptions", "05-06 13:00", save="1", first="2026-05-12", kind="usual")
    assert list(spec()["exceptions"]) == ["2026-05-13"]
    refused = send(console, "exceptions", "05-06 13:00", save="1", first="2026-05-12", kind="usual")
    assert "На эти дни нет исключения, которое можно убрать." in words(refused.content)


def test_the_same_again_changes_nothing(console: Console) -> None:
    send(console, "exceptions", save="1", **SHUT)
    looked = send(console, "exceptions", "05-06 12:05", **SHUT)
    assert "Календарь говорит это и сейчас: менять нечего." in words(looked.content)
    assert 'name="save"' not in looked.content.decode()
    with at("05-06 12:10"):
        browser = console.browser(console.world.galina)
        assert "Ничего не изменилось." in words(
            browser.post(f"{PAGE}exceptions/", SHUT | {"save": "1"}, follow=True).content
        )
    assert versions() == 2


# --- what is wrong --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"first": ""}, "День: Заполните"),
        ({"first": "7 мая"}, "День: Напишите дату так: 2026-05-12"),
        ({"last": "2026-05-06"}, "По какой день включительно: Последний день должен быть не раньше первого"),
        ({"last": "2027-05-08"}, "Последний день должен быть не раньше первого и не дальше года от него."),
        ({"kind": "hours"}, "Часы: Впишите часы или выберите «закрыто»."),
        ({"kind": "hours", "hours": "утром"}, "Часы: «утром» – не промежуток времени; напишите так: 09:00–13:00"),
        ({"kind": "hours", "hours": "9–13, 12–15"}, "Часы: Эти часы пересекаются"),
        ({"first": "2026-05-05"}, "День: Этот день прошёл: изменение на нём скажется, только если"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(
    console: Console, typed: dict[str, str], said: str
) -> None:
    answer = send(console, "exceptions", save="1", **(SHUT | typed))
    assert answer.status_code == 422
    html = answer.content.decode()
    shown = words(html)
    assert said in shown, shown
    assert 'value="Переезд"' in html
    for value in typed.values():
        assert f'value="{value}"' in html
    assert versions() == 1


def test_a_day_that_is_over_counts_for_a_correction(console: Console) -> None:
    assert send(console, "exceptions", save="1", first="2026-05-05", kind="closed", error="1").status_code == 303


def test_a_range_over_two_versions_is_entered_in_two_parts(console: Console) -> None:
    week = {"mon": "10–18", "tue": "10–18", "wed": "10–18", "thu": "10–18", "fri": "10–18", "from": "2026-05-12"}
    assert send(console, "weeks", save="1", **week).status_code == 303
    refused = send(console, "exceptions", first="2026-05-07", last="2026-05-12", kind="closed")
    assert "С 12 мая 2026 года действует другая версия: внесите две части по очереди." in words(refused.content)
    assert send(console, "exceptions", first="2026-05-12", last="2026-05-13", kind="closed").status_code == 200


# --- the week -------------------------------------------------------------------------------------------------------


def test_another_week_from_a_day_on(console: Console, ticket: Ticket) -> None:
    """10-18 without a lunch from Tuesday 12 May: the resolution (40 h from Wed 6 May 10:00): Wed 7, Thu 15, Fri 22,
    Tue 30, Wed 38, Thu 14 May 10-12, an hour later than at 11:00."""
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "10:00–18:00") | {"sat": "", "sun": "закрыто"}
    said = words(send(console, "weeks", **week, **{"from": "2026-05-12"}).content)
    assert "часы недели Действует с 12 мая 2026 года." in said
    assert "ответ по существу чт, 14 мая, 11:00 чт, 14 мая, 12:00 +1 ч" in said
    assert send(console, "weeks", save="1", **week, **{"from": "2026-05-12"}).status_code == 303
    assert spec()["weekly"] == {day: [["10:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    newest = CalendarVersion.objects.filter(calendar__code="yekaterinburg").latest("pk")
    assert newest.valid_from.isoformat() == "2026-05-12"
    # What is entered before it ends where it begins.
    sooner = words(send(console, "weeks", **week, **{"from": "2026-05-07"}).content)
    assert "Она действует по 11 мая 2026 года: за ней следует другая версия." in sooner
    year = page(console, path=f"{PAGE}2026/")
    assert "Версии внутри года 12 мая 2026 года часы недели" in year
    assert "Версии внутри года" not in page(console, path=f"{PAGE}2027/")


def test_a_week_that_is_wrong_opens_its_form_again(console: Console) -> None:
    answer = send(console, "weeks", save="1", mon="с утра", **{"from": "2026-05-01"})
    said = words(answer.content)
    assert answer.status_code == 422
    assert "пн: «с утра» – не промежуток времени" in said
    assert '<details class="more-form" open>' in answer.content.decode()
    over = words(send(console, "weeks", save="1", mon="9–17", **{"from": "2026-05-05"}).content)
    assert "Действует с: Этот день прошёл" in over


# --- a file ---------------------------------------------------------------------------------------------------------


def file(*events: str) -> SimpleUploadedFile:
    lines = ["BEGIN:VCALENDAR", *(line for one in events for line in ("BEGIN:VEVENT", *one.split("|"), "END:VEVENT"))]
    return SimpleUploadedFile("days.ics", "\r\n".join([*lines, "END:VCALENDAR", ""]).encode(), "text/calendar")


def test_a_file_is_looked_at_and_then_saved(console: Console, ticket: Ticket) -> None:
    """Thursday 7 May is closed; 9 May is a holiday already; 4 May is over; on Tuesday 12 May 10:00-15:00."""
    days = file(
        "DTSTART;VALUE=DATE:20260507|SUMMARY:Переезд", "DTSTART;VALUE=DATE:20260509|SUMMARY:Победа",
        "DTSTART;VALUE=DATE:20260504", "DTSTART:20260512T100000|DTEND:20260512T150000",
    )  # fmt: skip
    answer = send(console, "files", file=days)
    said = words(answer.content)
    assert "7 мая 2026: закрыто; Переезд 12 мая 2026: 10:00–15:00" in said
    assert "1 день такой и сейчас. 1 день прошёл или слишком далеко впереди и не учтён." in said
    assert "первый ответ завтра, 10:00 пт, 8 мая, 10:00 +8 ч" in said
    assert versions() == 1
    html = answer.content.decode()
    kept = html.partition('name="days" value="')[2].partition('"')[0].replace("&quot;", '"')
    assert send(console, "files", days=kept, save="1").status_code == 303
    assert spec()["exceptions"] == {"2026-05-07": {"hours": [], "name": "Переезд"}, "2026-05-12": [["10:00", "15:00"]]}


def test_a_file_that_is_wrong_says_where(console: Console) -> None:
    wrong = send(console, "files", file=file("SUMMARY:Учёба|DTSTART;VALUE=DATE:20261330"))
    assert wrong.status_code == 422
    assert "Строка 4, событие «Учёба», DTSTART:20261330: это не дата и не время" in words(wrong.content)
    none = send(console, "files", file=SimpleUploadedFile("a.ics", b"x" * 600_000))
    assert "Файл не принят: он больше 512 КБ" in words(none.content)
    assert "Файл .ics: Выберите файл." in words(send(console, "files").content)
    same = send(console, "files", file=file("DTSTART;VALUE=DATE:20260509"))
    assert "В этом файле нет ничего, чего не было бы в календаре." in words(same.content)
    for days in ("x", "[1]", '{"2026-05-07": 5}', '{"never": []}'):
        assert send(console, "files", days=days, save="1").status_code == 422
    assert versions() == 1


def test_a_year_that_went_out_comes_in_as_nothing_new(console: Console) -> None:
    with at(NOW):
        out = console.browser(console.world.galina).get(f"{PAGE}2026/events/").content
    said = words(send(console, "files", file=SimpleUploadedFile("a.ics", out)).content)
    assert "В этом файле нет ничего, чего не было бы в календаре." in said


# --- who ------------------------------------------------------------------------------------------------------------


def test_the_head_looks_and_an_administrator_changes(console: Console) -> None:
    said = page(console, user=console.world.viktor)
    assert "Календари меняет администратор" in said
    assert "Внести исключение" not in said
    assert "Изменить" not in page(console, path=f"{PAGE}2026/", user=console.world.viktor)
    assert "Изменить" in page(console, path=f"{PAGE}2026/")
    for what in ("exceptions", "weeks", "files"):
        assert send(console, what, user=console.world.viktor, save="1", **SHUT).status_code == 403
        with at(NOW):
            assert console.browser(console.world.galina).get(f"{PAGE}{what}/")["Location"] == PAGE
    assert versions() == 1
    assert "Внести исключение" in page(console)


def test_calendars_that_come_with_opora_have_no_such_page(console: Console) -> None:
    with at(NOW):
        browser = console.browser(console.world.galina)
        assert browser.get("/setup/calendars/ru/").status_code == 404
        assert browser.get("/setup/calendars/nowhere/").status_code == 404
        assert browser.post("/setup/calendars/ru/exceptions/", SHUT).status_code == 404


def test_the_page_asks_few_things_however_many_tickets_there_are(console: Console) -> None:
    for _ in range(3):
        console.asked("05-06 10:00", subject=f"Ещё одна {_}")
    browser = console.browser(console.world.galina)
    with at(NOW), counted() as asked:
        assert browser.get(PAGE).status_code == 200
    assert len(asked) <= 16, asked
    with at(NOW), counted() as looked:
        assert browser.post(f"{PAGE}exceptions/", SHUT).status_code == 200
    assert len(looked) <= 30, looked

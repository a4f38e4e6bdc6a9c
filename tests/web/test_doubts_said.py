"""What each doubt about a calendar says: on the page of its year in both languages, by both commands in English.

One calendar, Moscow's, is doubtful; it is Friday 8 May 2026, 14:00 there. Sentences and hours are written by hand.
"""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from opora.accounts.models import User
from opora.calendars.models import Calendar, CalendarVersion
from opora.cli.checks import people
from opora.contracts.models import Contract
from tests.web.console import Console, at, words

pytestmark = pytest.mark.django_db

NOW = "05-08 16:00"
RECORDED = datetime(2026, 1, 1, tzinfo=UTC)
EVER = "1900-01-01"
DAY = [["09:00", "13:00"], ["14:00", "18:00"]]
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), DAY)
ROUND = {day: [["00:00", "24:00"]] for day in (*WEEK, "sat", "sun")}
SHORT = {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu")} | {"fri": [["09:00", "13:00"]]}
MAY: dict[str, Any] = {f"2026-05-{day:02}": [] for day in range(8, 32)}
JUNE: dict[str, Any] = {f"2026-06-{day:02}": [] for day in range(1, 7)}
FEAST = {"yearly_days_off": ["06-12", "06-13"]}

MOVED = (
    "Correct the moved days of the calendar; those that come with Opora are mended by its next version.",
    "Исправьте переносы в календаре; те, что пришли с Opora, исправит её следующая версия.",
)
HOURS = (
    "Correct the hours of the week or the exceptions. If the office is closed for good, give it another calendar.",
    "Исправьте часы недели или исключения. Если офис больше не работает, дайте ему другой календарь.",
)
OUTSIDE = (
    "Enter it again: it goes to the version that holds on that day.",
    "Внесите его заново: оно попадёт в версию, которая действует в этот день.",
)
DUTY = (
    "Enter a duty for such hours, or name an office in the contract that is open then.",
    "Внесите дежурство на такие часы или назовите в договоре офис, который тогда открыт.",
)
AGAIN = (
    "Take it away, or write the hours that you mean.",
    "Уберите его или впишите часы, которые имеете в виду.",
)


@dataclass(frozen=True)
class Case:
    """Versions of Moscow's calendar and the one doubt about it, in English and Russian; ``named``: by a contract."""

    kind: str
    versions: tuple[tuple[str, dict[str, Any]], ...]
    english: str
    russian: str
    mend: tuple[str, str]
    named: bool = False


def _one(**spec: Any) -> tuple[tuple[str, dict[str, Any]], ...]:
    return ((EVER, spec),)


def _moved(*days: tuple[str, str, bool], **spec: Any) -> tuple[tuple[str, dict[str, Any]], ...]:
    rows = [{"day_off": off, "taken_from": taken, "worked": worked} for off, taken, worked in days]
    return _one(moved_days_off=rows, **spec)


CASES = {
    "never open": Case(
        "NothingOpen",
        _one(weekly={}),
        "No hour is open, now or later: weekdays 9–18 UTC count in its place.",
        "Ни сейчас, ни позже нет ни одного рабочего часа: вместо них считаются будни с 9 до 18 по UTC.",
        HOURS,
    ),
    # 8 May - 6 June are thirty days; the 6th is a Saturday.
    "open after thirty days": Case(
        "NothingOpen",
        _one(exceptions=MAY | JUNE),
        "Nothing is open in the next 30 days; the first hours are those of 8 June 2026.",
        "В ближайшие 30 дней нет ни одного рабочего часа; следующий рабочий день — 8 июня 2026 года.",
        HOURS,
    ),
    "no decree": Case(
        "DecreeMissing",
        _one(years_entered=[2018, 2025]),
        "The decree on the days off of 2026 is not known: statutory holidays alone count.",
        "Постановление о выходных 2026 года ещё не введено: считаются только праздники по закону.",
        (
            "Update Opora when the decree is out, in autumn; until then moments of that year are preliminary.",
            "Обновите Opora, когда осенью выйдет постановление; до тех пор сроки этого года предварительные.",
        ),
    ),
    "an exception on a holiday": Case(
        "DayTwice",
        _one(exceptions={"2026-06-12": [], "2026-06-13": []}, **FEAST),
        "The exception on 12–13 June 2026 says what the calendar says without it.",
        "Исключение на 12–13 июня 2026 года говорит то же, что календарь и без него.",
        AGAIN,
    ),
    "a holiday of this year and of every year": Case(
        "DayTwice",
        _one(days_off=[{"day_off": "2026-06-12"}], **FEAST),
        "The holiday on 12 June 2026 is given twice: for every year, and for this one.",
        "Праздник 12 июня 2026 года указан дважды: как ежегодный и отдельно на этот год.",
        (
            "Leave the day of this year out; calendars that come with Opora are mended by its next version.",
            "Уберите день, указанный на один год; календари, которые пришли с Opora, исправит её следующая версия.",
        ),
    ),
    "a working Saturday on a holiday": Case(
        "DayTwice",
        _moved(("2026-06-15", "2026-06-13", True), **FEAST),
        "A decree makes 13 June 2026 a working day, and a holiday wins: nobody works.",
        "Перенос делает 13 июня 2026 года рабочим днём, но это праздник: никто не работает.",
        MOVED,
    ),
    "a moved day on a holiday": Case(
        "DayTwice",
        _moved(("2026-06-12", "2026-06-20", False), **FEAST),
        "A decree frees 12 June 2026, which is a holiday already.",
        "Постановление освобождает 12 июня 2026 года, а это и так праздник.",
        MOVED,
    ),
    "freed and worked": Case(
        "DayTwice",
        _moved(("2026-06-11", "2026-06-20", True), ("2026-06-20", "2026-06-27", False)),
        "One decree frees 20 June 2026, another takes it.",
        "Один перенос делает 20 июня 2026 года выходным, другой отдаёт этот день.",
        MOVED,
    ),
    "moved twice": Case(
        "DayTwice",
        _moved(("2026-06-11", "2026-06-20", False), ("2026-06-15", "2026-06-20", False)),
        "The day off of 20 June 2026 is moved twice.",
        "Выходной 20 июня 2026 года перенесён дважды.",
        MOVED,
    ),
    "before its version begins": Case(
        "ExceptionOutside",
        ((EVER, {}), ("2026-07-01", {"exceptions": {"2026-06-30": []}}), ("2026-08-01", {})),
        "The exception on 30 June 2026 never counts: its version holds from 1 July 2026 on.",
        "Исключение на 30 июня 2026 года не действует: его версия считается с 1 июля 2026 года.",
        OUTSIDE,
    ),
    "after its version ended": Case(
        "ExceptionOutside",
        ((EVER, {"exceptions": {"2026-07-01": []}}), ("2026-07-01", {})),
        "The exception on 1 July 2026 never counts: another version holds from 1 July 2026 on.",
        "Исключение на 1 июля 2026 года не действует: с 1 июля 2026 года считается другая версия.",
        OUTSIDE,
    ),
    # Closed all this Friday: 10 hours are left of it, 48 of the weekend, 9 of Monday.
    "closed now": Case(
        "OfficeClosed",
        _one(exceptions={"2026-05-08": []}),
        "The contract МИР-2 promises round the clock, and its office is closed now, for 67 h.",
        "Договор МИР-2 обещает поддержку круглосуточно, а названный в нём офис сейчас закрыт, ещё на 67 ч.",
        DUTY,
        named=True,
    ),
    # Six hours of the Friday, 48, 9.
    "closed tonight": Case(
        "OfficeClosed",
        _one(),
        "The contract МИР-2 promises round the clock; its office is closed on Friday 8 May at 18:00, for 63 h.",
        "Договор МИР-2 обещает поддержку круглосуточно, а названный в нём офис закрыт в пятницу, 8 мая, "
        "в 18:00, на 63 ч.",
        DUTY,
        named=True,
    ),
    # Tuesday 12 May: round the clock until then, nine hours of that night.
    "closed by the next version": Case(
        "OfficeClosed",
        ((EVER, {"weekly": ROUND}), ("2026-05-12", {})),
        "The contract МИР-2 promises round the clock; its office is closed on Tuesday 12 May at 0:00, for 9 h.",
        "Договор МИР-2 обещает поддержку круглосуточно, а названный в нём офис закрыт во вторник, 12 мая, "
        "в 0:00, на 9 ч.",
        DUTY,
        named=True,
    ),
    "nine hours and four": Case(
        "DayIsNotEight",
        _one(weekly=SHORT),
        "Eight working hours are not a day here: Mon 9:00, Tue 9:00, Wed 9:00, Thu 9:00, Fri 4:00.",
        "Восемь рабочих часов здесь не составляют день: пн 9:00, вт 9:00, ср 9:00, чт 9:00, пт 4:00.",
        (
            "If these hours are meant so, leave them: promises count hours, not days. Else correct the week.",
            "Если так и задумано, ничего не меняйте: сроки считаются в часах, а не в днях. Если нет, исправьте часы "
            "недели.",
        ),
    ),
}


def _doubtful(case: Case) -> None:
    moscow = Calendar.objects.get(code="moscow")
    CalendarVersion.objects.filter(calendar=moscow).delete()
    for valid_from, spec in case.versions:
        CalendarVersion.objects.create(
            calendar=moscow, valid_from=date.fromisoformat(valid_from), recorded_at=RECORDED,
            spec={"zone": "Europe/Moscow", "weekly": WEEK} | spec,
        )  # fmt: skip


def _page(console: Console, person: User, language: str) -> str:
    User.objects.filter(pk=person.pk).update(language=language)
    person.refresh_from_db()
    # The year of a decree that is missing says so at its head; this is the next one.
    with at(NOW):
        answer = console.browser(person).get("/setup/calendars/moscow/2027/")
    return words(answer.content).replace("\xa0", " ")


def _lint() -> list[dict[str, str]]:
    out = StringIO()
    with at(NOW), pytest.raises(SystemExit, match="1"):
        call_command("calendar", "lint", "--json", stdout=out)
    return [json.loads(line.replace("\xa0", " ")) for line in out.getvalue().splitlines()]


@pytest.fixture
def quiet(console: Console) -> Console:
    """Nothing is doubtful: the contract that promises round the clock keeps its office's hours."""
    Contract.objects.filter(number="МИР-2").update(calendar="vladivostok")
    return console


@pytest.mark.parametrize("name", CASES)
def test_a_doubt_is_said_on_the_page_and_by_both_commands(quiet: Console, name: str) -> None:
    case = CASES[name]
    _doubtful(case)
    if case.named:
        Contract.objects.filter(number="МИР-2").update(calendar="around-the-clock", office=quiet.world.moscow)
    english, russian = case.mend

    assert f"Обратите внимание {case.russian} {russian}" in _page(quiet, quiet.world.galina, "ru")
    assert f"Look at this {case.english} {english}" in _page(quiet, quiet.world.galina, "en")
    assert _lint() == [{"calendar": "moscow", "kind": case.kind, "sentence": case.english, "mend": english}]
    with at(NOW) as now:
        (found,) = people.calendars(now)
    said = found.sentence.replace("\xa0", " ")
    assert (found.level, found.check, said, found.mend) == (
        "warning", "calendars", f"In moscow: {case.english}", english,
    )  # fmt: skip


def test_nothing_is_said_of_a_calendar_that_is_not_doubtful(quiet: Console) -> None:
    _doubtful(Case("", _one(), "", "", ("", "")))
    out = StringIO()
    with at(NOW) as now:
        call_command("calendar", "lint", stdout=out)
        assert [one.level for one in people.calendars(now)] == ["ok"]
    assert out.getvalue() == "Nothing is doubtful.\n"
    assert "Обратите внимание" not in _page(quiet, quiet.world.galina, "ru")
    assert "Look at this" not in _page(quiet, quiet.world.galina, "en")


def test_every_kind_of_doubt_has_a_case() -> None:
    kinds = {"NothingOpen", "DecreeMissing", "DayTwice", "ExceptionOutside", "OfficeClosed", "DayIsNotEight"}
    assert {case.kind for case in CASES.values()} == kinds

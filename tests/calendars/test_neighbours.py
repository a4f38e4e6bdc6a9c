"""Belarus and Kazakhstan: entered tables, checked by the rule of each country's law (domain.md T1, T7, T8)."""

from datetime import date, datetime, timedelta

import pytest

from opora.calendars import preset
from opora.core.hours import Cause
from tests.calendars.tables import dates, hours, rows, year

ENTERED = range(2018, 2027)

# Statutory days off, by hand from the laws. Belarus: the President's decree No 157 of 26.03.1998; 2 January since 2020.
# Kazakhstan: the law on holidays, art. 2-5, and the Labour Code, art. 84: 7 January and Kurban-ait are days off, too.
BELARUS = {"01-01", "01-07", "03-08", "05-01", "05-09", "07-03", "11-07", "12-25"}
KAZAKHSTAN = {"01-01", "01-02", "03-08", "03-21", "03-22", "03-23", "05-01", "05-07", "05-09", "07-06", "12-16"}


def _by(number: int) -> set[date]:
    """Belarus's days of a year, with Radunitsa on the ninth day after the Orthodox Easter."""
    days = BELARUS | ({"01-02"} if number >= 2020 else set())
    return {date.fromisoformat(f"{number}-{one}") for one in days} | {_easter(number) + timedelta(days=9)}


def _kz(number: int) -> set[date]:
    """Kazakhstan's holidays of a year, for which another day is given when they fall on a day off."""
    days = KAZAKHSTAN | ({"08-30"} if number <= 2025 else {"03-15"} if number >= 2027 else set())
    days |= {"10-25"} if number >= 2022 else {"12-01", "12-17"}
    return {date.fromisoformat(f"{number}-{one}") for one in days}


def _easter(number: int) -> date:
    """The Orthodox Easter by Gauss, for the years 1900-2099."""
    moon = (19 * (number % 19) + 15) % 30
    days = moon + (2 * (number % 4) + 4 * (number % 7) + 6 * moon + 6) % 7
    return date(number, 3, 22) + timedelta(days=days + 13)


def _holidays(code: str, number: int) -> set[date]:
    calendar = preset.load(code)
    reasons = {on: calendar.closed_because(on) for on in year(number)}
    return {on for on, because in reasons.items() if because and because.cause is Cause.HOLIDAY}


def test_radunitsa_is_where_one_remembers_it() -> None:
    """28 April 2020, 25 April 2023 and 21 April 2026 were announced as days off there."""
    assert [_easter(of) + timedelta(days=9) for of in (2020, 2023, 2026)] == [
        date(2020, 4, 28), date(2023, 4, 25), date(2026, 4, 21),
    ]  # fmt: skip


def test_radunitsa_is_entered_by_rule_up_to_2050() -> None:
    entered = [one.on for one in preset.load("by").public.dated]

    assert entered == [_easter(of) + timedelta(days=9) for of in range(2010, 2051)]


NAMES = {
    "by": {
        "01-01": ("Новый год", "New Year’s Day"),
        "01-02": ("Новый год", "New Year’s Day"),
        "01-07": ("Рождество Христово (православное)", "Orthodox Christmas"),
        "03-08": ("День женщин", "Women’s Day"),
        "05-01": ("Праздник труда", "Labour Day"),
        "05-09": ("День Победы", "Victory Day"),
        "07-03": ("День Независимости Республики Беларусь", "Independence Day of Belarus"),
        "11-07": ("День Октябрьской революции", "October Revolution Day"),
        "12-25": ("Рождество Христово (католическое)", "Catholic Christmas"),
    },
    "kz": {
        "01-01": ("Новый год", "New Year’s Day"),
        "01-02": ("Новый год", "New Year’s Day"),
        "01-07": ("Православное Рождество", "Orthodox Christmas"),
        "03-08": ("Международный женский день", "International Women’s Day"),
        "03-15": ("День Конституции Республики Казахстан", "Constitution Day of Kazakhstan"),
        "03-21": ("Наурыз мейрамы", "Nauryz"),
        "03-22": ("Наурыз мейрамы", "Nauryz"),
        "03-23": ("Наурыз мейрамы", "Nauryz"),
        "05-01": ("Праздник единства народа Казахстана", "Unity Day of the People of Kazakhstan"),
        "05-07": ("День защитника Отечества", "Defender of the Fatherland Day"),
        "05-09": ("День Победы", "Victory Day"),
        "07-06": ("День Столицы", "Capital Day"),
        "08-30": ("День Конституции Республики Казахстан", "Constitution Day of Kazakhstan"),
        "10-25": ("День Республики", "Republic Day"),
        "12-01": ("День Первого Президента Республики Казахстан", "First President Day"),
        "12-16": ("День Независимости", "Independence Day"),
        "12-17": ("День Независимости", "Independence Day"),
    },
}
FEASTS = {"by": {("Радуница", "Radunitsa")}, "kz": {("Курбан-айт", "Kurban-ait (Eid al-Adha)")}}


@pytest.mark.parametrize("code", ["by", "kz"])
def test_their_holidays_have_names_in_both_languages(code: str) -> None:
    public = preset.load(code).public

    assert {f"{one.month:02}-{one.day:02}": (one.name, one.name_en) for one in public.yearly} == NAMES[code]
    assert {(one.name, one.name_en) for one in public.dated} == FEASTS[code]


@pytest.mark.parametrize("number", [*ENTERED, 2027, 2030])
def test_belarus_has_its_statutory_days(number: int) -> None:
    assert _holidays("by", number) == _by(number)


@pytest.mark.parametrize("number", [*ENTERED, 2027, 2030])
def test_kazakhstan_has_its_statutory_days(number: int) -> None:
    feasts = {date.fromisoformat(row["day"]) for row in rows("kz-days.csv") if row["day"].startswith(str(number))}

    assert _holidays("kz", number) == _kz(number) | feasts | {date(number, 1, 7)}
    assert bool(feasts) is (number in ENTERED)


@pytest.mark.parametrize("code", ["by", "kz"])
def test_every_moved_day_is_told_and_worked_for_on_the_other(code: str) -> None:
    calendar = preset.load(code)

    for row in rows(f"{code}-moved-days.csv"):
        off, worked = date.fromisoformat(row["day_off"]), date.fromisoformat(row["worked"])
        because = calendar.closed_because(off)
        assert because is not None, off
        assert (because.cause, because.other_day, because.document) == (Cause.MOVED, worked, row["document"]), off
        assert calendar.works_on(worked), worked
    rest = {date.fromisoformat(row["worked"]) for row in rows(f"{code}-moved-days.csv")}
    assert {on for of in ENTERED for on in year(of) if on.weekday() > 4 and calendar.works_on(on)} <= rest


def test_belarus_moves_nothing_without_a_decree() -> None:
    """Nothing is given for a holiday on a Saturday there: days off on weekdays are holidays or rows of the table."""
    by = preset.load("by")
    moved = {date.fromisoformat(row["day_off"]) for row in rows("by-moved-days.csv")}

    off = {on for of in ENTERED for on in year(of) if on.weekday() < 5 and not by.works_on(on)}

    assert off == {on for of in ENTERED for on in _by(of) if on.weekday() < 5} | moved


@pytest.mark.parametrize("number", ENTERED)
def test_kazakhstan_gives_the_next_working_day_for_a_holiday_on_a_day_off(number: int) -> None:
    """The law on holidays, art. 5. Not for 7 January and Kurban-ait, which are days off and no holidays.

    In 2020 the Government gave Friday 8 May for Saturday the 9th in place of Monday 11 May.
    """
    moved = {date.fromisoformat(row["day_off"]) for row in rows("kz-moved-days.csv")}
    feasts = {date.fromisoformat(row["day"]) for row in rows("kz-days.csv")} | {date(number, 1, 7)}
    off = {on for on in _kz(number) | moved | feasts if on.year == number}
    for holiday in sorted(_kz(number)):
        if holiday.weekday() > 4 and holiday != date(2020, 5, 9):
            off.add(next(o for o in dates(holiday, date(number, 12, 31)) if o.weekday() < 5 and o not in off))

    kz = preset.load("kz")

    assert {on for on in year(number) if on.weekday() < 5 and not kz.works_on(on)} == {
        on for on in off if on.weekday() < 5
    }


@pytest.mark.parametrize("fact", rows("by-facts.csv"), ids=lambda fact: fact["year"])
def test_belarus_has_the_hours_of_its_norm(fact: dict[str, str]) -> None:
    """They prove the eve rule (art. 116): a day before a public holiday has 7 hours, on whatever date it is worked."""
    by = preset.load("by")

    assert sum(hours(by, one) for one in year(int(fact["year"]))) == int(fact["hours"])


def test_an_eve_in_belarus_and_none_in_kazakhstan() -> None:
    """Tue 6 January 2026 has 7 hours in Minsk (its Ministry of Labour); no law shortens a day in Almaty.

    April 2023 had 151 hours in Belarus: Sat 29 April is worked for Mon 24, the eve of Radunitsa, and is as short.
    """
    by, kz = preset.load("by"), preset.load("kz")

    assert hours(by, date(2026, 1, 6)) == 7
    assert hours(by, date(2023, 4, 29)) == 7
    assert sum(hours(by, one) for one in dates(date(2023, 4, 1), date(2023, 4, 30))) == 151
    assert {hours(kz, on) for of in ENTERED for on in year(of)} == {0, 8}


def test_their_zones_and_hours() -> None:
    """Almaty went from +6 to +5 on 1 March 2024, at midnight: 23:00 +5 once more."""
    by, kz = preset.load("by"), preset.load("kz")

    assert (by.zone, kz.zone) == ("Europe/Minsk", "Asia/Almaty")
    for calendar in (by, kz):
        assert [str(one) for one in calendar.hours_on(date(2026, 11, 25))] == ["09:00-13:00", "14:00-18:00"]
    assert kz.next_open(datetime.fromisoformat("2024-02-29T00:00+06:00")) == datetime.fromisoformat(
        "2024-02-29T03:00+00:00"
    )
    assert kz.next_open(datetime.fromisoformat("2024-03-01T00:00+05:00")) == datetime.fromisoformat(
        "2024-03-01T04:00+00:00"
    )


@pytest.mark.parametrize("code", ["by", "kz"])
def test_other_years_are_preliminary(code: str) -> None:
    calendar = preset.load(code)

    assert not any(calendar.preliminary(of) for of in ENTERED)
    assert calendar.preliminary(2017)
    assert calendar.preliminary(2027)

"""Tatarstan and Bashkortostan: Russia's calendar with their own days off, as announced there (domain.md T1, T7)."""

from datetime import date, datetime, timedelta

import pytest

from opora.calendars import preset
from opora.core.hours import Cause
from tests.calendars.tables import dates, hours, rows, year

DAYS, FACTS, EVES = rows("ru-regions-days.csv"), rows("ru-regions-facts.csv"), rows("ru-regions-eves.csv")
REGIONS = ("ru-ta", "ru-ba")


def _id(row: dict[str, str]) -> str:
    return f"{row['preset']} {row.get('day') or row['year']}"


@pytest.mark.parametrize("row", DAYS, ids=_id)
def test_every_day_off_of_a_region_is_told_with_its_cause_name_and_document(row: dict[str, str]) -> None:
    because = preset.load(row["preset"]).closed_because(date.fromisoformat(row["day"]))

    assert because is not None
    assert (because.cause.value, because.name_en, because.document) == (row["cause"], row["name_en"], row["document"])
    assert bool(because.name) is bool(row["name_en"])


@pytest.mark.parametrize("code", REGIONS)
def test_nothing_else_differs_from_russia(code: str) -> None:
    """Days of a region beside the table are Russia's own, but for eves; and no entered feast lacks its row."""
    russia, region = preset.load("ru"), preset.load(code)
    told = {date.fromisoformat(row["day"]) for row in DAYS if row["preset"] == code}
    yearly = {(one.month, one.day) for one in region.public.yearly} - {(o.month, o.day) for o in russia.public.yearly}
    first, last = region.public.entered or (0, 0)

    differ = {
        on
        for on in dates(date(first, 1, 1), date(last, 12, 31))
        if region.works_on(on) is not russia.works_on(on) and (on.month, on.day) not in yearly
    }

    assert differ <= told
    assert {one.on for one in region.public.dated} <= told


@pytest.mark.parametrize("row", EVES, ids=_id)
def test_the_day_before_a_regional_holiday_is_shorter(row: dict[str, str]) -> None:
    """Labour Code, art. 95: so for every «нерабочий праздничный день», those of a region too, as announced there."""
    assert hours(preset.load(row["preset"]), date.fromisoformat(row["day"])) == int(row["hours"])


@pytest.mark.parametrize("fact", FACTS, ids=_id)
def test_a_region_has_its_published_days_and_hours(fact: dict[str, str]) -> None:
    region, number = preset.load(fact["preset"]), int(fact["year"])
    lengths = {one: hours(region, one) for one in year(number)}

    assert sum(1 for length in lengths.values() if length) == int(fact["working_days"])
    if fact["shortened_days"]:
        assert " ".join(f"{one:%m-%d}" for one in lengths if lengths[one] == 7) == fact["shortened_days"]
    if fact["hours"]:
        assert sum(lengths.values()) == int(fact["hours"])


def test_a_shortened_eve_names_the_regional_holiday() -> None:
    """Thursday 5 June 2025 is the day before Kurban-bayram: the hour from 17:00 is what it lacks."""
    told = preset.load("ru-ta").explain(
        datetime.fromisoformat("2025-06-05T16:00+03:00"), datetime.fromisoformat("2025-06-05T18:00+03:00")
    )

    assert [(one.counted, one.cause, one.name) for one in told] == [
        (True, Cause.WORK, ""),
        (False, Cause.SHORTENED, "Курбан-байрам"),
    ]


@pytest.mark.parametrize(
    ("code", "zone", "known", "unknown"),
    [("ru-ta", "Europe/Moscow", range(2020, 2027), (2019, 2027)),
     ("ru-ba", "Asia/Yekaterinburg", range(2018, 2027), (2017, 2027))],
)  # fmt: skip
def test_a_year_whose_feasts_are_unknown_is_preliminary_there(
    code: str, zone: str, known: range, unknown: tuple[int, int]
) -> None:
    """2027 is entered for Russia, and preliminary for the two whose heads have not named its feasts yet."""
    region = preset.load(code)

    assert region.zone == zone
    assert not any(region.preliminary(one) for one in known)
    assert all(region.preliminary(one) for one in unknown)
    assert not preset.load("ru").preliminary(2027)
    start = datetime(2027, 3, 1, 12, tzinfo=region.tz)
    assert region.flags(start, start + timedelta(hours=8)) == {"preliminary"}


def test_a_due_moment_in_kazan_and_in_moscow() -> None:
    """8 hours from Wed 5 Nov 2025 10:00 in Kazan, where Thu 6 Nov is a day off, and in Moscow, where it is not.

    Kazan: Wed 10-13, 14-17 (an eve) are 6 h, Thu off, Fri 9-11 the other 2. Moscow: Wed 10-13, 14-18 are 7 h, Thu 9-10.
    """
    start = datetime.fromisoformat("2025-11-05T10:00+03:00")
    span = timedelta(hours=8)

    assert preset.load("ru-ta").add(start, span) == datetime.fromisoformat("2025-11-07T11:00+03:00")
    assert preset.load("ru").add(start, span) == datetime.fromisoformat("2025-11-06T10:00+03:00")

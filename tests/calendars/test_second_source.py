"""The holidays library as a second source: every date of 2018-2027; differences.csv explains each difference."""

from collections.abc import Iterator
from datetime import date

import holidays
import pytest

from opora.calendars import preset
from opora.core.hours import WorkCalendar
from tests.calendars.tables import rows, year

YEARS = range(2018, 2028)
COUNTRIES = {"ru": "RU", "by": "BY", "kz": "KZ"}


def _ours(calendar: WorkCalendar, on: date) -> str:
    because = calendar.closed_because(on)
    if because is None:
        return "work" if on.weekday() < 5 else "worked"
    return because.cause.value


def _theirs(library: holidays.HolidayBase, on: date) -> str:
    if on in library.weekend_workdays:
        return "worked"
    names = [name for name in (library.get(on) or "").split("; ") if name]
    if not names:
        return "work" if on.weekday() < 5 else "weekend"
    return "moved" if all("observed" in name or "substituted" in name for name in names) else "holiday"


def _differences(code: str) -> Iterator[tuple[str, str, str]]:
    calendar = preset.load(code)
    library = holidays.country_holidays(COUNTRIES[code], years=YEARS, language="en_US")
    for on in (one for number in YEARS for one in year(number)):
        pair = _ours(calendar, on), _theirs(library, on)
        if pair[0] != pair[1]:
            yield on.isoformat(), *pair


@pytest.mark.parametrize("code", COUNTRIES)
def test_every_difference_is_explained_and_no_explanation_is_left_over(code: str) -> None:
    explained = {(row["day"], row["ours"], row["theirs"]) for row in rows("differences.csv") if row["preset"] == code}

    found = set(_differences(code))

    assert sorted(found - explained) == [], "unexplained: find out who is right, then mend ours or explain it"
    assert sorted(explained - found) == [], "explained but gone: take the row out"


def test_the_explanations_say_something() -> None:
    assert all(len(row["why"]) > 10 for row in rows("differences.csv"))


def test_a_difference_would_be_seen() -> None:
    """With the overlay our calendar is no longer theirs: 6 May 2020 is the decree's, and a working day there."""
    library = holidays.country_holidays("RU", years=2020, language="en_US")

    assert _theirs(library, date(2020, 5, 6)) == "work"
    assert _ours(preset.load("ru", overlays=("ru-2020-2021",)), date(2020, 5, 6)) == "holiday"
    assert _ours(preset.load("ru"), date(2020, 5, 6)) == "work"

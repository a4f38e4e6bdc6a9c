"""The non-working days of 2020 and 2021: an overlay, off until somebody names it (domain.md T7)."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from opora.calendars import preset
from opora.calendars.actions import add
from opora.calendars.queries import work_calendar
from opora.core.hours import CalendarFileError, Cause
from opora.core.step import MACHINE
from opora.flow.step import begin
from tests.calendars.tables import dates, rows, year

NAME = "ru-2020-2021"
ROWS = rows("ru-2020-2021.csv")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["first"])
def test_every_decree_frees_its_days_and_is_told(row: dict[str, str]) -> None:
    ru, over = preset.load("ru"), preset.load("ru", overlays=(NAME,))
    days = dates(date.fromisoformat(row["first"]), date.fromisoformat(row["last"]))

    assert not any(over.works_on(one) for one in days)
    assert sum(1 for one in days if ru.works_on(one)) == int(row["weekdays_freed"])
    freed = [because for one in days if ru.works_on(one) and (because := over.closed_because(one))]
    assert {(one.cause, one.document) for one in freed} == {(Cause.HOLIDAY, row["document"])}
    assert all(one.name and one.name_en for one in freed)


def test_no_other_day_changes_and_no_eve_is_shorter() -> None:
    """The day before a non-working day keeps its hours: 27 March 2020, 23 and 30 June 2020, 29 October 2021."""
    ru, over = preset.load("ru"), preset.load("ru", overlays=(NAME,))
    told = {one for row in ROWS for one in dates(date.fromisoformat(row["first"]), date.fromisoformat(row["last"]))}

    changed = {on for of in range(2018, 2028) for on in year(of) if ru.hours_on(on) != over.hours_on(on)}

    assert changed == {on for on in told if ru.works_on(on)}
    for on in ("2020-03-27", "2020-06-23", "2020-06-30", "2021-10-29"):
        assert [str(one) for one in over.hours_on(date.fromisoformat(on))] == ["09:00-13:00", "14:00-18:00"]
    assert not any(one.eve for one in over.public.dated)
    # The law's own holiday keeps its name.
    because = over.closed_because(date(2021, 11, 4))
    assert because is not None
    assert because.name == "День народного единства"


def test_a_calendar_file_names_it_also_beside_a_preset(tmp_path: Path) -> None:
    """Fri 27 March 2020 17:00 and two hours: Mon 30 March 10:00. With the overlay Tue 12 May 10:00.

    30 March-30 April are its days, 1 May a holiday, 4 and 5 May moved, 6-8 May its days, 11 May moved.
    """
    plain, path = tmp_path / "plain.json", tmp_path / "office.json"
    plain.write_text(json.dumps({"preset": "ru"}))
    path.write_text(json.dumps({"preset": "ru", "overlays": [NAME]}))
    start, span = datetime.fromisoformat("2020-03-27T17:00+03:00"), timedelta(hours=2)

    assert preset.load(str(plain)).add(start, span) == datetime.fromisoformat("2020-03-30T10:00+03:00")
    assert preset.load(str(path)).add(start, span) == datetime.fromisoformat("2020-05-12T10:00+03:00")
    assert preset.load(str(plain), overlays=(NAME,)).add(start, span) == datetime.fromisoformat(
        "2020-05-12T10:00+03:00"
    )


def test_it_lies_over_a_region_and_over_ones_own_days() -> None:
    over = preset.from_spec(
        {"preset": "ru-ta", "overlays": [NAME], "exceptions": {"2020-04-06": [["10:00", "12:00"]]},
         "days_off": [{"day_off": "2020-04-07", "name": "Наш день", "eve": False}]}
    )  # fmt: skip

    assert [str(one) for one in over.hours_on(date(2020, 4, 6))] == ["10:00-12:00"]  # an exception wins over all
    said = {on: over.closed_because(date(2020, *on)) for on in ((4, 7), (4, 8), (7, 31))}
    assert [one.name for one in said.values() if one] == ["Нерабочие дни", "Нерабочие дни", "Курбан-байрам"]


@pytest.mark.django_db
def test_a_version_of_a_calendar_names_it() -> None:
    start, span = datetime.fromisoformat("2020-03-27T17:00+03:00"), timedelta(hours=2)
    with begin(datetime(2020, 3, 1, tzinfo=UTC), MACHINE, "cli") as step:
        add(step, code="plain", name="По закону", spec={"preset": "ru"})
        add(step, code="decrees", name="С нерабочими днями", spec={"preset": "ru", "overlays": [NAME]})

    due = {code: work_calendar(code).add(start, span) for code in ("plain", "decrees")}

    assert due["plain"] == datetime.fromisoformat("2020-03-30T10:00+03:00")
    assert due["decrees"] == datetime.fromisoformat("2020-05-12T10:00+03:00")


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ({"preset": "ru", "overlays": ["ru-2019"]}, ["'ru-2019'", NAME]),
        ({"preset": "ru", "overlays": NAME}, ["overlays", "list"]),
        ({"preset": "ru", "overlays": [7]}, ["7", NAME]),
    ],
)
def test_what_is_said_of_a_wrong_one(spec: dict[str, object], said: list[str]) -> None:
    with pytest.raises(CalendarFileError) as refusal:
        preset.from_spec(spec)
    for words in said:
        assert words in str(refusal.value)

"""The calendars that come with Opora, against the published facts (domain.md T1, T2, T7)."""

import json
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from opora.calendars import preset
from opora.core.doubts import DecreeMissing, Version, doubts
from opora.core.hours import CalendarFileError, Cause
from tests.calendars.tables import hours, rows, year

HOUR = timedelta(hours=1)
NAMES = ("24x7", "by", "kz", "ru", "ru-ba", "ru-ta")


@pytest.mark.parametrize("fact", rows("ru-facts.csv"), ids=lambda fact: fact["year"])
def test_russia_has_the_published_days_and_hours(fact: dict[str, str]) -> None:
    ru = preset.load("ru")
    days = year(int(fact["year"]))
    lengths = {one: hours(ru, one) for one in days}
    start = datetime(int(fact["year"]), 1, 1, tzinfo=ru.tz)
    end = datetime(int(fact["year"]) + 1, 1, 1, tzinfo=ru.tz)

    assert sum(1 for length in lengths.values() if length) == int(fact["working_days"])
    assert len(ru.working_dates_between(days[0], days[-1])) == int(fact["working_days"])
    assert sum(1 for length in lengths.values() if length == 7) == int(fact["shortened_days"])
    assert set(lengths.values()) == {0, 7, 8}
    assert ru.between(start, end) == int(fact["hours"]) * HOUR
    worked_saturdays = [one.isoformat() for one in days if one.weekday() == 5 and lengths[one]]
    assert " ".join(worked_saturdays) == fact["working_saturdays"]
    assert not any(lengths[one] for one in days if one.weekday() == 6)
    assert not ru.preliminary(int(fact["year"]))


@pytest.mark.parametrize("row", rows("ru-golden.csv"), ids=lambda row: row["start"])
def test_russia_adds_as_worked_out(row: dict[str, str]) -> None:
    ru, start = preset.load("ru"), datetime.fromisoformat(row["start"])

    assert ru.add(start, 8 * HOUR) == datetime.fromisoformat(row["plus_8_working_hours"])
    assert ru.add(start, 40 * HOUR) == datetime.fromisoformat(row["plus_40_working_hours"])


@pytest.mark.parametrize("row", rows("ru-moved-days.csv"), ids=lambda row: row["day_off"])
def test_every_moved_day_is_told_with_its_document(row: dict[str, str]) -> None:
    ru = preset.load("ru")
    by_law = {one["day_off"]: one["holiday"] for one in rows("by-law.csv") if one["preset"] == "ru"}
    assert (row["day_off"] in by_law) is (row["kind"] == "next Monday by art. 112")
    taken = date.fromisoformat(row["taken_from"] or by_law[row["day_off"]])

    because = ru.closed_because(date.fromisoformat(row["day_off"]))

    assert because is not None
    assert (because.cause, because.other_day) == (Cause.MOVED, taken)
    assert row["document"] in because.document
    assert ru.works_on(taken) is (row["kind"] == "working Saturday")


def test_every_moved_day_of_russia_has_a_row_and_none_has_two() -> None:
    told = [row["day_off"] for row in rows("ru-moved-days.csv")]

    assert [one.day_off.isoformat() for one in preset.load("ru").public.moved] == told


@pytest.mark.parametrize("row", rows("ru-decrees.csv"), ids=lambda row: row["year"])
def test_a_decree_has_its_number_where_we_know_it_and_none_where_we_do_not(row: dict[str, str]) -> None:
    told = {
        one.document
        for one in preset.load("ru").public.moved
        if one.document != "Labour Code of Russia, art. 112" and one.day_off.year == int(row["year"])
    }

    assert {re.search(r"No \d+ of \d\d\.\d\d\.\d{4}", one) is not None for one in told} == {bool(row["decree"])}
    assert all(one.endswith(row["decree"]) for one in told)


def test_a_working_saturday_is_as_long_as_the_day_that_it_replaces() -> None:
    """20 February 2021 replaces Monday the 22nd, an eve: 7 hours. 27 April 2024 replaces the 29th, no eve: 8."""
    ru = preset.load("ru")

    assert [str(one) for one in ru.hours_on(date(2021, 2, 20))] == ["09:00-13:00", "14:00-17:00"]
    assert [str(one) for one in ru.hours_on(date(2024, 4, 27))] == ["09:00-13:00", "14:00-18:00"]
    told = ru.explain(
        datetime.fromisoformat("2021-02-20T16:00+03:00"), datetime.fromisoformat("2021-02-20T18:00+03:00")
    )
    assert [(s.counted, s.cause, s.because.other_day) for s in told] == [
        (True, Cause.WORKING_SATURDAY, date(2021, 2, 22)),
        (False, Cause.SHORTENED, None),
    ]
    assert told[0].because.document == "ConsultantPlus LAW_365179, No 1648 of 10.10.2020"
    assert told[1].name == "День защитника Отечества"  # the eve of which day it is


@pytest.mark.parametrize(
    ("on", "russian", "english"),
    [
        *(((2026, 1, day), "Новогодние каникулы", "New Year holidays") for day in range(1, 7)),
        ((2026, 1, 7), "Рождество Христово", "Orthodox Christmas"),
        ((2026, 1, 8), "Новогодние каникулы", "New Year holidays"),
        ((2026, 2, 23), "День защитника Отечества", "Defender of the Fatherland Day"),
        ((2026, 3, 8), "Международный женский день", "International Women’s Day"),
        ((2026, 5, 1), "Праздник Весны и Труда", "Spring and Labour Day"),
        ((2026, 5, 9), "День Победы", "Victory Day"),
        ((2026, 6, 12), "День России", "Russia Day"),
        ((2026, 11, 4), "День народного единства", "National Unity Day"),
    ],
)
def test_holidays_have_names_in_both_languages(on: tuple[int, int, int], russian: str, english: str) -> None:
    because = preset.load("ru").closed_because(date(*on))

    assert because is not None
    assert because.cause == Cause.HOLIDAY
    assert (because.said("ru"), because.said("en")) == (russian, english)


def test_a_year_without_a_decree_is_computed_from_the_statutory_days_and_preliminary() -> None:
    """2030: 9 May is a Thursday, 8 May its eve; 23 February is a Saturday and nothing is moved for it."""
    ru = preset.load("ru")
    start = datetime.fromisoformat("2030-05-08T16:00+03:00")

    assert not ru.works_on(date(2030, 5, 9))
    assert ru.add(start, 2 * HOUR) == datetime.fromisoformat("2030-05-10T10:00+03:00")
    assert ru.works_on(date(2030, 2, 25))
    assert ru.preliminary(2030)
    assert ru.preliminary(2017)
    assert ru.flags(start, start + HOUR) == {"preliminary"}


def test_another_zone_has_the_same_days_at_its_own_hours() -> None:
    far = preset.load("ru", zone="Asia/Vladivostok")

    # Fri 8 May 2026 16:30 till 17:00, then Tue 12 May.
    assert far.add(datetime.fromisoformat("2026-05-08T16:30+10:00"), HOUR) == datetime.fromisoformat(
        "2026-05-12T09:30+10:00"
    )
    assert far.zone == "Asia/Vladivostok"
    assert preset.load("ru").zone == "Europe/Moscow"


def test_the_names_and_what_is_said_of_an_unknown_one() -> None:
    assert preset.names() == NAMES
    assert preset.overlay_names() == ("ru-2020-2021",)
    assert preset.load("ru") is preset.load("ru")
    assert preset.load("24x7").close_after(datetime.fromisoformat("2026-05-09T12:00+00:00")) is None
    with pytest.raises(CalendarFileError, match=r"'de'.*24x7, by, kz, ru, ru-ba, ru-ta"):
        preset.load("de")


@pytest.mark.parametrize("code", NAMES)
def test_a_calendar_that_comes_with_opora_raises_no_doubt_but_for_its_unknown_years(code: str) -> None:
    """At the end of November 2026: nothing is given twice, a day has eight hours; 2027 is known for Russia alone."""
    version = Version(date(1900, 1, 1), preset.load(code), frozenset())

    found = list(doubts([version], datetime(2026, 11, 27, 12, tzinfo=UTC)))

    assert found == ([] if code in ("ru", "24x7") else [DecreeMissing(2027)])


def test_a_file_is_read_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "office.json"
    path.write_text(json.dumps({"zone": "Europe/Berlin", "weekly": {"mon": [["09:00", "17:00"]]}}))

    office = preset.load(str(path))

    assert (office.code, office.zone) == ("office", "Europe/Berlin")
    assert preset.load(str(path), zone="Europe/Moscow").zone == "Europe/Moscow"


def test_a_file_may_stand_on_a_preset(tmp_path: Path) -> None:
    """An office in Yekaterinburg: the country's days, its own zone, hours and one exception of its own."""
    path = tmp_path / "office.json"
    path.write_text(
        json.dumps(
            {
                "preset": "ru",
                "zone": "Asia/Yekaterinburg",
                "weekly": {"fri": [["10:00", "16:00"]], "mon": [["10:00", "17:00"]]},
                "exceptions": {"2026-05-15": []},
            }
        )
    )
    office = preset.load(str(path))

    # Fri 8 May ends an hour earlier, at 15:00; Mon 11 May is moved off; Fri 15 is our own day off; Mon 18 10-11.
    assert office.add(datetime.fromisoformat("2026-05-08T14:00+05:00"), 2 * HOUR) == datetime.fromisoformat(
        "2026-05-18T11:00+05:00"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"zone": "UTC",\n "weekly": {"mon": []},,}', ["line 2", "JSON"]),
        ('{"zone": "UTC", "weekly": {}, "exceptions": {"2024-11-02": [], "2024-11-02": []}}', ["2024-11-02", "twice"]),
        ('{"zone": "UTC", "weekly": {"mon": [["9", "10:00"]]}}', ["weekly.mon[0]", "'9'"]),
        ('{"preset": "de"}', ["de", "24x7, by, kz, ru"]),
        ('{"preset": 7}', ["preset", "7"]),
        ("\x00", ["line 1"]),
    ],
)
def test_what_is_wrong_with_a_file_names_the_file_and_the_place(tmp_path: Path, text: str, said: list[str]) -> None:
    path = tmp_path / "office.json"
    path.write_text(text)

    with pytest.raises(CalendarFileError) as refusal:
        preset.load(str(path))

    for words in ["office.json", *said]:
        assert words in str(refusal.value)


def test_what_a_file_says_comes_over_its_preset_day_by_day(tmp_path: Path) -> None:
    """The decree of 2028 entered by an administrator before ours knows it: the other years stay as they are."""
    path = tmp_path / "office.json"
    path.write_text(
        json.dumps(
            {
                "preset": "ru",
                "moved_days_off": [{"day_off": "2028-05-08", "document": "by hand"}, {"day_off": "2026-03-09",
                                    "document": "ours"}],
                "days_off": [{"day_off": "2028-06-05", "until": "2028-06-06", "name": "Наши дни"}],
                "yearly_days_off": [{"day": "09-01", "since": 2027, "until": 2028}],
                "years_entered": [2018, 2028],
            }
        )
    )  # fmt: skip
    office = preset.load(str(path))
    said = {on: office.closed_because(date.fromisoformat(on)) for on in ("2028-05-08", "2026-03-09", "2026-05-11")}

    assert [one.document for one in said.values() if one] == [
        "by hand", "ours", "Labour Code of Russia, art. 112",
    ]  # fmt: skip
    assert [office.works_on(date(2028, 6, day)) for day in (5, 6, 7)] == [False, False, True]
    assert [office.works_on(date(of, 9, 1)) for of in (2026, 2027, 2028, 2031)] == [True, False, False, True]
    assert hours(office, date(2028, 6, 2)) == 8  # Friday: its morrow is a Saturday
    assert hours(office, date(2027, 8, 31)) == 7  # the eve of our own 1 September
    assert not office.preliminary(2028)


def test_the_page_shows_a_file_that_is_read_as_it_says() -> None:
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "calendars.md").read_text(encoding="utf-8")
    shown = json.loads("\n".join(line for line in page.splitlines() if line.startswith("    ")))

    office = preset.from_spec(shown)

    assert [office.works_on(on) for on in (date(2028, 5, 8), date(2027, 3, 9), date(2026, 3, 20))] == [False] * 3
    assert not office.preliminary(2028)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    binary = tmp_path / "binary.json"
    binary.write_bytes(b"\xff\xfe\x00")

    for path, said in ((tmp_path / "none.json", "none.json"), (tmp_path, str(tmp_path)), (binary, "UTF-8")):
        with pytest.raises(CalendarFileError, match=said):
            preset.load(str(path))


def test_no_django_is_loaded() -> None:
    code = "import sys, opora.calendars.preset as p; p.load('ru'); print([m for m in sys.modules if 'django' in m])"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"

"""A vendor as data: what the demo's preset holds, and what is said about a broken one."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps

from opora.cli import preset
from opora.contracts.models import Contract, Duty
from opora.contracts.queries import coverage_for
from opora.core.facts import Level
from opora.core.step import MACHINE
from opora.flow.step import begin
from opora.ledger.models import Revision
from opora.offices.models import Office
from opora.offices.queries import setting_at
from opora.registry.actions.dealings import end_dealing
from opora.registry.models import Address, Organisation, Purchase
from opora.registry.queries import contact_of, dealings_of, organisation_by, owners_of

DEMO = Path(preset.__file__).parents[1] / "presets" / "demo"
ON = date(2026, 5, 12)
NOW = datetime(2026, 5, 12, 6, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def _load(name: str | Path = "demo", now: datetime = NOW, on: date = ON) -> None:
    with begin(now, MACHINE, "cli") as step:
        preset.load(step, name, on=on)


def _rows() -> dict[str, int]:
    """How many rows each table has; the marks of change are the database's own, one a room from its first migration."""
    tables = [model for model in apps.get_models() if model.__module__.startswith("opora.") and model is not Revision]
    return {model.__name__: model._default_manager.count() for model in tables}


def test_the_demo_has_twelve_offices_from_kaliningrad_to_vladivostok_and_two_more_lines() -> None:
    _load()
    first = list(Office.objects.filter(line=1).order_by("lon"))
    assert len(first) == 12
    # GeoNames: 54.70639 N 20.51102 E and 43.10562 N 131.87353 E.
    west, east = first[0], first[-1]
    assert (west.name, west.name_where, west.zone) == ("Калининград", "в Калининграде", "Europe/Kaliningrad")
    assert (west.lat, west.lon) == (54.70639, 20.51102)
    assert (east.name, east.name_where, east.zone) == ("Владивосток", "во Владивостоке", "Asia/Vladivostok")
    assert (east.lat, east.lon) == (43.10562, 131.87353)
    assert [office.line for office in Office.objects.exclude(line=1).order_by("line")] == [2, 3]
    # Every hour of offset that Russia has between the two, +2 to +10.
    assert {office.zone for office in first} >= {"Europe/Samara", "Asia/Omsk", "Asia/Irkutsk", "Asia/Yakutsk"}


# Dates by hand for a load on 12 May 2026: -4m is 12 January 2026, its year ends on 12 January 2027, and so on.
LEVELS = [
    ("gear", "chertezh-3d", "full", "v22", Level.WARRANTY, date(2027, 1, 12)),  # bought -4m
    ("gear", "reduktor", "full", "R8", Level.BASIC, None),  # bought -15m
    ("bridge", "chertezh-3d", "full", "v21", Level.BASIC, None),  # bought -3y
    ("bridge", "chertezh-3d", "full", "v22", Level.INITIAL, None),  # never bought that version (L2)
    ("turbine", "chertezh-3d", "full", "v23", Level.EXTENDED, None),  # advance -3m, not released: no last day yet
    ("turbine", "chertezh-3d", "full", "v22", Level.EXTENDED, None),  # the right is that of any version (L10)
    ("optics", "vedomost", "full", "12.0", Level.EXTENDED, date(2026, 7, 12)),  # advance -10m, released and told -9m
    ("drill", "prolet", "full", "3.0", Level.EXTENDED, None),  # advance -1m, not released
    ("rail", "chertezh-3d", "full", "v22", Level.INDIVIDUAL, date(2026, 12, 12)),  # contract until +7m
    ("harbour", "prolet", "full", "2.5", Level.INDIVIDUAL, date(2027, 3, 12)),  # contract until +10m
    ("boiler", "marshrut-plm", "full", "5.1", Level.INDIVIDUAL, date(2026, 11, 12)),  # contract until +6m
    ("boiler", "chertezh-3d", "full", "v21", Level.BASIC, None),  # that contract names another product
    ("frost", "chertezh-3d", "full", "v20", Level.BASIC, None),  # its contract ended -14m
    ("school", "chertezh-3d", "student", "v22", Level.INITIAL, None),  # not commercial (L6)
    ("crane", "chertezh-3d", "full", "v22", Level.WARRANTY, date(2027, 3, 12)),  # update -2m
    ("crane", "chertezh-3d", "full", "v20", Level.BASIC, None),  # bought -5y
    ("pump", "chertezh-3d", "full", "v22", Level.INITIAL, None),  # bought -7m, cancelled -6m
    ("lathe", "chertezh-3d", "full", "v22", Level.BASIC, None),  # bought -8m, gave it away -2m (L2)
    ("tool", "chertezh-3d", "full", "v22", Level.WARRANTY, date(2026, 9, 12)),  # received the remaining year
    ("wagon", "chertezh-3d", "full", "v22", Level.WARRANTY, date(2026, 8, 12)),  # -9m, corrected from v21
    ("wagon", "chertezh-3d", "full", "v21", Level.INITIAL, None),
    ("mariya.ilina@home.example.org", "chertezh-3d", "light", "v22", Level.BASIC, None),  # -15m
    ("semen.karandash@home.example.org", "chertezh-3d", "amateur", "v22", Level.INITIAL, None),
]


def _owners(name: str) -> tuple[str, ...]:
    if "@" in name:
        return owners_of(contact_of(name))
    return owners_of(None, organisation_by(name))


def test_all_five_levels_occur_on_the_day_of_the_load() -> None:
    _load()
    found = []
    for name, product, edition, version, _, _ in LEVELS:
        coverage = coverage_for(_owners(name), product, edition, version, ON)
        found.append((name, product, edition, version, coverage.level, coverage.until))
    assert found == LEVELS


def test_all_five_levels_occur_on_a_leap_day_too() -> None:
    leap = date(2028, 2, 29)
    _load(now=datetime(2028, 2, 29, 6, 0, tzinfo=UTC), on=leap)
    for name, product, edition, version, level, _ in LEVELS:
        assert coverage_for(_owners(name), product, edition, version, leap).level == level, name


def test_purchases_of_every_kind_and_contracts_of_three_sorts() -> None:
    _load()
    assert set(Purchase.objects.values_list("kind", flat=True)) == set(Purchase.Kind.values)
    figures = {
        contract.number: (contract.calendar, dict(contract.terms.values_list("kind", "span")))
        for contract in Contract.objects.filter(from_on__lte=ON, until_on__gte=ON)
    }
    assert figures == {
        "ДЕМО-01": ("", {"first_response": 2 * 3600, "resolution": 16 * 3600, "word": 1}),
        "ДЕМО-02": ("around-the-clock", {"first_response": 3600}),
        "ДЕМО-03": ("", {}),
    }


def test_the_duty_is_tomorrow_evening_in_vladivostok() -> None:
    _load()
    duty = Duty.objects.get()
    east = ZoneInfo("Asia/Vladivostok")
    assert duty.from_at == datetime(2026, 5, 13, 18, 0, tzinfo=east)
    assert duty.until_at == datetime(2026, 5, 13, 22, 0, tzinfo=east)
    assert len(duty.staff) == 2


def test_everybody_is_invented() -> None:
    _load()
    staff = apps.get_model("accounts", "User")._default_manager.values_list("email", flat=True)
    addresses = [*Address.objects.values_list("normalised", flat=True), *staff]
    assert len(addresses) > 80
    assert [address for address in addresses if not re.search(r"(\.test|[@.]example\.org)$", address)] == []
    numbers = Organisation.objects.values_list("tax_number", flat=True)
    assert len(numbers) >= 25
    assert all(number.startswith("00") for number in numbers)
    assert all(organisation.name.startswith("Демо-") for organisation in Organisation.objects.all())
    assert setting_at("demo", NOW) is True


def test_the_source_of_the_coordinates_is_named() -> None:
    assert "GeoNames" in (DEMO / "places.csv").read_text(encoding="utf-8").splitlines()[0]


def test_a_second_load_adds_nothing_even_on_another_day() -> None:
    _load()
    before = _rows()
    assert before["Organisation"] == 26
    _load()
    _load(now=datetime(2026, 6, 2, 6, 0, tzinfo=UTC), on=date(2026, 6, 2))
    assert _rows() == before


def test_the_demo_has_a_dealer_and_one_that_was_ended_stays_ended() -> None:
    _load()
    dealer = organisation_by("signal")
    assert dealer is not None
    assert [one.customer.name for one in dealings_of(dealer)] == ["Демо-завод «Долото»", "Демо-завод «Жила»"]
    with begin(NOW, MACHINE, "cli") as step:
        end_dealing(step, dealer, dealings_of(dealer)[0].customer_id)
    _load(now=datetime(2026, 6, 2, 6, 0, tzinfo=UTC))
    assert [one.customer.name for one in dealings_of(dealer)] == ["Демо-завод «Жила»"]


# --- a preset of one's own, and what is said when it is broken ------------------------------------------------

SMALL = {
    "preset.json": '{"name": "Proba", "name_en": "Proba", "policy": {"word_days": 4}}',
    "places.csv": "place,city,lat,lon,zone\nomsk,Омск,54.99244,73.36859,Asia/Omsk\n",
    "offices.csv": "office,name,name_en,name_where,line,place,calendar,address\nomsk,Омск,Omsk,в Омске,1,omsk,ru,\n",
    "staff.csv": "email,first_name,last_name,role,language,office,seat,from_on\n"
    "a@proba.test,Анна,Пробная,manager,ru,omsk,manager,2026-01-01\n",
    "families.csv": "family,name,customisable\nf,Семья,no\n",
    "products.csv": "product,family,name\np,f,Проба\nq,f,Другая\n",
    "editions.csv": "product,edition,name,commercial\np,full,Полная,yes\n",
    "versions.csv": "product,version,order,released_on\np,1,1,2024-02-29\nq,9,9,\n",
    "organisations.csv": "organisation,name,tax_number,mail_domain,place,office\no,Демо,0000000018,,omsk,\n"
    "d,Демо-дилер,0000000025,,omsk,\n",
    "dealings.csv": "dealer,customer\nd,o\n",
    "purchases.csv": "purchase,kind,refers_to,organisation,person,to_organisation,product,edition,version,seats,"
    "licence_number,on,told_on\nb-1,product,,o,,,p,full,1,1,,2025-03-01,\n",
    "duties.csv": "organisation,contract,office,staff,from_at,until_at,reason\n"
    "o,,omsk,a@proba.test,+1d 18:00,+1d 22:00,Проба\n",
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    for name, text in SMALL.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_folder_of_ones_own_is_loaded(small: Path) -> None:
    _load(small)
    assert Office.objects.get().zone == "Asia/Omsk"
    assert Purchase.objects.get().on == date(2025, 3, 1)
    assert setting_at("word_days", NOW) == 4
    assert setting_at("demo", NOW) is None


# file, what stands there, what it is changed to, row, column, value, a word of the advice
BROKEN = [
    ("places.csv", "Asia/Omsk", "Asia/Nowhere", 2, "zone", "Asia/Nowhere", "IANA"),
    ("places.csv", "54.99244", "95.0", 2, "lat", "95.0", "-90 to 90"),
    ("places.csv", "54.99244", "north", 2, "lat", "north", "number"),
    ("offices.csv", "1,omsk", "1,tomsk", 2, "place", "tomsk", "places.csv"),
    ("offices.csv", ",1,omsk", ",4,omsk", 2, "line", "4", "1, 2, 3"),
    ("offices.csv", "в Омске,1,omsk,ru", "в Омске,1,omsk,de", 2, "calendar", "de", "calendars.json"),
    ("offices.csv", "omsk,Омск", "omsk,", 2, "name", "", "empty"),
    ("offices.csv", "line,", "", 1, "line", "", "column"),
    ("offices.csv", "line,", "line,colour,", 1, "colour", "", "column"),
    ("offices.csv", "ru,\n", "ru,,,\n", 2, "", "", "cells"),
    ("staff.csv", "manager,ru", "wizard,ru", 2, "role", "wizard", "specialist"),
    ("staff.csv", "omsk,manager", "omsk,boss", 2, "seat", "boss", "deputy"),
    ("families.csv", ",no", ",maybe", 2, "customisable", "maybe", "yes or no"),
    ("products.csv", "p,f", "p,g", 2, "family", "g", "families.csv"),
    ("versions.csv", "2024-02-29", "29.02.2024", 2, "released_on", "29.02.2024", "2026-05-31"),
    ("versions.csv", "2024-02-29", "2023-02-29", 2, "released_on", "2023-02-29", "2026-05-31"),
    ("versions.csv", "1,1,", "1,first,", 2, "order", "first", "whole number"),
    ("dealings.csv", "d,o", "x,o", 2, "dealer", "x", "organisations.csv"),
    ("dealings.csv", "d,o", "d,d", 2, "customer", "d", "another"),
    ("purchases.csv", ",o,", ",nobody,", 2, "organisation", "nobody", "organisations.csv"),
    ("purchases.csv", "full,1,", "full,9,", 2, "version", "9", "versions.csv"),
    ("purchases.csv", "b-1,product,", "b-1,gift,", 2, "kind", "gift", "advance"),
    ("purchases.csv", "b-1,product,", "b-1,transfer,", 2, "", "", "refers to"),
    ("purchases.csv", "product,,o", "product,b-0,o", 2, "refers_to", "b-0", "above"),
    ("purchases.csv", ",1,,2025", ",-5,,2025", 2, "seats", "-5", "whole number"),
    ("duties.csv", "+1d 18:00", "-1d 18:00", 2, "", "", "раньше, чем его внесли"),
    ("duties.csv", "+1d 18:00", "tomorrow", 2, "from_at", "tomorrow", "18:00"),
    ("duties.csv", "a@proba.test", "a@proba.test;x@proba.test", 2, "staff", "x@proba.test", "staff.csv"),
    ("preset.json", '"Proba",', '"Proba"', 1, "", "", "JSON"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "stands", "changed", "row", "column", "value", "word"), BROKEN)
def test_a_broken_cell_is_named_and_nothing_is_loaded(
    small: Path, file: str, stands: str, changed: str, row: int, column: str, value: str, word: str
) -> None:
    text = SMALL[file].replace(stands, changed, 1)
    assert text != SMALL[file]
    (small / file).write_text(text, encoding="utf-8")
    with pytest.raises(preset.PresetError) as broken:
        _load(small)
    error = broken.value
    assert (error.file, error.row, error.column, error.value) == (file, row, column, value)
    assert word in error.advice
    assert str(error).startswith(f"{file}, row {row}")
    assert set(_rows().values()) == {0}


def test_a_row_that_stands_twice_is_named(small: Path) -> None:
    rows = SMALL["purchases.csv"].splitlines()
    (small / "purchases.csv").write_text("\n".join([*rows, rows[-1]]), encoding="utf-8")
    with pytest.raises(preset.PresetError) as broken:
        _load(small)
    assert (broken.value.row, broken.value.column, broken.value.value) == (3, "purchase", "b-1")


def test_rows_are_counted_as_an_editor_shows_them(small: Path) -> None:
    """Comments, empty lines and cells of several lines count as they stand in the file."""
    head, row = SMALL["families.csv"].splitlines()
    text = f'# Remark\n{head}\n\n{row}\ng,"Две\nстроки",no\nh,Третья,maybe\n'
    (small / "families.csv").write_text(text, encoding="utf-8")
    with pytest.raises(preset.PresetError) as broken:
        _load(small)
    # 1 remark, 2 head, 3 empty, 4 f, 5-6 g, 7 h
    assert (broken.value.row, broken.value.value) == (7, "maybe")


def test_a_file_in_another_encoding_is_named(small: Path) -> None:
    (small / "families.csv").write_bytes(SMALL["families.csv"].encode("cp1251"))
    with pytest.raises(preset.PresetError, match=r"families\.csv, row 2.*UTF-8"):
        _load(small)
    (small / "families.csv").write_bytes(b"\xef\xbb\xbf" + SMALL["families.csv"].encode())
    _load(small)


def test_a_file_that_nobody_reads_is_named(small: Path) -> None:
    (small / "ofices.csv").write_text("office\n", encoding="utf-8")
    with pytest.raises(preset.PresetError, match=r"ofices\.csv.*offices\.csv"):
        _load(small)


def test_an_unknown_preset_names_those_that_there_are() -> None:
    with pytest.raises(preset.PresetError, match="demo"):
        _load("dmeo")


@pytest.mark.parametrize(
    ("cell", "on", "expected"),
    [
        ("2026-05-31", date(2020, 1, 1), date(2026, 5, 31)),
        ("-10d", date(2026, 3, 5), date(2026, 2, 23)),
        ("+1d", date(2026, 12, 31), date(2027, 1, 1)),
        ("-1m", date(2026, 3, 31), date(2026, 2, 28)),  # no 31st in February
        ("+3m", date(2026, 11, 30), date(2027, 2, 28)),
        ("-1y", date(2028, 2, 29), date(2027, 2, 28)),
        ("-62m", date(2026, 5, 12), date(2021, 3, 12)),  # 60 months are 2021-05, two more 2021-03
    ],
)
def test_days_are_iso_or_counted_from_the_load(cell: str, on: date, expected: date) -> None:
    row = preset.Row("x.csv", 2, {"on": cell}, on)
    assert row.day("on") == expected


@pytest.mark.parametrize(("cells", "counts"), [("", True), ("yes", True), ("no", False)])
def test_a_duty_may_say_that_its_hours_do_not_count(small: Path, cells: str, counts: bool) -> None:
    head, row = SMALL["duties.csv"].splitlines()
    (small / "duties.csv").write_text(f"{head},counts\n{row},{cells}\n", encoding="utf-8")
    _load(small)
    assert Duty.objects.get().counts is counts

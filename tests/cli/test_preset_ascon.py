"""The preset `ascon`: what a published interview with the head of its support says of levels and editions, and no more.

Everything below is written by hand after that interview; customers and purchases of the tests are invented.
"""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps

from opora.cli import preset
from opora.contracts.actions import record_contract
from opora.contracts.queries import coverage_for
from opora.core.facts import Level
from opora.core.step import MACHINE, Step
from opora.core.targets import terms_of
from opora.flow.step import begin
from opora.offices.models import PolicySetting
from opora.offices.queries import policy_at
from opora.registry.actions.catalogue import add_version
from opora.registry.actions.organisations import add_organisation
from opora.registry.actions.purchases import record_purchase
from opora.registry.models import Edition, Family, Organisation, Product

ON = date(2026, 5, 12)
NOW = datetime(2026, 5, 12, 6, 0, tzinfo=UTC)
ASCON = preset.PRESETS / "ascon"
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db

# The source names the four non-commercial editions; of commercial ones it says only that there are such.
EDITIONS = {
    ("КОМПАС-3D", "Коммерческая версия", True),
    ("КОМПАС-3D", "КОМПАС-3D Home", False),
    ("КОМПАС-3D", "КОМПАС-3D LT", False),
    ("КОМПАС-3D", "КОМПАС-3D Viewer", False),
    ("ВЕРТИКАЛЬ", "Коммерческая версия", True),
    ("ВЕРТИКАЛЬ", "ВЕРТИКАЛЬ Учебная версия", False),
}
FIGURES = (8 * HOUR, 40 * HOUR)  # first response, substantive answer
NONE = (None, None)


def _load() -> None:
    with begin(NOW, MACHINE, "cli") as step:
        preset.load(step, "ascon", on=ON)


def test_its_products_and_editions_are_those_that_the_source_names() -> None:
    _load()

    assert {
        (one.product.name, one.name, one.commercial) for one in Edition.objects.select_related("product")
    } == EDITIONS
    # The complex is called customisable; which products make it up, the source does not say.
    assert set(Family.objects.values_list("name", "customisable")) == {
        ("Программные продукты АСКОН", False),
        ("Комплекс решений АСКОН", True),
    }
    assert set(Product.objects.values_list("name", "family__name")) == {
        ("КОМПАС-3D", "Программные продукты АСКОН"),
        ("ВЕРТИКАЛЬ", "Программные продукты АСКОН"),
    }


def test_its_settings_are_the_three_figures_of_the_source_and_the_rest_are_defaults() -> None:
    """8 and 40 working hours, and a word every second day while a problem is researched."""
    _load()
    rows = {one.name: one.value for one in PolicySetting.objects.exclude(name="preset")}

    assert rows == {"first_response": 28_800, "resolution": 144_000, "word_days_research": 2}
    policy = policy_at(NOW)
    assert (policy.first_response, policy.resolution, policy.word_days_research) == (8 * HOUR, 40 * HOUR, 2)


# what was bought of КОМПАС-3D v1 and when (kind, edition, day), a contract; level, its last day, its figures.
LEVELS: list[tuple[str, tuple[str, str, date] | None, bool, Level, date | None, tuple[Any, Any]]] = [
    ("kompas-3d commercial", None, False, Level.INITIAL, None, NONE),  # anybody at all
    ("kompas-3d commercial", ("product", "commercial", date(2009, 3, 1)), False, Level.BASIC, None, NONE),  # for ever
    # a year after a product or an update was bought
    ("kompas-3d commercial", ("product", "commercial", date(2026, 1, 12)), False, Level.WARRANTY, date(2027, 1, 12),
     FIGURES),
    ("kompas-3d commercial", ("update", "commercial", date(2025, 5, 12)), False, Level.WARRANTY, date(2026, 5, 12),
     FIGURES),
    # and when it is over, basic
    ("kompas-3d commercial", ("update", "commercial", date(2025, 5, 11)), False, Level.BASIC, None, NONE),
    # advance updates
    ("kompas-3d commercial", ("advance", "commercial", date(2026, 4, 1)), False, Level.EXTENDED, date(2027, 4, 1),
     FIGURES),
    # a contract, which has its own terms; this one names no figures
    ("kompas-3d commercial", None, True, Level.INDIVIDUAL, date(2026, 12, 31), NONE),
    # non-commercial editions are at the initial level
    ("kompas-3d home", ("product", "home", date(2026, 1, 12)), False, Level.INITIAL, None, NONE),
    ("kompas-3d lt", ("product", "lt", date(2026, 1, 12)), False, Level.INITIAL, None, NONE),
    ("kompas-3d viewer", ("product", "viewer", date(2026, 1, 12)), False, Level.INITIAL, None, NONE),
    ("vertikal student", ("product", "student", date(2026, 1, 12)), False, Level.INITIAL, None, NONE),
]  # fmt: skip


def _bought(step: Step, organisation: Organisation, code: str, bought: tuple[str, str, date]) -> None:
    product = Product.objects.get(code=code)
    version = add_version(step, product=product, name="1", order=1, released_on=date(2009, 1, 1))
    edition = Edition.objects.get(product=product, code=bought[1])
    kind: Any = bought[0]
    record_purchase(
        step, kind=kind, product=product, edition=edition, version=version, on=bought[2], organisation=organisation,
        told_on=bought[2] if kind == "advance" else None,
    )  # fmt: skip


@pytest.mark.parametrize(("asked", "bought", "contract", "level", "until", "figures"), LEVELS)
def test_levels_and_figures_are_those_of_the_source(
    asked: str,
    bought: tuple[str, str, date] | None,
    contract: bool,
    level: Level,
    until: date | None,
    figures: tuple[Any, Any],
) -> None:
    _load()
    product, edition = asked.split()
    with begin(NOW, MACHINE, "cli") as step:
        firm = add_organisation(step, external_key="o", name="Демо-завод")
        if bought:
            _bought(step, firm, product, bought)
        if contract:
            record_contract(step, organisation=firm, number="1", from_on=date(2026, 1, 1), until_on=date(2026, 12, 31))

    coverage = coverage_for((f"org:{firm.pk}",), product, edition, "1", ON)
    terms = terms_of(coverage, policy_at(NOW))

    assert (coverage.level, coverage.until) == (level, until)
    assert (terms.first_response, terms.resolution) == figures


def test_it_holds_no_person_no_office_no_customer() -> None:
    _load()
    tables = [model for model in apps.get_models() if model.__module__.startswith("opora.")]
    filled = {model.__name__ for model in tables if model._default_manager.exists()}

    assert filled <= {"Edition", "Entry", "Event", "Family", "PolicySetting", "Product", "Revision", "Subject"}, filled
    texts = {path.name: path.read_text(encoding="utf-8") for path in ASCON.iterdir()}
    assert set(texts) == {"README.md", "preset.json", "families.csv", "products.csv", "editions.csv"}
    assert not any("@" in text for text in texts.values())


def test_a_second_load_adds_nothing_and_it_is_no_demo() -> None:
    _load()
    before = PolicySetting.objects.count(), Edition.objects.count()
    _load()

    assert (PolicySetting.objects.count(), Edition.objects.count()) == before
    assert "demo" not in json.loads((ASCON / "preset.json").read_text(encoding="utf-8"))
    assert preset.head("ascon")["name"] == "АСКОН"
    assert preset.names() == ["ascon", "demo"]

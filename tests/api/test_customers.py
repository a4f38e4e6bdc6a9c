"""Organisations, their purchases, and what covers them."""

import io
import json
from typing import Any

import pytest
from django.core.management import call_command

from opora.registry.models import Purchase
from tests.api.programs import Programs
from tests.web.console import at

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_organisations_are_found_and_read(programs: Programs) -> None:
    key = programs.key("registry:read")
    found = programs.get(key, "/organisations", text="Шестерня").body
    gear = programs.world.gear
    assert found == [
        {
            "id": gear.pk,
            "name": "Демо-завод «Шестерня»",
            "tax_number": "0000000018",
            "external_key": "world-gear",
            "city": "Екатеринбург",
            "zone": "Asia/Yekaterinburg",
            "office": None,
        }
    ]
    assert programs.get(key, f"/organisations/{gear.pk}").body == found[0]
    assert [one["id"] for one in programs.get(key, "/organisations", text="0000000018").body] == [gear.pk]
    assert programs.get(key, "/organisations", text="нет такой").body == []
    for row, code in ((999999, "not_found"), (2**63 - 1, "not_found"), (2**63, "invalid"), (0, "invalid")):
        assert programs.get(key, f"/organisations/{row}").code == code
    assert programs.get(key, "/organisations/gear").code == "invalid"
    assert programs.get(key, "/organisations").code == "invalid"


def test_purchases_are_the_rows_of_the_book(programs: Programs) -> None:
    key, turbine = programs.key("registry:read"), programs.world.turbine
    rows = programs.get(key, f"/organisations/{turbine.pk}/purchases").body
    assert [(row["kind"], row["on"], row["version"], row["edition"]) for row in rows] == [
        ("product", "2026-01-19", "v22", "full"),
        ("advance", "2026-03-02", "v23", "full"),
    ]
    assert [row["id"] for row in rows] == list(
        Purchase.objects.filter(organisation=turbine).order_by("pk").values_list("pk", flat=True)
    )
    assert rows[0]["product"] == "chertezh-3d"
    assert programs.get(key, "/organisations/999999/purchases").code == "not_found"


# organisation, edition, version, day, level, until: by hand from the dates in tests/world.py
CASES = [
    ("world-gear", "full", "v22", "2027-02-02", "warranty", "2027-02-02"),  # bought 2 February 2026: the last day
    ("0000000018", "full", "v22", "2027-02-03", "basic", None),
    ("world-turbine", "full", "v23", "2026-05-08", "extended", None),  # not released: no last day
    ("world-rail", "full", "v22", "2026-12-31", "individual", "2026-12-31"),
    ("world-school", "student", "v22", "2026-05-08", "initial", None),
    ("world-gear", "", "v22", None, "warranty", "2027-02-02"),  # today, 6 May 2026
]


@pytest.mark.parametrize(("organisation", "edition", "version", "on", "level", "until"), CASES)
def test_coverage_is_that_of_the_command_line(
    programs: Programs, organisation: str, edition: str, version: str, on: str | None, level: str, until: str | None
) -> None:
    query: dict[str, Any] = {"organisation": organisation, "product": "chertezh-3d", "version": version}
    query |= {name: value for name, value in (("edition", edition), ("on", on)) if value}
    answer = programs.get(programs.key("coverage:read"), "/coverage", **query).body
    assert (answer["level"], answer["until"]) == (level, until)
    out = io.StringIO()
    with at("05-06 12:00"):
        words = [word for name, value in query.items() for word in (f"--{name}", value)]
        call_command("level", *words, "--json", stdout=out)
    assert answer == json.loads(out.getvalue())


def test_coverage_of_what_nobody_knows(programs: Programs) -> None:
    key = programs.key("coverage:read")
    good = {"organisation": "world-gear", "product": "chertezh-3d", "version": "v22", "edition": "full"}
    assert programs.get(key, "/coverage", **good).status == 200
    for name in good:
        refused = programs.get(key, "/coverage", **{**good, name: "no-such"})
        assert (refused.status, refused.code) == (404, "not_found")
        assert name in refused.body["detail"]
    for on in ("2026-02-30", "5", "20260531", "2026-W01-1", "1969-12-31", "2400-01-01", "вчера"):
        assert programs.get(key, "/coverage", **good, on=on).code == "invalid", on
    assert programs.get(key, "/coverage", **good, on="2026-02-28").status == 200


def test_coverage_as_it_was_known_then(programs: Programs) -> None:
    """L8: the world's book was entered on 1 April 2026 at 04:00 UTC."""
    key = programs.key("coverage:read")
    asked = {"organisation": "world-gear", "product": "chertezh-3d", "version": "v22", "on": "2026-05-08"}
    levels = {"2026-04-01T03:59:59+00:00": "initial", "2026-04-01T09:00:00+05:00": "warranty"}
    for known_at, level in levels.items():
        assert programs.get(key, "/coverage", **asked, known_at=known_at).body["level"] == level
    assert programs.get(key, "/coverage", **asked, known_at="2026-04-01T09:00:00").code == "invalid"


def test_people_are_found_with_what_they_bought_themselves(programs: Programs) -> None:
    key, maria, anna = programs.key("registry:read"), programs.world.maria, programs.world.anna
    (found,) = programs.get(key, "/contacts", text="мария").body
    assert found == {
        "id": maria.pk, "name": "Мария Ильина", "addresses": ["maria@home.example.org"], "phone": "",
        "organisation": None, "language": "ru",
    }  # fmt: skip
    assert [one["id"] for one in programs.get(key, "/contacts", text="шестерня").body] == [anna.pk]
    (row,) = programs.get(key, f"/contacts/{maria.pk}/purchases").body
    assert (row["person"], row["organisation"], row["version"], row["on"]) == (maria.pk, None, "v22", "2024-09-20")
    assert programs.get(key, f"/contacts/{anna.pk}/purchases").body == []
    assert programs.get(key, "/contacts/999999/purchases").code == "not_found"
    assert programs.get(key, "/contacts").code == "invalid"
    assert programs.get(programs.key("tickets:read"), "/contacts", text="мария").code == "missing_scope"


def test_a_person_is_covered_by_their_own_purchases_and_their_organisations(programs: Programs) -> None:
    key, asked = programs.key("coverage:read"), {"product": "chertezh-3d", "version": "v22", "edition": "full"}

    def level(**who: str) -> Any:
        return programs.get(key, "/coverage", **asked, **who).body["level"]

    assert level(contact="maria@home.example.org") == "basic"
    assert level(contact="anna@gear.example.org") == "warranty"
    assert level(organisation="world-gear") == "warranty"
    assert programs.get(key, "/coverage", **asked, contact="nobody@example.org").code == "not_found"
    assert programs.get(key, "/coverage", **asked).code == "not_found"

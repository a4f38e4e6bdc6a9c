"""`opora level`: which level a customer has, until when and why."""

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from opora.registry.models import Purchase
from tests.world import STRANGER, World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build()


def _level(*words: str) -> Any:
    out = io.StringIO()
    call_command("level", *words, "--json", stdout=out)
    return json.loads(out.getvalue())


def _ends(answer: Any) -> list[tuple[str, str | None]]:
    return [(one["level"], one["until"]) for one in answer["entitlements"]]


def test_warranty_with_all_that_applies(world: World) -> None:
    answer = _level(
        "--organisation", "world-gear", "--product", "chertezh-3d", "--version", "v22", "--on", "2026-05-08"
    )
    # Bought on 2 February 2026: a year to 2 February 2027, basic for ever, initial like anyone.
    assert (answer["level"], answer["until"]) == ("warranty", "2027-02-02")
    assert _ends(answer) == [("warranty", "2027-02-02"), ("basic", None), ("initial", None)]
    bought = Purchase.objects.get(organisation=world.gear)
    because = answer["entitlements"][0]["because"][0]
    assert (because["rule"], because["code"], because["rows"]) == ("L3", "bought_within_year", [bought.pk])
    assert sorted(answer) == ["entitlements", "level", "until"]


# whom, edition, version, day, level, until: by hand from the dates in tests/world.py
CASES = [
    (["--organisation", "0000000018"], "full", "v22", "2027-02-02", "warranty", "2027-02-02"),  # the last day, by INN
    (["--organisation", "0000000018"], "full", "v22", "2027-02-03", "basic", None),
    (["--organisation", "world-gear"], "full", "v21", "2026-05-08", "initial", None),  # never bought that version
    (["--organisation", "world-bridge"], "", "v22", "2025-10-01", "warranty", "2025-10-01"),  # bought 1 October 2024
    (["--organisation", "world-bridge"], "", "v22", "2026-05-08", "basic", None),
    (["--organisation", "world-turbine"], "full", "v23", "2026-05-08", "extended", None),  # not released: no last day
    (["--organisation", "world-rail"], "full", "v22", "2026-12-31", "individual", "2026-12-31"),
    (["--organisation", "world-rail"], "full", "v22", "2027-01-01", "warranty", "2027-03-10"),  # contract over
    (["--organisation", "world-school"], "student", "v22", "2026-05-08", "initial", None),
    (
        ["--person", "Anna@Gear.example.org"],
        "full",
        "v22",
        "2026-05-08",
        "warranty",
        "2027-02-02",
    ),  # hers is the firm's
    (["--person", "maria@home.example.org"], "full", "v22", "2025-09-20", "warranty", "2025-09-20"),
    (["--person", "maria@home.example.org"], "full", "v22", "2025-09-21", "basic", None),
    (["--person", STRANGER], "full", "v22", "2026-05-08", "initial", None),
]


@pytest.mark.parametrize(("whom", "edition", "version", "on", "level", "until"), CASES)
@pytest.mark.usefixtures("world")
def test_levels(whom: list[str], edition: str, version: str, on: str, level: str, until: str | None) -> None:
    words = [*whom, "--product", "chertezh-3d", "--version", version, "--on", on]
    answer = _level(*words, *(["--edition", edition] if edition else []))
    assert (answer["level"], answer["until"]) == (level, until)


@pytest.mark.usefixtures("world")
def test_what_was_known_then_and_what_is_known_now() -> None:
    """L8: the book, entered on 1 April 2026 at 9:00 in Yekaterinburg (04:00 UTC), says that they bought in February."""
    words = ["--organisation", "world-gear", "--product", "chertezh-3d", "--version", "v22", "--on", "2026-03-15"]
    assert _level(*words)["level"] == "warranty"
    assert _level(*words, "--known-at", "2026-04-01T09:00+05:00")["level"] == "warranty"
    then = _level(*words, "--known-at", "2026-04-01T08:59:59+05:00")
    assert (then["level"], then["until"]) == ("initial", None)
    assert [why["code"] for why in then["entitlements"][0]["because"]] == ["no_row_for_version"]


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("moment", ["2026-04-01T09:00", "2026-04-01", "yesterday"])
def test_an_instant_without_its_offset_is_refused(moment: str) -> None:
    with pytest.raises(CommandError, match=r"--known-at .+: write an instant as 2026-05-31T18:00\+05:00"):
        _level("--organisation", "world-gear", "--product", "chertezh-3d", "--version", "v22", "--known-at", moment)


@pytest.mark.usefixtures("world")
def test_a_product_may_be_named_by_its_name() -> None:
    answer = _level("--organisation", "world-gear", "--product", "чертёж-3d", "--version", "V22", "--on", "2026-05-08")
    assert answer["level"] == "warranty"


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("at", "level"),
    [
        # Midnight in Yekaterinburg (UTC+5) is 19:00 UTC; the year ends on 2 February 2027 at midnight there (L3, O2).
        (datetime(2027, 2, 2, 18, 59, 59, tzinfo=UTC), "warranty"),
        (datetime(2027, 2, 2, 19, 0, 0, tzinfo=UTC), "basic"),
    ],
)
def test_without_a_day_it_is_today_where_the_home_office_is(at: datetime, level: str) -> None:
    with time_machine.travel(at, tick=False):
        answer = _level("--organisation", "world-gear", "--product", "chertezh-3d", "--version", "v22")
    assert answer["level"] == level


@pytest.mark.usefixtures("world")
def test_for_people_it_is_said_in_a_line_and_then_explained() -> None:
    out = io.StringIO()
    words = ["--organisation", "world-gear", "--product", "chertezh-3d", "--version", "v22", "--on", "2026-05-08"]
    call_command("level", *words, stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0] == "warranty until 2027-02-02"
    assert "L3" in lines[1]
    assert "for ever" in lines[2]


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--organisation", "nobody", "--product", "chertezh-3d", "--version", "v22"], "nobody"),
        (["--organisation", "world-gear", "--product", "nothing", "--version", "v22"], "chertezh-3d, marshrut-plm"),
        (["--organisation", "world-gear", "--product", "chertezh-3d", "--version", "v99"], "v21, v22, v23"),
        (
            ["--organisation", "world-gear", "--product", "chertezh-3d", "--version", "v22", "--edition", "gold"],
            "full, student",
        ),
        (["--product", "chertezh-3d", "--version", "v22"], "--organisation"),
        (
            ["--organisation", "world-gear", "--product", "chertezh-3d", "--version", "v22", "--on", "8 May"],
            "2026-05-31",
        ),
    ],
)
def test_what_is_unknown_is_said_with_what_there_is(words: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("level", *words)

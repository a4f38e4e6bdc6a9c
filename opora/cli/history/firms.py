"""The customers of the history: invented firms, their people, what they bought and signed; pure, counted from a day."""

import calendar
import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

from opora.cli.history.names import Person, people_of
from opora.core.facts import PurchaseKind

FOLDER = Path(__file__).resolve().parents[2] / "presets" / "demo"
ROUND_THE_CLOCK = "around-the-clock"


@dataclass(frozen=True, slots=True)
class Bought:
    """A row of the purchase book; ``refers_to`` is the key of an earlier row, ``to`` that of the receiving firm."""

    key: str
    kind: PurchaseKind
    product: str
    edition: str
    version: str
    on: date
    seats: int
    refers_to: str = ""
    to: str = ""
    told_on: date | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """A contract for individual support; hours of working time, empty calendar: the office's."""

    number: str
    from_on: date
    until_on: date
    calendar: str
    first_response: int
    resolution: int | None
    word_days: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """A city; coordinates and zones as places.csv has them, from GeoNames."""

    city: str = ""
    lat: float | None = None
    lon: float | None = None
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Firm:
    """One customer. ``ours``: the history enters it; the others stand in the preset already."""

    key: str
    name: str
    profile: str
    place: Place
    people: tuple[Person, ...]
    bought: tuple[Bought, ...] = field(default=())
    signed: Signed | None = None
    ours: bool = True

    @property
    def domain(self) -> str:
        """Its addresses end so."""
        return f"{self.key}.example.org"


def firms(on: date) -> list[Firm]:
    """All customers: those of the preset, then those of the history; dates count from this day."""
    places = {row["place"]: _place(row) for row in table("places.csv")}
    return [*_of_preset(places, on), *_of_history(places, on)]


def months_before(on: date, months: int) -> date:
    """The same day so many months before, or the last of that month where it has no such day."""
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    return date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))


def _of_preset(places: dict[str, Place], on: date) -> Iterator[Firm]:
    people: dict[str, list[Person]] = {}
    for row in table("contacts.csv"):
        person = Person(row["address"], row["name"], row["language"])
        people.setdefault(row["organisation"], []).append(person)
    for row in table("organisations.csv"):
        key = row["organisation"]
        bought = tuple(_preset_purchases(key, on))
        yield Firm(key, row["name"], "preset", places[row["place"]], tuple(people.get(key, ())), bought, ours=False)


def _preset_purchases(key: str, on: date) -> Iterator[Bought]:
    """What a firm of the preset may ask about; how the preset's rows weigh, the street knows."""
    for row in table("purchases.csv"):
        if row["organisation"] == key and row["kind"] in ("product", "update", "advance"):
            months = int(row["on"][1:-1]) * (12 if row["on"].endswith("y") else 1)
            bought = (row["product"], row["edition"], row["version"])
            kind: PurchaseKind = "product" if row["kind"] == "product" else "update"
            yield Bought(row["purchase"], kind, *bought, months_before(on, months), int(row["seats"]))


def _of_history(places: dict[str, Place], on: date) -> list[Firm]:
    rows = list(table("history/firms.csv"))
    keys = [row["organisation"] for row in rows]
    made = []
    for number, row in enumerate(rows):
        key, profile = row["organisation"], row["profile"]
        random = Random(f"firm {key}")
        bought = tuple(_purchases(profile, key, keys[number - 1], on, random))
        people = people_of(f"{key}.example.org", random, english=row["place"] in ABROAD)
        place = places[row["place"]] if row["place"] else Place()
        made.append(Firm(key, row["name"], profile, place, people, bought, _contract(profile, number, on)))
    return made


def _contract(profile: str, number: int, on: date) -> Signed | None:
    first, last = months_before(on, 14), months_before(on, -5)
    if profile == "contract":
        return Signed(f"ДЕМО-1{number:02}", first, last, "", 2, 16, 1)
    if profile == "round-the-clock":
        return Signed(f"ДЕМО-1{number:02}", first, last, ROUND_THE_CLOCK, 1, None, None)
    return None


ABROAD = ("gomel", "almaty", "brest", "astana")
"""Places whose firms have somebody who writes in English."""
COMMON = [("chertezh-3d", "v22", 15), ("prolet", "2.5", 19), ("reduktor", "R8", 17), ("marshrut-plm", "5.1", 12)]
"""What sells: product, version, and for how many months it has been sold."""
OLD = [("chertezh-3d", "v21", 37), ("chertezh-3d", "v20", 61), ("prolet", "2.4", 49), ("vedomost", "11.2", 29)]


def _purchases(profile: str, key: str, other: str, on: date, random: Random) -> Iterator[Bought]:
    def row(number: int, kind: PurchaseKind, what: str, months: int, edition: str = "full", **more: object) -> Bought:
        product, version = what.split()
        day, seats = months_before(on, months), random.choice((1, 2, 3, 5, 8, 12, 20, 40))
        return Bought(f"h-{key}-{number}", kind, product, edition, version, day, seats, **more)  # type: ignore[arg-type]

    product, version, sold = random.choice(COMMON)
    old_product, old_version, old_sold = random.choice(OLD)
    if profile in ("warranty", "contract", "round-the-clock", "corrected", "cancelled", "transferred"):
        yield row(1, "product", f"{product} {version}", random.randint(2, sold))
    if profile in ("contract", "round-the-clock"):
        yield row(2, "product", "chertezh-3d v22", 13)
    if profile in ("basic", "update", "advance"):
        yield row(1, "product", f"{old_product} {old_version}", random.randint(20, old_sold) if old_sold > 20 else 20)
    if profile == "update":
        yield row(2, "update", "chertezh-3d v22", random.randint(2, 14))
    if profile == "advance":
        yield row(2, "advance", "chertezh-3d v23", random.randint(3, 11))
    if profile == "advance-told":
        yield row(1, "advance", "vedomost 12.0", 10, told_on=months_before(on, 9))
    if profile == "school":
        yield row(1, "product", "chertezh-3d v22", random.randint(5, 14), edition="student")
    if profile == "cancelled":
        yield row(2, "cancellation", f"{product} {version}", 1, refers_to=f"h-{key}-1")
    if profile == "corrected":
        yield row(2, "correction", f"{product} {version}", 1, refers_to=f"h-{key}-1")
    if profile == "transferred":
        yield row(2, "transfer", f"{product} {version}", 1, refers_to=f"h-{key}-1", to=other)


def _place(row: dict[str, str]) -> Place:
    return Place(row["city"], float(row["lat"]), float(row["lon"]), row["zone"])


@cache
def table(file: str) -> list[dict[str, str]]:
    """The rows of a table of the preset; lines that begin with # are remarks."""
    lines = (FOLDER / file).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))

"""Reads the plain words of coverage.csv: what stands in the purchase book, who asks, what is expected.

A book is sentences separated by semicolons, each with the number of its row: "1 Alfa bought Drawing Pro v22 on
2025-05-14", "2 row 1 given to Beta on 2025-10-01". "bought ahead" is an advance update, "updated to" an update.
Home is the one edition that is not commercial, Person the one owner that is not a legal entity. A dash names nothing.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from opora.core.facts import Asked, ContractTerms, Level, Purchase, PurchaseKind, Release

HERE = Path(__file__).parent
KINDS: dict[str, PurchaseKind] = {"bought": "product", "updated to": "update", "bought ahead": "advance"}

DAY = r"(\d{4}-\d{2}-\d{2})"
RECORDED = re.compile(r" \(recorded (\S+)\)$")
TOLD = re.compile(rf" told {DAY}$")
BOUGHT = re.compile(rf"(\d+) (\w+) (bought ahead|bought|updated to) (\w+) (\w+) (\w+) on {DAY}")
GIVEN = re.compile(rf"(\d+) row (\d+) given to (\w+) on {DAY}")
CANCELLED = re.compile(rf"(\d+) row (\d+) cancelled on {DAY}")
CORRECTED = re.compile(rf"(\d+) row (\d+) corrected to (\w+) (\w+) (\w+) (\w+) on {DAY}")
REGIVEN = re.compile(rf"(\d+) row (\d+) corrected to be given to (\w+) on {DAY}")
CONTRACT = re.compile(rf"(\d+) (\w+) from {DAY} to {DAY}(?: for ([\w ]+?))?(?: naming (\w+))?")


@dataclass(frozen=True)
class Case:
    """One line of the table, still in words."""

    rule: str
    side: str
    story: str
    book: str
    contracts: str
    asked: str
    on: str
    known_at: str
    rights: str
    why: str
    marks: str
    arithmetic: str


def cases() -> Iterator[Case]:
    """The lines of coverage.csv, in order."""
    with (HERE / "coverage.csv").open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            yield Case(**line)


def releases() -> list[Release]:
    """The versions that all cases share; an empty day means announced only."""
    with (HERE / "coverage_releases.csv").open(encoding="utf-8", newline="") as lines:
        return [
            Release(line["product"], line["version"], int(line["order"]), _day(line["released_on"]))
            for line in csv.DictReader(lines)
        ]


def book(words: str) -> list[Purchase]:
    """The rows of the purchase book that the sentences say."""
    return [_row(sentence) for sentence in _sentences(words)]


def contracts(words: str) -> list[ContractTerms]:
    """The contracts: "7 Alfa from 2026-01-01 to 2026-12-31 for Drawing and Solid naming Home"."""
    return [_contract(sentence) for sentence in _sentences(words)]


def asked(words: str) -> Asked:
    """Who asks, then product, edition and version: "Alfa: Drawing Pro v22", "Person of Alfa: - - -"."""
    who, what = words.split(": ")
    product, edition, version = ("" if word == "-" else word for word in what.split(" "))
    known = who.endswith(" in registry")
    owners = () if who == "guest" else tuple(who.removesuffix(" in registry").split(" of "))
    return Asked(owners, product, edition, version, edition != "Home" if edition else None, known)


def rights(words: str) -> list[tuple[Level, date | None]]:
    """The entitlements with their last days; "for ever" and "open" have none."""
    found = []
    for sentence in _sentences(words):
        level, end = sentence.split(" ", 1)
        found.append((Level[level.upper()], None if end in ("for ever", "open") else _day(end.removeprefix("to "))))
    return found


def reasons(words: str) -> list[tuple[str, str, tuple[int, ...]]]:
    """The reasons of the level: rule, code, rows."""
    found = []
    for sentence in _sentences(words):
        rule, code, *rows = sentence.split(" ")
        found.append((rule, code, tuple(int(row) for row in rows)))
    return found


def instant(words: str) -> datetime | None:
    """An instant with its zone, or none."""
    return datetime.fromisoformat(words) if words else None


def _sentences(words: str) -> list[str]:
    return [sentence.strip() for sentence in words.split(";") if sentence.strip()]


def _day(words: str) -> date | None:
    return date.fromisoformat(words) if words else None


def _row(sentence: str) -> Purchase:
    recorded = RECORDED.search(sentence)
    sentence = RECORDED.sub("", sentence)
    told = TOLD.search(sentence)
    row = _plain_row(TOLD.sub("", sentence))
    return replace(row, recorded_at=instant(recorded[1]) if recorded else None, told_on=_day(told[1]) if told else None)


def _plain_row(sentence: str) -> Purchase:
    if said := BOUGHT.fullmatch(sentence):
        return _bought(int(said[1]), KINDS[said[3]], said[2], said[4], said[5], said[6], said[7])
    if said := REGIVEN.fullmatch(sentence):
        row = _bought(int(said[1]), "correction", "", "", "", "", said[4])
        return replace(row, refers_to=int(said[2]), to_owner=said[3])
    if said := CORRECTED.fullmatch(sentence):
        row = _bought(int(said[1]), "correction", said[3], said[4], said[5], said[6], said[7])
        return replace(row, refers_to=int(said[2]))
    if said := GIVEN.fullmatch(sentence):
        row = _bought(int(said[1]), "transfer", "", "", "", "", said[4])
        return replace(row, refers_to=int(said[2]), to_owner=said[3])
    if said := CANCELLED.fullmatch(sentence):
        row = _bought(int(said[1]), "cancellation", "", "", "", "", said[3])
        return replace(row, refers_to=int(said[2]))
    raise ValueError(sentence)


def _bought(id: int, kind: PurchaseKind, owner: str, product: str, edition: str, version: str, on: str) -> Purchase:
    day = date.fromisoformat(on)
    return Purchase(
        id, owner, kind, product, edition, version, day, commercial=edition != "Home", legal=owner != "Person"
    )


def _contract(sentence: str) -> ContractTerms:
    recorded = RECORDED.search(sentence)
    said = CONTRACT.fullmatch(RECORDED.sub("", sentence))
    if not said:
        raise ValueError(sentence)
    return ContractTerms(
        id=int(said[1]),
        owner=said[2],
        from_on=date.fromisoformat(said[3]),
        until_on=date.fromisoformat(said[4]),
        products=tuple(said[5].split(" and ")) if said[5] else (),
        editions=(said[6],) if said[6] else (),
        recorded_at=instant(recorded[1]) if recorded else None,
    )

"""The matrix of rights: what each role of domain.md 10 may do at each address of the URLconf.

`rights.csv` is written by hand from domain.md 10 and E3, before the code that meets it. A row is an address as the
URLconf spells it, a method, and perhaps a case where the same address has to answer otherwise. A cell is

* ``yes``: the address answers (2xx, or 3xx that does not lead to the door),
* ``door``: sent to sign in,
* ``no``: refused, 401 or 403,
* ``404``: not told whether there is such a thing.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

from opora.api.urls import nowhere

CELLS = ("yes", "door", "no", "404")
ROLES = (
    "guest", "contact", "other-contact", "contact-with-right", "dealer", "specialist", "specialist-elsewhere",
    "manager", "manager-elsewhere", "central", "developer", "head", "sales", "administrator", "auditor", "key",
)  # fmt: skip
"""The columns. ``elsewhere`` sits in an office without the ticket,
``developer`` in a line 3 that has had it, ``other-contact`` works for another organisation,
``contact-with-right`` for the ticket's, and has written nothing,
``dealer`` for one that writes for the ticket's."""


@dataclass(frozen=True)
class Row:
    """What is expected of one address."""

    address: str
    method: str
    case: str
    cells: dict[str, str]

    @property
    def name(self) -> str:
        """As tests are called."""
        return " ".join(filter(None, (self.method, f"/{self.address}", self.case)))


def rows() -> list[Row]:
    """The matrix."""
    with (Path(__file__).parent / "rights.csv").open(newline="") as file:
        return [
            Row(line.pop("address"), line.pop("method"), line.pop("case"), dict(line)) for line in csv.DictReader(file)
        ]


def addresses() -> list[str]:
    """Every address of the URLconf, but those of the API at which there is nothing."""
    return sorted({route for route, pattern in _walk(get_resolver().url_patterns) if pattern.callback is not nowhere})


def faults(matrix: Iterable[Row], known: Iterable[str]) -> list[str]:
    """What is wrong with a matrix for these addresses."""
    matrix, known = list(matrix), set(known)
    named = [(row.address, row.method, row.case) for row in matrix]
    found = [f"/{address} has no row" for address in sorted(known - {row.address for row in matrix})]
    found += [f"{row.name}: there is no such address" for row in matrix if row.address not in known]
    found += [f"{row.name}: stands there twice" for row, key in zip(matrix, named, strict=True) if named.count(key) > 1]
    for row in matrix:
        if tuple(row.cells) != ROLES or not set(row.cells.values()) <= set(CELLS):
            found.append(f"{row.name}: a cell is missing, or is none of {', '.join(CELLS)}")
        elif "yes" not in row.cells.values():
            found.append(f"{row.name}: refused to everybody, so that nothing shows that it can be reached")
    return found


def _walk(patterns: Iterable[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield route, pattern

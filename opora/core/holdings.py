"""The purchase book read as a whole: what was bought, as corrected, cancelled and given on since (domain.md L2, L8).

Rows refer to earlier rows and are never rewritten, so the book is read from each purchase downwards. Rows that refer
to nothing we have, or in a circle, hang on no purchase and therefore say nothing (L1: nothing here raises).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from opora.core.facts import Purchase

BOUGHT = ("product", "update", "advance")


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer as it reads now: in force from ``on`` until the eve of ``cancelled_on``, if that is set."""

    to_owner: str
    on: date
    cancelled_on: date | None
    rows: tuple[int, ...]

    def counts_on(self, day: date) -> bool:
        """Whether it is in force on this local date."""
        return self.on <= day and (self.cancelled_on is None or day < self.cancelled_on)


@dataclass(frozen=True, slots=True)
class Holding:
    """One purchase as it reads now. ``rows`` are the row itself and the corrections that speak for it.

    ``transfers`` stand in order of date; the latest in force says who holds it, whoever its giver is said to be.
    """

    bought: Purchase
    cancelled_on: date | None
    rows: tuple[int, ...]
    transfers: tuple[Transfer, ...] = ()

    def counts_on(self, day: date) -> bool:
        """Whether it is bought and not cancelled on this local date."""
        return self.bought.on <= day and (self.cancelled_on is None or day < self.cancelled_on)

    def transfers_on(self, day: date) -> tuple[Transfer, ...]:
        """The transfers in force on this date, the latest last."""
        return tuple(transfer for transfer in self.transfers if transfer.counts_on(day))

    def holder_on(self, day: date) -> str:
        """Who has it on this date: the receiver from the day of the transfer on, the giver to its eve."""
        given = self.transfers_on(day)
        return given[-1].to_owner if given else self.bought.owner

    def owners_on(self, day: date) -> frozenset[str]:
        """Everybody who had it at some time up to this date; each of them keeps basic (L2)."""
        return frozenset((self.bought.owner, *(transfer.to_owner for transfer in self.transfers_on(day))))

    def named_on(self, day: date) -> frozenset[str]:
        """Everybody whom the book names with it up to this date, cancelled or not: customers whom we know (L11)."""
        given = (transfer.to_owner for transfer in self.transfers if transfer.on <= day)
        return frozenset((self.bought.owner, *given)) if self.bought.on <= day else frozenset()

    def legal_on(self, day: date) -> bool:
        """Whether its holder is a legal entity; only organisations receive, and they are."""
        return self.bought.legal or bool(self.transfers_on(day))

    @property
    def turns(self) -> tuple[date, ...]:
        """The dates on which who holds it, or whether it counts, may change."""
        given = [day for transfer in self.transfers for day in (transfer.on, transfer.cancelled_on)]
        return tuple(day for day in (self.bought.on, self.cancelled_on, *given) if day is not None)


def holdings_of(purchases: Iterable[Purchase], known_at: datetime | None = None) -> tuple[Holding, ...]:
    """Folds the purchase book, in whatever order its rows come; ids are unique, ``known_at`` is an aware instant.

    A correction replaces what its row said, as though it had been written so; of several the one recorded last
    speaks. A cancellation of a purchase or transfer works from its own date; one of a correction or of a
    cancellation undoes it wholly, since those only say what is written. Rows recorded after ``known_at`` are
    unknown (L8).
    """
    book = _Book(row for row in purchases if was_known(row.recorded_at, known_at))
    return tuple(book.holding(row) for _, row in sorted(book.rows.items()) if row.kind in BOUGHT)


def was_known(recorded_at: datetime | None, known_at: datetime | None) -> bool:
    """L8: whether what was recorded at an instant (null: always) was known at another (null: now)."""
    return recorded_at is None or known_at is None or recorded_at <= known_at


class _Book:
    """Rows by their number, and the rows that refer to each."""

    def __init__(self, rows: Iterable[Purchase]) -> None:
        self.rows = {row.id: row for row in rows}
        self.referring: defaultdict[int | None, list[Purchase]] = defaultdict(list)
        for row in self.rows.values():
            if row.kind not in BOUGHT:
                self.referring[row.refers_to].append(row)

    def holding(self, row: Purchase) -> Holding:
        bought, corrections = self._reading(row)
        return Holding(bought, self._cancelled_on(row), (row.id, *corrections), self._transfers(row))

    def _reading(self, row: Purchase) -> tuple[Purchase, tuple[int, ...]]:
        """The row as its last correction has it, and the corrections that say so."""
        corrections = [other for other in self.referring[row.id] if other.kind == "correction" and self._stands(other)]
        if not corrections:
            return row, ()
        last = max(corrections, key=_recorded)
        said, further = self._reading(last)
        said = replace(
            said,
            id=row.id,
            kind=row.kind,
            refers_to=row.refers_to,
            to_owner=said.to_owner or row.to_owner,
            told_on=said.told_on or row.told_on,
            recorded_at=row.recorded_at,
        )
        return said, (last.id, *further)

    def _stands(self, row: Purchase) -> bool:
        return not any(self._stands(other) for other in self.referring[row.id] if other.kind == "cancellation")

    def _cancelled_on(self, row: Purchase) -> date | None:
        cancellations = [other for other in self.referring[row.id] if other.kind == "cancellation"]
        return min((self._reading(other)[0].on for other in cancellations if self._stands(other)), default=None)

    def _transfers(self, row: Purchase) -> tuple[Transfer, ...]:
        found = []
        for transfer in self._transfer_rows(row):
            said, corrections = self._reading(transfer)
            if said.to_owner is not None:
                numbers = (transfer.id, *corrections)
                found.append((said, Transfer(said.to_owner, said.on, self._cancelled_on(transfer), numbers)))
        found.sort(key=lambda pair: (pair[0].on, *_recorded(pair[0])))
        return tuple(transfer for _, transfer in found)

    def _transfer_rows(self, row: Purchase) -> Iterator[Purchase]:
        """Transfers of this row, and transfers on: those that refer to a transfer or to a correction of it."""
        for other in self.referring[row.id]:
            if other.kind == "transfer":
                yield other
            if other.kind != "cancellation":
                yield from self._transfer_rows(other)


def _recorded(row: Purchase) -> tuple[datetime, int]:
    return row.recorded_at or datetime.min.replace(tzinfo=UTC), row.id

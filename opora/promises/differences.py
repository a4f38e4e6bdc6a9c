"""Where rows differ from what their ledger says: of many tickets in a few statements, column by column."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from opora.core.facts import Policy
from opora.core.standing import Standing
from opora.core.step import Noted
from opora.ledger.queries import history_of, timeline_of
from opora.promises.models import Promise
from opora.promises.queries import columns_of, reading, values_of
from opora.tickets.models import Ticket

UNREADABLE = (ValueError, LookupError, TypeError)
"""What a ledger raises that can't be folded."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A column of the ticket, or of a promise by kind and number: what stands there, and what the ledger says.

    Instants are ISO 8601 in UTC, nothing is empty; the field "row" says whether a promise's row is there at all.
    """

    kind: str
    field: str
    stored: str
    derived: str

    @property
    def name(self) -> str:
        """What differs, without its values."""
        return f"{self.kind}: {self.field}"


@dataclass(frozen=True, slots=True)
class Compared:
    """A ticket beside its ledger; ``trouble``: why that could not be read, and then nothing else is known."""

    ticket: Ticket
    standing: Standing | None
    differences: tuple[Difference, ...] = ()
    trouble: str = ""


def compared(tickets: Sequence[Ticket], policy: Policy) -> Iterator[Compared]:
    """Each ticket beside its ledger, in as many statements for five hundred as for one."""
    histories = _histories([ticket.pk for ticket in tickets])
    rows: dict[int, list[Promise]] = {ticket.pk: [] for ticket in tickets}
    for row in Promise.objects.filter(ticket__in=list(rows)).order_by("pk"):
        rows[row.ticket_id].append(row)
    fold = reading([one for history in histories.values() for one in history], policy)
    for ticket in tickets:
        try:
            # Read again alone where the batch could not be, so that the one that is spoiled is named.
            standing = fold(histories.get(ticket.pk) or history_of("ticket", ticket.pk))
        except UNREADABLE as error:
            yield Compared(ticket, None, trouble=type(error).__name__)
            continue
        yield Compared(ticket, standing, tuple(differences(ticket, rows[ticket.pk], standing)))


def differences(ticket: Ticket, rows: Iterable[Promise], standing: Standing) -> Iterator[Difference]:
    """Every column that is not as the ledger says: the ticket's first, then the promises as they began."""
    yield from _columns("ticket", ticket, columns_of(standing))
    there = {(row.kind, row.number): row for row in rows}
    for clock in standing.clocks:
        row = there.pop((clock.kind, clock.number), None)
        name = f"{clock.kind} {clock.number}"
        if row is None:
            yield Difference(name, "row", "", "there")
        else:
            yield from _columns(name, row, values_of(clock))
    for kind, number in there:
        yield Difference(f"{kind} {number}", "row", "there", "")


def _histories(tickets: list[int]) -> Mapping[int, Sequence[Noted]]:
    try:
        return timeline_of("ticket", tickets)
    except UNREADABLE:
        return {}


def _columns(kind: str, row: Any, derived: Mapping[str, Any]) -> Iterator[Difference]:
    for name, value in derived.items():
        stored = getattr(row, name)
        if stored != value:
            yield Difference(kind, name, _text(stored), _text(value))


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return "" if value is None else str(value)

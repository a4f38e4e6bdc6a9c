"""What another value of a setting would do to the tickets that are open: the same folding, without writing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from opora.ledger.queries import timeline_of
from opora.lib.remembered import remembering
from opora.offices.queries import policy_at, policy_with
from opora.promises.queries import standing_from
from opora.tickets.queries import open_tickets

MOST = 300
"""Tickets that are looked at: somebody waits in front of a page."""

Moment = tuple[datetime, str] | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A ticket whose next moment would be another one, each with its kind; null: none any more."""

    number: str
    before: Moment
    after: Moment


@dataclass(frozen=True, slots=True)
class Outlook:
    """``examined`` of ``open`` tickets, the most urgent first, and those among them that would move."""

    open: int
    examined: int
    moved: tuple[Moved, ...]


def outlook(name: str, value: Any, now: datetime) -> Outlook:
    """How open tickets would stand if this value (as it is kept) held now; each follows at its next event, not before.

    ``name`` is a field of `core.facts.Policy`.
    """
    held = policy_at(now)
    other = policy_with(held, name, value)
    tickets = list(open_tickets().order_by("next_at", "id")[:MOST])
    histories = timeline_of("ticket", [ticket.pk for ticket in tickets])
    moved = []
    with remembering():
        for ticket in tickets:
            before, after = (standing_from(histories[ticket.pk], one).next() for one in (held, other))
            if before != after:
                moved.append(Moved(ticket.number, before, after))
    return Outlook(open_tickets().count(), len(tickets), tuple(moved))

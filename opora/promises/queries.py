"""Reading promises: derived from the ledger, never from the rows that only mirror it."""

from collections.abc import Iterable
from functools import cache

from opora.calendars.queries import work_calendar
from opora.core.course import stand
from opora.core.facts import Policy
from opora.core.standing import Standing
from opora.core.step import Noted
from opora.ledger.queries import history_of
from opora.promises.models import Promise
from opora.tickets.models import Ticket

__all__ = ["Promise", "basis_of_next", "standing_from", "standing_of"]


def standing_of(ticket: Ticket, policy: Policy | None = None) -> Standing:
    """How the ticket stands after the last event of its ledger."""
    return standing_from(history_of("ticket", ticket.pk), policy)


def standing_from(history: Iterable[Noted], policy: Policy | None = None) -> Standing:
    """The same from a history that was read already; each calendar is asked for once."""
    return stand(history, cache(work_calendar), policy)


def basis_of_next(tickets: Iterable[Ticket]) -> dict[int, str]:
    """The code of the calendar on which each ticket's next moment counts: a contract's where it won (T3)."""
    basis = {ticket.pk: ticket.calendar for ticket in tickets}
    kinds = {ticket.pk: ticket.next_kind for ticket in tickets}
    live = Promise.objects.filter(ticket__in=basis, met_at=None, missed_at=None, withdrawn_because="")
    for pk, kind, code in live.values_list("ticket_id", "kind", "basis"):
        if kinds[pk] == kind:
            basis[pk] = code
    return basis

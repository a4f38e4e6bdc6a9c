"""Reading promises: derived from the ledger, never from the rows that only mirror it."""

from collections.abc import Iterable
from functools import cache

from opora.calendars.queries import work_calendar
from opora.core.course import stand
from opora.core.facts import Policy
from opora.core.hours import WorkCalendar
from opora.core.standing import Standing
from opora.core.step import Noted
from opora.ledger.queries import history_of
from opora.promises.models import Promise
from opora.tickets.models import Ticket

__all__ = ["Promise", "standing_from", "standing_of"]


def standing_of(ticket: Ticket, policy: Policy | None = None) -> Standing:
    """How the ticket stands after the last event of its ledger."""
    return standing_from(history_of("ticket", ticket.pk), policy)


def standing_from(history: Iterable[Noted], policy: Policy | None = None) -> Standing:
    """The same from a history that was read already; each calendar is asked for once."""

    @cache
    def calendar_of(code: str) -> WorkCalendar:
        return work_calendar(code)

    return stand(history, calendar_of, policy)

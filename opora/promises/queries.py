"""Reading promises: derived from the ledger, never from the rows that only mirror it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from opora.calendars.queries import fallback, work_calendar, work_calendars
from opora.contracts.queries import duty_reason, duty_reasons
from opora.core import ladder
from opora.core.clock import Clock
from opora.core.course import begin, follow, stand
from opora.core.events import Corrected, Gained, Opened, Readdressed
from opora.core.facts import Policy, Stage
from opora.core.hours import WorkCalendar
from opora.core.standing import Standing
from opora.core.step import MACHINE, Noted
from opora.ledger.queries import history_of, those_with
from opora.promises.models import Promise
from opora.tickets.models import Ticket
from opora.tickets.queries import open_tickets

__all__ = [
    "Promise",
    "basis_of_next",
    "columns_of",
    "counted_by",
    "foreseen",
    "foreseen_one",
    "on_the_ladder",
    "reading",
    "rungs_of",
    "stage_since",
    "standing_from",
    "standing_of",
    "told_too_early",
    "values_of",
]

MOST_STEPS = 40
"""So many times the worker may have slept through; whoever looks then sees what stands after these."""


def on_the_ladder() -> list[Promise]:
    """The words that are owed on the ladder, the nearest first, with their tickets (section 8)."""
    owed = Promise.objects.filter(kind="escalation", met_at=None, missed_at=None, withdrawn_because="")
    return list(owed.select_related("ticket").order_by("due_at", "pk"))


def rungs_of(person: int) -> list[int]:
    """The tickets whose rung this person held at some time while a word is owed on the ladder now; one query."""
    owed = Promise.objects.filter(kind="escalation", met_at=None, missed_at=None, withdrawn_because="")
    held = ("Climbed", "Reminded", "HolderReplaced")
    return those_with(held, owed.values("ticket_id"), holder=person)


def standing_of(ticket: Ticket, policy: Policy | None = None) -> Standing:
    """How the ticket stands after the last event of its ledger."""
    return standing_from(history_of("ticket", ticket.pk), policy)


def standing_from(history: Iterable[Noted], policy: Policy | None = None) -> Standing:
    """The same from a history that was read already; each calendar is asked for once."""
    return stand(history, cache(work_calendar), policy, duty_reason)


def foreseen(
    histories: Mapping[int, Sequence[Noted]], policy: Policy, now: datetime, *, quiet: bool
) -> dict[int, Standing]:
    """How tickets stand by ``now``, what the worker has yet to record included; nothing is written (P2).

    By the row of each ticket; all calendars in one query. Who holds a rung is left open, since no moment depends on it.
    """
    fold = reading([one for history in histories.values() for one in history], policy)
    found = {ticket_id: fold(history) for ticket_id, history in histories.items()}
    for ticket_id, standing in found.items():
        _let_pass(standing, ticket_id, now, quiet)
    return found


def reading(
    noted: Iterable[Noted], policy: Policy, instead: Mapping[str, WorkCalendar] | None = None
) -> Callable[[Sequence[Noted]], Standing]:
    """What folds each of these histories, all calendars and duties that their events name read in two queries.

    ``instead``: calendars by code that take the place of those that are kept.
    """
    pinned = [one.event for one in noted if isinstance(one.event, Opened | Corrected | Gained | Readdressed)]
    codes = {code for event in pinned for code in event.calendars.values()}
    codes |= {event.calendar for event in pinned if not isinstance(event, Corrected | Gained)}
    known = {**work_calendars(codes - set(instead or ())), **(instead or {})}
    reasons = duty_reasons(row for event in pinned for row, _, _ in event.duties)

    def calendar_of(code: str) -> WorkCalendar:
        return known.get(code) or fallback()

    return lambda history: stand(history, calendar_of, policy, lambda row: reasons.get(row, ""))


def counted_by(code: str) -> QuerySet[Ticket]:
    """The open tickets that have to do with a work calendar: pinned to it, or with a live promise that runs by it."""
    live = Promise.objects.filter(ticket=OuterRef("pk"), met_at=None, missed_at=None, withdrawn_because="", basis=code)
    return open_tickets().filter(Q(calendar=code) | Exists(live))


def told_too_early(after: int, most: int, among: Sequence[int] | None = None) -> list[int]:
    """The first tickets after this row with a live moment that is later than the one that was told, in order."""
    live = Promise.objects.filter(met_at=None, missed_at=None, withdrawn_because="", told_due_at__lt=F("due_at"))
    rows = live.filter(ticket__gt=after, ticket__next_at__isnull=False)
    if among is not None:
        rows = rows.filter(ticket__in=among)
    return list(rows.order_by("ticket_id").values_list("ticket_id", flat=True).distinct()[:most])


def foreseen_one(ticket: Ticket, policy: Policy, now: datetime, *, quiet: bool) -> Standing:
    """How one ticket stands by now, what the worker has yet to record included."""
    return foreseen({ticket.pk: history_of("ticket", ticket.pk)}, policy, now, quiet=quiet)[ticket.pk]


def stage_since(history: Sequence[Noted], policy: Policy, stage: Stage, now: datetime) -> datetime:
    """Since when a ticket has been in the stage in which it is by now; ``now`` when the worker has yet to record it."""
    standing = begin(history[0], cache(work_calendar), policy, duty_reason)
    since = standing.registered_at
    for noted in history[1:]:
        before = standing.stage
        follow(standing, noted)
        if standing.stage is not before:
            since = noted.at
    return since if standing.stage is stage else now


def _let_pass(standing: Standing, ticket_id: int, now: datetime, quiet: bool) -> None:
    for _ in range(MOST_STEPS):
        happened = ladder.passed(standing, now, quiet=quiet, holders={})
        if not happened:
            return
        for event in happened:
            follow(standing, Noted(event, "ticket", ticket_id, standing.sequence + 1, now, MACHINE))


def columns_of(standing: Standing) -> dict[str, Any]:
    """The columns of the ticket's row that follow from its ledger."""
    upcoming = standing.next()
    closed = standing.stage is Stage.CLOSED
    return {
        "stage": standing.stage.value,
        "stage_before": standing.stage_before.value,
        "next_at": upcoming[0] if upcoming else None,
        "next_kind": upcoming[1] if upcoming else "",
        "answered_at": standing.answered_at,
        "closed_at": standing.closed_at if closed else None,
        "closed_why": standing.closed_why if closed else "",
    }


def values_of(clock: Clock) -> dict[str, Any]:
    """The columns of a promise's row, as its clock stands."""
    return {
        "opened_by": clock.opened_by,
        "span": _seconds(clock.span),
        "basis": clock.calendar.code,
        "started_at": clock.started_at,
        "due_at": clock.due_at,
        "told_due_at": clock.told_due_at,
        "told_at": clock.told_at,
        "met_at": clock.met_at,
        "met_by": clock.met_by,
        "missed_at": clock.missed_at,
        "confessed_at": clock.confessed_at,
        "paused_at": clock.paused_at,
        "spent": _seconds(clock.spent()) or 0,
        "withdrawn_because": clock.withdrawn_because,
    }


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else round(span.total_seconds())


def basis_of_next(tickets: Iterable[Ticket]) -> dict[int, str]:
    """The code of the calendar on which each ticket's next moment counts: a contract's where it won (T3)."""
    basis = {ticket.pk: ticket.calendar for ticket in tickets}
    kinds = {ticket.pk: ticket.next_kind for ticket in tickets}
    live = Promise.objects.filter(ticket__in=basis, met_at=None, missed_at=None, withdrawn_because="")
    for pk, kind, code in live.values_list("ticket_id", "kind", "basis"):
        if kinds[pk] == kind:
            basis[pk] = code
    return basis

"""What a recount moves on many open tickets (T6): told by their rows where these say enough, else by their ledgers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from opora.contracts.queries import organisations_with_duties
from opora.core.facts import Policy, Stage
from opora.core.hours import WorkCalendar
from opora.core.recount import LivePromise, Moves, OpenTicket, moves
from opora.core.recount_rows import Change, Found, glance
from opora.core.standing import Standing
from opora.ledger.queries import happened_since, timeline_of
from opora.promises.differences import UNREADABLE
from opora.promises.models import Promise
from opora.promises.queries import reading

COLUMNS = ("pk", "stage", "next_at", "next_kind", "answered_at", "calendar", "organisation_id")
LIVE = {"met_at": None, "missed_at": None, "withdrawn_because": ""}


@dataclass(frozen=True, slots=True)
class Recount:
    """What is recounted: a calendar by its code and out of all its versions, since when, at which instant.

    ``by_rows``: nothing since then corrects an error or was counted in part, so that rows tell what is left.
    """

    code: str
    calendar: WorkCalendar
    since: datetime
    at: datetime
    policy: Policy
    by_rows: bool


@dataclass(slots=True)
class Counted:
    """What moves, by ticket in order; how those stand whose ledgers were read; ``keys`` are rows of live promises."""

    moved: dict[int, Moves]
    stood: dict[int, Standing]
    tickets: dict[int, OpenTicket]
    keys: dict[tuple[int, str], int]


def count(rows: Sequence[tuple[Any, ...]], asked: Recount) -> Counted:
    """What moves on these open tickets; nothing is written. ``rows`` are their COLUMNS."""
    tickets, keys = _tickets(rows, asked)
    found: Found = dict.fromkeys(tickets)
    if asked.by_rows:
        found = glance(tickets, Change.of(asked.calendar, asked.since, asked.at, asked.policy))
    stood = _stand([row for row, moved in found.items() if moved is None], asked)
    told = {row: moves(standing, asked.at, asked.since) for row, standing in stood.items()}
    moved = {row: one for row, one in {**found, **told}.items() if one is not None}
    return Counted(dict(sorted(moved.items())), stood, tickets, keys)


def _stand(rows: Sequence[int], asked: Recount) -> dict[int, Standing]:
    """By their ledgers; one that can't be read is left as it is, and `opora doctor` names it."""
    try:
        return _folded(rows, asked)
    except UNREADABLE:
        if len(rows) == 1:
            return {}
        return {row: standing for one in rows for row, standing in _stand([one], asked).items()}


def _folded(rows: Sequence[int], asked: Recount) -> dict[int, Standing]:
    histories = timeline_of("ticket", rows) if rows else {}
    noted = [one for history in histories.values() for one in history]
    fold = reading(noted, asked.policy, {asked.code: asked.calendar})
    return {row: fold(history) for row, history in histories.items()}


def _tickets(
    rows: Sequence[tuple[Any, ...]], asked: Recount
) -> tuple[dict[int, OpenTicket], dict[tuple[int, str], int]]:
    """The tickets with their live promises, and the rows of these by ticket and kind."""
    ids, code = [row[0] for row in rows], asked.code
    live: dict[int, list[LivePromise]] = {row: [] for row in ids}
    keys: dict[tuple[int, str], int] = {}
    columns = ("pk", "ticket_id", "kind", "due_at", "span", "basis", "paused_at")
    for pk, ticket, kind, due_at, span, basis, paused_at in (
        Promise.objects.filter(ticket__in=ids, **LIVE).order_by("pk").values_list(*columns)
    ):
        keys[ticket, kind] = pk
        live[ticket].append(LivePromise(kind, due_at, span is not None, basis == code, paused_at is not None))
    on_duty = organisations_with_duties()
    climbed = set(Promise.objects.filter(ticket__in=ids, kind="escalation").values_list("ticket_id", flat=True))
    # What began or went on since then knows of the change already, and its rows do not say so.
    touched = happened_since("ticket", ids, asked.since) if asked.by_rows else set()
    tickets = {}
    for row, stage, next_at, next_kind, answered_at, calendar, organisation in rows:
        unsure = (
            row in touched or organisation in on_duty or (row in climbed and stage in (Stage.WAITING, Stage.ANSWERED))
        )
        tickets[row] = OpenTicket(
            Stage(stage), next_at, next_kind, answered_at, calendar == code, unsure, tuple(live[row])
        )
    return tickets, keys

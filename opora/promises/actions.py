"""Settling: promise rows and the ticket's next moment, derived anew from the ledger at each Step."""

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from opora.core.course import follow
from opora.core.events import Event, Recounted, Repaired
from opora.core.facts import Policy
from opora.core.recount import next_of
from opora.core.standing import Standing
from opora.core.step import Noted, Step
from opora.ledger.actions import record_many
from opora.ledger.queries import lengths_of
from opora.lib.many import update_many
from opora.lib.remembered import kept
from opora.lib.rows import write_all_down
from opora.promises.differences import Difference, differences
from opora.promises.models import Promise
from opora.promises.nearness import marks_of, reckoned, unmarked
from opora.promises.queries import columns_of, standing_of, values_of
from opora.tickets import actions as tickets
from opora.tickets.models import Ticket

if TYPE_CHECKING:
    # It knows arrays, which only a recount needs.
    from opora.promises.recounting import Counted, Recount


UNMARK = "warn_at = NULL, soon_at = NULL"
"""What has moved is near at another moment, which is reckoned afterwards (`mark_again`)."""


def settle(step: Step, ticket: Ticket, policy: Policy | None = None) -> Standing:
    """Bring promise rows, stage and next moment in line with the ledger; gives back how the ticket stands (P4).

    Of a ticket that was made here nobody has read the rows, and its first letter tells moments: they are written when
    the Step ends, once, as told.
    """
    standing = standing_of(ticket, policy)
    place, rows = ("promises", ticket.pk), kept("promises of ticket", ticket.pk)
    if rows is None:
        step.endings.pop(place, None)
        found = {(row.kind, row.number): row for row in Promise.objects.filter(ticket=ticket)}
        _write_promises(ticket, standing, found)
    else:
        step.endings[place] = partial(_write_promises, ticket, standing, rows)
    tickets.schedule(ticket, **columns_of(standing))
    return standing


def repair(step: Step, ticket: Ticket, policy: Policy) -> tuple[Difference, ...]:
    """Derive the rows anew where they differ from the ledger, and note what differed; nothing differs: nothing is done.

    The ticket is locked. Raises ValueError, LookupError or TypeError where the ledger can't be read.
    """
    standing = standing_of(ticket, policy)
    rows = list(Promise.objects.filter(ticket=ticket).order_by("pk"))
    found = tuple(differences(ticket, rows, standing))
    if found:
        known = {(clock.kind, clock.number) for clock in standing.clocks}
        # A row too many may live, and one of a kind may live at a time: it goes before its like is written.
        Promise.objects.filter(pk__in=[row.pk for row in rows if (row.kind, row.number) not in known]).delete()
        settle(step, ticket, policy)
        step.note(Repaired(was={one.name: one.stored for one in found}), "ticket", ticket.pk)
    return found


def recount(step: Step, counted: "Counted", asked: "Recount", version: int) -> None:
    """Note `Recounted` on each ticket that moves, and bring its rows in line: as `settle` would, many at once.

    The tickets are locked. Reactions follow in Steps of their own.
    """
    lengths = lengths_of("ticket", [row for row in counted.moved if row not in counted.stood])
    events: list[tuple[int, int, Event]] = []
    moments: list[tuple[datetime, int]] = []
    clocks: list[tuple[datetime, int | None, int, int]] = []
    upcoming: list[tuple[datetime, str, int]] = []
    for row, moved in counted.moved.items():
        event = Recounted(asked.code, version, moved.was, moved.due)
        standing = counted.stood.get(row)
        sequence = 1 + (standing.sequence if standing else lengths[row])
        events.append((row, sequence, event))
        if standing is None:
            keys = ((counted.keys.get((row, kind)), due) for kind, due in moved.due.items())
            moments += [(due, key) for key, due in keys if key is not None]
            upcoming.append((*next_of(counted.tickets[row], moved), row))
        else:
            follow(standing, Noted(event, "ticket", row, sequence, step.now, step.actor))
            clocks += _lived(standing, row, counted)
            columns = columns_of(standing)
            upcoming.append((columns["next_at"], columns["next_kind"], row))
    record_many(step, "ticket", events)
    update_many(Promise, ("due_at",), moments, also=UNMARK)
    update_many(Promise, ("due_at", "span", "spent"), clocks, also=UNMARK)
    tickets.reschedule(upcoming)
    # A date that stays where it is has another working time before it.
    dated = Promise.objects.filter(ticket__in=[*counted.tickets], basis=asked.code, span=None, soon_at__isnull=False)
    dated.update(warn_at=None, soon_at=None)


def mark_again(step: Step, policy: Policy, most: int) -> int:
    """Reckon when so many of the promises that have no marks are near; how many there were. Nothing is noted, since
    nothing moves."""
    rows = list(unmarked().select_related("ticket").order_by("pk")[:most])
    update_many(Promise, ("warn_at", "soon_at"), reckoned(rows, policy, step.now))
    return len(rows)


def _lived(standing: Standing, row: int, counted: "Counted") -> list[tuple[datetime, int | None, int, int]]:
    """What a recount changes of live promises: their moments, and spans where these are another now."""
    live = [(values_of(clock), counted.keys.get((row, clock.kind))) for clock in standing.clocks if clock.live]
    return [(values["due_at"], values["span"], values["spent"], key) for values, key in live if key is not None]


def _write_promises(ticket: Ticket, standing: Standing, rows: dict[tuple[str, int], Promise]) -> None:
    fresh: list[Promise] = []
    changed: list[Promise] = []
    for clock in standing.clocks:
        values = values_of(clock) | marks_of(clock, standing.policy)
        row = rows.get((clock.kind, clock.number))
        if row is None:
            fresh.append(Promise(ticket=ticket, kind=clock.kind, number=clock.number, **values))
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
    # What ended is written before what begins: at most one of a kind may live at any statement.
    for row in sorted(changed, key=_lives):
        row.save()
    write_all_down(fresh)
    rows |= {(row.kind, row.number): row for row in fresh}


def _lives(row: Promise) -> bool:
    return row.met_at is None and row.missed_at is None and not row.withdrawn_because

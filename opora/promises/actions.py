"""Settling: promise rows and the ticket's next moment, derived anew from the ledger at each Step."""

from functools import partial

from opora.core.events import Repaired
from opora.core.facts import Policy
from opora.core.standing import Standing
from opora.core.step import Step
from opora.lib.remembered import kept
from opora.promises.differences import Difference, differences
from opora.promises.models import Promise
from opora.promises.queries import columns_of, standing_of, values_of
from opora.tickets import actions as tickets
from opora.tickets.models import Ticket


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


def _write_promises(ticket: Ticket, standing: Standing, rows: dict[tuple[str, int], Promise]) -> None:
    fresh: list[Promise] = []
    changed: list[Promise] = []
    for clock in standing.clocks:
        values = values_of(clock)
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
    Promise.objects.bulk_create(fresh)
    rows |= {(row.kind, row.number): row for row in fresh}


def _lives(row: Promise) -> bool:
    return row.met_at is None and row.missed_at is None and not row.withdrawn_because

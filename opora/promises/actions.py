"""Settling: promise rows and the ticket's next moment, derived anew from the ledger at each Step."""

from opora.core.facts import Policy, Stage
from opora.core.standing import Standing
from opora.core.step import Step
from opora.lib.remembered import kept
from opora.promises.models import Promise
from opora.promises.queries import standing_of, values_of
from opora.tickets import actions as tickets
from opora.tickets.models import Ticket


def settle(step: Step, ticket: Ticket, policy: Policy | None = None) -> Standing:
    """Bring promise rows, stage and next moment in line with the ledger; gives back how the ticket stands (P4)."""
    standing = standing_of(ticket, policy)
    _write_promises(ticket, standing)
    upcoming = standing.next()
    tickets.schedule(
        ticket,
        stage=standing.stage.value,
        stage_before=standing.stage_before.value,
        next_at=upcoming[0] if upcoming else None,
        next_kind=upcoming[1] if upcoming else "",
        answered_at=standing.answered_at,
        closed_at=standing.closed_at if standing.stage is Stage.CLOSED else None,
        closed_why=standing.closed_why if standing.stage is Stage.CLOSED else "",
    )
    return standing


def _write_promises(ticket: Ticket, standing: Standing) -> None:
    rows = kept("promises of ticket", ticket.pk)
    if rows is None:
        rows = {(row.kind, row.number): row for row in Promise.objects.filter(ticket=ticket)}
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

"""One way to take a row that is due: a lease, written by one conditional statement (architecture.md, rule 11).

Any table with the columns ``lease_id`` and ``lease_until`` will do. Nobody else holds the row while the lease runs;
when its holder is killed the row is free again as soon as the lease has run out. What a holder writes is fenced by
its lease id: one that has lost the row changes nothing and is told so. Clocks of several machines may differ by
less than a lease.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

from django.db import connections, router
from django.db.models import F, Model, Q, Subquery
from django.db.models.sql import UpdateQuery

LEASE = timedelta(seconds=60)
BEYOND = timedelta(hours=2)
"""No lease is that long; an hour is the longest that may be asked for."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A row that is ours until ``lease_until``; ``attempts`` counts its takings, null when they are not counted."""

    model: type[Model]
    pk: int
    lease_id: UUID
    attempts: int | None = None


def claim(
    model: type[Model], due: Q, order: Sequence[str], now: datetime, lease: timedelta = LEASE, *,
    counted: bool = False, **changes: Any,
) -> Claim | None:  # fmt: skip
    """Take the first row in ``order`` that is ``due`` and that nobody holds at ``now``; null when there is none.

    ``changes`` are columns written by the same statement, ``counted`` adds one to the column ``attempts``. Call it
    outside of a transaction: others see the lease when it is committed.
    """
    # A lease that ends later than any can was given by a clock that was wrong: it would hold the row for ever.
    free = Q(lease_until=None) | Q(lease_until__lte=now) | Q(lease_until__gt=now + BEYOND)
    using = router.db_for_write(model)
    connection = connections[using]
    rows = model._base_manager.using(using).filter(due & free).order_by(*order)
    # SQLite has one writer at a time: an idle worker that only looks does not stand in the way of those who write.
    if not connection.features.has_select_for_update_skip_locked and not rows.exists():
        return None
    lease_id = uuid4()
    columns = changes | {"lease_id": lease_id, "lease_until": now + lease}
    if counted:
        columns["attempts"] = F("attempts") + 1
    first = (_Locked if connection.features.has_select_for_update_skip_locked else Subquery)(rows.values("pk")[:1])
    query = cast(UpdateQuery, model._base_manager.using(using).filter(pk=first).query.chain(UpdateQuery))
    query.add_update_values(columns)
    sql, parameters = query.get_compiler(using).as_sql()
    wanted = [connection.ops.quote_name(name) for name in (model._meta.pk.attname, *(["attempts"] if counted else []))]
    if connection.vendor == "postgresql":
        # A lease that a power cut takes away frees the row, and what its holder writes is fenced: this one commit need
        # not wait for the disk. Until the end of its transaction, so nothing else is concerned.
        wanted.append("set_config('synchronous_commit', 'off', true)")
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} RETURNING {', '.join(wanted)}", parameters)
        # All of them: SQLite ends the statement, and lets go of its lock, only when the last row has been read.
        taken = cursor.fetchall()
    if not taken:
        return None
    return Claim(model, taken[0][0], lease_id, taken[0][1] if counted else None)


def extend(claim: Claim, now: datetime, lease: timedelta = LEASE) -> bool:
    """Hold the row until ``now + lease``. False: somebody else has it, or nobody."""
    return write(claim, lease_until=now + lease)


def release(claim: Claim, only: Q | None = None, **changes: Any) -> bool:
    """Give the row back, writing ``changes`` with it, if it still fulfils ``only``. False: nothing was changed."""
    return write(claim, only, lease_id=None, lease_until=None, **changes)


def write(claim: Claim, only: Q | None = None, **changes: Any) -> bool:
    """Write to a row that is ours and stays so. False: it is not ours any more, or does not fulfil ``only``."""
    ours = Q(pk=claim.pk, lease_id=claim.lease_id)
    rows = claim.model._base_manager.using(router.db_for_write(claim.model)).filter(ours & only if only else ours)
    return rows.update(**changes) == 1


def count(claim: Claim) -> int:
    """Add one to the ``attempts`` of a row that is ours, and say how many there are now; 0: it is not ours."""
    write(claim, attempts=F("attempts") + 1)
    ours = claim.model._base_manager.using(router.db_for_write(claim.model)).filter(
        pk=claim.pk, lease_id=claim.lease_id
    )
    return ours.values_list("attempts", flat=True).first() or 0


class _Locked(Subquery):
    """A row that another transaction is writing is stepped over, not waited for. Django's own select_for_update
    refuses to be compiled outside of a transaction, which one statement does not need."""

    template = "(%(subquery)s FOR UPDATE SKIP LOCKED)"

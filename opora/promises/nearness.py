"""What is near its moment: marked at each settle, read by one indexed column (warnings at 75% and 90%)."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet, Window

from opora.calendars.queries import work_calendars
from opora.contracts.queries import duties_ahead
from opora.core.clock import Clock
from opora.core.facts import Policy
from opora.core.marks import mark, mark_of
from opora.core.standing import on_duty
from opora.offices.models import Office
from opora.promises.models import RUNS, Promise

Marked = tuple[datetime, datetime, int]
"""When it is warned of, when it is soon late, and the row of the promise."""


def marks_of(clock: Clock, policy: Policy) -> dict[str, Any]:
    """The columns of a promise's row that say when it is near; both null while it does not run."""
    return {"warn_at": mark(clock, policy.warn_percent), "soon_at": mark(clock, policy.soon_percent)}


def unmarked() -> QuerySet[Promise]:
    """Promises that run and whose marks are still to be reckoned: a recount moved them, or they are older."""
    # By way of the open tickets, which are few beside all that ever was promised.
    return Promise.objects.filter(RUNS, soon_at=None, ticket__next_at__isnull=False)


def reckoned(rows: Sequence[Promise], policy: Policy, now: datetime) -> list[Marked]:
    """The marks of these promises by what their rows say, duties included; ``rows`` have their tickets."""
    calendars = work_calendars({row.basis for row in rows})
    duties = duties_ahead({row.ticket.organisation_id for row in rows if row.ticket.organisation_id}, now)
    found = []
    for row in rows:
        calendar = on_duty(calendars[row.basis], duties.get(row.ticket.organisation_id or 0, ()), str)
        span = None if row.span is None else timedelta(seconds=row.span)
        warn, soon = (
            mark_of(calendar, row.started_at, row.due_at, span, share)
            for share in (policy.warn_percent, policy.soon_percent)
        )
        found.append((warn, soon, row.pk))
    return found


def soon_late(offices: Iterable[Office], now: datetime, most: int) -> tuple[list[Promise], int]:
    """What these offices owe and have nearly used up the time for, the nearest first: so many, and how many in all.

    A moment that has passed is late, not soon late.
    """
    named = ("ticket__assignee", "ticket__owning_office", "ticket__organisation", "ticket__contact")
    rows = Promise.objects.filter(
        RUNS, soon_at__lte=now, due_at__gte=now, ticket__owning_office__in=list(offices), ticket__next_at__isnull=False
    )
    counted = rows.annotate(all=Window(Count("pk"))).select_related(*named).order_by("due_at", "pk")
    shown: list[Any] = list(counted[:most])
    return shown, shown[0].all if shown else 0

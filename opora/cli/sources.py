"""What the worker takes up: rows of the street that are due, jobs, and schedules."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from django.apps import apps
from django.db import connection
from django.db.models import Q
from django.utils.module_loading import import_string

from opora.channels.mail import keep
from opora.channels.queries import WATCHED
from opora.cli.heart import Heart
from opora.cli.listening import Listening
from opora.flow import beginnings, digest, recount, sweeping, warn, watch
from opora.jobs import claims, queue, schedules
from opora.lib.literals import literals
from opora.lib.trouble import where

TICKET_GRACE = timedelta(seconds=60)
REST = timedelta(seconds=60)
ROUNDS = 20
WARY = 3

logger = logging.getLogger("opora.worker")


class Source(Protocol):
    """Where work comes from. ``step`` takes one row, works on it and gives it back; False when nothing was due."""

    name: str

    def step(self, now: datetime) -> bool: ...


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that fall due, and the dotted name of the work on one: ``work(id, now)``, or ``work(id, lease_id, now)``
    when ``fenced``. ``stays``: the row can fall due again, so it is given back; the work takes any other out of what
    is due by itself, which saves a commit. ``counts``: what attempts mean, takings or failures; no word: the table
    has neither attempts nor not_before."""

    name: str
    table: str
    due: Callable[[datetime], Q]
    order: tuple[str, ...]
    work: str
    fenced: bool = False
    stays: bool = False
    counts: Literal["takings", "failures", ""] = ""
    trouble: str = ""


LETTERS = Rows(
    "letters",
    "channels.InboundMail",
    lambda now: Q(state="kept") & (Q(not_before=None) | Q(not_before__lte=now)),
    ("id",),
    "opora.flow.arrive.letter",
    # A letter may kill its worker, which leaves no other trace.
    counts="takings",
    trouble="trouble",
)
TICKETS = Rows(
    "tickets",
    "tickets.Ticket",
    # An answer at the very instant is in time, so the machine looks a minute later.
    lambda now: Q(next_at__lt=now - TICKET_GRACE),
    ("next_at", "id"),
    "opora.flow.tick.ticket",
    stays=True,
)
OUTBOUND = Rows(
    "outbound",
    "channels.Outbound",
    lambda now: Q(state__in=literals("queued", "sending"), not_before__lte=now),
    ("not_before", "id"),
    "opora.flow.depart.letter",
    fenced=True,
    counts="failures",
)
NOTICES = Rows(
    "notices",
    "channels.Notice",
    lambda now: Q(wanted_at__lte=now),
    ("wanted_at", "id"),
    "opora.flow.bundle.write",
    stays=True,
)
GATHERED = Rows(
    "gathered",
    "channels.Outbound",
    lambda now: Q(state="gathered", not_before__lte=now),
    ("not_before", "id"),
    "opora.flow.gather.write",
    counts="failures",
)
MAILBOXES = Rows(
    "mailboxes",
    "channels.Mailbox",
    # A look is at most ten minutes off; one that is further was set by a clock that was wrong.
    lambda now: Q(kind__in=WATCHED) & (Q(look_at__lte=now) | Q(look_at__gt=now + timedelta(hours=1))),
    ("look_at", "id"),
    "opora.channels.mail.fetch.look",
    fenced=True,
    stays=True,
)


CALLS = Rows(
    "calls",
    "tickets.DutyCall",
    lambda now: Q(next_at__lte=now),
    ("next_at", "id"),
    "opora.flow.called.next_turn",
    stays=True,
)


RINGS = Rows(
    "rings",
    "channels.Ring",
    lambda now: Q(state="queued", not_before__lte=now),
    ("not_before", "id"),
    "opora.channels.ring.ring",
    fenced=True,
    counts="failures",
)


SCANS = Rows(
    "scans",
    "tickets.Attachment",
    lambda now: Q(scan_state="waiting") & (Q(not_before=None) | Q(not_before__lte=now)),
    ("id",),
    "opora.flow.scan.file",
    counts="failures",
)


class RowSource:
    """The rows of one table. An error on one is logged and counted on it, and the next row has its turn."""

    def __init__(self, rows: Rows, lease: timedelta, heart: Heart) -> None:
        self.name = rows.name
        self._rows = rows
        self._model = apps.get_model(rows.table)
        self._lease = lease
        self._heart = heart
        self._last = (0, 0)

    def step(self, now: datetime) -> bool:
        """Take one row. Raises only when the database is away: then no row is to blame."""
        rows = self._rows
        claim = claims.claim(self._model, rows.due(now), rows.order, now, self._lease, counted=rows.counts == "takings")
        if claim is None:
            self._last = (0, 0)
            return False
        if claim.attempts and claim.attempts >= WARY:
            claims.write(claim, not_before=now + queue.backoff(claim.attempts))
        try:
            with self._heart.beating(claim):
                import_string(rows.work)(claim.pk, *([claim.lease_id] if rows.fenced else []), now)
        except Exception as error:
            if not connection.is_usable():
                raise
            logger.error("%s %s: %s", self.name, claim.pk, where(error))
            self._put_off(claim, now, where(error))
        else:
            if rows.stays:
                self._give_back(claim, now)
        return True

    def _give_back(self, claim: claims.Claim, now: datetime) -> None:
        pk, times = self._last
        self._last = (claim.pk, times + 1 if pk == claim.pk else 1)
        if self._last[1] < ROUNDS:
            if not claims.release(claim):
                # The work gave the row back by itself, and knows why it is due again.
                self._last = (0, 0)
        elif claims.extend(claim, now, REST):
            logger.error("%s %s stays due although it was worked on %s times", self.name, claim.pk, ROUNDS)

    def _put_off(self, claim: claims.Claim, now: datetime, trouble: str) -> None:
        rows = self._rows
        if not rows.counts:
            # The lease itself keeps the row away for a while.
            claims.extend(claim, now, REST)
            return
        changes: dict[str, Any] = {rows.trouble: trouble} if rows.trouble else {}
        attempts = claim.attempts or claims.count(claim)
        claims.release(claim, not_before=now + queue.backoff(attempts), **changes)


class JobSource:
    """Background jobs."""

    name = "jobs"

    def __init__(self, clock: Callable[[], datetime], lease: timedelta, heart: Heart) -> None:
        self._clock = clock
        self._lease = lease
        self._heart = heart

    def step(self, now: datetime) -> bool:
        """Take and perform one job."""
        taken = queue.take(now, self._lease)
        if taken is None:
            return False
        with self._heart.beating(taken.claim):
            outcome = queue.perform(taken)
        if outcome.trouble:
            logger.error("job %s %s: %s", taken.job.pk, taken.job.task, outcome.trouble)
        if not queue.finish(taken, outcome, self._clock()):
            logger.warning("job %s: the lease was lost, somebody else has it", taken.job.pk)
        return True


class ScheduleSource:
    """Schedules: each puts a job into the queue when its moment has come."""

    name = "schedules"

    def __init__(self, standing: Sequence[schedules.Standing]) -> None:
        self._unwritten = list(standing)

    def step(self, now: datetime) -> bool:
        """Fire one schedule. At first the rows are made to say what the code says."""
        while self._unwritten:
            schedules.ensure(self._unwritten[-1], now)
            self._unwritten.pop()
        return schedules.fire(now)


class SpoolSource:
    """Letters that an MTA handed over while the database was away; they lie in a folder."""

    name = "spool"

    def step(self, now: datetime) -> bool:
        """Keep them all."""
        return keep.unspool(now) > 0


STANDING = (
    schedules.SWEEPING,
    sweeping.SWEEPING,
    digest.DIGESTING,
    warn.WARNING,
    watch.WATCHING,
    beginnings.BEGINNINGS,
    recount.TAKING_UP,
)
"""What is done by the clock."""

NAMES = (
    "spool", "letters", "tickets", "notices", "calls", "rings", "gathered", "outbound", "mailboxes", "listening",
    "scans", "jobs", "schedules",
)  # fmt: skip


def chosen(names: Sequence[str], clock: Callable[[], datetime], lease: timedelta, heart: Heart) -> list[Source]:
    """The sources of these names, in the order in which the worker goes round."""
    made: dict[str, Source] = {
        rows.name: RowSource(rows, lease, heart)
        for rows in (LETTERS, TICKETS, NOTICES, CALLS, RINGS, GATHERED, OUTBOUND, MAILBOXES, SCANS)
    }
    made["spool"] = SpoolSource()
    if "listening" in names:
        made["listening"] = Listening(clock)
    made |= {"jobs": JobSource(clock, lease, heart), "schedules": ScheduleSource(STANDING)}
    return [made[name] for name in NAMES if name in names]

"""The worker of the weeks: the product's own sources by a clock that is set by hand; it dies and comes back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from opora.channels.models import InboundMail
from opora.cli.heart import Heart
from opora.cli.sources import CALLS, LETTERS, TICKETS, JobSource, RowSource, Source
from opora.flow import beginnings
from opora.jobs.models import Job
from opora.tickets.models import DutyCall, Ticket
from tests.weeks.works import Killed

LEASE = timedelta(seconds=60)
GRACE = timedelta(seconds=61)
"""A moment is looked at a minute after it: an answer at the very instant is in time."""
MOST = 400
LOOKS = timedelta(hours=6)
"""So often it asks what has begun at a date; in earnest each quarter of an hour."""


class Worker:
    """``alive`` until it is killed; ``back_at`` is when somebody starts it again. ``works`` counts its rounds."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.alive, self.works, self.deaths = True, 0, 0
        self.back_at: datetime | None = None
        self._looked: datetime | None = None
        heart = Heart(clock, LEASE)
        rows = (
            replace(LETTERS, work="tests.weeks.works.letter"),
            replace(TICKETS, work="tests.weeks.works.ticket"),
            CALLS,
        )
        self._sources: list[Source] = [
            *(RowSource(each, LEASE, heart) for each in rows),
            JobSource(clock, LEASE, heart),
        ]

    def die(self, back_at: datetime) -> None:
        """Nothing is worked on until then."""
        self.alive, self.back_at, self.deaths = False, back_at, self.deaths + 1

    def wake(self) -> None:
        """It works again."""
        self.alive, self.back_at = True, None

    def drain(self, now: datetime) -> bool:
        """All that is due now, round by round. False: it was killed meanwhile."""
        if self._looked is None or now - self._looked >= LOOKS:
            self._looked = now
            beginnings.look_for(now)
        for _ in range(MOST):
            try:
                worked = [source.step(now) for source in self._sources]
            except Killed:
                return False
            if not any(worked):
                return True
            self.works += sum(worked)
        raise AssertionError(f"the worker never comes to rest at {now}")

    def wakes_at(self) -> datetime | None:
        """When the next row falls due for whoever looks every second; null: never."""
        tickets = Ticket.objects.filter(next_at__isnull=False).values_list("next_at", "lease_until")
        kept = InboundMail.objects.filter(state="kept").values_list("kept_at", "not_before", "lease_until")
        jobs = Job.objects.filter(state__in=["ready", "running"]).values_list("run_at", "lease_until")
        found = [max(at + GRACE, until or at) for at, until in tickets if at is not None]
        found += [max(at, before or at, until or at) for at, before, until in kept]
        calls = DutyCall.objects.filter(next_at__isnull=False).values_list("next_at", "lease_until")
        found += [max(at, until or at) for at, until in (*jobs, *calls) if at is not None]
        return min(found, default=None)

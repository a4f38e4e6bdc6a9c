"""How many due tickets a second real workers handle, and whether any is handled twice, on a scratch database."""

import os
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection
from django.utils import timezone

from opora.accounts import actions as accounts
from opora.accounts.queries import staff
from opora.channels.queries import outbound_of
from opora.cli import preset
from opora.cli.bench_api import Matters
from opora.cli.bench_scratch import address_of, scratch_database
from opora.cli.sources import TICKETS
from opora.core.step import MACHINE
from opora.flow import act
from opora.flow.by_key import Request, open_by_key
from opora.flow.step import begin
from opora.ledger.queries import steps_via
from opora.offices import actions as offices
from opora.tickets.queries import all_tickets

AGO = timedelta(minutes=30)
LATE = timedelta(minutes=2)
LOOK = 0.1
PATIENCE = 600.0
SAYS = b"The worker is at work"


@dataclass(frozen=True, slots=True)
class Outcome:
    """``seconds`` from the first ticket handled to the last, ``handled`` and ``twice`` as the ledger tells it;
    ``cpu_seconds`` of all workers together, with their starts and without the database's server.

    A ticket is handled when its missed word stands in the ledger, with the confession and the letter of it.
    """

    database: str
    tickets: int
    workers: int
    handled: int
    twice: int
    letters: int
    seconds: float
    cpu_seconds: float

    @property
    def per_second(self) -> float:
        """Tickets a second by the wall clock; the first one only starts it."""
        return (self.handled - 1) / self.seconds if self.seconds else 0.0


def measure(count: int, workers: int) -> Outcome:
    """Let so many workers handle tickets that fall due at one instant, in a scratch database and folder; both vanish.

    Raises RuntimeError when a worker ends before its time, or the work does not.
    """
    with TemporaryDirectory(prefix="opora-bench-") as folder, scratch_database(folder) as database:
        _due_tickets(count)
        _hold(timezone.now() + timedelta(hours=1))
        before = _time_used()
        with _at_work(workers, folder, database) as team:
            _hold(None)
            _wait(team)
        return _told(count, workers, _time_used() - before)


def _told(count: int, workers: int, cpu_seconds: float) -> Outcome:
    """What stands in the ledger and among the letters."""
    written = steps_via("tick")
    steps = Counter(ticket for ticket, _, _ in written)
    letters = Counter(ticket.pk for ticket in all_tickets() for one in outbound_of(ticket) if one.reaction == "confess")
    moments = sorted(at for _, _, at in written)
    return Outcome(
        database=connection.vendor,
        tickets=count,
        workers=workers,
        handled=len(steps),
        twice=sum(steps[one] > 1 or letters[one] > 1 for one in steps),
        letters=letters.total(),
        seconds=(moments[-1] - moments[0]).total_seconds() if moments else 0.0,
        cpu_seconds=cpu_seconds,
    )


def _time_used() -> float:
    """Of the processes that we started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


# --- the workers ------------------------------------------------------------------------------------------------


@contextmanager
def _at_work(workers: int, folder: str, database: str) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Workers as `opora worker` starts them; each has said that it is at work."""
    known = os.environ | {
        "OPORA_DATA_DIR": folder,
        "OPORA_DATABASE_URL": address_of(database),
        "OPORA_SECRET_KEY": settings.SECRET_KEY,
    }
    command = [sys.executable, "-m", "opora.cli", "worker", "--sources", "tickets", "--tethered", "-v", "2"]
    team = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=known) for _ in range(workers)]
    try:
        for one in team:
            assert one.stdout is not None
            if not one.stdout.readline().startswith(SAYS):
                raise RuntimeError("a worker did not start")
        yield team
    finally:
        for one in team:
            one.terminate()
        for one in team:
            one.communicate(timeout=30)


def _wait(team: list[subprocess.Popen[bytes]]) -> None:
    """Until nothing is due and nobody holds a row."""
    until = time.monotonic() + PATIENCE
    while all_tickets().filter(TICKETS.due(timezone.now())).exists() or _held():
        if time.monotonic() > until or any(one.poll() is not None for one in team):
            raise RuntimeError("the workers did not come to an end with what was due")
        time.sleep(LOOK)


def _held() -> bool:
    return all_tickets().exclude(lease_id=None).exists()


def _hold(until: datetime | None) -> None:
    """Nobody takes a ticket until then; null: they are free now, all at one instant."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tickets_ticket SET lease_until = %s", [until])


# --- the tickets ------------------------------------------------------------------------------------------------


def _due_tickets(count: int) -> None:
    """Tickets whose next word was promised for two minutes ago, and nothing else of which has passed."""
    now = timezone.now()
    with begin(now - AGO, MACHINE, "cli") as step:
        preset.load(step, "demo", on=now.date())
        offices.set_policy(step, name="answering", value=True)
        offices.set_policy(step, name="acknowledgements_a_day", value=10**9)
        key, _ = accounts.add_key(step, name="bench", scopes=["tickets:write"])
    user, matters = next(one for one in staff() if one.role == "central"), Matters(0)
    for _ in range(count):
        asked = matters.one()
        contact = asked.pop("contact")
        request = Request(address=contact["address"], name=contact["name"], **asked)
        ticket = open_by_key(key, request, now - AGO).ticket
        act.tell(ticket.pk, user, "Смотрим. Напишем сегодня же.", now - AGO, word_until=now - LATE)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

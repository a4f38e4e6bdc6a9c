"""How long `opora doctor` takes over a desk of years, on a scratch database."""

import resource
import time
from dataclasses import dataclass
from tempfile import TemporaryDirectory

from django.db import connection

from opora.cli.bench_desk import NOW, lay_out
from opora.cli.bench_scratch import scratch_database
from opora.flow.doctor import examine
from opora.tickets.queries import all_tickets, open_tickets

BY_THE_WAY = ("quiet", "worker")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Seconds of all and of each part: each law by its name (of one name together), then "tickets", the open ones
    beside their ledgers. ``rows`` of the tables that are asked."""

    database: str
    tickets: int
    open: int
    rows: dict[str, int]
    filled_seconds: float
    seconds: float
    cpu_seconds: float
    parts: dict[str, float]
    memory_mib: float


def measure(tickets: int) -> Outcome:
    """Lay out so many tickets and let the doctor look. Raises RuntimeError where it finds a fault."""
    with TemporaryDirectory(prefix="opora-bench-") as folder, scratch_database(folder):
        begun = time.perf_counter()
        lay_out(tickets)
        return _measure(time.perf_counter() - begun)


def _measure(filled: float) -> Outcome:
    parts: dict[str, float] = {}
    wall = last = time.perf_counter()
    cpu = time.process_time()

    def passed(name: str) -> None:
        nonlocal last
        now = time.perf_counter()
        parts[name], last = parts.get(name, 0.0) + now - last, now

    for found in examine(NOW, every=False, passed=passed):
        if found.check not in BY_THE_WAY:
            raise RuntimeError(f"{found.check}: {found.about}: {found.sentence}")
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return Outcome(
        database=connection.vendor, tickets=all_tickets().count(), open=open_tickets().count(), rows=_rows(),
        filled_seconds=round(filled, 1), seconds=round(wall, 2), cpu_seconds=round(cpu, 2),
        parts={name: round(took, 2) for name, took in sorted(parts.items(), key=lambda one: -one[1])},
        memory_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )  # fmt: skip


def _rows() -> dict[str, int]:
    tables = ("ledger_event", "promises_promise", "tickets_message", "channels_outbound", "channels_inboundmail")
    counts = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT COUNT(*) FROM {table}")
            counts[table] = int(cursor.fetchone()[0])
    return counts

"""How many tickets a second the API opens, on the real server, with some clients at once, on a scratch database."""

import csv
import json
import os
import random
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from opora.accounts import actions as accounts
from opora.accounts.queries import ApiKey
from opora.cli import preset
from opora.cli.bench_letters import WORDS
from opora.cli.bench_line import HOST, Line
from opora.cli.bench_scratch import address_of, free_port, scratch_database
from opora.core.step import MACHINE
from opora.flow.by_key import Request, open_by_key
from opora.flow.step import begin
from opora.offices import actions as offices
from opora.tickets.queries import all_tickets

SEED = 20260512
GUESTS = 450


@dataclass(frozen=True, slots=True)
class Load:
    """What is asked: how many tickets there are before, which numbers of clients, and for how long how often."""

    tickets: int = 1000
    clients: Sequence[int] = (1, 8)
    seconds: float = 5.0
    runs: int = 3
    processes: int = 2


@dataclass(frozen=True, slots=True)
class Figure:
    """So many clients, each asking again as soon as it is answered: medians of the runs, times in milliseconds."""

    database: str
    clients: int
    per_second: float
    p50: float
    p95: float
    runs: list[float] = field(default_factory=list)


def measure(load: Load) -> list[Figure]:
    """Open tickets over HTTP in a scratch database and a scratch folder; both vanish. Raises RuntimeError for a
    request that was refused, and where fewer tickets stand there afterwards than were answered."""
    with TemporaryDirectory(prefix="opora-bench-") as folder, scratch_database(folder) as database:
        row, key = _desk()
        _fill(row, Matters(0), load.tickets)
        with _Server(folder, database, load.processes) as server:
            # Every process of the server has read its code before the first figure.
            for turn in range(2 * load.processes):
                _Client(server.port, key, 1 + turn).ask_for(0.5)
            return [_figure(server.port, key, clients, load) for clients in load.clients]


def _figure(port: int, key: str, clients: int, load: Load) -> Figure:
    rates, middles, tails = [], [], []
    for run in range(load.runs):
        before = all_tickets().count()
        asking = [_Client(port, key, 1000 * (run + 1) + number) for number in range(clients)]
        threads = [threading.Thread(target=one.ask_for, args=(load.seconds,)) for one in asking]
        begun = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        passed = time.perf_counter() - begun
        took = sorted(one for client in asking for one in client.took)
        trouble = next((client.trouble for client in asking if client.trouble), "")
        if trouble or all_tickets().count() - before != len(took):
            raise RuntimeError(trouble or "an answer was given without its ticket")
        rates.append(len(took) / passed)
        middles.append(1000 * took[len(took) // 2])
        tails.append(1000 * took[len(took) * 95 // 100])
    rate, middle, tail = (statistics.median(one) for one in (rates, middles, tails))
    return Figure(connection.vendor, clients, rate, middle, tail, rates)


class Matters:
    """Requests of about 450 letters: half of them of known customers, half of guests; half name their product."""

    def __init__(self, seed: int) -> None:
        self._chosen = random.Random(SEED + seed)
        with (preset.PRESETS / "demo" / "contacts.csv").open(encoding="utf-8", newline="") as table:
            self._known = [(row["address"], row["name"]) for row in csv.DictReader(table)]

    def one(self) -> dict[str, Any]:
        """The next one, as the API takes it."""
        chosen, guest = self._chosen, self._chosen.randrange(GUESTS)
        address, name = chosen.choice(self._known)
        if chosen.random() < 0.5:
            address, name = f"guest{guest}@bench.example.org", f"Гость {guest}"
        named = "Чертёж-3D v22. " if chosen.random() < 0.5 else ""
        return {
            "contact": {"address": address, "name": name},
            "subject": " ".join(chosen.sample(WORDS, 5)),
            "text": named + " ".join(chosen.choices(WORDS, k=55)),
        }


class _Client:
    """One program that holds its connection open."""

    def __init__(self, port: int, key: str, seed: int) -> None:
        self.took: list[float] = []
        self.trouble = ""
        self._matters = Matters(seed)
        self._line = Line(port, {"Authorization": f"Bearer {key}", "Content-Type": "application/json"})

    def ask_for(self, seconds: float) -> None:
        """Ask again and again for so long."""
        stop = time.perf_counter() + seconds
        while time.perf_counter() < stop and not self.trouble:
            body = json.dumps(self._matters.one()).encode()
            begun = time.perf_counter()
            status, said = self._line.ask("POST", "/api/tickets", body)
            self.took.append(time.perf_counter() - begun)
            if status != 201:
                self.trouble = f"{status}: {said[:200]!r}"
        self._line.close()


class _Server:
    """The web as `opora serve` starts it, on a free port, without a worker; connections to the database stay open."""

    def __init__(self, folder: str, database: str, processes: int) -> None:
        self.port = free_port()
        known = os.environ | {
            "OPORA_DATA_DIR": folder,
            "OPORA_DATABASE_URL": address_of(database),
            "OPORA_DATABASE_POOL": "true",
            "OPORA_HOSTS": HOST,
            "OPORA_SECRET_KEY": settings.SECRET_KEY,
        }
        command = [sys.executable, "-m", "opora.cli.server", HOST, str(self.port), str(processes)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, env=known)

    def __enter__(self) -> "_Server":
        until = time.monotonic() + 60
        while time.monotonic() < until and self._process.poll() is None:
            try:
                probe = Line(self.port, {})
                if probe.ask("GET", "/healthz")[0] == 200:
                    return self
            except OSError:
                time.sleep(0.1)
        self.__exit__()
        raise RuntimeError("the server did not start")

    def __exit__(self, *trouble: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)


def _desk() -> tuple[ApiKey, str]:
    now = timezone.now()
    with begin(now, MACHINE, "cli") as step:
        preset.load(step, "demo", on=now.date())
        offices.set_policy(step, name="answering", value=True)
        # As many letters as tickets: the daily limit would spare us the acknowledgements.
        offices.set_policy(step, name="acknowledgements_a_day", value=10**9)
        return accounts.add_key(step, name="bench", scopes=["tickets:write"])


def _fill(key: ApiKey, matters: Matters, count: int) -> None:
    now = timezone.now()
    for _ in range(count):
        asked = matters.one()
        contact = asked.pop("contact")
        open_by_key(key, Request(address=contact["address"], name=contact["name"], **asked), now)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

"""How many letters a second one worker files, from kept to committed with the outbound row, on a scratch database."""

import random
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from io import BytesIO
from tempfile import TemporaryDirectory

from django.db import connection

from opora.channels import actions as channels
from opora.channels.mail.keep import keep
from opora.channels.queries import Mailbox, count_filed
from opora.cli import preset
from opora.cli.bench_scratch import scratch_database
from opora.core.step import MACHINE
from opora.flow import arrive
from opora.flow.step import begin
from opora.offices import actions as offices

START = datetime(2026, 5, 12, 4, 0, tzinfo=UTC)
SEED = 20260512
WORDS = ["сборка", "чертёж", "деталь", "окно", "файл", "размер", "отверстие", "редуктор", "допуск", "лист", "печать"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Letters, seconds from the first filing to the last commit, peak memory of the process in MiB."""

    database: str
    letters: int
    seconds: float
    cpu_seconds: float
    memory_mib: float

    @property
    def per_second(self) -> float:
        """Letters a second by the wall clock."""
        return self.letters / self.seconds


def measure(count: int) -> Outcome:
    """Keep ``count`` letters of about 6 kB, then file them, in a scratch database and a scratch folder; both vanish."""
    with TemporaryDirectory(prefix="opora-bench-") as folder, scratch_database(folder):
        return _measure(count)


def _measure(count: int) -> Outcome:
    mailbox = desk()
    ids = [keep(BytesIO(raw), mailbox, at, at) for raw, at in _letters(count)]
    now = START + timedelta(hours=1)
    wall, cpu = time.perf_counter(), time.process_time()
    for letter_id in ids:
        arrive.letter(letter_id, now)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    filed = count_filed()
    if filed != count:
        raise RuntimeError(f"{count} letters were kept, but {filed} filed")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Outcome(connection.vendor, count, wall, cpu, memory)


def desk() -> Mailbox:
    """The demo's vendor, answering; the mailbox of its letters."""
    with begin(START - timedelta(days=1), MACHINE, "cli") as step:
        preset.load(step, "demo", on=START.date())
        offices.set_policy(step, name="answering", value=True)
        # Every letter comes from a handful of people; the daily limit would spare us the acknowledgements.
        offices.set_policy(step, name="acknowledgements_a_day", value=10**9)
        return channels.add_mailbox(step, name="bench", kind="pipe", address="support@bench.test")


def _letters(count: int) -> Iterator[tuple[bytes, datetime]]:
    chosen = random.Random(SEED)
    for number in range(count):
        at = START + timedelta(seconds=number)
        message = EmailMessage()
        message["From"] = f"Демо {number % 50} <demo{number % 50}@bench.example.org>"
        message["To"] = "support@bench.test"
        message["Subject"] = f"{' '.join(chosen.sample(WORDS, 4))} {number}"
        message["Date"] = at
        message["Message-ID"] = f"<bench.{number}@bench.example.org>"
        message.set_content(" ".join(chosen.choices(WORDS, k=320)), charset="utf-8", cte="base64")
        yield message.as_bytes(), at

"""How many letters a second one worker keeps, claims and files, a third of them replies, on a scratch database."""

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

from opora.channels.mail.keep import keep
from opora.channels.mail.parse import parse
from opora.channels.queries import Mailbox, letter, mailbox, our_addresses, sent_about
from opora.cli import bench_desk
from opora.cli.bench_letters import START, WORDS, desk
from opora.cli.bench_scratch import scratch_database
from opora.cli.bench_touch import touched
from opora.cli.heart import Heart
from opora.cli.sources import Source, chosen
from opora.jobs.claims import LEASE
from opora.tickets.queries import all_tickets

SEED = 20261128
OF_A_TICKET = 2
"""At least so many messages has each ticket of the desk of years: what was asked, and what was answered."""
SAMPLE = 6
MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """``seconds``: from the first byte kept to the last letter committed in its ticket with its acknowledgement.

    ``kept_seconds`` are the part of them in which letters were made durable, ``parse_seconds`` is what parsing the same
    letters takes by itself. ``touched``: the most that one run of a statement of a letter's way, in and out, touched
    (rows on PostgreSQL, steps on SQLite), the largest first.
    """

    database: str
    messages: int
    letters: int
    replies: int
    bytes_each: int
    seconds: float
    cpu_seconds: float
    kept_seconds: float
    parse_seconds: float
    touched: list[tuple[int, str]]
    memory_mib: float

    @property
    def per_second(self) -> float:
        """Letters a second, by the wall clock, from the first byte to the last commit."""
        return self.letters / self.seconds

    @property
    def parsed_per_second(self) -> float:
        """Letters a second, parsed alone."""
        return self.letters / self.parse_seconds


def measure(count: int, messages: int) -> Outcome:
    """Take in so many letters on a desk with at least so many messages. Raises RuntimeError where one is not filed
    as it should be."""
    with TemporaryDirectory(prefix="opora-bench-") as folder, scratch_database(folder):
        box, now = _years(messages) if messages else (desk(), START)
        return _measure(count, box, now)


def _years(messages: int) -> tuple[Mailbox, datetime]:
    bench_desk.lay_out(-(-messages // OF_A_TICKET))
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous = FULL")
            cursor.execute("PRAGMA foreign_keys = ON")
        for statement in bench_desk.count_on():
            cursor.execute(statement)
    box = mailbox("bench")
    assert box is not None
    return box, bench_desk.NOW


def _measure(count: int, box: Mailbox, now: datetime) -> Outcome:
    worker = chosen(["letters"], lambda: now, LEASE, Heart(lambda: now, LEASE))[0]
    chosen_words = random.Random(SEED)
    stood = _messages()
    first = [raw for raw, _ in zip(_letters("before", chosen_words), range(count // 3), strict=False)]
    answered = _answered_by([keep(BytesIO(raw), box, now, now) for raw in first], worker, now)
    raws = list(_mixed(count, answered, chosen_words))
    tickets = all_tickets().count()
    wall, cpu = time.perf_counter(), time.process_time()
    ids = [keep(BytesIO(raw), box, now, now) for raw in raws]
    kept = time.perf_counter() - wall
    while worker.step(now):
        pass
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    _check(ids, tickets, count // 3)
    ours = our_addresses()
    parsing = time.perf_counter()
    for raw in raws:
        parse(raw, ours)
    parsing = time.perf_counter() - parsing
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Outcome(
        database=connection.vendor, messages=stood, letters=count, replies=count // 3,
        bytes_each=sum(map(len, raws)) // len(raws), seconds=wall, cpu_seconds=cpu, kept_seconds=kept,
        parse_seconds=parsing, touched=_touched(box, answered, worker, chosen_words, now), memory_mib=memory,
    )  # fmt: skip


def _messages() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM tickets_message")
        return int(cursor.fetchone()[0])


def _check(ids: list[int], tickets: int, replies: int) -> None:
    """Each is filed, the replies in tickets that were there."""
    astray = [one for one in ids if letter(one).state != "filed"]
    new = all_tickets().count() - tickets
    if astray or new != len(ids) - replies:
        raise RuntimeError(f"of {len(ids)} letters {len(astray)} are not filed, and {new} opened a ticket")


def _answered_by(ids: list[int], worker: Source, now: datetime) -> list[tuple[str, str, str]]:
    """The Message-ID of our acknowledgement for each letter, its subject, and whom it went to."""
    while worker.step(now):
        pass
    found = []
    for one in ids:
        ticket = letter(one).ticket
        assert ticket is not None
        told = sent_about(ticket)[0]
        found.append((told.message_id, told.subject, told.recipient))
    return found


def _touched(
    box: Mailbox, answered: list[tuple[str, str, str]], worker: Source, words: random.Random, now: datetime
) -> list[tuple[int, str]]:
    """A few letters more, each statement counted: new ones, replies, one that is here already."""
    more = [raw for raw, _ in zip(_letters("after", words), range(SAMPLE), strict=False)]
    more += [_letter(f"again.{number}", words, told) for number, told in enumerate(answered[:SAMPLE])]
    with touched() as counts:
        for raw in [*more, more[0], b"Received: from elsewhere\r\n" + more[0]]:
            keep(BytesIO(raw), box, now, now)
            while worker.step(now):
                pass
    most = sorted(((count, sql) for sql, count in counts.items()), reverse=True)
    return [(count, sql[:300]) for count, sql in most[:MOST_SHOWN]]


# --- the letters ------------------------------------------------------------------------------------------------


def _mixed(count: int, answered: list[tuple[str, str, str]], words: random.Random) -> Iterator[bytes]:
    """Two new ones and a reply, again and again; each reply to another ticket."""
    fresh = _letters("new", words)
    for number in range(count):
        third, place = divmod(number, 3)
        yield _letter(f"reply.{third}", words, answered[third]) if place == 2 else next(fresh)


def _letters(name: str, words: random.Random) -> Iterator[bytes]:
    number = 0
    while True:
        yield _letter(f"{name}.{number}", words)
        number += 1


def _letter(name: str, words: random.Random, told: tuple[str, str, str] | None = None) -> bytes:
    """About 6 kB, Russian, in base64, as most programs send it; a reply quotes what it replies to."""
    message = EmailMessage()
    sender = told[2] if told else f"demo{words.randrange(500)}@bench.example.org"
    message["From"] = f"Демо <{sender}>"
    message["To"] = "support@bench.test"
    message["Subject"] = f"Re: {told[1]}" if told else f"{' '.join(words.sample(WORDS, 4))} {name}"
    message["Date"] = datetime(2026, 6, 29, 6, 0, tzinfo=UTC) - timedelta(minutes=words.randrange(60))
    message["Message-ID"] = f"<{name}.{words.getrandbits(40)}@bench.example.org>"
    text = " ".join(words.choices(WORDS, k=320))
    if told:
        message["In-Reply-To"] = message["References"] = told[0]
        said, quoted = text[: len(text) // 3], text[len(text) // 3 :]
        lines = [quoted[at : at + 70] for at in range(0, len(quoted), 70)]
        text = f"{said}\n\n29.06.2026 9:00, Поддержка пишет:\n" + "\n".join(f"> {line}" for line in lines)
    message.set_content(text, charset="utf-8", cte="base64")
    return message.as_bytes()

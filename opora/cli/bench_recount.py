"""How long a recount takes after a calendar changed, while the desk works on, on a scratch database."""

import random
import resource
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from tempfile import TemporaryDirectory
from typing import Any

from django.db import connection, connections

from opora.accounts import actions as accounts
from opora.accounts.queries import User, staff
from opora.calendars.actions import FROM_THE_BEGINNING
from opora.calendars.queries import progress_of, version_on
from opora.cli import preset
from opora.cli.bench_api import Matters
from opora.cli.bench_scratch import scratch_database
from opora.core.facts import Stage
from opora.core.step import MACHINE
from opora.flow import act, tick
from opora.flow.by_key import Request, open_by_key
from opora.flow.recount import foreseen, go_on, record
from opora.flow.step import begin
from opora.lib.turns import let_others_write
from opora.offices import actions as offices
from opora.offices.queries import policy_at
from opora.promises.differences import compared
from opora.promises.queries import counted_by
from opora.tickets.queries import all_tickets, open_tickets

# Tuesday to Tuesday; the recount is on Tuesday 12 May 2026, 11:00 of Yekaterinburg.
FIRST = datetime(2026, 5, 5, 4, 0, tzinfo=UTC)
NOW = datetime(2026, 5, 12, 6, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SHUT = date(2026, 5, 14)
PATTERNS = 240
"""Of these tickets, opened and worked on as on any desk, all others are copies with their ledgers and promises."""
SOME_LETTERS = 200
SEED = 20260514


@dataclass(frozen=True, slots=True)
class Outcome:
    """Seconds from the first to the last commit that moves a ticket; meanwhile somebody wrote notes, in milliseconds.

    ``preview_seconds``: what the page takes that shows beforehand which tickets move.
    """

    database: str
    tickets: int
    moved: int
    seconds: float
    cpu_seconds: float
    preview_seconds: float
    letters: int
    letters_per_second: float
    desk_writes: int
    desk_half_ms: float
    desk_slowest_ms: float
    memory_mib: float
    stages: dict[str, int] = field(default_factory=dict)


def measure(count: int) -> Outcome:
    """Recount so many open tickets after a day was closed.

    Raises RuntimeError where a row is not as its ledger says, or the preview said something else.
    """
    with TemporaryDirectory(prefix="opora-bench-") as folder, scratch_database(folder):
        return _measure(count)


def _measure(count: int) -> Outcome:
    user = _desk()
    code = _patterns(user, min(count, PATTERNS))
    _copies(code, count)
    spec = _shut(code)
    begun = time.perf_counter()
    seen = foreseen(code, spec=spec, valid_from=FROM_THE_BEGINNING, now=NOW)
    preview = time.perf_counter() - begun
    with begin(NOW, MACHINE, "cli") as step:
        record(step, code=code, spec=spec, valid_from=FROM_THE_BEGINNING)
    with _Desk(user) as desk:
        wall, cpu = time.perf_counter(), time.process_time()
        while go_on(code, NOW) and not _counted(code):
            let_others_write()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return _told(code, seen.moved, wall, cpu, preview, _letters(code), desk)


def _told(
    code: str, foretold: int, wall: float, cpu: float, preview: float, letters: tuple[int, float], desk: "_Desk"
) -> Outcome:
    progress = progress_of(code)
    assert progress is not None
    if progress.moved != foretold:
        raise RuntimeError(f"the preview said {foretold} tickets, but {progress.moved} moved")
    _check(code)
    stages = Counter(counted_by(code).values_list("stage", flat=True))
    took = sorted(desk.took)
    return Outcome(
        database=connection.vendor,
        tickets=progress.examined,
        moved=progress.moved,
        seconds=wall,
        cpu_seconds=cpu,
        preview_seconds=preview,
        letters=letters[0],
        letters_per_second=letters[0] / letters[1],
        desk_writes=len(took),
        desk_half_ms=1000 * took[len(took) // 2],
        desk_slowest_ms=1000 * took[-1],
        memory_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        stages=dict(stages),
    )


def _check(code: str) -> None:
    """Of some tickets every row is what its ledger says."""
    some = counted_by(code).order_by("-pk")[:500]
    for one in compared(list(some), policy_at(NOW)):
        if one.differences:
            raise RuntimeError(f"{one.ticket.number}: {one.differences[0]}")


def _counted(code: str) -> bool:
    progress = progress_of(code)
    return progress is None or progress.counted_at is not None


def _letters(code: str) -> tuple[int, float]:
    """A few hundred of the letters; the others are written at the same pace."""
    begun = time.perf_counter()
    while go_on(code, NOW) and (progress := progress_of(code)) and progress.told < SOME_LETTERS:
        pass
    progress = progress_of(code)
    return progress.told if progress else 0, time.perf_counter() - begun


class _Desk:
    """Somebody who writes a note on a ticket again and again while the recount runs."""

    def __init__(self, user: User) -> None:
        self.took: list[float] = []
        self.trouble = ""
        self._user, self._over = user, threading.Event()
        self._tickets = list(all_tickets().order_by("-pk").values_list("pk", flat=True)[:500])
        self._thread = threading.Thread(target=self._write)

    def __enter__(self) -> "_Desk":
        self._thread.start()
        return self

    def __exit__(self, *trouble: object) -> None:
        self._over.set()
        self._thread.join()
        if self.trouble:
            raise RuntimeError(self.trouble)

    def _write(self) -> None:
        chosen = random.Random(SEED)
        try:
            while not self._over.is_set() or not self.took:
                begun = time.perf_counter()
                act.note(chosen.choice(self._tickets), self._user, "Заметка.", NOW)
                self.took.append(time.perf_counter() - begun)
                self._over.wait(0.05)
        except Exception as error:
            self.trouble = f"the desk could not write: {type(error).__name__}"
        finally:
            connections.close_all()


# --- the tickets ------------------------------------------------------------------------------------------------


def _desk() -> User:
    with begin(FIRST - timedelta(days=1), MACHINE, "cli") as step:
        preset.load(step, "demo", on=FIRST.date())
        offices.set_policy(step, name="answering", value=True)
        offices.set_policy(step, name="acknowledgements_a_day", value=10**9)
    return next(one for one in staff() if one.role == "central")


def _patterns(user: User, count: int) -> str:
    """Tickets of a week, worked on as on any desk; the code of the calendar that most of them count by."""
    with begin(FIRST, MACHINE, "cli") as step:
        key, _ = accounts.add_key(step, name="bench", scopes=["tickets:write"])
    chosen, matters = random.Random(SEED), Matters(0)
    for number in range(count):
        at = FIRST + (NOW - FIRST) * number / count
        asked = matters.one()
        contact = asked.pop("contact")
        request = Request(address=contact["address"], name=contact["name"], **asked)
        _work(open_by_key(key, request, at).ticket.pk, user, at, chosen)
    for row in open_tickets().values_list("pk", flat=True):
        for _ in range(20):
            tick.ticket(row, NOW - MINUTE)
    return Counter(open_tickets().values_list("calendar", flat=True)).most_common(1)[0][0]


def _work(ticket: int, user: User, at: datetime, chosen: random.Random) -> None:
    """Of twenty: nine wait for us, four are in research, three wait for the customer, four are answered."""
    dice, later = chosen.randrange(20), min(at + timedelta(hours=2), NOW - MINUTE)
    if 9 <= dice < 13:
        act.tell(ticket, user, "Смотрим.", later)
        act.move(ticket, user, Stage.RESEARCH, later)
    elif 13 <= dice < 16:
        act.ask(ticket, user, "Какая версия?", later)
    elif dice >= 16:
        act.answer(ticket, user, "Обновите драйвер.", later)


def _copies(code: str, count: int) -> None:
    """The patterns again and again, with their ledgers, promises and addresses, until there are so many."""
    rows = list(counted_by(code).values_list("pk", flat=True))
    span = max(all_tickets().values_list("pk", flat=True)) + 1
    made, turn = len(rows), 0
    with connection.cursor() as cursor:
        while made < count:
            turn, some = turn + 1, rows[: count - made]
            wanted = ", ".join(map(str, some))
            for table, key, keeps_id in (
                ("tickets_ticket", "id", True),
                ("ledger_event", "subject_id", False),
                ("promises_promise", "ticket_id", False),
                ("tickets_participant", "ticket_id", False),
            ):
                cursor.execute(f"SELECT * FROM {table} WHERE 1 = 0")
                columns = [one[0] for one in cursor.description if keeps_id or one[0] != "id"]
                source = ", ".join(f"{one} + {turn * span}" if one == key else one for one in columns)
                only = " AND subject = 'ticket'" if table == "ledger_event" else ""
                into = f"INSERT INTO {table} ({', '.join(columns)})"
                cursor.execute(f"{into} SELECT {source} FROM {table} WHERE {key} IN ({wanted}){only}")
            made += len(some)
        cursor.execute("ANALYZE")


def _shut(code: str) -> dict[str, Any]:
    """What the calendar says, and that a day of this week is closed."""
    version = version_on(code, SHUT)
    assert version is not None
    return {**version.spec, "exceptions": {**version.spec.get("exceptions", {}), SHUT.isoformat(): []}}

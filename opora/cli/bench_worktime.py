"""How fast and how rightly working time is counted, here and by other packages: one calendar, the same questions."""

import csv
import gc
import os
import platform
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from timeit import default_timer
from typing import Any

from opora.calendars import preset
from opora.cli.bench_peers import PEERS, TRAITS, Days, Peer
from opora.core import bulk, zones
from opora.core.hours import WorkCalendar

GOLDEN, PLAIN = (Path(__file__).with_name(f"worktime_{name}.csv") for name in ("golden", "plain"))
EPOCH, MICRO = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
RUNS, PATIENCE = 15, 0.2
QUESTIONS, MANY = 400, 1_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """A package: whether it is ``there``, what it ``can`` be told, how many answers were ``right`` of how many
    ``asked``, and microseconds for one question; null where it has no such function."""

    name: str
    version: str
    there: bool
    can: Mapping[str, bool] | None = None
    right: int = 0
    asked: int = 0
    add: float | None = None
    between: float | None = None

    @property
    def correct(self) -> bool:
        """Every golden case holds, and it has both functions that these ask for."""
        return self.there and self.right == self.asked and None not in (self.add, self.between)


@dataclass(frozen=True, slots=True)
class Outcome:
    """``rows`` on the Russian calendar, ``plain`` on one that every package can be told; ``own`` is what only we can
    do, in the units that the names say."""

    machine: str
    load: float
    rows: list[Row]
    plain: list[Row]
    own: Mapping[str, float]


def measure() -> Outcome:
    """Everything, with the least of several runs for each figure: what disturbs a run only makes it longer."""
    load, russian = os.getloadavg()[0], preset.load("ru")
    rows, plain = _rows(russian, GOLDEN), _rows(_plain(), PLAIN)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    return Outcome(machine, round(load, 1), rows, plain, dict(_own(russian)))


def _plain() -> WorkCalendar:
    weekly = {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    return WorkCalendar.from_spec({"zone": "UTC", "weekly": weekly}, "plain")


def _rows(calendar: WorkCalendar, golden: Path) -> list[Row]:
    days = Days.of(calendar)
    return [_row("opora", _ourselves(days), days, golden), *(_peer(name, days, golden) for name in PEERS)]


def _ourselves(days: Days) -> Peer:
    ours = days.calendar
    return Peer(dict.fromkeys(TRAITS, True), ours.add, ours.between, span=lambda hours: timedelta(hours=hours))


def _peer(name: str, days: Days, golden: Path) -> Row:
    try:
        peer = PEERS[name](days)
    except ImportError:
        return Row(name, "", there=False)
    return _row(name, peer, days, golden)


def _row(name: str, peer: Peer, days: Days, golden: Path) -> Row:
    right, asked = _golden(peer, golden)
    return Row(name, _version(name), True, peer.can, right, asked, *_speed(peer, days.calendar))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


# --- right ----------------------------------------------------------------------------------------------------------


def _golden(peer: Peer, golden: Path) -> tuple[int, int]:
    """How many of the golden cases it answers rightly: each due moment by add, each span by between."""
    lines = golden.read_text(encoding="utf-8").splitlines()
    right = asked = 0
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        start = datetime.fromisoformat(row["start"])
        for hours in (8, 40):
            due = datetime.fromisoformat(row[f"plus_{hours}_working_hours"])
            for answer in _answers(peer, start, due, hours):
                asked += 1
                right += answer
    return right, asked


def _answers(peer: Peer, start: datetime, due: datetime, hours: int) -> Iterator[bool]:
    add, between, span = peer.add, peer.between, timedelta(hours=hours)
    if add is not None:
        yield _holds(lambda: peer.instant(add(peer.moment(start), peer.span(hours))) == due)
    if between is not None:
        yield _holds(lambda: peer.length(between(peer.moment(start), peer.moment(due))) == span)


def _holds(answer: Callable[[], bool]) -> bool:
    """What stops with an error is a wrong answer, whatever the package calls it."""
    try:
        return bool(answer())
    except Exception:
        return False


# --- fast -----------------------------------------------------------------------------------------------------------


def _speed(peer: Peer, calendar: WorkCalendar) -> tuple[float | None, float | None]:
    """Microseconds for an add and for a between, over the same questions of every package, in its own types."""
    drawn = random.Random(2026)
    asked = []
    for _ in range(QUESTIONS):
        # On the wall clock of working days, 2019 to 2026: no package is asked where it could only stumble.
        start = calendar.next_open(
            datetime(2019, 1, 9, 6, tzinfo=UTC) + timedelta(minutes=drawn.randrange(7 * 525_600))
        )
        hours = drawn.randint(1, 80)
        asked.append((start, hours, calendar.add(start, timedelta(hours=hours))))
    starts = [peer.moment(start) for start, _, _ in asked]
    spans = [peer.span(hours) for _, hours, _ in asked]
    ends = [peer.moment(end) for _, _, end in asked]
    return _each(peer.add, starts, spans), _each(peer.between, starts, ends)


def _each(call: Callable[[Any, Any], Any] | None, ones: list[Any], others: list[Any]) -> float | None:
    """Microseconds for a call. A slow one is asked fewer questions, so that the whole stays within PATIENCE."""
    if call is None:
        return None
    once = _timed(lambda: call(ones[0], others[0]))
    count = max(20, min(len(ones), int(PATIENCE / once)))
    pairs = list(zip(ones[:count], others[:count], strict=True))

    def all_of_them() -> None:
        for one, other in pairs:
            call(one, other)

    return 1e6 * _least(all_of_them) / len(pairs)


def _least(run: Callable[[], object]) -> float:
    """The shortest of several runs, in seconds; a run of seconds is repeated twice only."""
    first = _timed(run)
    return min([first, *(_timed(run) for _ in range(RUNS if first < PATIENCE else 2))])


def _timed(run: Callable[[], object]) -> float:
    gc.collect()
    begun = default_timer()
    run()
    return default_timer() - begun


def _own(calendar: WorkCalendar) -> Iterator[tuple[str, float]]:
    """Integers, many at once, building, explaining."""
    axis, hour = calendar.axis, 3_600_000_000
    drawn = random.Random(2026)
    first, last = ((datetime(year, 1, 10, tzinfo=UTC) - EPOCH) // MICRO for year in (2018, 2027))
    starts = [drawn.randrange(first, last) for _ in range(1000)]
    spans = [drawn.randrange(1, 80 * hour) for _ in starts]
    ends = [axis.add(start, span) for start, span in zip(starts, spans, strict=True)]
    yield "add_integers_us", _each(axis.add, starts, spans) or 0
    yield "between_integers_us", _each(axis.between, starts, ends) or 0
    many = [drawn.randrange(first, last) for _ in range(MANY)]
    moments = bulk.micros(many)
    lengths = bulk.micros([drawn.randrange(1, 80 * hour) for _ in many])
    due = bulk.add(axis, moments, lengths)
    yield "bulk_add_million_s", _least(lambda: bulk.add(axis, moments, lengths))
    yield "bulk_between_million_s", _least(lambda: bulk.between(axis, moments, due))
    yield "build_ten_years_ms", 1e3 * _least(lambda: _built(calendar.to_spec()))
    start = datetime(2026, 4, 27, 7, tzinfo=UTC)
    end = calendar.add(start, timedelta(hours=40))
    yield "explain_40_hours_ms", 1e3 * _least(lambda: calendar.explain(start, end))


def _built(spec: dict[str, Any]) -> None:
    """A calendar from its file, laid over ten years, nothing remembered of its zone."""
    zones.offsets.cache_clear()
    WorkCalendar.from_spec(spec).between(datetime(2018, 1, 10, tzinfo=UTC), datetime(2027, 12, 31, tzinfo=UTC))

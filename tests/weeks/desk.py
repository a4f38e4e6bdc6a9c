"""Weeks on a desk: a script drawn from a seed, played over the real street, judged after every step."""

import logging
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import time_machine
from django.db import transaction

from opora.ledger.models import Event as Row
from opora.ledger.queries import history_of
from opora.lib.errors import Refused
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.weeks import works
from tests.weeks.days import Days
from tests.weeks.deeds import At
from tests.weeks.judge import Judge
from tests.weeks.pages import shown
from tests.weeks.scripts import BY_NAME, Line
from tests.weeks.staff import Staff
from tests.weeks.worker import GRACE, Worker
from tests.world import World

BEGIN = local("05-04 09:00").astimezone(UTC)
SILENCE = timedelta(days=25)
"""After the last deed nobody does anything for so long, but the worker lives."""


class Wrong(AssertionError):
    """A rule was broken; the message says which, after which deeds. ``kind``: its first sentence without figures;
    ``lines``: so many lines of the script had been played, null: it came in the silence after all of them."""

    def __init__(self, message: str, kind: str, lines: int | None) -> None:
        super().__init__(message)
        self.lines = lines
        self.kind = re.sub(r"[\d:+-]+", "#", kind)


@dataclass
class Told:
    """What a run amounted to."""

    tickets: int = 0
    events: int = 0
    letters: int = 0
    works: int = 0
    deaths: int = 0
    looks: int = 0
    days: float = 0
    deeds: dict[str, int] = field(default_factory=dict)
    refused: int = 0
    kinds: Counter[str] = field(default_factory=Counter)

    def figures(self) -> dict[str, int]:
        """What can be added up; ``deeds``: that came about, the refused ones beside them."""
        names = ("tickets", "events", "letters", "works", "deaths", "looks", "refused")
        return {**{name: getattr(self, name) for name in names}, "deeds": sum(self.deeds.values()) - self.refused}


class Desk:
    """The desk under way; ``now`` only moves on."""

    def __init__(self, world: World, clock: time_machine.Traveller) -> None:
        self.world, self._clock, self.now = world, clock, BEGIN
        clock.move_to(BEGIN, tick=False)
        self.days, self.staff = Days(), Staff(world)
        self.judge = Judge(self.days, self.staff)
        self.worker = Worker(lambda: self.now)
        self.done: list[str] = []
        self.found: list[str] = []
        self.told = Told()
        self.line: int | None = None
        works.DEATHS.clear()

    def play(self, script: Sequence[Line], silence: timedelta) -> Told:
        """All lines, then silence. Raises Wrong at the first breach."""
        with _stumbles() as stumbled:
            for self.line, line in enumerate(script, 1):
                self.until(self.now + timedelta(seconds=line.after))
                self._do(line)
                self._check(stumbled)
            works.DEATHS.clear()
            self.line = None
            self.until(self.now + silence)
            self.found += self.judge.at_last(self.now)
            self._check(stumbled)
        told = self.told
        told.tickets, told.events, told.works = Ticket.objects.count(), self.judge.events, self.worker.works
        told.deaths, told.letters = (
            self.worker.deaths,
            sum(sum(c.letters.values()) for c in self.judge.customers.values()),
        )
        told.kinds = Counter(Row.objects.filter(pk__gt=self.judge.first).values_list("type", flat=True))
        told.days = (self.now - BEGIN) / timedelta(days=1)
        return told

    def until(self, then: datetime) -> None:
        """Time passes; a worker that lives does what falls due on the way, a dead one comes back when it may."""
        while True:
            wakes = self.worker.wakes_at() if self.worker.alive else self.worker.back_at
            if wakes is None or wakes > then:
                break
            self._go(max(wakes, self.now))
            self.worker.wake()
            self._work()
        self._go(then)

    def wait_for_moment(self, ticket: Ticket, now: datetime) -> datetime:
        """Until the very instant at which something is due on the ticket, if that is near; a worker looks later."""
        at = Ticket.objects.values_list("next_at", flat=True).get(pk=ticket.pk)
        if at is not None and now <= at <= now + timedelta(days=5):
            self.until(at)
        return self.now

    def doom(self, deaths: list[str]) -> None:
        """So the worker's next works end."""
        works.DEATHS[:] = deaths

    def look_at_pages(self, ticket: Ticket, at: datetime) -> None:
        """At this instant, which may lie ahead: nothing happens until then."""
        self._clock.move_to(at, tick=False)
        self.told.looks += 1
        customer = At(self, at, random.Random(0), ticket).address
        self.found += shown(self.world, ticket, customer, at)
        self._clock.move_to(self.now, tick=False)

    def _work(self) -> None:
        if not self.worker.drain(self.now):
            self.worker.die(self.now + timedelta(seconds=90))
        self._check([])
        if self.worker.alive:
            self.found += self.judge.at_rest(self.now)
            self._check([])

    def _do(self, line: Line) -> None:
        dice = random.Random(line.dice)
        open_ones = list(Ticket.objects.filter(next_at__isnull=False).order_by("pk"))
        among = open_ones if dice.random() < 0.95 else list(Ticket.objects.order_by("pk"))
        if not among and line.what not in ("opens", "quiet_at_first"):
            return
        at = At(self, self.now, dice, dice.choice(among) if among else Ticket())
        said = f"{self.now:%d.%m %H:%M:%S} {line.what} [ticket {at.ticket.pk}]"
        self.told.deeds[line.what] = self.told.deeds.get(line.what, 0) + 1
        self.done.append(said)
        try:
            BY_NAME[line.what](at)
        except Refused as refused:
            self.told.refused += 1
            self.done[-1] = f"{said} refused: {refused}"

    def _check(self, stumbled: Sequence[str]) -> None:
        wrong = [*self.found, *self.judge.look(self.now), *(f"the worker stumbled: {one}" for one in stumbled)]
        if wrong:
            ledgers = [
                line
                for pk in sorted(set(re.findall(r"\[ticket (\d+)\]", " ".join(wrong))))
                for line in _ledger(int(pk))
            ]
            raise Wrong("\n".join([f"At {self.now}:", *wrong, "after:", *self.done, *ledgers]), wrong[0], self.line)

    def _go(self, now: datetime) -> None:
        self.now = now
        self._clock.move_to(now, tick=False)


def played(world: World, script: Sequence[Line], silence: timedelta = SILENCE) -> Told:
    """A script from its first line to its last on a desk as new, and what then comes by itself; nothing of it stays.

    Raises Wrong.
    """
    whole = transaction.atomic()
    # As the test's own transaction is marked: inside of it a letter is kept as for good.
    whole._from_testcase = True  # type: ignore[attr-defined]
    with time_machine.travel(BEGIN, tick=False) as clock, whole:
        try:
            return Desk(world, clock).play(script, silence)
        finally:
            transaction.set_rollback(True)


def shrunk(world: World, script: Sequence[Line], wrong: Wrong) -> list[Line]:
    """The same script without whatever can be left out of it while it still goes wrong in the same way."""
    left, silence = list(script[: wrong.lines]), SILENCE if wrong.lines is None else timedelta()
    size = max(len(left) // 2, 1)
    while size:
        place = 0
        while place < len(left):
            fewer = left[:place] + left[place + size :]
            if _goes_wrong(world, fewer, silence, wrong.kind):
                left = fewer
            else:
                place += size
        size //= 2
    return left


def _goes_wrong(world: World, script: Sequence[Line], silence: timedelta, kind: str) -> bool:
    try:
        played(world, script, silence)
    except Wrong as wrong:
        return wrong.kind == kind
    return False


def _ledger(ticket: int) -> Iterator[str]:
    yield f"the ledger of ticket {ticket}:"
    for one in history_of("ticket", ticket):
        yield f"  {one.sequence} {one.at:%d.%m %H:%M:%S} {one.event}"


@contextmanager
def _stumbles() -> Iterator[list[str]]:
    """What the worker logs as an error: it goes on, and a test must not."""
    said: list[str] = []
    ear = logging.Handler(logging.ERROR)
    ear.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("opora.worker")
    logger.addHandler(ear)
    try:
        yield said
    finally:
        logger.removeHandler(ear)


__all__ = ["GRACE", "Desk", "Told", "Wrong", "played", "shrunk"]

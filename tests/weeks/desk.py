"""Weeks on a desk: a script drawn from a seed, played over the real street, judged after every step."""

import logging
import random
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import time_machine
from django.db import transaction

from opora.ledger.queries import history_of
from opora.lib.errors import Refused
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.weeks import works
from tests.weeks.days import Days
from tests.weeks.deeds import BY_NAME, DEEDS, At
from tests.weeks.judge import Judge
from tests.weeks.pages import shown
from tests.weeks.staff import Staff
from tests.weeks.worker import GRACE, Worker
from tests.world import World

BEGIN = local("05-04 09:00").astimezone(UTC)
AT_FIRST = 4
SILENCE = timedelta(days=25)
"""After the last deed nobody does anything for so long, but the worker lives."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a script: after so many seconds somebody does this; the dice say how."""

    after: int
    what: str
    dice: int


def script_of(seed: int, length: int, often: Sequence[str] = ()) -> list[Line]:
    """The script of a seed. Each line has dice of its own, so that leaving others out changes nothing of it.

    ``often``: deeds that are drawn as often as all others together.
    """
    dice = random.Random(seed)
    names, weights = [deed.__name__ for deed in DEEDS], list(DEEDS.values())
    weights = [sum(weights) / len(often) if name in often else one for name, one in zip(names, weights, strict=True)]
    drawn = dice.choices(names, weights, k=length)
    waits = (dice.randint(1, 60 * dice.choice([5, 60, 400, 900])) for _ in drawn)
    lines = [Line(wait, what, dice.getrandbits(32)) for wait, what in zip(waits, drawn, strict=True)]
    return [*(Line(600, "opens", dice.getrandbits(32)) for _ in range(AT_FIRST)), *lines]


class Wrong(AssertionError):
    """A rule was broken; the message says which, after which deeds."""


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
        works.DEATHS.clear()

    def play(self, script: Sequence[Line]) -> Told:
        """All lines, then silence. Raises Wrong at the first breach."""
        with _stumbles() as stumbled:
            for line in script:
                self.until(self.now + timedelta(seconds=line.after))
                self._do(line)
                self._check(stumbled)
            works.DEATHS.clear()
            self.until(self.now + SILENCE)
            self.found += self.judge.at_last(self.now)
            self._check(stumbled)
        told = self.told
        told.tickets, told.events, told.works = Ticket.objects.count(), self.judge.events, self.worker.works
        told.deaths, told.letters = (
            self.worker.deaths,
            sum(sum(c.letters.values()) for c in self.judge.customers.values()),
        )
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
        if not among and line.what != "opens":
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
            raise Wrong("\n".join([f"At {self.now}:", *wrong, "after:", *self.done, *ledgers]))

    def _go(self, now: datetime) -> None:
        self.now = now
        self._clock.move_to(now, tick=False)


def played(world: World, script: Sequence[Line]) -> Told:
    """A script from its first line to its last on a desk as new; nothing of it stays. Raises Wrong."""
    whole = transaction.atomic()
    # As the test's own transaction is marked: inside of it a letter is kept as for good.
    whole._from_testcase = True  # type: ignore[attr-defined]
    with time_machine.travel(BEGIN, tick=False) as clock, whole:
        try:
            return Desk(world, clock).play(script)
        finally:
            transaction.set_rollback(True)


def shrunk(world: World, script: Sequence[Line]) -> list[Line]:
    """The same script without whatever can be left out of it while it still goes wrong."""
    left, size = list(script), max(len(script) // 2, 1)
    while size:
        place = 0
        while place < len(left):
            fewer = left[:place] + left[place + size :]
            if _goes_wrong(world, fewer):
                left = fewer
            else:
                place += size
        size //= 2
    return left


def _goes_wrong(world: World, script: Sequence[Line]) -> bool:
    try:
        played(world, script)
    except Wrong:
        return True
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


__all__ = ["GRACE", "Desk", "Line", "Told", "Wrong", "played", "script_of", "shrunk"]

"""A storm: letters come in a stream, and at seeded random instants one of the processes is killed."""

import random
import signal
import subprocess
import threading
import time
from dataclasses import dataclass, field

from opora.channels.models import InboundMail
from opora.tickets.models import Ticket
from tests.kill.desk import Desk
from tests.kill.outside import Piping
from tests.kill.reckoning import reckon
from tests.kill.web import Browser, Web
from tests.services.ground import until

LOOK = 0.01
"""Seconds between two looks at what is due; an instant is met that exactly."""


@dataclass
class Storm:
    """``workers`` work and ``pipes`` letters are handed over at any time; a killed one is replaced at once.

    Only those are killed that have begun: one that still loads its modules holds nothing that could be lost. The
    first kill waits for the first answer.
    """

    desk: Desk
    seed: int
    browser: Browser
    workers: int = 3
    pipes: int = 2
    killed: list[str] = field(default_factory=list)
    asked: int = 0
    piping: list[Piping] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._team: list[subprocess.Popen[bytes]] = []
        self._web: Web | None = None
        self._sending: threading.Thread | None = None

    def blow(self, kills: int) -> None:
        """Kill so many, then let all letters arrive and all work be done."""
        letter_at = kill_at = time.monotonic()
        while len(self.killed) < kills:
            now = time.monotonic()
            self._replace()
            if now >= letter_at:
                for _ in range(self._chance.randint(1, 4)):
                    self.desk.post(self.desk.write())
                letter_at = now + self._chance.uniform(0.0, 1.0)
            self._answer()
            if now >= kill_at and self.asked and self._kill():
                kill_at = now + self._chance.uniform(0.1, 1.5)
            time.sleep(LOOK)
        self._shut()
        until(lambda: all(each.ended() for each in self.piping), "the MTA got rid of its letters", seconds=60)
        self._replace(pipes=0)
        self.desk.drain()

    def taken_again(self) -> int:
        """Letters whose worker was killed while it filed them."""
        return InboundMail.objects.filter(attempts__gt=1).count()

    def figures(self) -> str:
        """The line for the report."""
        facts = self.desk.facts()
        found = reckon(facts)
        again = self.taken_again()
        doubts = sum(row.doubtful for row in facts.rows)
        return (
            f"seed {self.seed}: kills {len(self.killed)} ({self.killed.count('worker')} workers, "
            f"{self.killed.count('pipe')} pipes, {self.killed.count('web')} webs); letters {self.desk.numbers}; "
            f"acknowledged {len(facts.acknowledged)}; answers {self.asked}, "
            f"confirmed {len(facts.confirmed)}; lost {len(found.lost)}; doubled: known {len(found.doubled)}, "
            f"unknowable {len(found.unknowable)} of {doubts} in doubt; taken again to be filed {again}"
        )

    def _replace(self, pipes: int | None = None) -> None:
        self._team = [each for each in self._team if each.poll() is None]
        self._team += [self.desk.work() for _ in range(self.workers - len(self._team))]
        waiting = [each for each in self.piping if not each.ended()]
        wanted = self.pipes if pipes is None else pipes
        self.piping += [self.desk.pipe(self.desk.write()) for _ in range(wanted - len(waiting))]

    def _answer(self) -> None:
        """The browser answers one ticket after the other; what was killed on the way it does not send again."""
        if self._web is None:
            self._web = Web(self.desk.data / "web.log", **self.desk.environment())
        if (self._sending is not None and self._sending.is_alive()) or not self._web.answers():
            return
        ticket = Ticket.objects.order_by("pk")[self.asked : self.asked + 1].first()
        if ticket is not None:
            self.asked += 1
            text = f"Обновите драйвер, ответ {self.asked}."
            self._sending = self.browser.sending(self._web.port, ticket.number, "answers", text)

    def _shut(self) -> None:
        if self._sending is not None:
            self._sending.join(60)
        if self._web is not None:
            self._web.kill()
        self.desk.confirmed = self.browser.seen

    def _kill(self) -> bool:
        """One of those that are at work now. False: nobody is."""
        team = [each for each in self._team if self.desk.at_work(each)]
        pipes = [each.process for each in self.piping[-2 * self.pipes :] if each.process.poll() is None]
        answering = self._sending is not None and self._sending.is_alive()
        fate = self._chance.random()
        if fate < 0.15 and answering:
            assert self._web is not None
            self._web.kill()
            self._web = None
            self.killed.append("web")
            return True
        among = pipes if fate > 0.8 and pipes else team
        if not among:
            return False
        victim = self._chance.choice(among)
        victim.kill()
        # It may have ended by itself in this very moment.
        if victim.wait(30) == -signal.SIGKILL:
            self.killed.append("worker" if victim in team else "pipe")
        return True

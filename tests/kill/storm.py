"""A storm: letters come in a stream, and at seeded random instants one of the processes is killed."""

import random
import signal
import subprocess
import time
from dataclasses import dataclass, field

from opora.channels.models import InboundMail
from tests.kill.desk import Desk
from tests.kill.outside import Piping
from tests.kill.reckoning import reckon
from tests.services.ground import until

LOOK = 0.01
"""Seconds between two looks at what is due; an instant is met that exactly."""


@dataclass
class Storm:
    """``workers`` work and ``pipes`` letters are handed over at any time; a killed one is replaced at once.

    Only those are killed that have begun: one that still loads its modules holds nothing that could be lost.
    """

    desk: Desk
    seed: int
    workers: int = 3
    pipes: int = 2
    killed: list[str] = field(default_factory=list)
    piping: list[Piping] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._team: list[subprocess.Popen[bytes]] = []

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
            if now >= kill_at and self._kill():
                kill_at = now + self._chance.uniform(0.1, 1.5)
            time.sleep(LOOK)
        until(lambda: all(each.ended() for each in self.piping), "the MTA got rid of its letters", seconds=60)
        self._replace(pipes=0)
        self.desk.drain()

    def figures(self) -> str:
        """The line for the report."""
        facts = self.desk.facts()
        found = reckon(facts)
        again = InboundMail.objects.filter(attempts__gt=1).count()
        doubts = sum(row.doubtful for row in facts.rows)
        return (
            f"seed {self.seed}: kills {len(self.killed)} ({self.killed.count('worker')} workers, "
            f"{self.killed.count('pipe')} pipes); letters {self.desk.numbers}; "
            f"acknowledged {len(facts.acknowledged)}; lost {len(found.lost)}; doubled: known {len(found.doubled)}, "
            f"unknowable {len(found.unknowable)} of {doubts} in doubt; taken again to be filed {again}"
        )

    def _replace(self, pipes: int | None = None) -> None:
        self._team = [each for each in self._team if each.poll() is None]
        self._team += [self.desk.work() for _ in range(self.workers - len(self._team))]
        waiting = [each for each in self.piping if not each.ended()]
        wanted = self.pipes if pipes is None else pipes
        self.piping += [self.desk.pipe(self.desk.write()) for _ in range(wanted - len(waiting))]

    def _kill(self) -> bool:
        """One of those that are at work now. False: nobody is."""
        team = [each for each in self._team if self.desk.at_work(each)]
        pipes = [each.process for each in self.piping[-2 * self.pipes :] if each.process.poll() is None]
        if not team:
            return False
        kind, among = ("pipe", pipes) if pipes and self._chance.random() < 0.2 else ("worker", team)
        victim = self._chance.choice(among)
        victim.kill()
        # It may have ended by itself in this very moment.
        if victim.wait(30) == -signal.SIGKILL:
            self.killed.append(kind)
        return True

"""A parent and its children: started, watched, started again when they die, stopped together."""

import contextlib
import math
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from opora.cli.bell import Bell

LOOK = 0.2
GRACE = 10.0
LONGEST_WAIT = 30.0
SOUND_AFTER = 60.0


@dataclass
class Child:
    """A child by its name and command. It leads a group of its own, so that what it starts can be ended with it.

    ``once``: when it ends with status 0 it has done its work, and is not started again.
    """

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    deaths: int = 0
    start_at: float = 0.0
    once: bool = False

    def start(self, environment: Mapping[str, str]) -> None:
        """Start it, tethered to this process by its standard input."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, env=dict(environment), start_new_session=True
        )

    def end_group(self) -> None:
        """Kill what is left of its group."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


class Supervisor:
    """Keeps its children running until the bell rings; ``say`` gets a line for each death."""

    def __init__(self, children: Sequence[Child], environment: Mapping[str, str], say: Callable[[str], None]) -> None:
        self._children = children
        self._environment = environment
        self._say = say

    def run(self, bell: Bell, each_look: Callable[[], None]) -> None:
        """Start all and watch; ``each_look`` is called at every look. All have ended when this returns."""
        try:
            while not bell.rung:
                for child in self._children:
                    self._look(child)
                each_look()
                bell.wait(LOOK)
        finally:
            self._stop()

    def _look(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if now >= child.start_at:
                child.start(self._environment)
            return
        status = child.process.poll()
        if status is None:
            return
        child.end_group()
        child.process = None
        if child.once and status == 0:
            child.start_at = math.inf
            return
        child.deaths = 1 if now - child.started_at > SOUND_AFTER else child.deaths + 1
        wait = min(0.5 * 2.0 ** min(child.deaths - 1, 16), LONGEST_WAIT)
        child.start_at = now + wait
        how = f"by signal {-status}" if status < 0 else f"with status {status}"
        self._say(f"The {child.name} process ended {how}; it is started again in {wait:g} s.")

    def _stop(self) -> None:
        running = [child for child in self._children if child.process is not None]
        for child in running:
            assert child.process is not None
            child.process.terminate()
        end = time.monotonic() + GRACE
        for child in running:
            assert child.process is not None
            try:
                child.process.wait(max(0.0, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                self._say(f"The {child.name} process did not end in {GRACE:g} s and is killed; its work is not lost.")
            child.end_group()
            child.process.wait()

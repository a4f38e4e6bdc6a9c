"""The worker's loop: round and round its sources, a few rows of each, until it is asked to end."""

import logging
import random
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import connections
from django.utils import timezone

from opora.cli.bell import Bell
from opora.cli.sources import Source
from opora.lib.trouble import where

BURST = 20
PAUSE = 1.0
LONGEST_WAIT = 30.0

logger = logging.getLogger("opora.worker")


class Worker:
    """One process's share of the work; there may be as many as you like.

    A source that fails (a database that is away, a defect) is told in one line when that begins and one when it
    ends, and waited for ever longer, half a minute at most; the others go on meanwhile.
    """

    def __init__(self, sources: Sequence[Source], bell: Bell, clock: Callable[[], datetime] = timezone.now) -> None:
        self._sources = sources
        self._bell = bell
        self._clock = clock
        self._told = ""
        self._failures = 0

    def run(self) -> None:
        """Work until the bell rings. The row in hand is finished then."""
        while not self._bell.rung:
            if self._round():
                continue
            if self._failures:
                self._bell.wait(min(2.0 ** min(self._failures - 1, 16), LONGEST_WAIT))
            else:
                # Workers that were started together should not look at the same instant.
                self._bell.wait(PAUSE * random.uniform(0.8, 1.2))

    def drain(self) -> bool:
        """Work until nothing is due. False: a source was in trouble."""
        sound = True
        busy = True
        while busy and not self._bell.rung:
            busy = self._round()
            sound = sound and not self._failures
        return sound

    def _round(self) -> bool:
        busy = False
        troubles = []
        for source in self._sources:
            for _ in range(BURST):
                if self._bell.rung:
                    break
                try:
                    if not source.step(self._clock()):
                        break
                except Exception as error:
                    troubles.append(f"{source.name}: {where(error)}")
                    # A connection that broke is thrown away; the next query opens another.
                    connections.close_all()
                    break
                busy = True
        self._tell(troubles)
        return busy

    def _tell(self, troubles: list[str]) -> None:
        if not troubles:
            if self._told:
                logger.warning("the worker works again")
            self._told, self._failures = "", 0
            return
        self._failures += 1
        if not self._told:
            logger.error("the worker waits for %s", troubles[0])
        self._told = troubles[0]

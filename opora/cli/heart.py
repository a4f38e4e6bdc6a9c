"""The heartbeat: a lease is extended while its row is being worked on."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connections

from opora.jobs import claims
from opora.lib.trouble import where

LONGEST = timedelta(minutes=30)

logger = logging.getLogger("opora.worker")


class Heart:
    """Beats three times a lease, in a thread of its own, for the one row that its worker has in hand.

    After half an hour it beats no more: work that hangs for ever must not hold its row for ever.
    """

    def __init__(self, clock: Callable[[], datetime], lease: timedelta) -> None:
        self._clock = clock
        self._lease = lease
        self._held: claims.Claim | None = None
        self._since = 0.0

    def start(self) -> None:
        """Begin to beat, until the process ends."""
        threading.Thread(target=self._beat, name="heart", daemon=True).start()

    @contextmanager
    def beating(self, claim: claims.Claim) -> Iterator[None]:
        """Keep this row while the block runs."""
        self._since = time.monotonic()
        self._held = claim
        try:
            yield
        finally:
            self._held = None

    def _beat(self) -> None:
        pause = self._lease.total_seconds() / 3
        while True:
            time.sleep(pause)
            claim = self._held
            if claim is None or time.monotonic() - self._since > LONGEST.total_seconds():
                continue
            try:
                kept = claims.extend(claim, self._clock(), self._lease)
            except Exception as error:
                logger.warning("no heartbeat for %s %s: %s", claim.model._meta.label, claim.pk, where(error))
            else:
                if not kept and self._held is claim:
                    logger.warning("the lease of %s %s was lost", claim.model._meta.label, claim.pk)
            finally:
                # A thread has a connection of its own, and this one needs it for a moment only.
                connections.close_all()

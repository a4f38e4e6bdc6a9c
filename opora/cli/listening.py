"""A thread for each mailbox at whose server the worker listens, so that a letter is taken when it comes.

Whatever goes wrong here costs nothing but time: a mailbox at which nobody listens is looked into every 20 seconds.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Thread
from uuid import uuid4

from django.db import DatabaseError, InterfaceError, connections

from opora.channels import actions, queries
from opora.channels.mail.account import Account, account_of
from opora.channels.mail.listen import Gong, listen
from opora.channels.mail.trouble import Trouble
from opora.lib.trouble import where

EACH = timedelta(seconds=2)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
PATIENCE = 5.0
"""Seconds for all threads together to take their leave of their servers."""

logger = logging.getLogger("opora.worker")


class Ear(Thread):
    """Listens at one mailbox. ``deaf``: it ended by itself, and another try had better wait."""

    def __init__(self, mailbox_id: int, wanted: Account, gong: Gong, clock: Callable[[], datetime]) -> None:
        super().__init__(name=f"ear-{mailbox_id}", daemon=True)
        self.mailbox_id, self.listen_id = mailbox_id, uuid4()
        self.wanted, self.gong, self.clock = wanted, gong, clock
        self.deaf = False

    def run(self) -> None:
        """Until the gong is rung, the mailbox is somebody else's, or the server hangs up."""
        try:
            if self._said(lambda now: actions.begin_listening(self.mailbox_id, self.listen_id, now)):
                self.deaf = not listen(self.wanted, self.gong, self._heard, self._held)
        except Trouble as trouble:
            self.deaf = True
            logger.warning("mailbox %s: nobody listens there now: %s", self.mailbox_id,
                           type(trouble.__cause__ or trouble).__name__)  # fmt: skip
        except Exception as error:
            self.deaf = True
            logger.warning("mailbox %s: nobody listens there now: %s", self.mailbox_id, where(error))
        finally:
            self._said(lambda now: actions.end_listening(self.mailbox_id, self.listen_id, now))

    def _heard(self) -> None:
        self._said(lambda now: actions.want_look(self.mailbox_id, now))

    def _held(self) -> bool:
        return self._said(lambda now: actions.keep_listening(self.mailbox_id, self.listen_id, now))

    def _said(self, write: Callable[[datetime], bool]) -> bool:
        """A database that is away is no reason to hang up: the next look tells more."""
        try:
            return write(self.clock())
        except (DatabaseError, InterfaceError) as error:
            logger.warning("mailbox %s, listening: %s", self.mailbox_id, where(error))
            return False
        finally:
            # A thread has a connection of its own, and needs it for a moment only.
            connections.close_all()


class Listening:
    """The source that begins to listen wherever nobody does. It never says that there is work: it only hears of it."""

    name = "listening"

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._gong = Gong()
        self._ears: dict[int, Ear] = {}
        self._waits: dict[int, tuple[datetime, timedelta]] = {}
        self._next: datetime | None = None

    def step(self, now: datetime) -> bool:
        """Every few seconds: bury who has ended, and send somebody where nobody listens."""
        if self._next is not None and now < self._next <= now + EACH:
            return False
        self._next = now + EACH
        for pk in [pk for pk, ear in self._ears.items() if not ear.is_alive()]:
            self._bury(self._ears.pop(pk), now)
        for row in queries.to_listen_to(now):
            rested = row.pk not in self._waits or now >= self._waits[row.pk][0]
            if row.pk not in self._ears and rested:
                self._ears[row.pk] = Ear(row.pk, account_of(row), self._gong, self._clock)
                self._ears[row.pk].start()
        return False

    def end(self) -> None:
        """All take their leave. Whoever waits for a server that is silent is left behind."""
        self._gong.ring()
        end = self._clock() + timedelta(seconds=PATIENCE)
        for ear in self._ears.values():
            ear.join(max(0.0, (end - self._clock()).total_seconds()))

    def _bury(self, ear: Ear, now: datetime) -> None:
        pk = ear.mailbox_id
        if not ear.deaf:
            self._waits.pop(pk, None)
            return
        _, last = self._waits.get(pk, (now, FIRST_WAIT / 2))
        wait = min(last * 2, LONGEST_WAIT)
        self._waits[pk] = (now + wait, wait)

"""Listening at an IMAP folder (IDLE, RFC 2177): the server says at once that something came.

Nothing is read here: whoever listens is told to look, and the look takes what is new (`channels.mail.fetch`). What is
not heard, because the line was dead or nobody listened, the next look finds all the same.
"""

import os
import select
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import imap_tools

from opora.channels.mail import account
from opora.channels.mail.account import Account

ANEW = 10 * 60.0
"""Seconds after which the line is taken anew. A server may forget it after 30 minutes, a router on the way sooner."""
BEAT = 15.0
IDLE = "IDLE"


@dataclass
class Gong:
    """What ends all listening of a process at once, also that which waits for a server."""

    rung: bool = False
    ear: int = field(init=False)
    _hammer: int = field(init=False)

    def __post_init__(self) -> None:
        self.ear, self._hammer = os.pipe()

    def ring(self) -> None:
        """Nobody reads the pipe: it stays readable, for everybody who listens."""
        if not self.rung:
            self.rung = True
            os.write(self._hammer, b"!")


def listen(wanted: Account, gong: Gong, heard: Callable[[], None], held: Callable[[], bool]) -> bool:
    """Listens until the gong is rung, or until ``held``, asked several times a minute, says no.

    ``heard`` is called when something came, and whenever the line was taken anew: who knows what came before that.
    False: the server knows no IDLE. Raises Trouble.
    """
    with account.inbox(wanted) as session:
        session.folder.set(wanted.folder, readonly=True)
        if not _knows_idle(session):
            return False
        going = True
        while going:
            session.idle.start()  # type: ignore[no-untyped-call]
            heard()
            going = _stay(session, gong, heard, held)
            # A line that is dead says so here.
            session.idle.stop()  # type: ignore[no-untyped-call]
    return True


def _knows_idle(session: imap_tools.BaseMailBox) -> bool:
    # Some servers tell what they know only to those who have signed in.
    _, said = session.client.capability()
    return IDLE in (said[-1] or b"").decode("ascii", "replace").upper().split()


def _stay(session: imap_tools.BaseMailBox, gong: Gong, heard: Callable[[], None], held: Callable[[], bool]) -> bool:
    """On the line until it must be taken anew (true) or listening ends (false)."""
    poller = select.poll()
    for ear in (session.client.sock, gong.ear):
        poller.register(ear, select.POLLIN)
    now = time.monotonic()
    anew, beat = now + ANEW, now + BEAT
    while now < anew and not gong.rung:
        if poller.poll(max(0.0, min(anew, beat) - now) * 1000) and not gong.rung:
            said = session.idle.poll(0)
            if not said:
                # Hung up, or nothing but the words of TLS.
                return True
            if any(b"EXISTS" in line for line in said):
                heard()
        now = time.monotonic()
        if now >= beat:
            if not held():
                return False
            beat = now + BEAT
    return not gong.rung

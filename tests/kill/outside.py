"""Outside of the desk: clients that write down what was acknowledged, a mail server that notes who said QUIT."""

import asyncio
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.kill.reckoning import Copy
from tests.processes import ROOT, environment
from tests.services.dovecot import Mailbox
from tests.services.smtp_sink import SmtpSink


def id_of(letter: bytes) -> str:
    """Its Message-ID."""
    return str(message_from_bytes(letter, policy=default)["Message-ID"])


@dataclass(frozen=True)
class Acknowledged:
    """A file of the client's own: one line for each letter that was taken, written before anything else is done."""

    file: Path

    def note(self, letter: bytes) -> None:
        """Write it down."""
        with self.file.open("a") as out:
            out.write(id_of(letter) + "\n")
            out.flush()
            os.fsync(out.fileno())

    def ids(self) -> list[str]:
        """All of them."""
        return self.file.read_text().splitlines() if self.file.exists() else []


def append(mailbox: Mailbox, letter: bytes, acknowledged: Acknowledged) -> None:
    """A letter comes to the IMAP server; it says OK, or this raises."""
    mailbox.append(letter)
    acknowledged.note(letter)


class Piping:
    """An MTA with one letter in its queue: it calls `opora mail receive` until that ends with 0."""

    def __init__(self, letter: bytes, acknowledged: Acknowledged, **more: str) -> None:
        self.letter, self._acknowledged, self._more = letter, acknowledged, more
        self.statuses: list[int] = []
        self._begin()

    def ended(self) -> bool:
        """Whether the letter is taken. A try that failed is followed by the next one."""
        status = self.process.poll()
        if status is None or self.statuses[-1:] == [0]:
            return status is not None
        self.statuses.append(status)
        if status == 0:
            self._acknowledged.note(self.letter)
            return True
        self._begin()
        return False

    def end(self) -> None:
        """Kill the try that runs, and leave nothing of it."""
        self.process.kill()
        self.process.wait(30)

    def _begin(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "opora.cli", "mail", "receive"],
            cwd=ROOT, env=environment(**self._more), stdin=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert self.process.stdin is not None
        # It may be killed before it has read all.
        with suppress(BrokenPipeError):
            self.process.stdin.write(self.letter)
        with suppress(BrokenPipeError):
            self.process.stdin.close()


@dataclass
class Server(SmtpSink):
    """A sink that knows which client lived on after its 250. ``slow``: how long it thinks at most, in seconds, before
    it keeps a letter and again before it answers, so that a kill often falls there."""

    slow: float = 0
    chance: random.Random = field(default_factory=lambda: random.Random(0))
    kept: list[tuple[Session, str, str]] = field(default_factory=list)
    quit: list[Session] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keeps the letter, and who brought it."""
        await asyncio.sleep(self.slow * self.chance.random())
        answer = await super().handle_DATA(server, session, envelope)
        for recipient in envelope.rcpt_tos:
            self.kept.append((session, id_of(envelope.original_content or b""), recipient))
        await asyncio.sleep(self.slow * self.chance.random())
        return answer

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """The client has read our 250, or it would not speak."""
        self.quit.append(session)
        return "221 2.0.0 bye"

    def copies(self) -> list[Copy]:
        """What came, in order. Sessions are held, not their ids: those of one that is gone are given to the next."""
        lived = {id(session) for session in self.quit}
        return [Copy(message_id, who, id(session) in lived) for session, message_id, who in self.kept]


@contextmanager
def mail_server(slow: float = 0, seed: int = 0) -> Iterator[Server]:
    """A server that listens."""
    server = Server(slow=slow, chance=random.Random(seed))
    controller = Controller(server, hostname=server.host, port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()

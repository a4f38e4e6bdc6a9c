"""A desk of real processes on the test's database, which may be killed, and the facts that are left of it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from opora.channels.mail.sentences import DOUBT
from opora.channels.models import InboundMail, Mailbox, Outbound
from opora.tickets.models import Message
from tests.kill.outside import Acknowledged, Piping, Server, append
from tests.kill.reckoning import Facts, Row
from tests.processes import ROOT, environment
from tests.services.dovecot import Mailbox as Account
from tests.services.ground import until
from tests.stories.street import letter

PATIENCE = 240
"""Seconds. A letter that was taken for the third time waits two minutes by itself."""


@dataclass
class Desk:
    """One desk: ``lease`` in seconds, every worker of it in ``running``, in ``confirmed`` what browsers saw sent."""

    data: Path
    account: Account
    server: Server
    lease: float = 2
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)
    said: list[Path] = field(default_factory=list)
    numbers: int = 0
    confirmed: list[str] = field(default_factory=list)

    @property
    def by_imap(self) -> Acknowledged:
        """The file of the client that lays letters into the mailbox."""
        return Acknowledged(self.data / "imap.acknowledged")

    @property
    def by_pipe(self) -> Acknowledged:
        """The file of the MTA."""
        return Acknowledged(self.data / "pipe.acknowledged")

    def write(self, sender: str = "") -> bytes:
        """A letter that nobody wrote before, by somebody who never wrote before unless named."""
        self.numbers += 1
        who = sender or f"client-{self.numbers}@firm-{self.numbers}.example.org"
        text = f"Здравствуйте! Чертёж-3D v22 не открывает сборку, письмо {self.numbers}."
        return letter(who, f"Не открывается сборка {self.numbers}", text, datetime.now(UTC))

    def post(self, raw: bytes) -> None:
        """A letter comes to the mailbox, and the next look is due at once."""
        append(self.account, raw, self.by_imap)
        Mailbox.objects.filter(name="support").update(look_at=datetime.now(UTC))

    def pipe(self, raw: bytes, **more: str) -> Piping:
        """An MTA begins to hand a letter over."""
        return Piping(raw, self.by_pipe, **self.environment(**more))

    def work(self, *script: str, **more: str) -> subprocess.Popen[bytes]:
        """One more worker; ``script``: another program that starts it, with its words."""
        words = [
            sys.executable,
            *(script or ("-m", "django")),
            "worker",
            "--lease",
            str(self.lease),
            "--verbosity",
            "2",
        ]
        log = self.data / f"worker-{len(self.said)}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                words, cwd=ROOT, env=environment(**self.environment(**more)), stdin=subprocess.DEVNULL,
                stdout=out, stderr=out,
            )  # fmt: skip
        self.running.append(process)
        self.said.append(log)
        return process

    def at_work(self, process: subprocess.Popen[bytes]) -> bool:
        """Whether this worker lives and has begun to work."""
        return process.poll() is None and "at work" in self.said[self.running.index(process)].read_text()

    def environment(self, **more: str) -> dict[str, str]:
        """OPORA_* of its processes."""
        return {"OPORA_DATA_DIR": str(self.data)} | more

    def acknowledged(self) -> list[str]:
        """What the clients wrote down, of all letters."""
        return self.by_imap.ids() + self.by_pipe.ids()

    def idle(self) -> bool:
        """Whether nothing is left to do: the mailbox is read to its end, all is filed, all has left.

        Asked in the order in which a letter goes: what one question finds done cannot come back after the next.
        """
        if Mailbox.objects.filter(name="support", uid_next__gt=len(self.by_imap.ids())).count() != 1:
            return False
        if InboundMail.objects.filter(state="kept").exists():
            return False
        return not Outbound.objects.filter(state__in=["queued", "sending"]).exists()

    def drain(self) -> None:
        """Wait until it is idle, then end its workers."""
        until(self.idle, "everything is filed and sent", seconds=PATIENCE)
        self.end()

    def end(self) -> None:
        """Ask all workers to end, and wait for them."""
        for process in self.running:
            process.terminate()
        for process in self.running:
            process.wait(60)

    def facts(self) -> Facts:
        """What can be known of a run from outside, beside what the desk says of it."""
        filed = Message.objects.filter(author_kind="contact").order_by("pk").values_list("message_id", "ticket_id")
        rows = [
            Row(row.ticket_id or 0, row.message_id, row.recipient, row.reaction, row.state, DOUBT in row.server_said)
            for row in Outbound.objects.order_by("pk").defer("raw")
        ]
        said = [message.text.strip() for message in Message.objects.filter(author_kind="staff").order_by("pk")]
        return Facts(self.acknowledged(), list(filed), rows, self.server.copies(), self.confirmed, said)


@contextmanager
def desk(data: Path, account: Account, server: Server, lease: float = 2) -> Iterator[Desk]:
    """A desk that watches this mailbox and sends by this server; nothing of it runs afterwards."""
    data.mkdir(exist_ok=True)
    secret = data / "password"
    secret.write_text(account.password)
    now = datetime.now(UTC)
    Mailbox.objects.create(
        name="support", kind="imap", address="support@vendor.test", host=account.host, port=account.port, tls=False,
        user=account.user, secret=f"file:{secret}", smtp_host=server.host, smtp_port=server.port, smtp_tls="none",
        connected_at=now - timedelta(hours=1), look_at=now,
    )  # fmt: skip
    made = Desk(data, account, server, lease)
    try:
        yield made
    finally:
        for process in made.running:
            process.kill()
            process.wait(60)

"""An SMTP server that keeps what it is given, and can be told to refuse, to put off or to hang up."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.services.ground import LOOPBACK, free_port, until

Mood = Literal["accept", "put off", "refuse", "drop", "take and drop", "hang"]

ANSWERS: dict[Mood, str] = {
    "accept": "250 2.0.0 kept",
    "put off": "451 4.3.0 try again later",
    "refuse": "550 5.7.1 not wanted here",
}


@dataclass(frozen=True)
class Delivery:
    """One letter as SMTP gave it; ``answer`` is what the client was told, empty when we hung up instead."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    answer: str


@dataclass
class SmtpSink:
    """``mood`` decides how DATA is answered from now on, ``unknown`` are recipients refused at RCPT.

    "drop" hangs up instead of an answer and keeps nothing; "take and drop" keeps the letter and hangs up: the
    client cannot know. "hang" keeps nothing and says nothing, until the client has gone. ``plan``: the moods of the
    next letters, after which ``mood`` holds again. ``says`` are answers to MAIL and RCPT by their commands, in place of
    the usual ones. ``seen`` holds every attempt, ``letters`` those that were kept.
    """

    port: int = field(default_factory=free_port)
    host: str = LOOPBACK
    mood: Mood = "accept"
    plan: list[Mood] = field(default_factory=list)
    says: dict[str, str] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    seen: list[Delivery] = field(default_factory=list)
    letters: list[Delivery] = field(default_factory=list)

    def wait(self, number: int, seconds: float = 30) -> list[Delivery]:
        """The letters kept, as soon as there are that many."""
        until(lambda: len(self.letters) >= number, f"{number} letters at the SMTP sink", seconds)
        return self.letters

    async def handle_MAIL(  # noqa: N802 - the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, mail_options: list[str]
    ) -> str:
        """Takes any sender, unless told what to say."""
        if "MAIL" in self.says:
            return self.says["MAIL"]
        envelope.mail_from = address
        envelope.mail_options.extend(mail_options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        """Takes any recipient but those in ``unknown``."""
        if "RCPT" in self.says:
            return self.says["RCPT"]
        if address in self.unknown:
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Answers as the mood says."""
        mood = self.plan.pop(0) if self.plan else self.mood
        answer = ANSWERS.get(mood, "")
        content = envelope.original_content or b""
        delivery = Delivery(envelope.mail_from or "", tuple(envelope.rcpt_tos), content, answer)
        self.seen.append(delivery)
        if mood in ("accept", "take and drop"):
            self.letters.append(delivery)
        if mood == "hang":
            while server.transport is not None and not server.transport.is_closing():
                await asyncio.sleep(0.01)
        elif not answer:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return answer


@contextmanager
def smtp_sink() -> Iterator[SmtpSink]:
    """A sink that listens."""
    sink = SmtpSink()
    controller = Controller(sink, hostname=sink.host, port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()

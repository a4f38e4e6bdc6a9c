"""A mail server that fails in all ways: what becomes of the letter, and that the server's words are kept."""

from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from opora.channels.mail import account
from opora.channels.mail.send import send
from opora.channels.models import Mailbox
from tests.channels.conftest import CONNECTED, LEASE, NOW, Write
from tests.services.smtp_sink import SmtpSink

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir", "box")]

DOUBT = "It may have been delivered before: an earlier try broke off between the letter and the server's answer."


@pytest.fixture
def box(smtp_sink: SmtpSink) -> Mailbox:
    """A mailbox whose letters leave by the sink."""
    return Mailbox.objects.create(
        name="support", kind="pipe", address="support@example.org", connected_at=CONNECTED,
        smtp_host=smtp_sink.host, smtp_port=smtp_sink.port, smtp_tls="none",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("command", "answer", "outcome", "said"),
    [
        ("MAIL", "451 4.7.0 later", "queued", "451 4.7.0 later"),
        # Said of us: whoever mends the settings wants the letters still to be there.
        ("MAIL", "550 5.7.1 who are you", "queued",
         "The server does not take letters from support@example.org: 550 5.7.1 who are you"),
        ("RCPT", "450 4.2.0 greylisted", "queued", "450 4.2.0 greylisted"),
        ("RCPT", "452 4.2.2 mailbox full", "queued", "452 4.2.2 mailbox full"),
        ("RCPT", "421 4.3.2 shutting down", "queued", "421 4.3.2 shutting down"),
        ("RCPT", "553 5.1.3 no such address", "failed", "553 5.1.3 no such address"),
    ],
)  # fmt: skip
def test_before_the_text(write: Write, smtp_sink: SmtpSink, command: str, answer: str, outcome: str, said: str) -> None:
    smtp_sink.says[command] = answer
    row = write()
    assert send(row.pk, LEASE, NOW) == outcome
    row.refresh_from_db()
    assert (row.server_said, smtp_sink.seen) == (said, [])


def test_a_server_that_falls_silent_after_the_text_leaves_a_doubt(
    write: Write, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = account.outbox
    monkeypatch.setattr(account, "outbox", lambda given: honest(given, timeout=0.3))
    smtp_sink.mood = "hang"
    row = write()
    assert send(row.pk, LEASE, NOW) == "queued"
    row.refresh_from_db()
    assert (row.state, row.server_said, smtp_sink.letters) == ("queued", DOUBT, [])


class Closed(SmtpSink):
    """A server that takes nobody in."""

    async def handle_EHLO(  # noqa: N802 - the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Says so."""
        return ["554 5.3.2 closed for maintenance"]

    async def handle_HELO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str
    ) -> str:
        """Says so."""
        return "554 5.3.2 closed for maintenance"


@pytest.fixture
def closed() -> Iterator[Closed]:
    """It listens."""
    server = Closed()
    controller = Controller(server, hostname=server.host, port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def test_a_server_that_takes_nobody_in_is_tried_again(write: Write, closed: Closed) -> None:
    Mailbox.objects.update(smtp_port=closed.port)
    row = write()
    assert send(row.pk, LEASE, NOW) == "queued"
    row.refresh_from_db()
    assert "554 5.3.2 closed for maintenance" in row.server_said

"""A letter that may have come twice says so on its row, however long the mail server talks."""

from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from opora.channels.mail.send import send
from opora.channels.mail.sentences import DOUBT
from opora.channels.models import Mailbox
from tests.channels.conftest import CONNECTED, LEASE, NOW, Write, write
from tests.services.smtp_sink import SmtpSink

__all__ = ["write"]

pytestmark = [pytest.mark.django_db, pytest.mark.both]


class Talkative(SmtpSink):
    """A server that says 480 letters after its code."""

    code = "250"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Says them."""
        return f"{self.code} {'x' * 480}"


@pytest.fixture
def talkative() -> Iterator[Talkative]:
    """It listens, and the desk sends by it."""
    server = Talkative()
    controller = Controller(server, hostname=server.host, port=server.port)
    controller.start()
    Mailbox.objects.create(
        name="support", kind="pipe", address="support@example.org", connected_at=CONNECTED,
        smtp_host=server.host, smtp_port=server.port, smtp_tls="none",
    )  # fmt: skip
    try:
        yield server
    finally:
        controller.stop()


@pytest.mark.parametrize(("code", "outcome"), [("250", "sent"), ("451", "queued"), ("550", "failed")])
def test_a_long_answer_does_not_push_the_doubt_off_the_row(
    write: Write, talkative: Talkative, code: str, outcome: str
) -> None:
    talkative.code = code
    row = write(state="sending")
    assert send(row.pk, LEASE, NOW) == outcome
    row.refresh_from_db()
    assert row.server_said.startswith(f"{code} xxx")
    assert row.server_said.endswith(f"({DOUBT})")


def test_what_is_given_up_in_doubt_says_so(write: Write, talkative: Talkative) -> None:
    talkative.code = "451"
    row = write(state="sending", attempts=28)
    assert send(row.pk, LEASE, NOW) == "failed"
    row.refresh_from_db()
    assert "given up after 29 tries" in row.server_said
    assert row.server_said.endswith(f"({DOUBT})")


def test_without_doubt_the_whole_answer_stays(write: Write, talkative: Talkative) -> None:
    row = write()
    assert send(row.pk, LEASE, NOW) == "sent"
    row.refresh_from_db()
    # 3 of the code, a space, 480
    assert len(row.server_said) == 484

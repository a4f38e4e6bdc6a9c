"""Servers in the way: a letter that cannot be had, a server that wants us to sign in. Nothing is lost by it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from imap_tools import BaseMailBox
from imap_tools.errors import MailboxFetchError

from opora.channels.mail import fetch
from opora.channels.mail.fetch import Looked, look
from opora.channels.mail.send import send
from opora.channels.models import InboundMail, Mailbox, Outbound
from tests.channels.conftest import CONNECTED, LEASE, NOW, Watch, Write
from tests.services.dovecot import Dovecot
from tests.services.dovecot import Mailbox as Account
from tests.services.smtp_sink import SmtpSink

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("data_dir")]

ARRIVED = datetime(2026, 5, 8, 12, 37, 5, tzinfo=UTC)


def _letter(number: int) -> bytes:
    return b"From: client@example.org\r\nMessage-ID: <%d@example.org>\r\n\r\nWords\r\n" % number


def _again(row: Mailbox) -> Looked:
    lease = uuid4()
    Mailbox.objects.filter(pk=row.pk).update(lease_id=lease)
    return look(row.pk, lease, NOW)


def _send_again(row: Outbound, now: datetime) -> str:
    lease = uuid4()
    Outbound.objects.filter(pk=row.pk).update(lease_id=lease)
    return send(row.pk, lease, now)


def test_a_letter_at_which_the_server_hangs_up_holds_nobody_up(
    watch: Watch, mailbox: Account, dovecot: Dovecot
) -> None:
    """The second of four cannot be read there, and dovecot says BYE when it is asked for. After three failures those
    behind it are taken first; the one itself comes when it can be read again."""
    row = watch()
    for number in range(4):
        mailbox.append(_letter(number), ARRIVED)
    files = [path for path in (dovecot.home / "mail" / mailbox.user).glob("*/*") if path.parent.name in ("new", "cur")]
    (shut,) = (path for path in files if b"<1@example.org>" in path.read_bytes())
    shut.chmod(0)
    looks = [look(row.pk, LEASE, NOW), *(_again(row) for _ in range(3))]
    assert [(one.kept, one.known) for one in looks] == [(1, 0), (0, 0), (0, 0), (2, 0)]
    assert [one.trouble for one in looks[:3]] == ["127.0.0.1 hung up in the middle."] * 3
    assert looks[3].trouble.startswith("127.0.0.1 hung up in the middle. That is at the letter with UID 2: ")
    assert InboundMail.objects.count() == 3
    (shut,) = (path for path in shut.parents[1].glob("*/*") if path.name.startswith(shut.name))
    shut.chmod(0o600)
    mended = _again(row)
    assert (mended.kept, mended.trouble) == (1, "")
    assert _again(row) == Looked()


def test_a_letter_that_the_server_does_not_give_is_asked_for_again(
    watch: Watch, mailbox: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NIL in place of a letter's bytes, or a NO: it is not kept as an empty one, and those behind it come."""
    row = watch()
    for number in range(3):
        mailbox.append(_letter(number), ARRIVED)
    asked = fetch._fetched

    def without_the_second(session: BaseMailBox, uids: str, parts: str) -> list[Any]:
        if uids == "2" and "BODY" in parts:
            return [b"2 (UID 2 RFC822.SIZE 64 BODY[]<0> NIL)"]
        return asked(session, uids, parts)

    def refused(session: BaseMailBox, uids: str, parts: str) -> list[Any]:
        if uids == "2" and "BODY" in parts:
            raise MailboxFetchError(("NO", [b"Internal error"]), "OK")
        return asked(session, uids, parts)

    monkeypatch.setattr(fetch, "_fetched", without_the_second)
    first = look(row.pk, LEASE, NOW)
    assert first.kept == 2
    assert first.trouble.startswith("127.0.0.1 does not give the letter with UID 2, ")
    monkeypatch.setattr(fetch, "_fetched", refused)
    again = _again(row)
    assert (again.kept, again.known, again.trouble) == (0, 1, first.trouble)
    monkeypatch.setattr(fetch, "_fetched", asked)
    mended = _again(row)
    assert (mended.kept, mended.known, mended.trouble) == (1, 1, "")


def test_a_server_that_wants_us_to_sign_in_is_tried_again(write: Write) -> None:
    """What is said of us and not of the reader is a mistake in the settings: no letter is lost by it."""

    class Closed(SmtpSink):
        open = False

        async def handle_MAIL(  # noqa: N802
            self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
        ) -> str:
            if not self.open:
                return "530 5.7.0 Authentication required"
            envelope.mail_from = address
            return "250 2.1.0 OK"

    sink = Closed()
    controller = Controller(sink, hostname=sink.host, port=sink.port)
    controller.start()
    try:
        Mailbox.objects.create(
            name="support", kind="pipe", address="support@example.org", connected_at=CONNECTED, smtp_host=sink.host,
            smtp_port=sink.port, smtp_tls="none",
        )  # fmt: skip
        row = write()
        assert send(row.pk, LEASE, NOW) == "queued"
        row.refresh_from_db()
        state, said = row.state, row.server_said
        assert state == "queued"
        assert said == ("The server does not take letters from support@example.org: 530 5.7.0 Authentication required")
        sink.open = True
        assert _send_again(row, NOW + timedelta(minutes=1)) == "sent"
        assert len(sink.letters) == 1
    finally:
        controller.stop()

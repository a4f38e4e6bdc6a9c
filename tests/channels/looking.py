"""What the tests of looking into a mailbox share."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from opora.channels.mail.fetch import Looked, look
from opora.channels.models import Mailbox
from tests.channels.conftest import LEASE, NOW
from tests.services.dovecot import Mailbox as Account

MINUTE = timedelta(minutes=1)

ARRIVED = datetime(2026, 5, 8, 12, 37, 5, tzinfo=UTC)


def letter(number: int = 1, text: bytes = b"Words") -> bytes:
    return b"From: client@example.org\r\nMessage-ID: <%d@example.org>\r\n\r\n%s\r\n" % (number, text)


def again(row: Mailbox, now: datetime = NOW) -> Looked:
    """A look as the next worker would take it, with a lease of its own."""
    lease = uuid4()
    Mailbox.objects.filter(pk=row.pk).update(lease_id=lease)
    return look(row.pk, lease, now)


def flags_of(account: Account, folder: str = "INBOX") -> list[str]:
    with account.login() as session:
        session.select(folder, readonly=True)
        _, found = session.uid("fetch", "1:*", "(FLAGS)")
        return [line.decode().partition("FLAGS")[2] for line in found if isinstance(line, bytes)]


def trouble_of(row: Mailbox) -> str:
    looked = look(row.pk, LEASE, NOW)
    row.refresh_from_db()
    assert (looked.kept, looked.trouble, row.lease_id, row.looked_at) == (0, row.trouble, None, None)
    assert row.look_at == NOW + timedelta(seconds=20)
    return row.trouble

"""What the tests of letters in and out stand on: a Step without a street, rows to start from, a disk that is full."""

import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from django.db import connection

from opora.core.events import Event
from opora.core.step import MACHINE, Noted, Step
from tests.services.dovecot import Mailbox as Account

if TYPE_CHECKING:
    # pytest reads this file before Django is set up, so the tables are met inside the fixtures.
    from opora.channels.models import Mailbox, Outbound
    from opora.tickets.models import Ticket

CONNECTED = datetime(2026, 5, 8, 12, 0, tzinfo=UTC)
NOW = datetime(2026, 5, 8, 12, 40, tzinfo=UTC)
LEASE = UUID("11111111-2222-4333-8444-555555555555")


@pytest.fixture
def step() -> Step:
    """A Step at NOW whose events go nowhere but into ``noted``."""

    def record(step: Step, event: Event, subject: str, subject_id: int) -> Noted:
        return Noted(event, subject, subject_id, len(step.noted) + 1, step.now, step.actor)

    return Step(NOW, MACHINE, "cli", uuid4(), record)


@pytest.fixture
def data_dir(tmp_path: Path, settings: SimpleNamespace) -> Path:
    """A data folder of this test alone."""
    settings.DATA_DIR = tmp_path / "data"
    return tmp_path / "data"


@pytest.fixture
def environment(data_dir: Path, transactional_db: None) -> dict[str, str]:
    """OPORA_* for a process of its own that meets the rows of this test."""
    at = connection.settings_dict
    url = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    url = f"sqlite:///{at['NAME']}" if connection.vendor == "sqlite" else url
    return os.environ | {"OPORA_DATABASE_URL": url, "OPORA_DATA_DIR": str(data_dir)}


@pytest.fixture
def pipe() -> "Mailbox":
    """The mailbox of the pipe, connected at CONNECTED."""
    from opora.channels.models import Mailbox

    return Mailbox.objects.create(name="pipe", kind="pipe", connected_at=CONNECTED)


@pytest.fixture
def small_disk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A disk of one megabyte, unless the test names another size. Mounting wants root, and nothing but a real disk is
    ever really full."""
    where = tmp_path / "small-disk"
    where.mkdir()
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={getattr(request, 'param', '1m')},mode=0777", "opora-test", where],
        check=True,
    )
    try:
        yield where
    finally:
        subprocess.run(["umount", where], check=True)


@pytest.fixture
def own_certificate(tmp_path: Path) -> Path:
    """A file with a key and a certificate for 127.0.0.1 that nobody vouches for."""
    key, made, both = tmp_path / "key.pem", tmp_path / "made.pem", tmp_path / "own.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", made],
        check=True, capture_output=True,
    )  # fmt: skip
    both.write_bytes(key.read_bytes() + made.read_bytes())
    return both


Watch = Callable[..., "Mailbox"]


@pytest.fixture
def watch(mailbox: Account, tmp_path: Path) -> Watch:
    """Makes a row that watches the dovecot mailbox of this test, leased to LEASE; words overrule fields."""
    from opora.channels.models import Mailbox

    def made(**fields: object) -> Mailbox:
        secret = tmp_path / "password"
        secret.write_text(mailbox.password + "\n")
        usual = {
            "name": mailbox.user, "kind": "imap", "address": "support@example.org", "host": mailbox.host,
            "port": mailbox.port, "tls": False, "user": mailbox.user, "secret": f"file:{secret}",
            "connected_at": CONNECTED, "look_at": NOW, "lease_id": LEASE,
        }  # fmt: skip
        return Mailbox.objects.create(**{**usual, **fields})

    return made


Write = Callable[..., "Outbound"]


@pytest.fixture
def write() -> Write:
    """Writes a queued letter of ours, leased to LEASE; words overrule fields."""
    from opora.channels.models import Outbound

    def made(**fields: object) -> Outbound:
        number = Outbound.objects.count() + 1
        message_id = f"<letter-{number}@desk.example.org>"
        usual = {
            "event_id": number, "reaction": "acknowledge", "recipient": "client@example.org", "state": "queued",
            "message_id": message_id, "subject": "Приняли обращение", "sender": "support@example.org",
            "raw": f"Message-ID: {message_id}\r\nFrom: support@example.org\r\n\r\nSecret words\r\n".encode(),
            "created_at": NOW, "not_before": NOW, "lease_id": LEASE,
        }  # fmt: skip
        return Outbound.objects.create(**{**usual, **fields})

    return made


@pytest.fixture
def ticket() -> "Ticket":
    """A ticket to hang letters on."""
    from opora.tickets.models import Ticket

    return Ticket.objects.create(
        registered_at=NOW, subject="Не открывается чертёж", channel="mail", level="basic", calendar="ru",
        customer_zone="Asia/Yekaterinburg", next_at=datetime(2026, 5, 13, 12, 0, tzinfo=UTC), next_kind="goal",
    )  # fmt: skip

"""The database goes away in the middle, for real: a cluster of the test's own is stopped as `-m immediate` stops it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.services.postgres import Cluster
from tests.services.smtp_sink import SmtpSink

LETTER = b"From: client@example.org\r\nMessage-ID: <1@example.org>\r\n\r\nWords\r\n"


@pytest.fixture
def desk(own_postgres: Cluster, tmp_path: Path) -> dict[str, str]:
    """OPORA_* of a desk on a cluster that this test may stop."""
    environment = os.environ | {"OPORA_DATABASE_URL": own_postgres.url, "OPORA_DATA_DIR": str(tmp_path / "data")}
    _opora(environment, "migrate", "-v0", check=True)
    return environment


def _opora(
    environment: dict[str, str], *words: str, check: bool = False, **more: Any
) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "opora.cli", *words]
    return subprocess.run(command, env=environment, capture_output=True, check=check, **more)


def _kept(cluster: Cluster) -> list[tuple[int, bool]]:
    with psycopg.connect(cluster.url) as connection:
        return connection.execute("select size, archive from channels_inboundmail order by id").fetchall()


def test_a_letter_piped_in_while_the_database_stops_is_not_lost(
    desk: dict[str, str], own_postgres: Cluster, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "opora.cli", "mail", "receive"]
    with subprocess.Popen(command, env=desk, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as receiving:
        assert receiving.stdin is not None
        receiving.stdin.write(LETTER[:20])
        receiving.stdin.flush()
        own_postgres.stop_immediately()
        receiving.stdin.write(LETTER[20:])
        _, said = receiving.communicate(timeout=60)
    assert (receiving.returncode, said) == (0, b"")
    (spooled,) = (tmp_path / "data" / "spool").iterdir()
    assert spooled.read_bytes() == LETTER

    own_postgres.start()
    looked = _opora(desk, "mail", "fetch", "--json")
    assert json.loads(looked.stdout)["spool"] == 1, looked.stderr
    assert _kept(own_postgres) == [(len(LETTER), False)]
    assert list((tmp_path / "data" / "spool").iterdir()) == []


def test_without_database_and_disk_the_mta_keeps_the_letter(
    desk: dict[str, str], own_postgres: Cluster, small_disk: Path
) -> None:
    environment = desk | {"OPORA_DATA_DIR": str(small_disk)}
    own_postgres.stop_immediately()
    assert _opora(environment, "mail", "receive", input=LETTER).returncode == 0
    refused = _opora(environment, "mail", "receive", input=LETTER + b"x" * 2_000_000)
    assert refused.returncode == 75
    assert refused.stderr.decode().startswith(f"The disk under {small_disk}/store is full: ")
    assert refused.stderr.count(b"\n") == 1


class Stopping(SmtpSink):
    """A sink during whose answer the database goes away."""

    cluster: Cluster

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Stops the cluster, then accepts."""
        if not self.letters:
            self.cluster.stop_immediately()
        return await super().handle_DATA(server, session, envelope)


SEND = (
    "import django; django.setup()\n"
    "from datetime import UTC, datetime; from uuid import UUID, uuid4\n"
    "from django.db import connection\n"
    "from opora.channels.mail.send import send\n"
    "from opora.channels.models import Outbound\n"
    "row = Outbound.objects.get()\n"
    "lease = uuid4()\n"
    "Outbound.objects.update(lease_id=lease)\n"
    "print(send(row.pk, lease, datetime(2026, 5, 8, 12, 40, tzinfo=UTC)))\n"
)
WRITE = (
    "import django; django.setup()\n"
    "from datetime import UTC, datetime\n"
    "from opora.channels.models import Mailbox, Outbound\n"
    "now = datetime(2026, 5, 8, 12, 40, tzinfo=UTC)\n"
    "Mailbox.objects.create(name='support', kind='pipe', connected_at=now, smtp_host='127.0.0.1', smtp_port={port},"
    " smtp_tls='none')\n"
    "Outbound.objects.create(event_id=1, reaction='acknowledge', recipient='client@example.org', state='queued',"
    " message_id='<a@desk.example.org>', subject='S', sender='support@example.org', raw=b'Words', created_at=now,"
    " not_before=now)\n"
)


def _python(environment: dict[str, str], script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)


def test_an_accepted_letter_is_remembered_while_the_database_is_away(
    desk: dict[str, str], own_postgres: Cluster
) -> None:
    sink = Stopping()
    sink.cluster = own_postgres
    controller = Controller(sink, hostname=sink.host, port=sink.port)
    controller.start()
    try:
        wrote = _python(desk, WRITE.format(port=sink.port))
        assert wrote.returncode == 0, wrote.stderr
        first = _python(desk, SEND)
        assert first.stdout == "sent\n", first.stderr
        own_postgres.start()
        with psycopg.connect(own_postgres.url) as connection:
            assert connection.execute("select state from channels_outbound").fetchone() == ("sending",)
        second = _python(desk, SEND)
        assert second.stdout == "sent\n", second.stderr
        with psycopg.connect(own_postgres.url) as connection:
            row = connection.execute("select state, server_said, attempts from channels_outbound").fetchone()
        assert row == ("sent", "250 2.0.0 kept", 1)
        assert len(sink.seen) == 1
    finally:
        controller.stop()

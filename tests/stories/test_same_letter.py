"""One letter to two of our addresses is one message of one ticket, also when two workers file both at one instant."""

import threading
from datetime import UTC
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection

from opora.channels.mail.keep import keep
from opora.channels.models import InboundMail, Mailbox, Outbound
from opora.flow import arrive
from opora.tickets.models import Message, Ticket
from tests.stories.may_2026 import local
from tests.stories.street import LONG_AGO, letter
from tests.world import build

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]

NOW = local("05-06 10:00").astimezone(UTC)
NAMES = ("support", "sales-support")


def kept(*, named: bool, number: int) -> list[int]:
    """The rows of a letter that came into both mailboxes: each server wrote its own line on it."""
    raw = letter("anna@gear.example.org", f"Сборка {number}", f"Не открывается {number}.", local("05-06 10:00"))
    raw = raw.replace(b"To: support@vendor.test", b"To: support@vendor.test, sales-support@vendor.test")
    raw = raw if named else b"\r\n".join(line for line in raw.split(b"\r\n") if not line.startswith(b"Message-ID"))
    rows = []
    for name in NAMES:
        address = f"{name}@vendor.test"
        values = {"kind": "imap", "address": address, "connected_at": LONG_AGO}
        mailbox, _ = Mailbox.objects.get_or_create(name=name, defaults=values)
        rows.append(keep(BytesIO(f"Delivered-To: {address}\r\n".encode() + raw), mailbox, NOW, NOW))
    return rows


def file_together(rows: list[int]) -> None:
    """Two workers; whom the database refuses is the second, and tries again, as a worker does."""
    gate = threading.Barrier(len(rows))

    def work(row: int) -> None:
        gate.wait()
        try:
            arrive.letter(row, NOW)
        except IntegrityError:
            arrive.letter(row, NOW)
        finally:
            connection.close()

    workers = [threading.Thread(target=work, args=(row,)) for row in rows]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def test_it_is_one_message_of_one_ticket(tmp_path: Path, settings: SimpleNamespace) -> None:
    settings.DATA_DIR = tmp_path
    build()
    for number, named in enumerate((True, False, True, False)):
        rows = kept(named=named, number=number)
        assert len(set(rows)) == 2
        file_together(rows)
        mails = InboundMail.objects.filter(pk__in=rows)
        assert sorted(mails.values_list("state", flat=True)) == ["double", "filed"], named
        assert len(set(mails.values_list("ticket", "message"))) == 1
        assert (Ticket.objects.count(), Message.objects.count()) == (number + 1, number + 1)
        assert Outbound.objects.filter(reaction="acknowledge").count() == number + 1

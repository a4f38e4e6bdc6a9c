"""A mailbox whose server takes so many letters a minute is given no more; the others wait their turn in order."""

from datetime import datetime, timedelta

import pytest

from opora.channels.models import Mailbox, Outbound
from opora.cli import sources
from opora.cli.heart import Heart
from tests.channels.conftest import CONNECTED, NOW, Write
from tests.services.smtp_sink import SmtpSink

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("data_dir")]

MINUTE, LEASE = timedelta(minutes=1), timedelta(seconds=60)


def box(sink: SmtpSink, name: str, pace: int | None) -> Mailbox:
    return Mailbox.objects.create(
        name=name, kind="pipe", address=f"{name}@example.org", connected_at=CONNECTED, smtp_host=sink.host,
        smtp_port=sink.port, smtp_tls="none", letters_a_minute=pace,
    )  # fmt: skip


def sent(until: datetime) -> list[tuple[str, int]]:
    """The worker sends until then; which mailbox's letters left how many minutes after NOW, in order of their rows."""
    source, now = sources.RowSource(sources.OUTBOUND, LEASE, Heart(lambda: NOW, LEASE)), NOW
    while now <= until:
        while source.step(now):
            pass
        now += MINUTE
    rows = Outbound.objects.select_related("mailbox").order_by("pk")
    assert {row.state for row in rows} == {"sent"}
    return [(row.mailbox.name, (row.sent_at - NOW) // MINUTE) for row in rows if row.mailbox and row.sent_at]


def test_two_a_minute(write: Write, smtp_sink: SmtpSink) -> None:
    """Five letters at once: two now, two a minute later, the last after two. A mailbox without a pace has its own."""
    slow, free = box(smtp_sink, "slow", 2), box(smtp_sink, "free", None)
    for mailbox in (slow, free, slow, slow, free, slow, slow, free):
        write(mailbox=mailbox, lease_id=None)
    assert sent(NOW + 5 * MINUTE) == [
        ("slow", 0), ("free", 0), ("slow", 0), ("slow", 1), ("free", 0), ("slow", 1), ("slow", 2), ("free", 0),
    ]  # fmt: skip


def test_what_failed_was_a_try_too(write: Write, smtp_sink: SmtpSink) -> None:
    """The first two are put off by the server, so the third waits; a minute later the first two come before it."""
    slow = box(smtp_sink, "slow", 2)
    smtp_sink.plan = ["put off", "put off"]
    for _ in range(3):
        write(mailbox=slow, lease_id=None)
    assert sent(NOW + 5 * MINUTE) == [("slow", 1), ("slow", 1), ("slow", 2)]

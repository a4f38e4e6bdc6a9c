"""Keeping: from here a letter cannot be lost, and the same bytes are one letter (architecture.md, transaction 1)."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from opora.channels import queries
from opora.channels.mail.keep import keep, take_in, unspool
from opora.channels.models import InboundMail, Mailbox
from opora.lib.store import StoreFull
from tests.channels.conftest import CONNECTED, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("data_dir")]

LETTER = b"From: client@example.org\r\nSubject: =?koi8-r?B?8NLJ18XU?=\r\n\r\n\xf0\xd2\xc9\xd7\xc5\xd4\r\n"


def test_a_kept_letter_is_a_row_and_its_bytes(pipe: Mailbox) -> None:
    number = keep(LETTER, pipe, NOW - timedelta(minutes=3), NOW)
    row = InboundMail.objects.get()
    assert row.pk == number
    assert (row.mailbox, row.state, row.archive) == (pipe, "kept", False)
    assert row.server_at == datetime(2026, 5, 8, 12, 37, tzinfo=UTC)
    assert (row.kept_at, row.size) == (NOW, 68)  # 26 + 32 + 2 + 8, line ends included
    assert row.letter_key == ""
    assert queries.bytes_of(row) == LETTER


def test_a_commit_outlives_a_power_cut() -> None:
    """SQLite: 2 is FULL, a sync at each commit. PostgreSQL does so by itself, unless a connection asks it not to."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)
    else:
        assert "options" not in connection.settings_dict["OPTIONS"]


def test_the_same_bytes_again_are_the_same_row(pipe: Mailbox) -> None:
    first = keep(LETTER, pipe, NOW, NOW)
    assert keep(io.BytesIO(LETTER), pipe, NOW + timedelta(hours=1), NOW + timedelta(hours=1)) == first
    assert InboundMail.objects.get().server_at == NOW
    assert keep(LETTER + b".", pipe, NOW, NOW) != first


def test_another_mailbox_keeps_its_own_copy(pipe: Mailbox) -> None:
    other = Mailbox.objects.create(name="sales", kind="pipe", connected_at=CONNECTED)
    assert keep(LETTER, pipe, NOW, NOW) != keep(LETTER, other, NOW, NOW)


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_keep_one_letter(pipe: Mailbox) -> None:
    def kept(_: int) -> int:
        try:
            return keep(LETTER, pipe, NOW, NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(kept, range(8)))) == 1
    assert InboundMail.objects.count() == 1


@pytest.mark.parametrize(
    ("server_at", "archive"),
    [(CONNECTED - timedelta(seconds=1), True), (CONNECTED, False), (CONNECTED + timedelta(seconds=1), False)],
)
def test_what_came_before_the_connection_is_archive(pipe: Mailbox, server_at: datetime, archive: bool) -> None:
    keep(LETTER, pipe, server_at, NOW)
    assert InboundMail.objects.get().archive is archive


def test_a_full_disk_keeps_no_row(pipe: Mailbox, small_disk: Path, settings: object) -> None:
    settings.DATA_DIR = small_disk  # type: ignore[attr-defined]
    with pytest.raises(StoreFull):
        keep(LETTER + b"x" * 2_000_000, pipe, NOW, NOW)
    assert InboundMail.objects.count() == 0
    keep(LETTER, pipe, NOW, NOW)
    assert InboundMail.objects.count() == 1


def test_the_pipe_needs_no_setting_up() -> None:
    first = take_in(io.BytesIO(LETTER), "pipe", NOW)
    second = take_in(io.BytesIO(LETTER + b"."), "pipe", NOW + timedelta(minutes=1))
    mailbox = Mailbox.objects.get()
    assert (mailbox.name, mailbox.kind, mailbox.connected_at, mailbox.look_at) == ("pipe", "pipe", NOW, None)
    assert list(InboundMail.objects.order_by("pk").values_list("pk", "archive")) == [(first, False), (second, False)]


def test_a_mailbox_that_nobody_added_takes_nothing() -> None:
    with pytest.raises(LookupError, match="There is no mailbox “sales”"):
        take_in(io.BytesIO(LETTER), "sales", NOW)
    assert Mailbox.objects.count() == 0


def _spool(data: Path, *names: str) -> None:
    (data / "spool").mkdir(parents=True)
    for name in names:
        (data / "spool" / name).write_bytes(LETTER + name.encode())


def test_the_spool_is_kept_with_the_moment_of_its_arrival(data_dir: Path) -> None:
    _spool(data_dir, "20260508T120500000001Z.pipe.0a.eml", "20260508T120100000000Z.pipe.0b.eml")
    assert unspool(NOW) == 2
    rows = list(InboundMail.objects.order_by("pk").values_list("server_at", "kept_at", "archive"))
    assert rows == [
        (datetime(2026, 5, 8, 12, 1, tzinfo=UTC), NOW, False),
        (datetime(2026, 5, 8, 12, 5, 0, 1, tzinfo=UTC), NOW, False),
    ]
    # The pipe was born by this: not later than the first letter that it brought.
    assert Mailbox.objects.get().connected_at == datetime(2026, 5, 8, 12, 1, tzinfo=UTC)
    assert list((data_dir / "spool").iterdir()) == []
    assert unspool(NOW) == 0


def test_a_file_that_cannot_be_read_does_not_hold_up_the_spool(data_dir: Path) -> None:
    """A folder under a letter's name stands for one that belongs to somebody else: root reads everything."""
    _spool(data_dir, "20260508T120500000001Z.pipe.0a.eml")
    first = data_dir / "spool" / "20260508T120100000000Z.pipe.0b.eml"
    first.mkdir()
    assert unspool(NOW) == 1
    with pytest.raises(IsADirectoryError):
        unspool(NOW)
    first.rmdir()
    assert unspool(NOW) == 0


def test_the_spool_remembers_the_mailbox(data_dir: Path, pipe: Mailbox) -> None:
    sales = Mailbox.objects.create(name="sales-ural", kind="pipe", connected_at=CONNECTED)
    _spool(data_dir, "20260508T123000000000Z.sales-ural.0a.eml", "20260508T123000000000Z.gone.0b.eml")
    assert unspool(NOW) == 2
    assert set(InboundMail.objects.values_list("mailbox", flat=True)) == {sales.pk, pipe.pk}


def test_what_is_not_of_the_spool_stays_there(data_dir: Path) -> None:
    _spool(data_dir, ".20260508T120500000001Z.pipe.0a.eml.part", "readme.txt")
    assert unspool(NOW) == 0
    assert len(list((data_dir / "spool").iterdir())) == 2

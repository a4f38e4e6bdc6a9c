"""The first letters of a pipe come at the same time, or out of the spool: each of them is answered, none is archive.

An MTA hands a letter over once the pipe is there, so what it hands over came after the connection, whatever the order
in which its processes read their clocks.
"""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest

from opora.channels.mail.keep import keep, take_in, unspool
from opora.channels.models import InboundMail, Mailbox
from tests.channels.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.both]

LETTER = b"From: client@example.org\r\n\r\nWords\r\n"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: SimpleNamespace) -> Path:
    """A data folder of this test alone."""
    settings.DATA_DIR = tmp_path
    return tmp_path


def archived() -> list[bool]:
    return list(InboundMail.objects.order_by("pk").values_list("archive", flat=True))


def test_the_slower_of_two_first_letters_is_no_archive() -> None:
    """It read the clock first, and the other one connected the pipe."""
    take_in(BytesIO(LETTER), "pipe", NOW)
    take_in(BytesIO(LETTER + b"second"), "pipe", NOW - timedelta(milliseconds=40))
    assert archived() == [False, False]
    assert list(InboundMail.objects.values_list("server_at", flat=True)) == [NOW, NOW]


def test_a_spooled_letter_older_than_the_pipe_is_no_archive(data: Path) -> None:
    """The database was away when the very first letter came; the next one connected the pipe."""
    (data / "spool").mkdir()
    (data / "spool" / "20260508T120000000000Z.pipe.0a.eml").write_bytes(LETTER)
    take_in(BytesIO(LETTER + b"second"), "pipe", NOW)
    assert unspool(NOW) == 1
    assert archived() == [False, False]


def test_what_lay_on_a_server_before_the_connection_is_archive() -> None:
    box = Mailbox.objects.create(name="support", kind="imap", connected_at=NOW)
    keep(LETTER, box, NOW - timedelta(seconds=1), NOW)
    assert archived() == [True]

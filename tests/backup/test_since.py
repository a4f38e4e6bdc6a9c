"""What came after the backup lies on the mail server still: the restored desk fetches it again, and files it once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from opora.channels.models import Mailbox
from tests.backup.conftest import Place
from tests.backup.parts import opora, rows
from tests.services.dovecot import Mailbox as Account
from tests.stories.street import letter
from tests.world import World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]

FILED = "select subject from tickets_ticket order by id"


def test_letters_since_the_backup_are_fetched_again_and_filed_once(
    world: World, data: Path, tmp_path: Path, mailbox: Account, empty: Callable[[], Place]
) -> None:
    secret = tmp_path / "password"
    secret.write_text(mailbox.password)
    now = datetime.now(UTC)
    Mailbox.objects.create(
        name="support", kind="imap", address="support@vendor.test", host=mailbox.host, port=mailbox.port, tls=False,
        user=mailbox.user, secret=f"file:{secret}", connected_at=now - timedelta(hours=1), look_at=now,
    )  # fmt: skip
    here = {"OPORA_DATA_DIR": str(data), "OPORA_MAIL_OUT_DIR": str(tmp_path / "out")}
    mailbox.append(letter("one@firm.example.org", "Before", "Words", now))
    assert opora("worker", "--once", **here).returncode == 0
    file = tmp_path / "desk.tar.gz"
    assert opora("backup", "--to", str(file), **here).returncode == 0
    mailbox.append(letter("two@firm.example.org", "After", "Other words", now))
    Mailbox.objects.update(look_at=now)
    assert opora("worker", "--once", **here).returncode == 0
    place = empty()
    assert opora("restore", str(file), **place.environment).returncode == 0
    assert rows(place.url, FILED) == [("Before",)]
    for _ in range(2):
        there = place.environment | {"OPORA_MAIL_OUT_DIR": str(tmp_path / "there")}
        assert opora("mail", "fetch", **there).returncode == 0
        assert opora("worker", "--once", "--sources", "letters,outbound", **there).returncode == 0
        assert rows(place.url, FILED) == [("Before",), ("After",)]
    # It is acknowledged to nobody: the desk itself has done so.
    assert not (tmp_path / "there").exists()
    assert rows(place.url, "select count(*) from channels_outbound where state = 'shown'")[0][0] > 0

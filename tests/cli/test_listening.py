"""A worker listens at its mailboxes: a letter is kept when it comes, long before the next look is due."""

import signal
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from opora.channels.models import InboundMail, Mailbox
from tests.channels.conftest import Watch
from tests.channels.looking import letter
from tests.processes import start
from tests.services.dovecot import Mailbox as Account
from tests.services.ground import until


@pytest.mark.django_db(transaction=True)
def test_a_letter_is_taken_when_it_comes_and_the_end_is_clean(
    watch: Watch, mailbox: Account, data_dir: Path, tmp_path: Path
) -> None:
    with mailbox.login() as session:
        session.create("Orders")
    rows = [
        watch(connected_at=datetime.now().astimezone() - timedelta(hours=1), lease_id=None),
        watch(connected_at=datetime.now().astimezone() - timedelta(hours=1), lease_id=None, name="orders",
              folder="Orders"),
    ]  # fmt: skip
    log = tmp_path / "log"
    worker = start("worker", "--sources", "mailboxes,listening", log=log, OPORA_DATA_DIR=str(data_dir))
    # A mailbox at which somebody listens is looked into once a minute.
    later = timedelta(seconds=50)
    until(
        lambda: all(
            row.listen_until and row.looked_at and row.look_at and row.look_at - row.looked_at > later
            for row in Mailbox.objects.all()
        ),
        "somebody listens at both folders, and the look that follows is over",
    )
    mailbox.append(letter(1))
    until(lambda: InboundMail.objects.filter(mailbox=rows[0]).count() == 1, "the letter is kept", seconds=20)
    mailbox.append(letter(2), name="Orders")
    until(lambda: InboundMail.objects.filter(mailbox=rows[1]).count() == 1, "the other folder's as well", seconds=20)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(30) == 0
    assert log.read_text() == ""
    assert list(Mailbox.objects.values_list("listen_id", "listen_until")) == [(None, None)] * 2

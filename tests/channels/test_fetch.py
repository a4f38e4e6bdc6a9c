"""Looking into a real IMAP mailbox: kept first, taken off last, nothing twice."""

import os
import subprocess
import sys
import tracemalloc
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from opora.channels import queries
from opora.channels.mail.fetch import Looked, look
from opora.channels.models import InboundMail, Mailbox
from tests.channels.conftest import CONNECTED, LEASE, NOW, Watch
from tests.channels.looking import ARRIVED, MINUTE, again, flags_of, letter
from tests.services.dovecot import Mailbox as Account

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("data_dir")]


def test_a_letter_is_kept_and_marked_as_seen(watch: Watch, mailbox: Account) -> None:
    row = watch()
    mailbox.append(letter(), ARRIVED)
    assert look(row.pk, LEASE, NOW) == Looked(kept=1)
    kept = InboundMail.objects.get()
    assert (kept.server_at, kept.kept_at, kept.mailbox_id, kept.archive) == (ARRIVED, NOW, row.pk, False)
    assert queries.bytes_of(kept) == letter()
    assert mailbox.letters() == [letter()]
    assert ["\\Seen" in flags for flags in flags_of(mailbox)] == [True]
    row.refresh_from_db()
    assert (row.uid_next, row.looked_at, row.trouble, row.lease_id) == (2, NOW, "", None)
    assert row.look_at == NOW + timedelta(seconds=20)


def test_the_next_look_finds_nothing_new(watch: Watch, mailbox: Account) -> None:
    row = watch()
    mailbox.append(letter(1), ARRIVED)
    look(row.pk, LEASE, NOW)
    assert again(row) == Looked()
    mailbox.append(letter(2), ARRIVED)
    assert again(row) == Looked(kept=1)
    assert InboundMail.objects.count() == 2


def test_the_same_letter_twice_is_one(watch: Watch, mailbox: Account) -> None:
    row = watch()
    mailbox.append(letter(), ARRIVED)
    mailbox.append(letter(), ARRIVED + MINUTE)
    assert look(row.pk, LEASE, NOW) == Looked(kept=1, known=1)
    assert InboundMail.objects.get().server_at == ARRIVED


def test_a_look_that_remembers_nothing_keeps_nothing_twice(watch: Watch, mailbox: Account) -> None:
    row = watch()
    mailbox.append(letter(), ARRIVED)
    look(row.pk, LEASE, NOW)
    Mailbox.objects.update(uid_next=None, uid_validity=None)
    assert again(row) == Looked(known=1)
    assert InboundMail.objects.count() == 1


def test_other_clients_of_the_mailbox_are_not_disturbed(watch: Watch, mailbox: Account) -> None:
    row = watch()
    mailbox.append(letter(1), ARRIVED)
    mailbox.append(letter(2), ARRIVED)
    with mailbox.login() as session:
        session.select("INBOX")
        session.uid("store", "1", "+FLAGS", "(\\Seen)")
        session.uid("store", "2", "+FLAGS", "(\\Deleted)")
    # Read by a colleague, it is kept all the same; marked as deleted by her, it isn't for us to make it vanish.
    assert look(row.pk, LEASE, NOW) == Looked(kept=2)
    assert len(mailbox.letters()) == 2


def test_what_lay_there_before_the_connection_stays_there(watch: Watch, mailbox: Account) -> None:
    row = watch()
    for number, at in enumerate((CONNECTED - timedelta(days=400), CONNECTED - timedelta(seconds=1), CONNECTED)):
        mailbox.append(letter(number), at)
    assert look(row.pk, LEASE, NOW) == Looked(kept=1)
    assert InboundMail.objects.get().server_at == CONNECTED
    assert ["\\Seen" in flags for flags in flags_of(mailbox)] == [False, False, True]


def test_old_letters_are_not_even_asked_about(watch: Watch, mailbox: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opora.channels.mail.fetch.AT_ONCE", 2)
    for number in range(5):
        mailbox.append(letter(number), CONNECTED - timedelta(days=400))
    mailbox.append(letter(5), ARRIVED)
    assert look(watch().pk, LEASE, NOW) == Looked(kept=1)


def test_a_mailbox_with_its_archive_takes_the_old_ones_as_such(watch: Watch, mailbox: Account) -> None:
    row = watch(archive=True)
    mailbox.append(letter(1), CONNECTED - timedelta(days=400))
    mailbox.append(letter(2), CONNECTED + MINUTE)
    assert look(row.pk, LEASE, NOW) == Looked(kept=2)
    assert list(InboundMail.objects.order_by("pk").values_list("archive", flat=True)) == [True, False]


@pytest.mark.parametrize(
    ("early", "server_at", "archive"),
    [
        # The clock of the mail server is five minutes slow: the letter is new, and its time not before T5 allows.
        (timedelta(minutes=5), CONNECTED, False),
        # Somebody moved a letter of last week into the folder: it is kept, and nobody is answered now.
        (timedelta(days=7), CONNECTED - timedelta(days=7), True),
    ],
)
def test_a_new_letter_with_an_old_date(
    watch: Watch, mailbox: Account, early: timedelta, server_at: datetime, archive: bool
) -> None:
    row = watch()
    look(row.pk, LEASE, NOW)
    mailbox.append(letter(), CONNECTED - early)
    assert again(row) == Looked(kept=1)
    kept = InboundMail.objects.get()
    assert (kept.server_at, kept.archive) == (server_at, archive)


def test_no_letter_comes_from_the_future(watch: Watch, mailbox: Account) -> None:
    row = watch()
    mailbox.append(letter(), NOW + timedelta(hours=3))
    look(row.pk, LEASE, NOW)
    assert InboundMail.objects.get().server_at == NOW


def test_a_folder_may_have_a_russian_name(watch: Watch, mailbox: Account) -> None:
    utf7 = "&BB8EPgQ0BDQENQRABDYEOgQw-"  # «Поддержка» in the UTF-7 of RFC 3501, 5.1.3
    with mailbox.login() as session:
        assert session.create(utf7)[0] == "OK"
    mailbox.append(letter(), ARRIVED, utf7)
    assert look(watch(folder="Поддержка").pk, LEASE, NOW) == Looked(kept=1)


def test_a_folder_made_anew_is_read_anew(watch: Watch, mailbox: Account) -> None:
    with mailbox.login() as session:
        session.create("Support")
    for number in (1, 2, 3):
        mailbox.append(letter(number), ARRIVED, "Support")
    row = watch(folder="Support")
    look(row.pk, LEASE, NOW)
    with mailbox.login() as session:
        session.delete("Support")
        session.create("Support")
    mailbox.append(letter(3), ARRIVED, "Support")
    mailbox.append(letter(4), ARRIVED, "Support")
    before = Mailbox.objects.get().uid_validity
    assert again(row) == Looked(kept=1, known=1)
    row.refresh_from_db()
    assert row.uid_next == 3
    assert row.uid_validity != before
    assert InboundMail.objects.count() == 4


def test_many_letters_are_taken_in_portions(watch: Watch, mailbox: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opora.channels.mail.fetch.AT_ONCE", 2)
    row = watch()
    for number in range(5):
        mailbox.append(letter(number), ARRIVED)
    assert look(row.pk, LEASE, NOW) == Looked(kept=2, more=True)
    row.refresh_from_db()
    assert row.look_at == NOW + timedelta(seconds=2)
    assert again(row) == Looked(kept=2, more=True)
    assert again(row) == Looked(kept=1)


def test_a_large_letter_comes_in_pieces(watch: Watch, mailbox: Account) -> None:
    large = letter(text=os.urandom(24 * 1024 * 1024).hex().encode())
    mailbox.append(large, ARRIVED)
    row = watch()
    tracemalloc.start()
    assert look(row.pk, LEASE, NOW) == Looked(kept=1)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert queries.bytes_of(InboundMail.objects.get()) == large
    assert peak < 16 * 1024 * 1024  # the letter has 48 MiB


def test_a_lost_lease_takes_nothing(watch: Watch, mailbox: Account) -> None:
    row = watch()
    mailbox.append(letter(), ARRIVED)
    assert look(row.pk, uuid4(), NOW) == Looked(trouble="Somebody else looks into this mailbox now.")
    assert InboundMail.objects.count() == 0
    row.refresh_from_db()
    assert (row.lease_id, row.trouble, row.look_at) == (LEASE, "", NOW)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("seam", "seen"), [("kept", False), ("taken", True)])
def test_a_worker_killed_between_loses_and_doubles_nothing(
    watch: Watch, mailbox: Account, environment: dict[str, str], tmp_path: Path, seam: str, seen: bool
) -> None:
    row = watch()
    mailbox.append(letter(1), ARRIVED)
    mailbox.append(letter(2), ARRIVED)
    script = (
        "import sys, django; django.setup()\n"
        "from datetime import datetime; from uuid import UUID\n"
        "from opora.channels.mail.fetch import look\n"
        "look(int(sys.argv[1]), UUID(sys.argv[2]), datetime.fromisoformat(sys.argv[3]))\n"
    )
    words = [str(row.pk), str(LEASE), NOW.isoformat()]
    killed = subprocess.run(
        [sys.executable, "-c", script, *words],
        env=environment | {"OPORA_KILL_AT": seam, "OPORA_KILL_ONCE": str(tmp_path / "killed")},
        check=False,
    )
    assert killed.returncode == -9
    assert InboundMail.objects.count() == 1
    assert ["\\Seen" in flags for flags in flags_of(mailbox)] == [seen, False]
    row.refresh_from_db()
    assert row.uid_next == 1
    assert again(row) == Looked(kept=1, known=1)
    assert ["\\Seen" in flags for flags in flags_of(mailbox)] == [True, True]

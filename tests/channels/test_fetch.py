"""Looking into a real IMAP mailbox: kept first, taken off last, nothing twice, trouble in plain words."""

import os
import socket
import ssl
import subprocess
import sys
import threading
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from opora.channels import queries
from opora.channels.mail import account
from opora.channels.mail.fetch import Looked, look
from opora.channels.models import InboundMail, Mailbox
from tests.channels.conftest import CONNECTED, LEASE, NOW, Watch
from tests.services.dovecot import Mailbox as Account

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("data_dir")]

MINUTE = timedelta(minutes=1)
ARRIVED = datetime(2026, 5, 8, 12, 37, 5, tzinfo=UTC)


def _letter(number: int = 1, text: bytes = b"Words") -> bytes:
    return b"From: client@example.org\r\nMessage-ID: <%d@example.org>\r\n\r\n%s\r\n" % (number, text)


def _again(row: Mailbox, now: datetime = NOW) -> Looked:
    """A look as the next worker would take it, with a lease of its own."""
    lease = uuid4()
    Mailbox.objects.filter(pk=row.pk).update(lease_id=lease)
    return look(row.pk, lease, now)


def _flags(account: Account, folder: str = "INBOX") -> list[str]:
    with account.login() as session:
        session.select(folder, readonly=True)
        _, found = session.uid("fetch", "1:*", "(FLAGS)")
        return [line.decode().partition("FLAGS")[2] for line in found if isinstance(line, bytes)]


def test_a_letter_is_kept_and_marked_as_seen(watch: Watch, mailbox: Account) -> None:
    row = watch()
    mailbox.append(_letter(), ARRIVED)
    assert look(row.pk, LEASE, NOW) == Looked(kept=1)
    kept = InboundMail.objects.get()
    assert (kept.server_at, kept.kept_at, kept.mailbox_id, kept.archive) == (ARRIVED, NOW, row.pk, False)
    assert queries.bytes_of(kept) == _letter()
    assert mailbox.letters() == [_letter()]
    assert ["\\Seen" in flags for flags in _flags(mailbox)] == [True]
    row.refresh_from_db()
    assert (row.uid_next, row.looked_at, row.trouble, row.lease_id) == (2, NOW, "", None)
    assert row.look_at == NOW + timedelta(seconds=20)


def test_the_next_look_finds_nothing_new(watch: Watch, mailbox: Account) -> None:
    row = watch()
    mailbox.append(_letter(1), ARRIVED)
    look(row.pk, LEASE, NOW)
    assert _again(row) == Looked()
    mailbox.append(_letter(2), ARRIVED)
    assert _again(row) == Looked(kept=1)
    assert InboundMail.objects.count() == 2


def test_the_same_letter_twice_is_one(watch: Watch, mailbox: Account) -> None:
    row = watch()
    mailbox.append(_letter(), ARRIVED)
    mailbox.append(_letter(), ARRIVED + MINUTE)
    assert look(row.pk, LEASE, NOW) == Looked(kept=1, known=1)
    assert InboundMail.objects.get().server_at == ARRIVED


def test_a_look_that_remembers_nothing_keeps_nothing_twice(watch: Watch, mailbox: Account) -> None:
    row = watch()
    mailbox.append(_letter(), ARRIVED)
    look(row.pk, LEASE, NOW)
    Mailbox.objects.update(uid_next=None, uid_validity=None)
    assert _again(row) == Looked(known=1)
    assert InboundMail.objects.count() == 1


def test_other_clients_of_the_mailbox_are_not_disturbed(watch: Watch, mailbox: Account) -> None:
    row = watch()
    mailbox.append(_letter(1), ARRIVED)
    mailbox.append(_letter(2), ARRIVED)
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
        mailbox.append(_letter(number), at)
    assert look(row.pk, LEASE, NOW) == Looked(kept=1)
    assert InboundMail.objects.get().server_at == CONNECTED
    assert ["\\Seen" in flags for flags in _flags(mailbox)] == [False, False, True]


def test_old_letters_are_not_even_asked_about(watch: Watch, mailbox: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opora.channels.mail.fetch.AT_ONCE", 2)
    for number in range(5):
        mailbox.append(_letter(number), CONNECTED - timedelta(days=400))
    mailbox.append(_letter(5), ARRIVED)
    assert look(watch().pk, LEASE, NOW) == Looked(kept=1)


def test_a_mailbox_with_its_archive_takes_the_old_ones_as_such(watch: Watch, mailbox: Account) -> None:
    row = watch(archive=True)
    mailbox.append(_letter(1), CONNECTED - timedelta(days=400))
    mailbox.append(_letter(2), CONNECTED + MINUTE)
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
    mailbox.append(_letter(), CONNECTED - early)
    assert _again(row) == Looked(kept=1)
    kept = InboundMail.objects.get()
    assert (kept.server_at, kept.archive) == (server_at, archive)


def test_no_letter_comes_from_the_future(watch: Watch, mailbox: Account) -> None:
    row = watch()
    mailbox.append(_letter(), NOW + timedelta(hours=3))
    look(row.pk, LEASE, NOW)
    assert InboundMail.objects.get().server_at == NOW


def test_a_folder_may_have_a_russian_name(watch: Watch, mailbox: Account) -> None:
    utf7 = "&BB8EPgQ0BDQENQRABDYEOgQw-"  # «Поддержка» in the UTF-7 of RFC 3501, 5.1.3
    with mailbox.login() as session:
        assert session.create(utf7)[0] == "OK"
    mailbox.append(_letter(), ARRIVED, utf7)
    assert look(watch(folder="Поддержка").pk, LEASE, NOW) == Looked(kept=1)


def test_a_folder_made_anew_is_read_anew(watch: Watch, mailbox: Account) -> None:
    with mailbox.login() as session:
        session.create("Support")
    for number in (1, 2, 3):
        mailbox.append(_letter(number), ARRIVED, "Support")
    row = watch(folder="Support")
    look(row.pk, LEASE, NOW)
    with mailbox.login() as session:
        session.delete("Support")
        session.create("Support")
    mailbox.append(_letter(3), ARRIVED, "Support")
    mailbox.append(_letter(4), ARRIVED, "Support")
    before = Mailbox.objects.get().uid_validity
    assert _again(row) == Looked(kept=1, known=1)
    row.refresh_from_db()
    assert row.uid_next == 3
    assert row.uid_validity != before
    assert InboundMail.objects.count() == 4


def test_many_letters_are_taken_in_portions(watch: Watch, mailbox: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opora.channels.mail.fetch.AT_ONCE", 2)
    row = watch()
    for number in range(5):
        mailbox.append(_letter(number), ARRIVED)
    assert look(row.pk, LEASE, NOW) == Looked(kept=2, more=True)
    row.refresh_from_db()
    assert row.look_at == NOW + timedelta(seconds=2)
    assert _again(row) == Looked(kept=2, more=True)
    assert _again(row) == Looked(kept=1)


def test_a_large_letter_comes_in_pieces(watch: Watch, mailbox: Account) -> None:
    large = _letter(text=os.urandom(24 * 1024 * 1024).hex().encode())
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
    mailbox.append(_letter(), ARRIVED)
    assert look(row.pk, uuid4(), NOW) == Looked(trouble="Somebody else looks into this mailbox now.")
    assert InboundMail.objects.count() == 0
    row.refresh_from_db()
    assert (row.lease_id, row.trouble, row.look_at) == (LEASE, "", NOW)


# --- trouble ------------------------------------------------------------------------------------------------


def _trouble(row: Mailbox) -> str:
    looked = look(row.pk, LEASE, NOW)
    row.refresh_from_db()
    assert (looked.kept, looked.trouble, row.lease_id, row.looked_at) == (0, row.trouble, None, None)
    assert row.look_at == NOW + timedelta(seconds=20)
    return row.trouble


def test_a_wrong_password_is_said(watch: Watch, mailbox: Account, tmp_path: Path) -> None:
    row = watch()
    (tmp_path / "password").write_text("wrong")
    assert _trouble(row) == f"127.0.0.1 does not accept the user name or the password of {mailbox.user}."


@pytest.mark.parametrize("looked_before", [True, False])
def test_a_letter_of_the_very_second_of_the_connection_is_new(
    watch: Watch, mailbox: Account, looked_before: bool
) -> None:
    connected = CONNECTED + timedelta(milliseconds=700)
    row = watch(connected_at=connected)
    if looked_before:
        look(row.pk, LEASE, NOW)
    # The server says 12:00:00 for what came at 12:00:00.9.
    mailbox.append(_letter(), CONNECTED)
    assert _again(row) == Looked(kept=1)
    kept = InboundMail.objects.get()
    assert (kept.server_at, kept.archive) == (connected, False)


def test_trouble_is_retried_ever_more_slowly_and_forgotten_when_over(
    watch: Watch, mailbox: Account, tmp_path: Path
) -> None:
    row = watch(port=1)
    waits = []
    for _ in range(7):
        _again(row)
        row.refresh_from_db()
        assert row.look_at is not None
        waits.append((row.look_at - NOW).total_seconds())
    assert waits == [20, 40, 80, 160, 320, 600, 600]
    mailbox.append(_letter(), ARRIVED)
    Mailbox.objects.update(port=mailbox.port)
    assert _again(row) == Looked(kept=1)
    row.refresh_from_db()
    assert (row.trouble, row.failures, row.look_at) == ("", 0, NOW + timedelta(seconds=20))


def test_a_closed_port_is_said(watch: Watch) -> None:
    assert _trouble(watch(port=1)) == (
        "127.0.0.1 refuses connections on port 1: check the port, and that the mail server runs."
    )


def test_a_missing_folder_is_said(watch: Watch, mailbox: Account) -> None:
    assert _trouble(watch(folder="Archive/2019")) == f"{mailbox.user} has no folder “Archive/2019” on 127.0.0.1."


def test_a_server_without_tls_is_said(watch: Watch, mailbox: Account) -> None:
    assert _trouble(watch(tls=True)) == (
        f"127.0.0.1 speaks no TLS on port {mailbox.port}: check the port (IMAP over TLS is 993, SMTP over TLS 465)."
    )


@pytest.fixture
def forged(own_certificate: Path) -> Iterator[int]:
    """The port of a TLS server whose certificate nobody vouches for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own_certificate)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def greet() -> None:
            for _ in range(2):
                with suppress(OSError), context.wrap_socket(listener.accept()[0], server_side=True) as session:
                    session.sendall(b"* OK give me your password\r\n")

        threading.Thread(target=greet, daemon=True).start()
        yield listener.getsockname()[1]


def test_a_certificate_that_nobody_vouches_for_is_refused(
    watch: Watch, forged: int, own_certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = watch(tls=True, port=forged)
    assert _trouble(row) == (
        "The certificate of 127.0.0.1 is not trusted (self-signed certificate): check the host name, or add the "
        "authority that signed it to this machine."
    )
    # Once this machine trusts it the server is heard, and found to say nothing more than its greeting.
    monkeypatch.setenv("SSL_CERT_FILE", str(own_certificate))
    assert _again(row).trouble == "127.0.0.1 hung up in the middle."


def test_a_password_that_is_not_there_is_said(watch: Watch, tmp_path: Path) -> None:
    assert _trouble(watch(secret=f"file:{tmp_path}/gone")) == (
        f"The password cannot be read: there is no file {tmp_path}/gone."
    )


def test_a_password_variable_that_is_empty_is_said(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUPPORT_PASSWORD", raising=False)
    assert _trouble(watch(secret="env:SUPPORT_PASSWORD")) == (
        "The password cannot be read: the environment variable SUPPORT_PASSWORD is empty."
    )


def test_a_password_may_lie_in_the_environment(watch: Watch, mailbox: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPPORT_PASSWORD", mailbox.password)
    assert look(watch(secret="env:SUPPORT_PASSWORD").pk, LEASE, NOW) == Looked()


def test_a_full_disk_leaves_the_letter_on_the_server(
    watch: Watch, mailbox: Account, small_disk: Path, settings: object
) -> None:
    settings.DATA_DIR = small_disk  # type: ignore[attr-defined]
    row = watch()
    mailbox.append(_letter(1), ARRIVED)
    mailbox.append(_letter(2, b"x" * 2_000_000), ARRIVED)
    looked = look(row.pk, LEASE, NOW)
    assert (looked.kept, looked.known) == (1, 0)
    assert looked.trouble.startswith(f"The disk under {small_disk}/store is full")
    row.refresh_from_db()
    assert (row.uid_next, row.trouble) == (2, looked.trouble)
    assert ["\\Seen" in flags for flags in _flags(mailbox)] == [True, False]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
            "The name imap.example.org is not known: check its spelling, and this machine's name servers.",
        ),
        (
            UnicodeError("label too long"),
            "The name imap.example.org is not known: check its spelling, and this machine's name servers.",
        ),
        (
            TimeoutError("timed out"),
            "imap.example.org does not answer on port 993: the server may be down, or a firewall stands between.",
        ),
        (
            OSError(113, "No route to host"),
            "imap.example.org cannot be reached on port 993: No route to host.",
        ),
        (ConnectionResetError(104, "Connection reset by peer"), "imap.example.org hung up in the middle."),
    ],
)  # fmt: skip
def test_what_a_network_says_in_plain_words(error: Exception, sentence: str) -> None:
    assert account.sentence(error, "imap.example.org", 993, "support") == sentence


# --- kills --------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("seam", "seen"), [("kept", False), ("taken", True)])
def test_a_worker_killed_between_loses_and_doubles_nothing(
    watch: Watch, mailbox: Account, environment: dict[str, str], tmp_path: Path, seam: str, seen: bool
) -> None:
    row = watch()
    mailbox.append(_letter(1), ARRIVED)
    mailbox.append(_letter(2), ARRIVED)
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
    assert ["\\Seen" in flags for flags in _flags(mailbox)] == [seen, False]
    row.refresh_from_db()
    assert row.uid_next == 1
    assert _again(row) == Looked(kept=1, known=1)
    assert ["\\Seen" in flags for flags in _flags(mailbox)] == [True, True]

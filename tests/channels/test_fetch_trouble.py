"""What a mailbox says when a look goes wrong: in plain words, retried ever more slowly, forgotten when over."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from opora.channels.mail import trouble
from opora.channels.mail.fetch import Looked, look
from opora.channels.models import InboundMail, Mailbox
from tests.channels.conftest import CONNECTED, LEASE, NOW, Watch
from tests.channels.looking import ARRIVED, again, flags_of, letter, trouble_of
from tests.services.dovecot import Mailbox as Account

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("data_dir")]


def test_a_wrong_password_is_said(watch: Watch, mailbox: Account, tmp_path: Path) -> None:
    row = watch()
    (tmp_path / "password").write_text("wrong")
    assert trouble_of(row) == f"127.0.0.1 does not accept the user name or the password of {mailbox.user}."


@pytest.mark.parametrize("looked_before", [True, False])
def test_a_letter_of_the_very_second_of_the_connection_is_new(
    watch: Watch, mailbox: Account, looked_before: bool
) -> None:
    connected = CONNECTED + timedelta(milliseconds=700)
    row = watch(connected_at=connected)
    if looked_before:
        look(row.pk, LEASE, NOW)
    # The server says 12:00:00 for what came at 12:00:00.9.
    mailbox.append(letter(), CONNECTED)
    assert again(row) == Looked(kept=1)
    kept = InboundMail.objects.get()
    assert (kept.server_at, kept.archive) == (connected, False)


def test_trouble_is_retried_ever_more_slowly_and_forgotten_when_over(
    watch: Watch, mailbox: Account, tmp_path: Path
) -> None:
    row = watch(port=1)
    waits = []
    for _ in range(7):
        again(row)
        row.refresh_from_db()
        assert row.look_at is not None
        waits.append((row.look_at - NOW).total_seconds())
    assert waits == [20, 40, 80, 160, 320, 600, 600]
    mailbox.append(letter(), ARRIVED)
    Mailbox.objects.update(port=mailbox.port)
    assert again(row) == Looked(kept=1)
    row.refresh_from_db()
    assert (row.trouble, row.failures, row.look_at) == ("", 0, NOW + timedelta(seconds=20))


def test_a_closed_port_is_said(watch: Watch) -> None:
    assert trouble_of(watch(port=1)) == (
        "127.0.0.1 refuses connections on port 1: check the port, and that the mail server runs."
    )


def test_a_missing_folder_is_said(watch: Watch, mailbox: Account) -> None:
    assert trouble_of(watch(folder="Archive/2019")) == f"{mailbox.user} has no folder “Archive/2019” on 127.0.0.1."


def test_a_server_without_tls_is_said(watch: Watch, mailbox: Account) -> None:
    assert trouble_of(watch(tls=True)) == (
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
    assert trouble_of(row) == (
        "The certificate of 127.0.0.1 is not trusted (self-signed certificate): check the host name, or add the "
        "authority that signed it to this machine."
    )
    # Once this machine trusts it the server is heard, and found to say nothing more than its greeting.
    monkeypatch.setenv("SSL_CERT_FILE", str(own_certificate))
    assert again(row).trouble == "127.0.0.1 hung up in the middle."


def test_a_password_that_is_not_there_is_said(watch: Watch, tmp_path: Path) -> None:
    assert trouble_of(watch(secret=f"file:{tmp_path}/gone")) == (
        f"The password cannot be read: there is no file {tmp_path}/gone."
    )


def test_a_password_variable_that_is_empty_is_said(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUPPORT_PASSWORD", raising=False)
    assert trouble_of(watch(secret="env:SUPPORT_PASSWORD")) == (
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
    mailbox.append(letter(1), ARRIVED)
    mailbox.append(letter(2, b"x" * 2_000_000), ARRIVED)
    looked = look(row.pk, LEASE, NOW)
    assert (looked.kept, looked.known) == (1, 0)
    assert looked.trouble.startswith(f"The disk under {small_disk}/store is full")
    row.refresh_from_db()
    assert (row.uid_next, row.trouble) == (2, looked.trouble)
    assert ["\\Seen" in flags for flags in flags_of(mailbox)] == [True, False]


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
    assert trouble.sentence(error, "imap.example.org", 993, "support") == sentence

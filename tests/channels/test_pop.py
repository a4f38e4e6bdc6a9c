"""Looking into a real POP3 mailbox: known by UIDL, kept first, filed next, taken off the server last."""

import os
import socket
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from uuid import UUID

import pytest

from opora.channels import actions, queries
from opora.channels.mail.account import Account, try_inbox
from opora.channels.mail.fetch import Looked, look
from opora.channels.mail.trial import try_incoming
from opora.channels.mail.trouble import Trouble
from opora.channels.models import InboundMail, Mailbox, ServerLetter
from tests.channels.conftest import CONNECTED, LEASE, NOW, Watch
from tests.channels.looking import again, letter
from tests.services.dovecot import Dovecot, dovecot
from tests.services.dovecot import Mailbox as Box
from tests.services.relay import relay
from tests.services.tls import tls_before
from tests.services.tokens import CLIENT, CLIENT_SECRET, REFRESH, TokenServer

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("data_dir")]

ARRIVED = datetime(2026, 5, 8, 12, 37, 5, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def received(number: int, at: datetime = ARRIVED, text: bytes = b"Words") -> bytes:
    """A letter as our own mail server has stamped it; what stands below its stamp is somebody else's word."""
    stamp = at.strftime("%a, %d %b %Y %H:%M:%S +0000").encode()
    return (
        b"Received: from out.example.org by mx.vendor.test;\r\n\t" + stamp + b"\r\n"
        b"Received: from nowhere by out.example.org; Mon, 01 Jan 2001 00:00:00 +0000\r\n" + letter(number, text)
    )


@pytest.fixture
def pop(watch: Watch, dovecot: Dovecot) -> Callable[..., Mailbox]:
    """Makes a row that looks into the mailbox of this test by POP3."""
    return lambda **fields: watch(**{"kind": "pop3", "port": dovecot.pop_port} | fields)


def file_all(state: str = "filed") -> None:
    InboundMail.objects.update(state=state)


def test_a_letter_is_taken_off_only_when_it_is_filed(pop: Callable[..., Mailbox], mailbox: Box) -> None:
    row = pop()
    mailbox.append(received(1))
    assert look(row.pk, LEASE, NOW) == Looked(kept=1)
    kept = InboundMail.objects.get()
    assert (kept.server_at, kept.kept_at, kept.archive) == (ARRIVED, NOW, False)
    assert queries.bytes_of(kept) == received(1)
    row.refresh_from_db()
    # POP3 means to sign in anew each time: less often than IMAP.
    assert (row.look_at, row.looked_at) == (NOW + timedelta(seconds=60), NOW)
    # Kept, and not yet filed: it stays, and is not read again.
    assert again(row) == Looked()
    assert mailbox.letters() == [received(1)]
    file_all()
    assert again(row) == Looked()
    assert mailbox.letters() == []
    assert again(row) == Looked()
    assert not ServerLetter.objects.exists()


@pytest.mark.parametrize(("state", "left"), [("aside", 0), ("double", 0), ("failed", 1)])
def test_what_lies_in_the_tray_is_taken_off_and_what_failed_is_not(
    pop: Callable[..., Mailbox], mailbox: Box, state: str, left: int
) -> None:
    row = pop()
    mailbox.append(received(1))
    look(row.pk, LEASE, NOW)
    file_all(state)
    assert again(row) == Looked()
    assert len(mailbox.letters()) == left


def test_the_same_letter_twice_is_one_and_both_are_taken_off(pop: Callable[..., Mailbox], mailbox: Box) -> None:
    row = pop()
    mailbox.append(received(1))
    mailbox.append(received(1))
    assert look(row.pk, LEASE, NOW) == Looked(kept=1, known=1)
    file_all()
    again(row)
    assert mailbox.letters() == []
    assert InboundMail.objects.count() == 1


def test_what_is_remembered_of_a_letter_is_written_before_it_could_be_taken_off(
    pop: Callable[..., Mailbox], mailbox: Box
) -> None:
    """Killed between keeping and remembering, a look keeps the letter once more, and it is one."""
    row = pop()
    mailbox.append(received(1))
    look(row.pk, LEASE, NOW)
    ServerLetter.objects.all().delete()
    file_all()
    assert again(row) == Looked(known=1)
    assert len(mailbox.letters()) == 1
    assert again(row) == Looked()
    assert (mailbox.letters(), InboundMail.objects.count()) == ([], 1)


def test_what_lay_there_before_stays_there(pop: Callable[..., Mailbox], mailbox: Box) -> None:
    row = pop()
    mailbox.append(received(1, CONNECTED - timedelta(days=400)))
    # A server's clock may be slow: of what came just before, rather one is answered than one lost.
    mailbox.append(received(2, CONNECTED - 11 * MINUTE))
    mailbox.append(received(3, CONNECTED - 9 * MINUTE))
    assert look(row.pk, LEASE, NOW) == Looked(kept=1)
    assert (InboundMail.objects.get().server_at, InboundMail.objects.get().archive) == (CONNECTED, False)
    file_all()
    assert again(row) == Looked()
    assert len(mailbox.letters()) == 2
    # Once all has been seen, what comes is new, whatever its stamp says: kept, and nobody is answered now.
    mailbox.append(received(4, CONNECTED - timedelta(days=7)))
    assert again(row) == Looked(kept=1)
    assert InboundMail.objects.latest("pk").archive


def test_an_archive_is_taken_as_such(pop: Callable[..., Mailbox], mailbox: Box) -> None:
    row = pop(archive=True)
    mailbox.append(received(1, CONNECTED - timedelta(days=400)))
    mailbox.append(received(2))
    assert look(row.pk, LEASE, NOW) == Looked(kept=2)
    assert list(InboundMail.objects.order_by("pk").values_list("archive", flat=True)) == [True, False]


@pytest.mark.parametrize(
    ("content", "at"),
    [
        (letter(1), NOW),  # nobody stamped it: it comes now
        (received(1, NOW + timedelta(hours=3)), NOW),  # not from the future
        (b"Received: by mx; when it pleased\r\n" + letter(1), NOW),
    ],
)
def test_when_a_letter_came(pop: Callable[..., Mailbox], mailbox: Box, content: bytes, at: datetime) -> None:
    row = pop()
    mailbox.append(content)
    look(row.pk, LEASE, NOW)
    assert InboundMail.objects.get().server_at == at


def test_many_are_taken_in_portions(pop: Callable[..., Mailbox], mailbox: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opora.channels.mail.pop.AT_ONCE", 2)
    row = pop()
    for number in range(3):
        mailbox.append(received(number))
    assert look(row.pk, LEASE, NOW) == Looked(kept=2, more=True)
    assert again(row) == Looked(kept=1)


def test_every_byte_comes_through_little_memory(pop: Callable[..., Mailbox], mailbox: Box) -> None:
    odd = b".\r\n..\r\n.x\r\n" + b"." * 200_000 + b"\r\n" + "ё".encode("koi8-r") + b"\0\r\n"
    large = received(1, text=odd + os.urandom(8 * 1024 * 1024).hex().encode() + b"\r\n.")
    mailbox.append(large)
    row = pop()
    tracemalloc.start()
    assert look(row.pk, LEASE, NOW) == Looked(kept=1)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert queries.bytes_of(InboundMail.objects.get()) == large
    assert peak < 8 * 1024 * 1024  # the letter has 16 MiB


def test_another_account_is_read_from_its_beginning(pop: Callable[..., Mailbox], mailbox: Box, step: object) -> None:
    row = pop()
    mailbox.append(received(1))
    look(row.pk, LEASE, NOW)
    row.refresh_from_db()
    actions.change_mailbox(step, row, office=None, user="somebody-else")  # type: ignore[arg-type]
    assert not ServerLetter.objects.exists()
    assert Mailbox.objects.get().uid_next is None


def test_a_lost_lease_remembers_and_takes_off_nothing(pop: Callable[..., Mailbox], mailbox: Box) -> None:
    row = pop()
    assert not actions.note_on_server(row.pk, UUID(int=7), "uidl", None)
    assert actions.note_on_server(row.pk, LEASE, "uidl", None)
    assert ServerLetter.objects.count() == 1


# --- what goes wrong ------------------------------------------------------------------------------------------------


def test_dovecot_is_killed_while_a_large_letter_is_read(watch: Watch) -> None:
    letters = [received(1), received(2, text=b"Drawing " * 1_000_000), received(3)]
    with dovecot() as server:
        box = server.mailbox("anna")
        for content in letters:
            box.append(content)
        with relay(server.pop_port, 4_500_000, server.kill) as port:
            row = watch(kind="pop3", user="anna", port=port)
            assert look(row.pk, LEASE, NOW) == Looked(kept=1, trouble="127.0.0.1 hung up in the middle.")
        server.start()
        Mailbox.objects.update(port=server.pop_port)
        file_all()
        assert again(row) == Looked(kept=2)
        assert [queries.bytes_of(one) for one in InboundMail.objects.order_by("pk")] == letters
        # The first was filed and is gone; the others wait until they are.
        assert box.letters() == letters[1:]
        file_all()
        assert again(row) == Looked()
        assert box.letters() == []


def test_pop3_through_tls_and_not_to_whom_nobody_vouches_for(
    pop: Callable[..., Mailbox], mailbox: Box, dovecot: Dovecot, own_certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox.append(received(1))
    with tls_before(dovecot.pop_port, own_certificate) as port:
        row = pop(tls=True)
        Mailbox.objects.update(port=port)
        assert look(row.pk, LEASE, NOW).trouble.startswith("The certificate of 127.0.0.1 is not trusted")
        monkeypatch.setenv("SSL_CERT_FILE", str(own_certificate))
        assert again(row) == Looked(kept=1)
    assert queries.bytes_of(InboundMail.objects.get()) == received(1)


def test_a_wrong_password_and_a_closed_port_are_said(pop: Callable[..., Mailbox], mailbox: Box, tmp_path: Path) -> None:
    row = pop()
    (tmp_path / "password").write_text("wrong")
    assert look(row.pk, LEASE, NOW).trouble == (
        f"127.0.0.1 does not accept the user name or the password of {mailbox.user}."
    )
    Mailbox.objects.update(port=1)
    assert again(row).trouble.startswith("127.0.0.1 refuses connections on port 1")


@contextmanager
def server_that_says(script: dict[str, bytes]) -> Iterator[int]:
    """A POP3 server of few words: the answer to each command, or to its first word; it hangs up after
    one that does not end."""

    def serve(listener: socket.socket) -> None:
        try:
            while True:
                plain, _ = listener.accept()
                with plain, plain.makefile("rb") as lines:
                    plain.sendall(b"+OK ready\r\n")
                    for line in lines:
                        words = line.decode().strip().upper()
                        said = script.get(words, script.get(words.split()[0], b"+OK\r\n"))
                        plain.sendall(said)
                        if not said.endswith(b"\r\n"):
                            break
        except OSError:
            pass

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=serve, args=(listener,), daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(10)


ONE = b"+OK\r\n" + received(1) + b".\r\n"
TWO = b"+OK\r\n" + received(2) + b".\r\n"
LIST = b"+OK\r\n1 aaa\r\n2 bbb\r\n.\r\n"


@pytest.mark.parametrize(
    ("script", "kept", "sentence"),
    [
        ({"UIDL": b"-ERR what\r\n"}, 0,
         "127.0.0.1 does not number its letters (UIDL): without that a letter could be lost or come twice."),
        ({"PASS": b"-ERR [IN-USE] locked\r\n"}, 0,
         "127.0.0.1 answered something unexpected: -ERR [IN-USE] locked"),
        # Without TOP the letter is new; the one that is not given does not keep the other waiting.
        ({"TOP": b"-ERR no\r\n", "UIDL": LIST, "RETR 1": b"-ERR broken\r\n", "RETR 2": TWO}, 1,
         "127.0.0.1 does not give the letter with UID aaa, though it says that it has it: look for that letter in a "
         "mail program, and move it away."),
        ({"UIDL": LIST, "TOP": ONE, "RETR 1": ONE[:-20], "RETR 2": b""}, 0, "127.0.0.1 hung up in the middle."),
    ],
)  # fmt: skip
def test_what_a_server_may_say(watch: Watch, script: dict[str, bytes], kept: int, sentence: str) -> None:
    with server_that_says(script | {"RETR 2": script.get("RETR 2", TWO)}) as port:
        row = watch(kind="pop3", port=port)
        looked = look(row.pk, LEASE, NOW)
    assert (looked.kept, looked.trouble, InboundMail.objects.count()) == (kept, sentence, kept)


def test_a_letter_at_which_the_server_hangs_up_does_not_keep_the_others_waiting_for_ever(watch: Watch) -> None:
    with server_that_says({"UIDL": LIST, "TOP": TWO, "RETR 1": b"", "RETR 2": TWO}) as port:
        row = watch(kind="pop3", port=port)
        assert look(row.pk, LEASE, NOW).kept == 0
        for failures in (2, 3, 4):
            row.refresh_from_db()
            assert row.failures == failures - 1
            again(row)
        assert InboundMail.objects.count() == 1


# --- other ways in --------------------------------------------------------------------------------------------------


def test_by_token_and_by_a_test(
    mailbox: Box, dovecot: Dovecot, tokens: TokenServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLIENT_SECRET", CLIENT_SECRET)
    (tmp_path / "refresh").write_text(REFRESH)
    wanted = Account(
        kind="pop3", host=mailbox.host, port=dovecot.pop_port, tls=False, user=mailbox.user,
        secret=f"file:{tmp_path}/refresh", token_url=tokens.url, oauth_client=CLIENT, oauth_secret="env:CLIENT_SECRET",
    )  # fmt: skip
    mailbox.append(received(1))
    assert try_inbox(wanted).letters == 1
    found = try_incoming(wanted)
    assert (found.code, found.passed, found.letters) == ("ok", ("name", "port", "login"), 1)
    tokens.user = "somebody-else"
    tokens.valid.clear()
    with pytest.raises(Trouble, match="does not accept the token of"):
        try_inbox(wanted)
    assert try_incoming(wanted).code == "token"

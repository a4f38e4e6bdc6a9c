"""LMTP as a mail server speaks it: each recipient has an answer, and no letter bounces by a mistake of ours."""

import asyncio
import re
import signal
import socket
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from opora.channels.mail import lmtp
from opora.channels.mail.hall import Hall, serve
from opora.channels.models import InboundMail, Mailbox
from opora.channels.queries import bytes_of
from opora.lib.store import Source
from tests.processes import start
from tests.services.ground import free_port, until

NOW = datetime(2026, 5, 8, 12, 40, tzinfo=UTC)
CONNECTED = datetime(2026, 5, 8, 12, 0, tzinfo=UTC)
LETTER = b"From: client@example.org\r\nMessage-ID: <1@example.org>\r\n\r\nWords\r\n"


def said(raw: bytes, *recipients: str, sender: str = "client@example.org", more: str = "") -> bytes:
    """All that a client says, at once: RFC 2033 wants pipelining. Dots at the beginning of a line are doubled."""
    stuffed = re.sub(rb"(\A|\r\n)\.", rb"\1..", raw)
    lines = ["LHLO mx.example.org", f"MAIL FROM:<{sender}>{more}", *(f"RCPT TO:<{one}>" for one in recipients), "DATA"]
    return "".join(f"{line}\r\n" for line in lines).encode() + stuffed + b".\r\nQUIT\r\n"


# --- the protocol, without a database -----------------------------------------------------------------------


class Kept:
    """Notes what it is given; the answers are those that it was told."""

    def __init__(self, *answers: str) -> None:
        self.answers = answers
        self.seen: list[tuple[bytes, list[str]]] = []

    def __call__(self, raw: Source, recipients: Sequence[str]) -> list[str]:
        content = b""
        while piece := raw.read(100_000):
            content += piece
        self.seen.append((content, list(recipients)))
        return list(self.answers)


def answers(take: Kept, talk: bytes, at: Path, most: int = 10_000_000, hang_up: bool = False) -> list[str]:
    """What the server says to this, line by line; without ``hang_up`` until it says goodbye."""

    async def spoken() -> bytes:
        stop, up = asyncio.Event(), asyncio.Event()
        serving = asyncio.create_task(serve(Hall(take, most, at), at / "s", stop, up.set))
        await up.wait()
        reader, writer = await asyncio.open_unix_connection(at / "s")
        writer.write(talk)
        await writer.drain()
        if hang_up:
            await reader.readuntil(b"354 ")
            writer.close()
            heard = b""
        else:
            heard = await reader.read()
            writer.close()
        stop.set()
        await serving
        return heard

    return asyncio.run(spoken()).decode().splitlines()


def test_each_recipient_has_an_answer_of_its_own(tmp_path: Path) -> None:
    take = Kept("250 2.1.5 Kept", "451 4.3.0 Later", "250 2.1.5 Kept")
    heard = answers(take, said(LETTER, "a@v.test", "b@v.test", "c@v.test"), tmp_path)
    assert heard == [
        "220 opora LMTP",
        "250-opora", "250-SIZE 10000000", "250-8BITMIME", "250-SMTPUTF8", "250-PIPELINING",
        "250-ENHANCEDSTATUSCODES", "250 HELP",
        "250 OK", "250 OK", "250 OK", "250 OK",
        "354 End data with <CR><LF>.<CR><LF>",
        "250 2.1.5 Kept", "451 4.3.0 Later", "250 2.1.5 Kept",
        "221 Bye",
    ]  # fmt: skip
    assert take.seen == [(LETTER, ["a@v.test", "b@v.test", "c@v.test"])]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b".\r\n",
        b"..\r\n.\r\n. \r\n.x\r\n",
        b"Subject: \xf0\xd2\x00\xff\r\n\r\n\xd7\r\n",
        # Ends of lines that are none: only CR LF dot CR LF ends a letter.
        b"a\n.\nb\r\n\n.\r\nc\r.\rd\r\n",
        # Longer than RFC 5321 allows, than one reading, and with a dot before and behind each of its ends.
        b"x" * 65_535 + b".\r\n" + b"." * 65_537 + b"\r\n" + b"y" * 300_000 + b"\r\n.\r\n",
        b"line of a large letter\r\n" * 90_000,
    ],
    ids=["empty", "dot", "dots", "bytes", "false ends", "long lines", "large"],
)
def test_a_letter_comes_through_to_the_last_byte(tmp_path: Path, raw: bytes) -> None:
    take = Kept("250 2.1.5 Kept")
    assert answers(take, said(raw, "a@v.test"), tmp_path)[-2:] == ["250 2.1.5 Kept", "221 Bye"]
    assert [content == raw for content, _ in take.seen] == [True]


def test_what_is_larger_than_announced_is_refused_for_good(tmp_path: Path) -> None:
    """And only that: the mail server tells the sender, as it would by itself if it had asked for the size."""
    take = Kept("250 2.1.5 Kept", "250 2.1.5 Kept")
    too_much = [lmtp.TOO_LARGE, lmtp.TOO_LARGE, "221 Bye"]
    assert answers(take, said(LETTER + b"x\r\n", "a@v.test", "b@v.test"), tmp_path, len(LETTER))[-3:] == too_much
    refused = answers(take, said(LETTER, more=f" SIZE={len(LETTER) + 1}"), tmp_path, len(LETTER))
    assert refused[8].startswith("552 ")
    assert take.seen == []
    assert (
        answers(take, said(LETTER, "a@v.test", "b@v.test", more=f" SIZE={len(LETTER)}"), tmp_path, len(LETTER))[-3:-1]
        == ["250 2.1.5 Kept"] * 2
    )


def test_no_address_is_too_odd(tmp_path: Path) -> None:
    """A bounce's sender is empty; what others write there is theirs."""
    odd = ["support+r12-abc@v.test", "a..b@@v.test", "имя@v.test", "x" * 250 + "@v.test", '"a b"@v.test', "nobody"]
    for sender in ("", "a b@@x"):
        take = Kept(*["250 2.1.5 Kept"] * len(odd))
        talk = said(LETTER, *odd, sender=sender, more=" SMTPUTF8 BODY=8BITMIME")
        assert answers(take, talk, tmp_path)[8:15] == ["250 OK"] * 7
        assert take.seen == [(LETTER, odd)]


def test_who_hangs_up_in_the_middle_has_kept_the_letter_and_we_have_not(tmp_path: Path) -> None:
    take = Kept("250 2.1.5 Kept")
    answers(take, said(LETTER, "a@v.test").removesuffix(b".\r\nQUIT\r\n"), tmp_path, hang_up=True)
    assert take.seen == []


def test_commands_out_of_their_order_are_refused_and_the_next_letter_is_taken(tmp_path: Path) -> None:
    take = Kept("250 2.1.5 Kept")
    talk = b"EHLO x\r\nDATA\r\nLHLO x\r\nDATA\r\nMAIL FROM:<a@b.test>\r\nDATA\r\nRSET\r\n" + said(LETTER, "a@v.test")
    codes = [line[:3] for line in answers(take, talk, tmp_path) if line[3] == " "]
    assert codes == ["220", "500", "503", "250", "503", "250", "503", "250", "250", "250", "250", "354", "250", "221"]
    assert len(take.seen) == 1


# --- the door, without a network ----------------------------------------------------------------------------

Door = Callable[..., list[str]]


@pytest.fixture
def door(data_dir: Path, db: None) -> Door:
    """Takes a letter for these recipients."""
    return lambda *recipients, raw=LETTER: lmtp.Door("pipe", lambda: NOW).take(BytesIO(raw), recipients)


def _mailbox(name: str, address: str) -> Mailbox:
    return Mailbox.objects.create(name=name, kind="pipe", address=address, connected_at=CONNECTED)


@pytest.mark.both
def test_a_letter_comes_into_the_mailbox_of_its_recipient(door: Door) -> None:
    _mailbox("support", "Support@vendor.test")
    _mailbox("sales", "sales@vendor.test")
    wanted = ["support@VENDOR.test", "sales@vendor.test", "support+r1-x@vendor.test", "gone@vendor.test", "\udcff\0"]
    assert door(*wanted) == [lmtp.KEPT] * 5
    rows = InboundMail.objects.order_by("pk")
    assert [(row.mailbox.name, row.state, row.archive, row.server_at) for row in rows] == [
        ("support", "kept", False, NOW), ("sales", "kept", False, NOW), ("pipe", "kept", False, NOW),
    ]  # fmt: skip
    assert {bytes_of(row) for row in rows} == {LETTER}
    # The mail server did not hear us and comes again.
    assert door(*wanted) == [lmtp.KEPT] * 5
    assert rows.count() == 3


def test_a_mistake_in_the_set_up_is_answered_for_those_whom_it_concerns(data_dir: Path, db: None) -> None:
    _mailbox("support", "support@vendor.test")
    taken = lmtp.Door("nowhere", lambda: NOW).take(BytesIO(LETTER), ["gone@vendor.test", "support@vendor.test"])
    assert taken == [lmtp.NOBODY, lmtp.KEPT]
    assert InboundMail.objects.get().mailbox.name == "support"


def test_a_broken_connection_is_opened_anew_and_a_database_that_is_away_said(
    door: Door, monkeypatch: pytest.MonkeyPatch, data_dir: Path
) -> None:
    tries = []

    def entered(*values: object) -> tuple[int, bool]:
        tries.append(values)
        if len(tries) in (1, 3, 4):
            raise OperationalError("the server closed the connection")
        return 1, True

    monkeypatch.setattr(lmtp, "enter_now", entered)
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)
    assert door("a@v.test") == [lmtp.KEPT]
    assert door("a@v.test", "b@v.test") == [lmtp.AWAY, lmtp.AWAY]
    assert len(tries) == 4
    # 250 means committed, so nothing waits in the spool.
    assert not (data_dir / "spool").exists()


def test_a_full_disk_leaves_the_letter_with_the_mail_server(
    door: Door, small_disk: Path, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)
    settings.DATA_DIR = small_disk  # type: ignore[attr-defined]
    assert door("a@v.test", "b@v.test", raw=LETTER + b"x" * 2_000_000) == [lmtp.FULL, lmtp.FULL]
    assert not InboundMail.objects.exists()
    assert door("a@v.test") == [lmtp.KEPT]


# --- the command --------------------------------------------------------------------------------------------


def _talk(to: socket.socket, talk: bytes) -> list[str]:
    with to:
        to.sendall(talk)
        heard = b""
        while piece := to.recv(65536):
            heard += piece
    return heard.decode().splitlines()


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_a_mail_server_hands_over_letters(data_dir: Path, tmp_path: Path) -> None:
    """A real process at a socket, killed when the row is committed: nobody was told 250. The mail server comes again,
    to another one at a port, and it is the same letter."""
    _mailbox("support", "support@vendor.test")
    place, port, log, raw = tmp_path / "s", free_port(), tmp_path / "log", LETTER
    talk = said(raw, "support@vendor.test", "other@vendor.test")
    killed = {"OPORA_KILL_AT": "kept", "OPORA_KILL_ONCE": str(tmp_path / "once")}
    first = start("mail", "listen", "--socket", str(place), log=log, OPORA_DATA_DIR=str(data_dir), **killed)
    until(lambda: log.read_text().count("ready") == 1, "it listens")
    heard = _talk(_unix(place), talk)
    assert first.wait(30) == -signal.SIGKILL
    assert heard[-1].startswith("354 ")
    assert [(row.mailbox.name, bytes_of(row)) for row in InboundMail.objects.all()] == [("support", raw)]
    second = start("mail", "listen", "--port", str(port), "--size", "1", log=log, OPORA_DATA_DIR=str(data_dir))
    until(lambda: log.read_text().count("ready") == 2, "it listens again")
    heard = _talk(socket.create_connection(("127.0.0.1", port)), talk)
    assert "250-SIZE 1048576" in heard
    assert heard[-3:] == [lmtp.KEPT, lmtp.KEPT, "221 Bye"]
    rows = InboundMail.objects.order_by("pk")
    assert [(row.mailbox.name, bytes_of(row)) for row in rows] == [("support", raw), ("pipe", raw)]
    second.send_signal(signal.SIGTERM)
    assert second.wait(30) == 0


def _unix(place: Path) -> socket.socket:
    assert place.stat().st_mode & 0o777 == 0o660
    made = socket.socket(socket.AF_UNIX)
    made.connect(str(place))
    return made


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--host", "0.0.0.0"], "0.0.0.0 is not of this machine alone, and LMTP asks nobody who they are"),
        (["--host", "mail.example.org"], "mail.example.org is not of this machine alone"),
        (["--socket", "/no/such/folder/s"], "It cannot listen at /no/such/folder/s: "),
        (["--size", "0"], "--size is a number of MiB, at least 1."),
    ],
)
def test_where_it_must_not_listen_is_said(words: list[str], sentence: str) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("mail", "listen", *words)
    assert sentence in str(refused.value)

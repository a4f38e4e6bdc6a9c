"""Signing in by token (XOAUTH2): dovecot asks a real server of tokens whose each is; refreshed in time, and when
refused."""

import asyncio
import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from opora.channels.mail import tokens as ours
from opora.channels.mail.account import Account, outbox, try_inbox
from opora.channels.mail.fetch import Looked, look
from opora.channels.mail.trial import try_incoming
from opora.channels.mail.trouble import Trouble
from tests.channels.conftest import LEASE, NOW, Watch
from tests.channels.looking import ARRIVED, again, letter
from tests.services.dovecot import Mailbox
from tests.services.smtp_sink import SmtpSink
from tests.services.tokens import CLIENT, CLIENT_SECRET, REFRESH, TokenServer

Named = Callable[..., dict[str, Any]]


@pytest.fixture
def by_token(tokens: TokenServer, tmp_path: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Named:
    """The fields of an account that signs in by token, with the refresh token in a file."""
    monkeypatch.setattr(ours, "_HELD", {})
    monkeypatch.setenv("CLIENT_SECRET", CLIENT_SECRET)
    (tmp_path / "refresh").write_text(REFRESH + "\n")
    (tmp_path / "refresh").chmod(0o600)

    def named(**other: Any) -> dict[str, Any]:
        usual = {"secret": f"file:{tmp_path}/refresh", "token_url": tokens.url, "oauth_client": CLIENT,
                 "oauth_secret": "env:CLIENT_SECRET"}  # fmt: skip
        return usual | other

    return named


@pytest.fixture
def account(by_token: Named, mailbox: Mailbox) -> Account:
    return Account(host=mailbox.host, port=mailbox.port, tls=False, user=mailbox.user, **by_token())


@pytest.mark.django_db
@pytest.mark.both
def test_one_token_is_good_for_many_looks(watch: Watch, by_token: Named, mailbox: Mailbox, tokens: TokenServer) -> None:
    row = watch(**by_token())
    mailbox.append(letter(1), ARRIVED)
    assert look(row.pk, LEASE, NOW) == Looked(kept=1)
    mailbox.append(letter(2), ARRIVED)
    assert again(row) == Looked(kept=1)
    assert tokens.asked == [{
        "grant_type": "refresh_token", "refresh_token": "refresh-1", "client_id": CLIENT,
        "client_secret": CLIENT_SECRET,
    }]  # fmt: skip


@pytest.mark.parametrize(
    ("lasts", "holds", "ends"),
    [
        (3600, 3299, 3300),  # five minutes before its end
        (100, 89, 90),  # a tenth before it, where that is less
        (None, 269, 270),  # who does not say is believed five minutes, less a tenth
    ],
)
def test_a_token_is_renewed_before_it_ends(
    account: Account, tokens: TokenServer, monkeypatch: pytest.MonkeyPatch, lasts: int | None, holds: int, ends: int
) -> None:
    clock = [1000.0]
    monkeypatch.setattr(ours, "monotonic", lambda: clock[0])
    tokens.lasts = lasts
    for seconds, asked in ((0, 1), (holds, 1), (ends, 2), (ends + holds, 2)):
        clock[0] = 1000.0 + seconds
        try_inbox(account)
        assert len(tokens.asked) == asked, seconds


def test_a_token_that_is_refused_is_renewed_at_once(account: Account, tokens: TokenServer) -> None:
    try_inbox(account)
    tokens.valid.clear()
    assert try_inbox(account).letters == 0
    assert (len(tokens.asked), list(tokens.valid)) == (2, ["token-2"])


def test_a_refresh_token_that_turns_is_kept_before_it_is_used(
    account: Account, tokens: TokenServer, tmp_path: Path
) -> None:
    tokens.turns = True
    for number in (2, 3):
        tokens.valid.clear()
        try_inbox(account)
        assert (tmp_path / "refresh").read_text() == f"refresh-{number}\n"
        assert (tmp_path / "refresh").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.glob("refresh*")) == ["refresh"]


def test_a_refresh_token_that_cannot_be_kept_is_said_and_remembered(
    account: Account, tokens: TokenServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens.turns = True

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(ours, "replace_password", full)
        with pytest.raises(Trouble) as trouble:
            try_inbox(account)
    assert str(trouble.value) == (
        f"The new refresh token of {account.user} cannot be kept in {tmp_path}/refresh: No space left on device."
    )
    # The old one is void: what is remembered goes on, and is kept as soon as that can be.
    assert try_inbox(account).letters == 0
    assert (tmp_path / "refresh").read_text() == "refresh-3\n"


def test_one_that_lies_in_the_environment_turns_in_memory(
    account: Account, by_token: Named, tokens: TokenServer, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REFRESH", REFRESH)
    tokens.turns = True
    named = by_token(secret="env:REFRESH")
    in_environment = Account(host=mailbox.host, port=mailbox.port, tls=False, user=mailbox.user, **named)
    for number in (1, 2):
        tokens.valid.clear()
        try_inbox(in_environment)
        assert tokens.asked[-1]["refresh_token"] == f"refresh-{number}"


@pytest.mark.parametrize(
    ("status", "words", "sentence"),
    [
        (400, b'{"error": "invalid_grant", "error_description": "revoked"}',
         "127.0.0.1 does not renew the sign-in of {user} any more: sign in there anew, and give Opora the new refresh "
         "token."),
        (401, b'{"error": "invalid_client"}',
         "127.0.0.1 does not know Opora as opora-of-the-vendor: check the client ID and the client secret."),
        (400, b'{"error": "unauthorized_client"}',
         "127.0.0.1 does not know Opora as opora-of-the-vendor: check the client ID and the client secret."),
        (400, b'{"error": "invalid_scope", "error_description": "no scope for refresh-1 and client-secret"}',
         "127.0.0.1 gave no token for {user}: invalid_scope, no scope for … and …."),
        (503, b"<h1>Later</h1>", "127.0.0.1 gave no token for {user}: 503."),
        (200, b"<h1>Sign in</h1>", "127.0.0.1 gave no token for {user}: 200."),
        (200, b'{"access_token": ""}', "127.0.0.1 gave no token for {user}: 200."),
        (200, b'{"access_token": "a\\u0001auth=b"}', "127.0.0.1 gave no token for {user}: 200."),
        (200, b'["access_token"]', "127.0.0.1 gave no token for {user}: 200."),
    ],
)  # fmt: skip
def test_why_there_is_no_token_is_said(
    account: Account, tokens: TokenServer, status: int, words: bytes, sentence: str
) -> None:
    tokens.answer = (status, words)
    with pytest.raises(Trouble) as trouble:
        try_inbox(account)
    assert str(trouble.value) == sentence.format(user=account.user)
    found = try_incoming(account)
    assert (found.code, found.said, found.passed) == ("token", str(trouble.value), ("name", "port"))


def test_a_token_of_somebody_else_is_refused_and_said(account: Account, tokens: TokenServer) -> None:
    tokens.user = "somebody-else"
    with pytest.raises(Trouble) as trouble:
        try_inbox(account)
    assert str(trouble.value) == (
        f"127.0.0.1 does not accept the token of {account.user}: check that the one who signed in has this mailbox, "
        "that Opora was allowed to read its mail, and that IMAP is allowed there."
    )
    # It was fresh: another one would be no better.
    assert len(tokens.asked) == 1


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://login.example.org/token",
         "The address of the token server must begin with https://: the refresh token would be open to read."),
        ("http://127.0.0.1:1/token",
         "127.0.0.1 refuses connections on port 1: check the port, and that the mail server runs."),
        ("login.example.org/token",
         "The address of the token server must begin with https://: the refresh token would be open to read."),
    ],
)  # fmt: skip
def test_a_token_server_that_cannot_be_asked_is_said(
    by_token: Named, mailbox: Mailbox, tokens: TokenServer, url: str, sentence: str
) -> None:
    named = by_token(token_url=url)
    wanted = Account(host=mailbox.host, port=mailbox.port, tls=False, user=mailbox.user, **named)
    with pytest.raises(Trouble) as trouble:
        try_inbox(wanted)
    assert str(trouble.value) == sentence


# --- letters out ------------------------------------------------------------------------------------------------


class Door:
    """An SMTP server that lets in whoever has a token of this user, in XOAUTH2's words."""

    def __init__(self, tokens: TokenServer, sink: SmtpSink) -> None:
        self.tokens, self.handle_DATA, self.handle_RCPT = tokens, sink.handle_DATA, sink.handle_RCPT

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802
        """Whoever is refused gets the reason as a challenge, and answers it with nothing."""
        user, token, *_ = base64.b64decode(args[1]).decode().split("\1")
        if self.tokens.valid.get(token.removeprefix("auth=Bearer ")) == user.removeprefix("user="):
            return AuthResult(success=True)
        await server.push("334 " + base64.b64encode(b'{"status":"401"}').decode())
        assert await asyncio.wait_for(server._reader.readline(), 10) == b"\r\n"
        return AuthResult(success=False, handled=False)


@contextmanager
def submission(tokens: TokenServer, sink: SmtpSink) -> Iterator[None]:
    controller = Controller(Door(tokens, sink), hostname=sink.host, port=sink.port, auth_require_tls=False)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


def test_letters_leave_by_the_same_token_and_a_refused_one_is_renewed(by_token: Named, tokens: TokenServer) -> None:
    sink = SmtpSink()
    tokens.user = "support@vendor.test"
    wanted = Account(
        user="support@vendor.test", smtp_host=sink.host, smtp_port=sink.port, smtp_tls="none", **by_token()
    )
    with submission(tokens, sink):
        for number in (1, 2):
            with outbox(wanted) as session:
                session.sendmail("support@vendor.test", ["client@example.org"], b"Words\r\n")
            assert len(sink.letters) == number
            tokens.valid.clear()
        tokens.user = "somebody-else"
        with pytest.raises(Trouble) as trouble, outbox(wanted):
            pass
    assert str(trouble.value).startswith("127.0.0.1 does not accept the token of support@vendor.test: ")
    assert len(tokens.asked) == 3

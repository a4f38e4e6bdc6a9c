"""Signing in to mail servers, and their troubles in plain words for whoever looks after them.

Certificates are checked, and nothing falls back to a connection without TLS: imaplib and smtplib do neither by
themselves.
"""

import base64
import imaplib
import poplib
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import imap_tools
from django.conf import settings
from imap_tools.errors import MailboxLoginError

from opora.channels.mail import sentences, tokens
from opora.channels.mail.tokens import Grant, Token
from opora.channels.mail.trouble import OddAnswer, ServerError, SignInRefused, Trouble, in_plain_words, password
from opora.channels.queries import Mailbox

TIMEOUT = 30
USUAL = {(False, True): 993, (False, False): 143, (True, True): 995, (True, False): 110}
"""The ports for letters in: whether it is POP3, and whether with TLS."""
USUAL_OUT = {"starttls": 587, "tls": 465, "none": 25}


@dataclass(frozen=True, slots=True)
class Account:
    """What it takes to sign in; fields as in `opora.channels.models.Mailbox`.

    With a ``token_url`` one signs in by token, in both directions: ``secret`` names the refresh token then.
    """

    host: str = ""
    port: int | None = None
    tls: bool = True
    user: str = ""
    secret: str = ""
    folder: str = "INBOX"
    smtp_host: str = ""
    smtp_port: int | None = None
    smtp_tls: str = "starttls"
    token_url: str = ""
    oauth_client: str = ""
    oauth_secret: str = ""
    kind: str = "imap"


@dataclass(frozen=True, slots=True)
class Numbers:
    """How a folder stands: letters in it, the validity of its UIDs, and the UID that the next letter will have."""

    letters: int
    validity: int
    following: int


def account_of(row: Mailbox) -> Account:
    """The account of a mailbox row."""
    return Account(
        row.host, row.port, row.tls, row.user, row.secret, row.folder, row.smtp_host, row.smtp_port, row.smtp_tls,
        row.token_url, row.oauth_client, row.oauth_secret, row.kind,
    )  # fmt: skip


def port_in(account: Account) -> int:
    """The port of the server for letters in: the given one, else the usual one."""
    return account.port or USUAL[account.kind == "pop3", account.tls]


def smtp_port(account: Account) -> int:
    """The port of the SMTP server: the given one, else the usual one."""
    return account.smtp_port or USUAL_OUT[account.smtp_tls]


@contextmanager
def inbox(account: Account, timeout: float = TIMEOUT) -> Iterator[imap_tools.BaseMailBox]:
    """A session signed in over IMAP, with no folder chosen yet. Raises Trouble, also for what goes wrong inside.

    ``timeout`` in seconds for each answer of the server.
    """
    known = "" if account.token_url else password(account.secret)
    port = port_in(account)
    with in_plain_words(account.host, port, account.user, account.folder, OddAnswer):
        session = _imap(account, port, timeout)
        try:
            if account.token_url:
                _sign_in_by_token(account, account.host, lambda token: _imap_token(session, account.user, token))
            else:
                _sign_in(session, account.user, known)
            yield session
        finally:
            with suppress(*ServerError):
                session.logout()
            # Where the server hung up, nothing of it is left open here either.
            with suppress(*ServerError):
                session.client.shutdown()


@contextmanager
def pop_inbox(account: Account, timeout: float = TIMEOUT) -> Iterator[poplib.POP3]:
    """A session signed in over POP3. Raises Trouble, also for what goes wrong inside. Whoever says no goodbye (QUIT)
    has deleted nothing."""
    known = "" if account.token_url else password(account.secret)
    port = port_in(account)
    with in_plain_words(account.host, port, account.user, also=OddAnswer):
        session = _pop(account, port, timeout)
        try:
            if account.token_url:
                _sign_in_by_token(account, account.host, lambda token: _pop_token(session, account.user, token))
            else:
                _pop_password(session, account.user, known)
            yield session
        finally:
            with suppress(*ServerError):
                session.close()


@contextmanager
def outbox(account: Account, timeout: float = TIMEOUT) -> Iterator[smtplib.SMTP]:
    """A session signed in over SMTP, where the server offers to sign in. Raises Trouble, also for what goes wrong
    inside. ``timeout`` in seconds for each answer of the server."""
    port = smtp_port(account)
    with in_plain_words(account.smtp_host, port, account.user):
        session = _smtp(account, port, timeout)
        try:
            if account.smtp_tls == "starttls":
                _start_tls(session, account.smtp_host, port)
            session.ehlo_or_helo_if_needed()
            if account.user and session.has_extn("auth"):
                if account.token_url:
                    sent = account.smtp_host
                    _sign_in_by_token(account, sent, lambda token: _smtp_token(session, account.user, token))
                else:
                    session.login(account.user, password(account.secret))
            yield session
        finally:
            with suppress(*ServerError):
                session.quit()
            session.close()


def try_inbox(account: Account, timeout: float = TIMEOUT) -> Numbers:
    """Signs in and asks how the folder stands; POP3 knows no more than how many letters there are. Raises Trouble."""
    if account.kind == "pop3":
        with pop_inbox(account, timeout) as box:
            return Numbers(box.stat()[0], 0, 0)
    with inbox(account, timeout) as session:
        status = session.folder.status(account.folder, ["MESSAGES", "UIDVALIDITY", "UIDNEXT"])
        session.folder.set(account.folder)
        return Numbers(status["MESSAGES"], status["UIDVALIDITY"], status["UIDNEXT"])


def try_outbox(account: Account) -> None:
    """Signs in and leaves again. Raises Trouble."""
    with outbox(account) as session:
        session.noop()


def _imap(account: Account, port: int, timeout: float) -> imap_tools.BaseMailBox:
    if account.tls:
        return imap_tools.MailBox(account.host, port, timeout, ssl_context=ssl.create_default_context())
    return imap_tools.MailBoxUnencrypted(account.host, port, timeout)


def _sign_in(session: imap_tools.BaseMailBox, user: str, password: str) -> None:
    if (user + password).isascii():
        session.login(user, password, initial_folder=None)
        return
    # LOGIN takes ASCII only, and a Russian password is a lawful one.
    try:
        session.login_utf8(user, password, initial_folder=None)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise MailboxLoginError(("NO", [str(error).encode()]), "OK") from error


def _sign_in_by_token(account: Account, host: str, sign_in: Callable[[str], None]) -> None:
    """A token that is refused, though its time is not over, was withdrawn: another one is got, once."""
    grant = Grant(account.token_url, account.oauth_client, account.oauth_secret, account.user, account.secret)
    token = tokens.token_for(grant)
    try:
        sign_in(token.value)
    except _Refused as refused:
        _unless_away(refused, token, account.user, host)
        token = tokens.token_for(grant, token.value)
        try:
            sign_in(token.value)
        except _Refused as again:
            _unless_away(again, token, account.user, host)


def _unless_away(refused: Exception, token: Token, user: str, host: str) -> None:
    if "[UNAVAILABLE]" in str(refused):
        raise refused
    if token.fresh:
        raise Trouble(sentences.TOKEN_LOGIN % {"host": host, "user": user}, "token") from None


def _imap_token(session: imap_tools.BaseMailBox, user: str, token: str) -> None:
    words = iter([_xoauth2(user, token)])
    try:
        # Whoever is refused is told why, and has to answer that with nothing.
        session.client.authenticate("XOAUTH2", lambda _: next(words, "").encode())
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise MailboxLoginError(("NO", [str(error).encode()]), "OK") from error


def _pop(account: Account, port: int, timeout: float) -> poplib.POP3:
    if account.tls:
        return poplib.POP3_SSL(account.host, port, timeout=timeout, context=ssl.create_default_context())
    return poplib.POP3(account.host, port, timeout)


def _pop_password(session: poplib.POP3, user: str, password: str) -> None:
    session.user(user)
    try:
        session.pass_(password)
    except poplib.error_proto as error:
        # A code in brackets says that it is not the password: [IN-USE], [LOGIN-DELAY], [SYS/TEMP] (RFC 2449, 3206).
        if "[" in str(error) and "[AUTH]" not in str(error):
            raise
        raise SignInRefused(str(error)) from error


def _pop_token(session: poplib.POP3, user: str, token: str) -> None:
    words = base64.b64encode(_xoauth2(user, token).encode()).decode()
    said = b""
    for line in ("AUTH XOAUTH2", words, ""):
        session.sock.sendall(f"{line}\r\n".encode())
        said = session.file.readline(2048)
        if not said:
            raise ConnectionResetError
        if not said.startswith(b"+") or said.startswith(b"+OK"):
            break
    if not said.startswith(b"+OK"):
        raise SignInRefused(said.decode("ascii", "replace").strip())


def _smtp_token(session: smtplib.SMTP, user: str, token: str) -> None:
    session.auth("XOAUTH2", lambda challenge=None: _xoauth2(user, token) if challenge is None else "")


def _xoauth2(user: str, token: str) -> str:
    return f"user={user}\1auth=Bearer {token}\1\1"


_Refused = (MailboxLoginError, smtplib.SMTPAuthenticationError, SignInRefused)


def _smtp(account: Account, port: int, timeout: float) -> smtplib.SMTP:
    # smtplib would ask the name servers for this machine's name.
    name = urlsplit(settings.BASE_URL).hostname or "localhost"
    name = f"[{name}]" if re.fullmatch(r"[\d.]+", name) else name
    if account.smtp_tls == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(account.smtp_host, port, name, timeout=timeout, context=context)
    return smtplib.SMTP(account.smtp_host, port, name, timeout=timeout)


def _start_tls(session: smtplib.SMTP, host: str, port: int) -> None:
    code, words = session.starttls(context=ssl.create_default_context())
    if code != 220:
        said = {"host": host, "port": port, "why": words.decode(errors="replace")}
        raise Trouble(sentences.STARTTLS_REFUSED % said)

"""Signing in to mail servers, and their troubles in plain words for whoever looks after them.

Certificates are checked, and nothing falls back to a connection without TLS: imaplib and smtplib do neither by
themselves.
"""

import imaplib
import os
import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import imap_tools
from django.conf import settings
from imap_tools.errors import MailboxFolderSelectError, MailboxFolderStatusError, MailboxLoginError

from opora.channels.mail import sentences
from opora.channels.queries import Mailbox

TIMEOUT = 30
OddAnswer = (LookupError, ValueError)
ServerError = (OSError, imaplib.IMAP4.error, imap_tools.ImapToolsError, smtplib.SMTPException, UnicodeError)


class Trouble(Exception):
    """A mail server can't be used now; the sentence says what is wrong and where to look.

    ``kind`` is "password" when it lies with the secret on this machine, before any server was asked.
    """

    def __init__(self, sentence: str, kind: str = "") -> None:
        super().__init__(sentence)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Account:
    """What it takes to sign in; fields as in `opora.channels.models.Mailbox`."""

    host: str = ""
    port: int | None = None
    tls: bool = True
    user: str = ""
    secret: str = ""
    folder: str = "INBOX"
    smtp_host: str = ""
    smtp_port: int | None = None
    smtp_tls: str = "starttls"


@dataclass(frozen=True, slots=True)
class Numbers:
    """How a folder stands: letters in it, the validity of its UIDs, and the UID that the next letter will have."""

    letters: int
    validity: int
    following: int


def account_of(row: Mailbox) -> Account:
    """The account of a mailbox row."""
    return Account(
        row.host, row.port, row.tls, row.user, row.secret, row.folder, row.smtp_host, row.smtp_port, row.smtp_tls
    )


def imap_port(account: Account) -> int:
    """The port of the IMAP server: the given one, else the usual one."""
    return account.port or (993 if account.tls else 143)


def smtp_port(account: Account) -> int:
    """The port of the SMTP server: the given one, else the usual one."""
    return account.smtp_port or {"tls": 465, "starttls": 587}.get(account.smtp_tls, 25)


@contextmanager
def inbox(account: Account, timeout: float = TIMEOUT) -> Iterator[imap_tools.BaseMailBox]:
    """A session signed in over IMAP, with no folder chosen yet. Raises Trouble, also for what goes wrong inside.

    ``timeout`` in seconds for each answer of the server.
    """
    password = _password(account.secret)
    port = imap_port(account)
    with in_plain_words(account.host, port, account.user, account.folder, OddAnswer):
        session = _imap(account, port, timeout)
        try:
            _sign_in(session, account.user, password)
            yield session
        finally:
            with suppress(*ServerError):
                session.logout()
            # Where the server hung up, nothing of it is left open here either.
            with suppress(*ServerError):
                session.client.shutdown()


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
                session.login(account.user, _password(account.secret))
            yield session
        finally:
            with suppress(*ServerError):
                session.quit()
            session.close()


def try_inbox(account: Account) -> Numbers:
    """Signs in and asks how the folder stands. Raises Trouble."""
    with inbox(account) as session:
        status = session.folder.status(account.folder, ["MESSAGES", "UIDVALIDITY", "UIDNEXT"])
        session.folder.set(account.folder)
        return Numbers(status["MESSAGES"], status["UIDVALIDITY"], status["UIDNEXT"])


def try_outbox(account: Account) -> None:
    """Signs in and leaves again. Raises Trouble."""
    with outbox(account) as session:
        session.noop()


@contextmanager
def in_plain_words(
    host: str, port: int, user: str, folder: str = "", also: tuple[type[Exception], ...] = ()
) -> Iterator[None]:
    """Turns whatever a server or the network says inside into Trouble."""
    caught: tuple[type[Exception], ...] = (*ServerError, *also)
    try:
        yield
    except caught as error:
        raise Trouble(sentence(error, host, port, user, folder)) from error


def sentence(error: Exception, host: str, port: int, user: str, folder: str = "") -> str:
    """One sentence for an administrator who doesn't read tracebacks. It names no password."""
    known = {"host": host, "port": port, "user": user, "folder": folder}
    if isinstance(error, socket.gaierror) or type(error) is UnicodeError:
        return sentences.NAME % known
    if isinstance(error, TimeoutError):
        return sentences.SILENT % known
    if isinstance(error, ssl.SSLCertVerificationError):
        return sentences.CERTIFICATE % (known | {"why": error.verify_message.rstrip(".")})
    if isinstance(error, ssl.SSLError) and error.reason == "WRONG_VERSION_NUMBER":
        return sentences.NO_TLS % known
    if isinstance(error, ConnectionRefusedError):
        return sentences.REFUSED % known
    return _server_words(error, known)


def _server_words(error: Exception, known: dict[str, object]) -> str:
    if isinstance(error, MailboxLoginError | smtplib.SMTPAuthenticationError):
        return (sentences.AWAY if "[UNAVAILABLE]" in str(error) else sentences.LOGIN) % known
    if isinstance(error, MailboxFolderSelectError | MailboxFolderStatusError):
        return sentences.FOLDER % known
    if isinstance(error, imaplib.IMAP4.readonly):
        return sentences.READ_ONLY % known
    hung_up = (imaplib.IMAP4.abort, smtplib.SMTPServerDisconnected, ConnectionError)
    if isinstance(error, hung_up):
        return sentences.HUNG_UP % known
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return sentences.NO_STARTTLS % known
    if isinstance(error, UnicodeEncodeError):
        return sentences.LETTERS % known
    if isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException):
        return sentences.UNREACHABLE % (known | {"why": error.strerror or type(error).__name__})
    words = " ".join(_said(error).replace("\0", " ").split())
    return (sentences.STRANGE % (known | {"why": words}))[:500]


def _said(error: Exception) -> str:
    """The server's own words where the error has them, as a server says them."""
    if not isinstance(error, smtplib.SMTPResponseException):
        return str(error)
    said = error.smtp_error
    return f"{error.smtp_code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"


def secret_trouble(secret: str) -> str:
    """Why this password cannot be read, in a sentence; empty when it can."""
    try:
        _password(secret)
    except Trouble as trouble:
        return str(trouble)
    return ""


def _password(secret: str) -> str:
    kind, _, name = secret.partition(":")
    if kind == "file":
        try:
            return Path(name).read_text().rstrip("\r\n")
        except FileNotFoundError:
            raise Trouble(sentences.NO_PASSWORD_FILE % {"file": name}, "password") from None
        except (OSError, UnicodeError) as error:
            why = sentences.PASSWORD_FILE % {"file": name, "why": type(error).__name__}
            raise Trouble(why, "password") from None
    if kind == "env":
        if password := os.environ.get(name):
            return password
        raise Trouble(sentences.PASSWORD_VARIABLE % {"name": name}, "password")
    return ""


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

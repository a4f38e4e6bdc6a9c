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
    if isinstance(error, socket.gaierror) or type(error) is UnicodeError:
        return f"The name {host} is not known: check its spelling, and this machine's name servers."
    if isinstance(error, TimeoutError):
        return f"{host} does not answer on port {port}: the server may be down, or a firewall stands between."
    if isinstance(error, ssl.SSLCertVerificationError):
        why = error.verify_message.rstrip(".")
        advice = "check the host name, or add the authority that signed it to this machine."
        return f"The certificate of {host} is not trusted ({why}): {advice}"
    if isinstance(error, ssl.SSLError) and error.reason == "WRONG_VERSION_NUMBER":
        return f"{host} speaks no TLS on port {port}: check the port (IMAP over TLS is 993, SMTP over TLS 465)."
    if isinstance(error, ConnectionRefusedError):
        return f"{host} refuses connections on port {port}: check the port, and that the mail server runs."
    return _server_words(error, host, port, user, folder)


def _server_words(error: Exception, host: str, port: int, user: str, folder: str) -> str:
    if isinstance(error, MailboxLoginError | smtplib.SMTPAuthenticationError):
        if "[UNAVAILABLE]" in str(error):
            return f"{host} cannot sign anybody in now: it says that its own list of users is away."
        return f"{host} does not accept the user name or the password of {user}."
    if isinstance(error, MailboxFolderSelectError | MailboxFolderStatusError):
        return f"{user} has no folder “{folder}” on {host}."
    if isinstance(error, imaplib.IMAP4.readonly):
        return f"{user} may only read the folder “{folder}” on {host}: letters cannot be marked as seen there."
    hung_up = (imaplib.IMAP4.abort, smtplib.SMTPServerDisconnected, ConnectionError)
    if isinstance(error, hung_up):
        return f"{host} hung up in the middle."
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return f"{host} does not offer STARTTLS on port {port}."
    if isinstance(error, UnicodeEncodeError):
        return f"The password of {user} has letters that {host} cannot be given: use one of Latin letters and digits."
    if isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException):
        return f"{host} cannot be reached on port {port}: {error.strerror or type(error).__name__}."
    words = " ".join(str(error).replace("\0", " ").split())
    return f"{host} answered something unexpected: {words}"[:500]


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
            raise Trouble(f"The password cannot be read: there is no file {name}.", "password") from None
        except (OSError, UnicodeError) as error:
            why = f"The password cannot be read from the file {name}: {type(error).__name__}."
            raise Trouble(why, "password") from None
    if kind == "env":
        if password := os.environ.get(name):
            return password
        raise Trouble(f"The password cannot be read: the environment variable {name} is empty.", "password")
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
        raise Trouble(f"{host} refuses STARTTLS on port {port}: {words.decode(errors='replace')}")

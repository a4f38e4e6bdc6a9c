"""What is wrong with a mail server in a sentence, and the secrets by which one signs in there."""

import imaplib
import os
import poplib
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import imap_tools
from imap_tools.errors import MailboxFolderSelectError, MailboxFolderStatusError, MailboxLoginError

from opora.channels.mail import sentences

OddAnswer = (LookupError, ValueError)


class SignInRefused(Exception):
    """A POP3 server does not let this one in, or not with this."""


ServerError = (
    OSError, imaplib.IMAP4.error, imap_tools.ImapToolsError, smtplib.SMTPException, UnicodeError, poplib.error_proto,
    SignInRefused,
)  # fmt: skip


class Trouble(Exception):
    """A mail server can't be used now; the sentence says what is wrong and where to look.

    ``kind`` is "password" when it lies with the secret on this machine, before any server was asked; "token" when it
    lies with the sign-in by token.
    """

    def __init__(self, sentence: str, kind: str = "") -> None:
        super().__init__(sentence)
        self.kind = kind


def password(secret: str) -> str:
    """What lies in the file or in the variable that this names. Raises Trouble."""
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
        if found := os.environ.get(name):
            return found
        raise Trouble(sentences.PASSWORD_VARIABLE % {"name": name}, "password")
    return ""


def secret_trouble(secret: str) -> str:
    """Why this password cannot be read, in a sentence; empty when it can."""
    try:
        password(secret)
    except Trouble as trouble:
        return str(trouble)
    return ""


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
    if isinstance(error, MailboxLoginError | smtplib.SMTPAuthenticationError | SignInRefused):
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
    if isinstance(error, poplib.error_proto) and error.args and isinstance(error.args[0], bytes):
        return error.args[0].decode("utf-8", "replace")
    if not isinstance(error, smtplib.SMTPResponseException):
        return str(error)
    said = error.smtp_error
    return f"{error.smtp_code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"

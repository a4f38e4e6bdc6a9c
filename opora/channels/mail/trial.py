"""Trying a mailbox as the worker would use it: name, port, encryption, sign-in, folder, sender; nothing is sent.

Each direction ends at the first thing that is wrong, named by a code; the faces have words for each.
"""

import smtplib
import socket
import ssl
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLong
from contextlib import suppress
from dataclasses import dataclass

import imap_tools
from imap_tools.errors import MailboxFolderSelectError, MailboxFolderStatusError, MailboxLoginError

from opora.channels.mail import account
from opora.channels.mail.account import Account
from opora.channels.mail.trouble import OddAnswer, ServerError, SignInRefused, Trouble

AT_MOST = 25.0
"""Seconds for a direction as a whole: somebody waits in front of a page."""
EACH = 8.0
"""Seconds for each answer of a server."""
MOST_FOLDERS = 40
OK, NOT_SET_UP = "ok", ""
_Refused = (MailboxLoginError, smtplib.SMTPAuthenticationError, SignInRefused)
_EXPIRED, _NOT_YET, _OTHER_NAME = {10}, {9}, {62, 63, 64}


@dataclass(frozen=True, slots=True)
class Trial:
    """How far one direction came. ``code``: "ok", what is wrong, or empty when no server is set.

    ``passed`` are the steps before it, in order; ``said`` the server's own words, where they are no secret;
    ``folders`` those that there are, when the wanted one is missing; ``letters`` how many lie in it.
    """

    code: str
    host: str = ""
    port: int = 0
    passed: tuple[str, ...] = ()
    said: str = ""
    folders: tuple[str, ...] = ()
    letters: int | None = None


def try_incoming(wanted: Account) -> Trial:
    """Name, port, encryption, sign-in, folder of the account for letters in, in at most AT_MOST seconds."""
    if not wanted.host:
        return Trial(NOT_SET_UP)
    port = account.port_in(wanted)
    return _bounded(lambda: _incoming(wanted, port), wanted.host, port)


def try_outgoing(wanted: Account, sender: str) -> Trial:
    """The same for SMTP, and whether the server takes letters from ``sender``; the letter itself is not begun."""
    if not wanted.smtp_host:
        return Trial(NOT_SET_UP)
    port = account.smtp_port(wanted)
    return _bounded(lambda: _outgoing(wanted, port, sender), wanted.smtp_host, port)


def _bounded(work: Callable[[], Trial], host: str, port: int) -> Trial:
    """Name servers know no time limit of ours, so the whole is waited for and no longer."""
    pool = ThreadPoolExecutor(1, thread_name_prefix="trial")
    future: Future[Trial] = pool.submit(work)
    try:
        return future.result(AT_MOST)
    except TooLong:
        return Trial("silent", host, port)
    finally:
        pool.shutdown(wait=False)


def _incoming(wanted: Account, port: int) -> Trial:
    if fault := _reached(wanted.host, port):
        return fault
    encryption = ("tls",) if wanted.tls else ()
    if wanted.kind == "pop3":
        try:
            letters = account.try_inbox(wanted, EACH).letters
        except Trouble as trouble:
            return _fault(trouble, wanted.host, port, encryption)
        return Trial(OK, wanted.host, port, ("name", "port", *encryption, "login"), letters=letters)
    try:
        with account.inbox(wanted, EACH) as session:
            try:
                status = session.folder.status(wanted.folder, ["MESSAGES"])
                session.folder.set(wanted.folder)
            except (MailboxFolderSelectError, MailboxFolderStatusError):
                before = ("name", "port", *encryption, "login")
                return Trial("folder", wanted.host, port, before, folders=_folders(session))
    except Trouble as trouble:
        return _fault(trouble, wanted.host, port, encryption)
    passed = ("name", "port", *encryption, "login", "folder")
    return Trial(OK, wanted.host, port, passed, letters=status["MESSAGES"])


def _folders(session: imap_tools.BaseMailBox) -> tuple[str, ...]:
    with suppress(*ServerError, *OddAnswer):
        return tuple(one.name for one in session.folder.list())[:MOST_FOLDERS]
    return ()


def _outgoing(wanted: Account, port: int, sender: str) -> Trial:
    if fault := _reached(wanted.smtp_host, port):
        return fault
    encryption = () if wanted.smtp_tls == "none" else ("tls",)
    try:
        with account.outbox(wanted, EACH) as session:
            passed = ("name", "port", *encryption, *(("login",) if wanted.user and session.has_extn("auth") else ()))
            refused = _sender_refused(session, sender)
            if refused:
                return Trial("sender", wanted.smtp_host, port, passed, said=refused)
    except Trouble as trouble:
        return _fault(trouble, wanted.smtp_host, port, encryption)
    return Trial(OK, wanted.smtp_host, port, (*passed, "sender"))


def _sender_refused(session: smtplib.SMTP, sender: str) -> str:
    """The server's words when it takes no letters from this address; a server that puts off refuses nothing.

    Many servers judge the sender only with the first recipient, so the address itself is named as one.
    """
    options = ["SMTPUTF8", "BODY=8BITMIME"] if not sender.isascii() and session.has_extn("smtputf8") else []
    code, said = session.mail(sender, options)
    if code < 400:
        code, said = session.rcpt(sender)
    if code < 500:
        session.rset()
        return ""
    words = " ".join(said.decode("utf-8", "replace").replace("\0", " ").split())
    return f"{code} {words}"[:300]


def _reached(host: str, port: int) -> Trial | None:
    """What is wrong before anybody speaks: the name, or nobody behind the port."""
    try:
        socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError):
        return Trial("name", host, port)
    try:
        socket.create_connection((host, port), EACH).close()
    except ConnectionRefusedError:
        return Trial("refused", host, port, ("name",))
    except TimeoutError:
        return Trial("silent", host, port, ("name",))
    except OSError as error:
        return Trial("unreachable", host, port, ("name",), said=error.strerror or type(error).__name__)
    return None


def _fault(trouble: Trouble, host: str, port: int, encryption: tuple[str, ...]) -> Trial:
    error = trouble.__cause__
    before = ("name", "port")
    if isinstance(error, ssl.SSLCertVerificationError):
        return Trial(_certificate(error), host, port, before, said=error.verify_message)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Trial("no_starttls", host, port, before)
    if isinstance(error, ssl.SSLError):
        return Trial("no_tls", host, port, before)
    if isinstance(error, _Refused) and "[UNAVAILABLE]" not in str(error):
        return Trial("login", host, port, (*before, *encryption))
    if isinstance(error, UnicodeEncodeError):
        return Trial("password_letters", host, port, (*before, *encryption))
    if isinstance(error, TimeoutError):
        return Trial("silent", host, port, before)
    if trouble.kind == "token":
        return Trial("token", host, port, (*before, *encryption), said=str(trouble))
    # The password could not be read on this machine: nobody was asked for anything yet.
    if error is None and trouble.kind == "password":
        return Trial("password", host, port, said=str(trouble))
    return Trial("strange", host, port, before, said=str(trouble))


def _certificate(error: ssl.SSLCertVerificationError) -> str:
    if error.verify_code in _EXPIRED:
        return "certificate_expired"
    if error.verify_code in _NOT_YET:
        return "certificate_not_yet"
    return "certificate_name" if error.verify_code in _OTHER_NAME else "certificate_unknown"

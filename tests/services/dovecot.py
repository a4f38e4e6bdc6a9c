"""A real IMAP and POP3 server for tests: Debian's dovecot, run by an ordinary user on loopback."""

import imaplib
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.services.ground import LOOPBACK, answers, as_whom, folder, free_port, ordinary, until

PROGRAM = Path("/usr/sbin/dovecot")
POP = Path("/usr/lib/dovecot/pop3")
PASSWORD = "mailbox-password"

# Whoever gives the password is let in under the name given, so each test takes a mailbox of its own by a new name.
# An ordinary user may neither change users nor chroot, hence the users named here and the empty chroots. Whoever is
# refused waits for nothing.
CONFIG = """
protocols = imap pop3
listen = {host}
base_dir = {home}/run
state_dir = {home}/run
log_path = {home}/dovecot.log
ssl = no
disable_plaintext_auth = no
default_login_user = {name}
default_internal_user = {name}
default_internal_group = {group}
first_valid_uid = 1
mail_location = maildir:{home}/mail/%u
mailbox_idle_check_interval = 1 secs
auth_mechanisms = plain xoauth2
auth_failure_delay = 0
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {home}/tokens.conf
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service pop3-login {{
  chroot =
  inet_listener pop3 {{
    port = {pop_port}
  }}
  inet_listener pop3s {{
    port = 0
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""

# Whose a token is says a server of tokens, once a test has put one there (tests/services/tokens.py).
TOKENS = """
introspection_mode = post
introspection_url = http://{host}:{tokens_port}/introspect
username_attribute = username
active_attribute = active
active_value = true
"""


@dataclass(frozen=True)
class Mailbox:
    """One user's mailbox: where it is and what a test may do to it from outside."""

    port: int
    user: str
    host: str = LOOPBACK
    password: str = PASSWORD

    def append(self, letter: bytes, received_at: datetime | None = None, name: str = "INBOX") -> None:
        """Puts a letter there as if it had arrived at that instant (null: now)."""
        when = (received_at or datetime.now(UTC)).strftime('"%d-%b-%Y %H:%M:%S +0000"')
        with self.login() as session:
            answer, said = session.append(name, "", when, letter)
            assert answer == "OK", said

    def letters(self, name: str = "INBOX") -> list[bytes]:
        """The bytes of all letters there, oldest first; reading marks nothing."""
        with self.login() as session:
            session.select(name, readonly=True)
            _, found = session.uid("search", "ALL")
            uids = found[0].split()
            return [session.uid("fetch", uid, "(BODY.PEEK[])")[1][0][1] for uid in uids]

    def login(self) -> imaplib.IMAP4:
        """A session of the standard library's client, to be used in a with statement."""
        session = imaplib.IMAP4(self.host, self.port)
        try:
            session.login(self.user, self.password)
        except imaplib.IMAP4.error:
            session.shutdown()
            raise
        return session


@dataclass
class Dovecot:
    """A server that runs."""

    port: int
    home: Path
    tokens_port: int
    pop_port: int
    _process: subprocess.Popen[bytes] | None = None

    def mailbox(self, user: str) -> Mailbox:
        """The mailbox of that user, empty at first."""
        return Mailbox(self.port, user)

    def start(self) -> None:
        """Starts it, and waits until it answers."""
        # A group of its own, which can be killed as a whole.
        self._process = process = subprocess.Popen(
            [PROGRAM, "-F", "-c", self.home / "dovecot.conf"],
            cwd=self.home, stdin=subprocess.DEVNULL, start_new_session=True, **ordinary(),
        )  # fmt: skip
        until(lambda: answers(self.port) or process.poll() is not None, "dovecot answers")
        assert process.poll() is None, self.log

    def kill(self) -> None:
        """SIGKILL for the server and for whoever serves its sessions, whatever they are at."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(30)

    def stop(self) -> None:
        """As an administrator does."""
        assert self._process is not None
        self._process.terminate()
        self._process.wait(30)

    @property
    def log(self) -> str:
        """What the server says about itself."""
        path = self.home / "dovecot.log"
        return path.read_text(errors="replace") if path.exists() else ""


@contextmanager
def dovecot() -> Iterator[Dovecot]:
    """A fresh server without letters."""
    if not PROGRAM.exists() or not POP.exists():
        raise FileNotFoundError("dovecot is not installed: Debian's packages dovecot-imapd and dovecot-pop3d")
    with folder("imap") as home:
        server = Dovecot(free_port(), home, free_port(), free_port())
        (home / "dovecot.conf").write_text(_config(server))
        (home / "tokens.conf").write_text(TOKENS.format(host=LOOPBACK, tokens_port=server.tokens_port))
        try:
            server.start()
            yield server
        finally:
            server.stop()


def _config(server: Dovecot) -> str:
    import grp

    name, uid, gid = as_whom()
    values = {"host": LOOPBACK, "home": server.home, "port": server.port, "password": PASSWORD}
    values["pop_port"] = server.pop_port
    return CONFIG.format(name=name, uid=uid, gid=gid, group=grp.getgrgid(gid).gr_name, **values)

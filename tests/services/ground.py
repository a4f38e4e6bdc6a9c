"""Where the services of the tests stand: a folder they can reach, a free port, a user who is not root."""

import fcntl
import os
import pwd
import random
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

LOOPBACK = "127.0.0.1"
LOWEST_PORT = 15000
# The ports of this process: each claim is a file that stays locked until the process ends.
_claims: list[IO[str]] = []


def ordinary() -> dict[str, Any]:
    """Arguments for subprocess that make the child an ordinary user: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def as_whom() -> tuple[str, int, int]:
    """Name, user id and group id of that user."""
    who = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    return who.pw_name, who.pw_uid, who.pw_gid


@contextmanager
def folder(name: str) -> Iterator[Path]:
    """A folder of that user's own, gone afterwards. Under /tmp by name: root's TMPDIR may be closed to others,
    and the path of a socket may not be longer than 107 bytes."""
    path = Path(tempfile.mkdtemp(prefix=f"opora-{name}-", dir="/tmp"))
    _, uid, gid = as_whom()
    os.chown(path, uid, gid)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def free_port() -> int:
    """A port of loopback that is this process's own until it ends: nobody listens on it, no other process of the tests
    is given it, and the system gives it to no outgoing connection, for it lies below the range of those."""
    claims = Path(tempfile.gettempdir()) / f"opora-ports-{os.geteuid()}"
    claims.mkdir(exist_ok=True)
    for _ in range(1000):
        port = random.SystemRandom().randrange(LOWEST_PORT, _first_outgoing())
        if _claimed(claims / str(port)) and _unused(port):
            return port
    raise RuntimeError(f"no port of {LOOPBACK} is free below {_first_outgoing()}")


def _first_outgoing() -> int:
    """Where the ports begin that the system takes for outgoing connections. One of those may be taken between the
    moment it was found free and the moment a server binds it: so a gate once lost its IMAP server."""
    limits = Path("/proc/sys/net/ipv4/ip_local_port_range")
    first = int(limits.read_text().split()[0]) if limits.exists() else 32768
    return first if first > LOWEST_PORT + 1000 else 65536


def _claimed(path: Path) -> bool:
    claim = path.open("w")
    try:
        fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        claim.close()
        return False
    _claims.append(claim)
    return True


def _unused(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def until(ready: Callable[[], bool], what: str, seconds: float = 30) -> None:
    """Waits until ``ready`` says yes; past ``seconds`` the test fails and names ``what``."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds:g} s in vain: {what}")
        time.sleep(0.02)


def answers(port: int) -> bool:
    """Whether somebody accepts connections on that port of loopback."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0

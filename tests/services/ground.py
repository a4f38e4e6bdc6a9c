"""Where the services of the tests stand: a folder they can reach, a free port, a user who is not root."""

import os
import pwd
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

LOOPBACK = "127.0.0.1"


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
    """A port of loopback that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


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

"""The web as a process that may be killed, and a specialist's browser that sends an answer to it."""

import http.client
import os
import resource
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from django.test import Client

from opora.accounts.models import User
from tests.processes import ROOT, environment
from tests.services.ground import LOOPBACK, free_port, until

CSRF = "k" * 32
"""Cookie and field of a form have to agree, no more."""


class Web:
    """The web child of `opora serve`, in a group of its own."""

    def __init__(self, log: Path, bound: tuple[str, int] | None = None, /, **more: str) -> None:
        """``bound``: of which resource (`resource.RLIMIT_…`) it may have how many bytes."""
        self.port = free_port()
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "opora.cli.server", LOOPBACK, str(self.port)],
                cwd=ROOT, env=environment(**more), stdin=subprocess.PIPE, stdout=out, stderr=out,
                start_new_session=True,
            )  # fmt: skip
        self._log = log
        if bound is not None:
            # Before it has loaded anything: what it starts inherits it.
            resource.prlimit(self._process.pid, getattr(resource, bound[0]), (bound[1], bound[1]))

    def ready(self) -> "Web":
        """Waits until it answers."""
        until(self.answers, f"the web answers, see {self._log}", seconds=60)
        return self

    def answers(self) -> bool:
        """Whether it serves pages."""
        if self._process.poll() is not None:
            return False
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=10)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def kill(self) -> None:
        """End it with all that it has started, as kill -9 does."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(30)
        assert self._process.stdin is not None
        self._process.stdin.close()


@dataclass
class Browser:
    """Who has signed in. ``seen`` holds the texts whose sending was confirmed by the redirect to the ticket."""

    user: User
    seen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        client = Client()
        client.force_login(self.user)
        self._session = client.cookies["opora_session"].value

    def send(self, port: int, number: str, verb: str, text: str) -> int | None:
        """Send by one of the three verbs and give the status; null when the server died before it had answered."""
        body = urlencode({"text": text, "csrfmiddlewaretoken": CSRF})
        cookies = f"opora_session={self._session}; csrftoken={CSRF}"
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies}
        connection = http.client.HTTPConnection(LOOPBACK, port, timeout=60)
        try:
            connection.request("POST", f"/tickets/{number}/{verb}/", body, headers)
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()
        if status == 303:
            self.seen.append(text)
        return status

    def opened(self, port: int, path: str) -> http.client.HTTPConnection:
        """A connection on which this page is asked for."""
        connection = http.client.HTTPConnection(LOOPBACK, port, timeout=60)
        connection.request("GET", path, headers={"Cookie": f"opora_session={self._session}"})
        return connection

    def sending(self, port: int, number: str, verb: str, text: str) -> threading.Thread:
        """The same in the background."""
        thread = threading.Thread(target=self.send, args=(port, number, verb, text), daemon=True)
        thread.start()
        return thread

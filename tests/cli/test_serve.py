"""All in one: the web and the worker under one parent, that stops them cleanly and starts them again."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.processes import ROOT, environment, finished
from tests.services.ground import LOOPBACK, answers, free_port, until

pytestmark = pytest.mark.django_db(transaction=True)


class Desk:
    """An ``opora serve`` in a session of its own, as a terminal would start it."""

    def __init__(self, log: Path) -> None:
        self.port = free_port()
        self.log = log
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "django", "serve", "--port", str(self.port)],
                cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True,
            )  # fmt: skip
        until(lambda: f"http://{LOOPBACK}:{self.port}" in self.said(), "the address is printed")

    def said(self) -> str:
        return self.log.read_text()

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def children(self, *words: str) -> list[psutil.Process]:
        """The direct children whose command has one of these words."""
        return [each for each in psutil.Process(self.process.pid).children() if _has(each, words)]

    def child(self, *words: str) -> psutil.Process:
        """The only one."""
        (found,) = self.children(*words)
        return found

    def status(self, path: str = "/no/such/page") -> int:
        try:
            with urllib.request.urlopen(f"http://{LOOPBACK}:{self.port}{path}") as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    def serves(self) -> bool:
        """An open port is not enough: granian opens it for a moment to see that it is free."""
        try:
            return self.status() == 404
        except OSError:
            return False

    def end(self) -> None:
        for each in [*self.family(), psutil.Process(self.process.pid)] if self.process.poll() is None else []:
            each.kill()
        self.process.wait(30)


def _has(process: psutil.Process, words: tuple[str, ...]) -> bool:
    try:
        said = " ".join(process.cmdline())
        return any(word in said for word in words)
    except psutil.Error:
        return False


WEB = ("opora.cli.server", "granian")
"""As it is started, and as it calls itself where setproctitle is there (tools for tests bring it)."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk of this test alone, which it may end."""
    desk = Desk(tmp_path / "log")
    try:
        yield desk
    finally:
        desk.end()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Desk]:
    """A desk that lives through the tests of this file."""
    desk = Desk(tmp_path_factory.mktemp("serve") / "log")
    try:
        yield desk
    finally:
        desk.end()


def gone(processes: list[psutil.Process]) -> bool:
    return not [each for each in processes if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_and_stops_without_orphans(desk: Desk, sign: signal.Signals) -> None:
    assert desk.status() == 404
    family = desk.family()
    assert len(family) >= 2
    os.killpg(desk.process.pid, sign)
    assert desk.process.wait(30) == 0
    assert gone(family)
    assert not answers(desk.port)
    (address,) = [line for line in desk.said().splitlines() if "django.request" not in line]
    assert address == f"Opora answers at http://{LOOPBACK}:{desk.port}"


def test_it_serves_what_pages_need(shared: Desk) -> None:
    assert shared.status("/static/django_htmx/htmx-2.min.js") == 200
    assert shared.status("/static/django_htmx/no-such-file.js") == 404


def test_a_link_that_was_opened_is_not_written_down(shared: Desk) -> None:
    """Links in letters open tickets without signing in, so they are secrets (E1)."""
    assert shared.status("/r/a-secret-of-the-customer") == 404
    until(lambda: "404 GET" in shared.said(), "the log says that something was not found")
    assert "secret" not in shared.said()


def test_a_worker_that_dies_is_started_again(shared: Desk) -> None:
    dead = shared.child("worker")
    dead.kill()
    until(lambda: "The worker process ended" in shared.said(), "the death is told")
    until(lambda: len(shared.children("worker")) == 1, "another worker runs")
    assert shared.child("worker").pid != dead.pid
    assert re.search(r"worker process ended by signal 9", shared.said())
    assert shared.status() == 404


def test_a_web_that_dies_is_started_again_and_leaves_nothing(shared: Desk) -> None:
    dead = shared.child(*WEB)
    orphans = dead.children(recursive=True)
    assert orphans != []
    dead.kill()
    until(lambda: "The web process ended" in shared.said(), "the death is told")
    until(lambda: gone(orphans), "what the dead one had started is gone")
    until(shared.serves, "the web answers again")
    assert shared.child(*WEB).pid != dead.pid


def test_children_do_not_outlive_a_killed_parent(desk: Desk) -> None:
    family = desk.family()
    assert not gone(family)
    desk.process.kill()
    until(lambda: gone(family), "the children have ended")
    assert not answers(desk.port)


def test_a_taken_port_is_one_sentence() -> None:
    with socket.socket() as other:
        other.bind((LOOPBACK, 0))
        other.listen()
        port = other.getsockname()[1]
        refused = finished("serve", "--port", str(port))
    assert refused.returncode == 1
    assert refused.stdout == ""
    assert len(refused.stderr.splitlines()) == 1
    assert str(port) in refused.stderr
    assert "--port" in refused.stderr


def test_a_second_desk_on_the_same_port_is_refused(shared: Desk) -> None:
    """The server shares its port among its own processes (SO_REUSEPORT), so it would share it with ours as well."""
    refused = finished("serve", "--port", str(shared.port))
    assert refused.returncode == 1
    assert str(shared.port) in refused.stderr


@pytest.mark.parametrize("words", [["--host", "192.0.2.1"], ["--port", "70000"], ["--port", "http"]])
def test_an_address_that_cannot_be_ours_is_one_sentence(words: list[str]) -> None:
    refused = finished("serve", *words)
    assert refused.returncode != 0
    assert "Traceback" not in refused.stderr
    assert words[1] in refused.stderr

"""`opora demo`: one command that leaves nothing outside its folder and sends nothing anywhere."""

import http.cookiejar
import json
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.cli.desk import ROOT, environment, is_a_sentence, opora
from tests.services.ground import LOOPBACK, free_port, until


class Demo:
    """A running demo."""

    def __init__(self, data: Path, log: Path, *more: str, **settings: str) -> None:
        self.port, self.log = free_port(), log
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "opora.cli", "demo", "--port", str(self.port), "--data", str(data), *more],
                cwd=ROOT, env=environment(None, **settings), stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            )  # fmt: skip
        self.url = f"http://{LOOPBACK}:{self.port}/"

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def answers(self) -> bool:
        assert self.process.poll() is None, self.said()
        try:
            with urllib.request.urlopen(self.url, timeout=5) as page:
                return bool(page.status == 200)
        except OSError:
            return False

    def password(self) -> str:
        found = re.search(r"assword[^:]*: *(\S+)", self.said())
        assert found, self.said()
        return found[1]

    def signs_in(self, login: str, password: str) -> bool:
        """Whether the sign-in page lets these in: a form of the page is filled and sent."""
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        page = opener.open(self.url, timeout=10)
        form, address = page.read().decode(), page.geturl()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        assert token, form[:500]
        fields = {"csrfmiddlewaretoken": token[1], "login": login, "password": password}
        sent = urllib.request.Request(address, urllib.parse.urlencode(fields).encode(), {"Referer": address})
        after = opener.open(sent, timeout=10)
        return bool(urllib.parse.urlsplit(after.geturl()).path != urllib.parse.urlsplit(address).path)


@contextmanager
def running(data: Path, log: Path, *more: str, **settings: str) -> Iterator[Demo]:
    demo = Demo(data, log, *more, **settings)
    try:
        until(demo.answers, "the first page", 60)
        yield demo
    finally:
        if demo.process.poll() is None:
            demo.process.send_signal(signal.SIGTERM)
        demo.process.wait(30)


def _rows(data: Path, table: str) -> int:
    with closing(sqlite3.connect(data / "opora.sqlite3")) as database:
        return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_first_and_second_start(tmp_path: Path) -> None:
    data, out = tmp_path / "demo", tmp_path / "demo" / "letters-out"
    with running(data, tmp_path / "first.log", "--no-history") as demo:
        said, password = demo.said(), demo.password()
        assert demo.url.rstrip("/") in said
        assert str(out) in said
        logins = re.findall(r"[\w.]+@reisshina\.test", said)
        assert len(set(logins)) == 7
        assert demo.signs_in(logins[0], password)
        assert not demo.signs_in(logins[0], password + "x")
        assert _loads(data) is False
        until(lambda: len(list(out.glob("*.eml"))) >= 6, "six acknowledgements in the folder", 60)
        demo.process.send_signal(signal.SIGTERM)
        assert demo.process.wait(30) == 0
    assert _rows(data, "tickets_ticket") == 6
    with running(data, tmp_path / "second.log", "--no-history") as demo:
        assert demo.password() == password
        assert demo.signs_in(logins[0], password)
        demo.process.send_signal(signal.SIGINT)
        assert demo.process.wait(30) == 0
    assert _rows(data, "tickets_ticket") == 6
    assert _rows(data, "registry_organisation") == 26
    # Nobody but the owner reads the passwords.
    assert (data / "logins").stat().st_mode & 0o077 == 0


def _loads(data: Path) -> bool:
    """Whether pages are told that the history is loading."""
    rows = "SELECT value FROM offices_policysetting WHERE name = 'demo_history_loads' ORDER BY valid_from DESC"
    with closing(sqlite3.connect(data / "opora.sqlite3", timeout=20)) as database:
        return bool(json.loads(database.execute(rows).fetchone()[0]))


def _played(data: Path) -> list[int]:
    """The numbers of the history's tickets that are there, in the order in which they were played."""
    rows = "SELECT json_extract(payload, '$.number') FROM ledger_event WHERE type = 'HistoryPlayed' ORDER BY sequence"
    with closing(sqlite3.connect(data / "opora.sqlite3", timeout=20)) as database:
        return [int(number) for (number,) in database.execute(rows)]


def test_the_history_loads_behind_the_first_page_and_goes_on_at_the_next_start(tmp_path: Path) -> None:
    data, out = tmp_path / "demo", tmp_path / "demo" / "letters-out"
    with running(data, tmp_path / "first.log", "--history", "24") as demo:
        assert demo.signs_in("viktoriya.kulmanova@reisshina.test", demo.password())
        until(lambda: len(_played(data)) >= 2, "the first tickets of the history", 60)
        assert _loads(data) is True
        demo.process.send_signal(signal.SIGTERM)
        assert demo.process.wait(30) == 0
    begun = _played(data)
    with running(data, tmp_path / "second.log") as demo:
        until(lambda: len(_played(data)) == 24, "the whole history", 120)
        until(lambda: "24 of 24 tickets" in demo.said(), "the last word on the history", 20)
        until(lambda: _loads(data) is False, "the word that nothing loads any more", 20)
    assert _played(data)[: len(begun)] == begun
    assert sorted(_played(data)) == list(range(24))
    assert _rows(data, "registry_organisation") == 150
    # Six letters came in over the last hours and were acknowledged; of the past nothing is sent.
    assert len(list(out.glob("*.eml"))) == 6


def test_a_history_cannot_end_in_the_future(tmp_path: Path) -> None:
    ran = opora("demo", "--port", str(free_port()), "--data", str(tmp_path / "d"), "--anchor", "2999-01-01", data=None)
    assert ran.returncode == 1
    assert is_a_sentence(ran.stderr), ran.stderr
    assert not (tmp_path / "d").exists()


def test_a_history_is_not_loaded_into_a_desk_that_opora_demo_has_not_made(tmp_path: Path) -> None:
    """That a demo takes it is tested above."""
    assert opora("setup", "--admin", "first@vendor.test", data=tmp_path).returncode == 0
    before = (tmp_path / "opora.sqlite3").read_bytes()
    ran = opora("demo-history", data=tmp_path)
    assert ran.returncode == 1
    assert is_a_sentence(ran.stderr), ran.stderr
    assert "opora demo" in ran.stderr
    assert (tmp_path / "opora.sqlite3").read_bytes() == before


def test_an_empty_demo_has_an_administrator_and_nothing_of_a_real_desk(tmp_path: Path) -> None:
    """Whoever has a desk's settings in the environment must not meet its database by starting a demo."""
    data, real = tmp_path / "demo", tmp_path / "real"
    settings = {"OPORA_DATA_DIR": str(real), "OPORA_DATABASE_URL": f"sqlite:///{real}.sqlite3"}
    with running(data, tmp_path / "log", "--empty", **settings) as demo:
        logins = set(re.findall(r"[\w.]+@[\w.]+\.test", demo.said()))
        assert len(logins) == 1
        assert demo.signs_in(logins.pop(), demo.password())
    assert _rows(data, "registry_organisation") == _rows(data, "tickets_ticket") == 0
    assert _rows(data, "accounts_user") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["demo", "log"]


def test_a_taken_port_is_one_sentence_and_nothing_is_made(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = opora("demo", "--port", str(port), "--data", str(tmp_path / "demo"), data=None)
    assert ran.returncode == 1
    assert is_a_sentence(ran.stderr), ran.stderr
    assert str(port) in ran.stderr
    assert "--port" in ran.stderr
    assert not (tmp_path / "demo").exists()


def test_a_port_that_there_cannot_be_is_one_sentence(tmp_path: Path) -> None:
    ran = opora("demo", "--port", "70000", "--data", str(tmp_path / "demo"), data=None)
    assert ran.returncode == 1
    assert is_a_sentence(ran.stderr), ran.stderr
    assert "65535" in ran.stderr
    assert not (tmp_path / "demo").exists()


@pytest.mark.parametrize("older", [False, True])
def test_a_desk_that_is_no_demo_is_left_alone(tmp_path: Path, older: bool) -> None:
    """The second start of a demo, which is let in, is tested above. ``older``: its tables are of another version, so
    that nothing can be read from them."""
    assert opora("setup", "--admin", "first@vendor.test", data=tmp_path).returncode == 0
    with closing(sqlite3.connect(tmp_path / "opora.sqlite3")) as database:
        if older:
            database.execute("ALTER TABLE accounts_user RENAME COLUMN zone TO former_zone")
    before = (tmp_path / "opora.sqlite3").read_bytes()
    ran = opora("demo", "--port", str(free_port()), "--data", str(tmp_path), data=None)
    assert ran.returncode == 1
    assert is_a_sentence(ran.stderr), ran.stderr
    assert "--data" in ran.stderr
    assert (tmp_path / "opora.sqlite3").read_bytes() == before
    assert not (tmp_path / "logins").exists()


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        ran = opora("demo", "--port", str(free_port()), "--data", str(tmp_path / "demo"), data=None, as_anybody=True)
    finally:
        tmp_path.chmod(0o700)
    assert ran.returncode == 1
    assert is_a_sentence(ran.stderr), ran.stderr
    assert str(tmp_path / "demo") in ran.stderr

"""The services themselves: a test that leans on one must know that it stands."""

import os
import smtplib
import subprocess
import sys
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil
import psycopg
import pytest
from playwright.sync_api import Error, Page

from tests.services.chromium import fresh_page
from tests.services.dovecot import Dovecot, Mailbox
from tests.services.ground import free_port
from tests.services.postgres import Cluster
from tests.services.smtp_sink import SmtpSink

LETTER = b"From: a@example.org\r\nSubject: =?koi8-r?B?8NLJ18XU?=\r\n\r\n\xf0\xd2\xc9\xd7\xc5\xd4\r\n"


def test_a_mailbox_keeps_a_letter_to_the_last_byte(mailbox: Mailbox) -> None:
    assert mailbox.letters() == []
    mailbox.append(LETTER, datetime(2026, 5, 8, 12, 40, tzinfo=UTC))
    assert mailbox.letters() == [LETTER]
    with mailbox.login() as session:
        session.select("INBOX", readonly=True)
        assert "08-May-2026 12:40:00 +0000" in str(session.fetch("1", "(INTERNALDATE)")[1][0])


def test_mailboxes_are_apart_and_want_the_password(dovecot: Dovecot, mailbox: Mailbox) -> None:
    mailbox.append(LETTER)
    assert dovecot.mailbox("somebody-else").letters() == []
    with pytest.raises(Exception, match="AUTHENTICATIONFAILED"):
        Mailbox(mailbox.port, mailbox.user, password="wrong").letters()


def _send(sink: SmtpSink, *recipients: str) -> dict[str, tuple[int, bytes]]:
    with smtplib.SMTP(sink.host, sink.port) as client:
        return client.sendmail("desk@example.org", recipients, LETTER)


def test_the_sink_keeps_envelope_and_bytes(smtp_sink: SmtpSink) -> None:
    assert _send(smtp_sink, "a@example.org", "b@example.org") == {}
    (kept,) = smtp_sink.wait(1)
    assert (kept.sender, kept.recipients) == ("desk@example.org", ("a@example.org", "b@example.org"))
    assert kept.content == LETTER


def test_the_sink_refuses_as_it_is_told(smtp_sink: SmtpSink) -> None:
    smtp_sink.unknown.add("gone@example.org")
    assert _send(smtp_sink, "a@example.org", "gone@example.org") == {"gone@example.org": (550, b"5.1.1 no such user")}
    for mood, code in (("put off", 451), ("refuse", 550)):
        smtp_sink.mood = mood  # type: ignore[assignment]
        with pytest.raises(smtplib.SMTPDataError) as refused:
            _send(smtp_sink, "a@example.org")
        assert refused.value.smtp_code == code
    assert len(smtp_sink.letters) == 1
    assert len(smtp_sink.seen) == 3


@pytest.mark.parametrize(("mood", "kept"), [("drop", 0), ("take and drop", 1)])
def test_the_sink_hangs_up(smtp_sink: SmtpSink, mood: str, kept: int) -> None:
    smtp_sink.mood = mood  # type: ignore[assignment]
    with pytest.raises(smtplib.SMTPServerDisconnected):
        _send(smtp_sink, "a@example.org")
    assert len(smtp_sink.letters) == kept


def test_a_cluster_loses_nothing_when_it_is_stopped_at_once(own_postgres: Cluster) -> None:
    with psycopg.connect(own_postgres.url) as connection:
        connection.execute("create table letter (id int)")
        connection.execute("insert into letter values (1)")
    connection = psycopg.connect(own_postgres.url)
    connection.execute("insert into letter values (2)")
    own_postgres.stop_immediately()
    with pytest.raises(psycopg.OperationalError):
        connection.execute("select 1")
    connection.close()
    own_postgres.start()
    with psycopg.connect(own_postgres.url) as connection:
        assert connection.execute("select id from letter").fetchall() == [(1,)]


def test_a_cluster_does_not_run_as_root(own_postgres: Cluster) -> None:
    assert own_postgres.process is not None
    assert psutil.Process(own_postgres.process.pid).uids().effective != 0


def test_a_cluster_makes_databases(own_postgres: Cluster) -> None:
    with psycopg.connect(own_postgres.create("second")) as connection:
        assert connection.execute("select current_database()").fetchone() == ("second",)


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", "default-src 'self'")
        self.end_headers()
        bad = "<script>alert(1)</script>" if self.path == "/bad" else ""
        self.wfile.write(f"<title>Обращения</title><h1>Очередь</h1>{bad}".encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def site() -> object:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.browser
def test_a_page_shows_in_russian_and_reaches_nothing_outside(page: Page, site: str) -> None:
    page.goto(f"{site}/good")
    assert page.inner_text("h1") == "Очередь"
    assert page.evaluate("navigator.language") == "ru-RU"
    assert os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] == "true"
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://outside.example.org/")


@pytest.mark.browser
def test_a_page_that_breaks_its_policy_fails_the_test(page: Page, site: str) -> None:
    browser = page.context.browser
    assert browser is not None
    with pytest.raises(AssertionError, match="Content Security Policy"), fresh_page(browser) as bad:
        bad.goto(f"{site}/bad")


def test_a_port_is_given_to_one_process_only_and_never_one_of_outgoing_connections() -> None:
    """A server binds its port some time after it was found free; in between nobody else may come by it."""
    first = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    asked = "from tests.services.ground import free_port; print(*[free_port() for _ in range(400)]); input()"
    others = [
        subprocess.Popen([sys.executable, "-c", asked], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    given = [int(port) for other in others if other.stdout for port in other.stdout.readline().split()]
    given += [free_port() for _ in range(400)]
    for other in others:
        other.communicate("\n")
    assert len(set(given)) == len(given) == 1600
    assert max(given) < first

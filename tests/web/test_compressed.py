"""Texts travel compressed, files of customers as they are, and nobody gets what they did not ask for."""

import gzip

import pytest
from django.test import Client

from tests.stories.street import receive
from tests.web.console import Console, at

pytestmark = [pytest.mark.django_db, pytest.mark.both]

WANTS = {"Accept-Encoding": "gzip"}
LETTER = (
    b"From: anna@gear.example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nwords\r\n"
    b'--b\r\nContent-Type: text/plain; name="log.txt"\r\nContent-Disposition: attachment; filename="log.txt"\r\n\r\n'
    + b"line\r\n" * 1000
    + b"\r\n--b--\r\n"
)


def test_a_page_is_compressed_for_whoever_wants_it() -> None:
    plain, small = Client().get("/sign-in/"), Client(headers=WANTS).get("/sign-in/")
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["Vary"]
    assert len(small.content) < len(plain.content)
    assert b"</html>" in gzip.decompress(small.content)


def test_a_stylesheet_is_compressed_as_well() -> None:
    small = Client(headers=WANTS).get("/static/opora/base.css")
    assert small.headers["Content-Encoding"] == "gzip"
    assert b"@layer base" in gzip.decompress(small.content)


def test_a_file_of_a_customer_is_sent_as_it_is(console: Console) -> None:
    with at("05-08 15:00") as now:
        ticket = receive(LETTER, now).ticket
        assert ticket is not None
        page = console.browser(console.world.olga).get(f"/tickets/{ticket.number}/").content.decode()
        path = page.partition('class="files"')[2].partition('href="')[2].partition('"')[0]
        browser = Client(headers=WANTS)
        browser.force_login(console.world.olga)
        file = browser.get(path, follow=True)
        assert file.status_code == 200
        assert "Content-Encoding" not in file.headers
        assert file.headers["Content-Length"] == "6000"

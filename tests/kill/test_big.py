"""A letter of a hundred megabytes by real processes that may hold a gigabyte, and one that is larger than is read.

The sizes are decimal: what is larger than 100,000,000 bytes is too big, however anybody counts a megabyte.
"""

import hashlib
import http.client
import random
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from opora.channels.models import InboundMail
from opora.tickets.models import Attachment, Message
from tests.kill.web import Browser, Web
from tests.processes import ROOT, environment
from tests.web.console import words
from tests.world import World

GIB = 1 << 30
# The command of Opora under a bound of what it may hold: of its address space, or of its data alone.
BOUNDED = """
import resource, sys
kind, most = getattr(resource, sys.argv.pop(1)), int(sys.argv.pop(1))
resource.setrlimit(kind, (most, most))
from opora.cli import main
sys.exit(main())
"""
HEAD = (
    "From: anna@gear.example.org\r\nTo: support@vendor.test\r\nSubject: Big\r\nMessage-ID: <big@gear.example.org>\r\n"
    "Date: Wed, 06 May 2026 10:00:00 +0500\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/mixed; boundary="=b"\r\n\r\n--=b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'
    "Большая сборка.\r\n--=b\r\nContent-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n"
    'Content-Disposition: attachment; filename="big.zip"\r\n\r\n'
).encode()
TAIL = b"\r\n--=b--\r\n"
LINE = 57


@dataclass
class Desk:
    """A desk by its own folder, and the bound of each of its processes."""

    data: Path
    most: int = GIB
    kind: str = "RLIMIT_AS"

    def run(self, *command: str, letter: Path = Path("/dev/null")) -> None:
        """A command of Opora, which has to end with 0."""
        with letter.open("rb") as given:
            done = subprocess.run(
                [sys.executable, "-c", BOUNDED, self.kind, str(self.most), *command],
                cwd=ROOT, env=environment(OPORA_DATA_DIR=str(self.data)), stdin=given,
                capture_output=True, text=True, check=False,
            )  # fmt: skip
        assert done.returncode == 0, done.stderr

    def take(self, letter: Path) -> InboundMail:
        """The letter by the pipe and the worker, as an MTA hands it over."""
        self.run("mail", "receive", letter=letter)
        self.run("worker", "--once", "--sources", "letters")
        return InboundMail.objects.get()

    @contextmanager
    def web(self) -> Iterator[Web]:
        """The web, under the same bound."""
        web = Web(self.data / "web.log", (self.kind, self.most), OPORA_DATA_DIR=str(self.data))
        try:
            yield web.ready()
        finally:
            web.kill()


def written(place: Path, size: int) -> str:
    """A letter of exactly so many bytes with one file in it; gives its sha256."""
    lines = random.Random(6)
    rest = size - len(HEAD) - len(TAIL)
    content = b"\r\n".join(b64encode(lines.randbytes(LINE)) for _ in range(rest // 78 + 1))
    raw = HEAD + content[: rest - rest % 78 - 2] + TAIL
    # What is missing to the byte stands behind the end, where nobody reads it.
    raw += b"\n" * (size - len(raw))
    assert len(raw) == size
    place.write_bytes(raw)
    return hashlib.sha256(raw).hexdigest()


def digest(web: Web, browser: Browser, path: str) -> str:
    """The sha256 of what the server sends under this address, or under the signed link to which it leads."""
    found, connection = hashlib.sha256(), browser.opened(web.port, path)
    try:
        answer = connection.getresponse()
        if link := answer.getheader("Location"):
            return digest(web, browser, link)
        assert answer.status == 200
        while piece := answer.read(1 << 20):
            found.update(piece)
    finally:
        connection.close()
    return found.hexdigest()


def page(web: Web, browser: Browser, path: str) -> str:
    connection = browser.opened(web.port, path)
    try:
        answer: http.client.HTTPResponse = connection.getresponse()
        assert answer.status == 200
        return answer.read().decode()
    finally:
        connection.close()


@pytest.mark.long
def test_a_hundred_megabytes_come_out_as_they_went_in(world: World, tmp_path: Path) -> None:
    desk, letter = Desk(tmp_path), tmp_path / "100MB.eml"
    sent = written(letter, 100_000_000)
    mail = desk.take(letter)
    assert (mail.state, mail.size, mail.digest) == ("filed", 100_000_000, sent)
    message = Message.objects.get(author_kind="contact")
    assert (message.text, message.troubles) == ("Большая сборка.", [])
    file = Attachment.objects.get(message=message)
    browser = Browser(world.irina)
    with desk.web() as web:
        html = page(web, browser, f"/tickets/{message.ticket.number}/")
        assert f"/letters/{mail.pk}/way/" in html
        assert f"/letters/{mail.pk}/" in page(web, browser, f"/letters/{mail.pk}/way/")
        assert digest(web, browser, f"/letters/{mail.pk}/") == sent
        assert digest(web, browser, f"/tickets/{message.ticket.number}/files/{file.pk}/") == file.sha256
    assert file.name == "big.zip"
    assert file.size > 70_000_000


@pytest.mark.long
def test_a_hundred_and_one_megabytes_open_a_ticket_with_a_notice_and_are_kept(world: World, tmp_path: Path) -> None:
    desk, letter = Desk(tmp_path), tmp_path / "101MB.eml"
    sent = written(letter, 101_000_000)
    mail = desk.take(letter)
    assert (mail.state, mail.size, mail.digest) == ("filed", 101_000_000, sent)
    message = Message.objects.get(author_kind="contact")
    assert message.text == "Большая сборка."
    browser = Browser(world.irina)
    with desk.web() as web:
        said = words(page(web, browser, f"/tickets/{message.ticket.number}/"))
        assert "письмо слишком большое и прочитано не до конца; сохранено оно целиком" in said
        assert digest(web, browser, f"/letters/{mail.pk}/") == sent


def test_twenty_megabytes_in_a_quarter_of_the_memory(world: World, tmp_path: Path) -> None:
    """What holds of a hundred in a gigabyte, sooner; the bound is that of the data: libraries are mapped besides."""
    desk, letter = Desk(tmp_path, GIB // 4, "RLIMIT_DATA"), tmp_path / "20MB.eml"
    sent = written(letter, 20_000_000)
    mail = desk.take(letter)
    assert (mail.state, mail.digest) == ("filed", sent)
    message = Message.objects.get(author_kind="contact")
    assert (message.text, message.troubles) == ("Большая сборка.", [])
    assert Attachment.objects.get(message=message).size > 14_000_000

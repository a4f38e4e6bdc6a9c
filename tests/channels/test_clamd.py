"""The antivirus says what bytes hold: a real clamd, and ones that do not answer as they should."""

import io
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from opora.channels.clamd import NotScanned, scan
from tests.services.clamd import EICAR, FOUND, LARGEST, Clamd


def test_what_is_harmful_is_named_and_what_is_not_passes(clamd: Clamd) -> None:
    assert scan(io.BytesIO(EICAR), clamd.socket) == FOUND
    assert scan(io.BytesIO(b"EICAR is a word"), clamd.socket) == ""
    assert scan(io.BytesIO(b""), clamd.socket) == ""


def test_what_is_harmful_is_found_wherever_pieces_are_cut(clamd: Clamd) -> None:
    """The signature stands across the end of the first piece of 64 kB."""
    assert scan(io.BytesIO(b"x" * (65536 - 20) + EICAR), clamd.socket) == FOUND


def test_what_is_too_long_for_clamd_is_not_called_clean(clamd: Clamd) -> None:
    assert scan(io.BytesIO(b"x" * (LARGEST - 1000)), clamd.socket) == ""
    with pytest.raises(NotScanned, match="INSTREAM size limit exceeded"):
        scan(io.BytesIO(b"x" * (4 * LARGEST)), clamd.socket)


@pytest.fixture
def says(tmp_path: Path) -> Iterator[tuple[str, list[bytes]]]:
    """A server that reads a little and says whatever stands in the list, then hangs up."""
    words: list[bytes] = []
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(tmp_path / "s"))
    server.listen()

    def serve() -> None:
        while words:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                connection.recv(100)
                connection.sendall(words.pop(0))

    thread = threading.Thread(target=serve, daemon=True)
    words.append(b"")
    thread.start()
    yield str(tmp_path / "s"), words
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join(5)


@pytest.mark.parametrize("said", [b"", b"stream: O", b"UNKNOWN COMMAND\0", b"stream: OK and more\0"])
def test_nothing_but_its_word_is_taken_for_clean(says: tuple[str, list[bytes]], said: bytes) -> None:
    where, words = says
    words[0] = said
    with pytest.raises(NotScanned):
        scan(io.BytesIO(b"x"), where)


def test_its_word_is_taken(says: tuple[str, list[bytes]]) -> None:
    where, words = says
    words[0] = b"stream: OK\0"
    assert scan(io.BytesIO(b"x"), where) == ""


@pytest.mark.parametrize("where", ["/nowhere/clamd.ctl", "127.0.0.1:1"])
def test_a_server_that_is_away_is_told(where: str) -> None:
    with pytest.raises(NotScanned, match="does not answer"):
        scan(io.BytesIO(b"x"), where)

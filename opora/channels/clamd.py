"""clamd, the antivirus of ClamAV: bytes flow to it piece by piece, and it says what they hold (its INSTREAM)."""

import re
import socket
import struct

from opora.lib.store import Source

PIECE = 64 * 1024
PATIENCE = 120.0
"""Seconds for each piece, and for the answer: an archive is unpacked before it is given."""

_CLEAN = re.compile(rb"stream: OK\0")
_FOUND = re.compile(rb"stream: ([^\0]+) FOUND\0")


class NotScanned(Exception):
    """Nobody knows what the bytes hold; the words say why, in clamd's own where it has any."""


def scan(content: Source, where: str) -> str:
    """The name of what clamd finds in it; empty: nothing. ``where`` is the path of its socket, or host:port.

    Raises NotScanned: whatever is not its plain word is no word.
    """
    try:
        connection = _connected(where)
    except OSError as error:
        raise NotScanned(f"clamd does not answer at {where}") from error
    with connection:
        try:
            said = _asked(connection, content)
        except OSError as error:
            raise NotScanned(f"clamd at {where} broke off") from error
    if _CLEAN.fullmatch(said):
        return ""
    if found := _FOUND.fullmatch(said):
        return found[1].decode("ascii", "replace")[:100]
    raise NotScanned(said.rstrip(b"\0").decode("ascii", "replace")[:200] or f"clamd at {where} said nothing")


def _connected(where: str) -> socket.socket:
    if not where.startswith("/"):
        host, _, port = where.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE)
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(PATIENCE)
        connection.connect(where)
    except OSError:
        connection.close()
        raise
    return connection


def _asked(connection: socket.socket, content: Source) -> bytes:
    try:
        connection.sendall(b"zINSTREAM\0")
        while piece := content.read(PIECE):
            connection.sendall(struct.pack("!I", len(piece)) + piece)
        connection.sendall(struct.pack("!I", 0))
    except (BrokenPipeError, ConnectionResetError):
        # It hangs up on what is too long, and has said so before.
        pass
    said = b""
    while b"\0" not in said and len(said) < 1000 and (more := connection.recv(1000)):
        said += more
    return said

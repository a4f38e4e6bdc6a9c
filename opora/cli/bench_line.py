"""A line to a server of our own on loopback: one request after the other over one connection."""

import socket
from collections.abc import Mapping

HOST = "127.0.0.1"


class Line:
    """Held open until `close`. Whatever goes wrong is an OSError."""

    def __init__(self, port: int, headers: Mapping[str, str]) -> None:
        self._socket = socket.socket()
        self._socket.settimeout(60)
        self._socket.connect((HOST, port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._head = "".join(f"{name}: {value}\r\n" for name, value in {"Host": HOST, **headers}.items())

    def ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """The status and the body of the answer."""
        head = f"{method} {path} HTTP/1.1\r\n{self._head}Content-Length: {len(body)}\r\n\r\n"
        self._socket.sendall(head.encode() + body)
        came = self._read_until(b"\r\n\r\n")
        said, _, rest = came.partition(b"\r\n\r\n")
        lines = said.decode("latin-1").split("\r\n")
        named = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
        length = int(named.get("content-length", 0))
        while len(rest) < length:
            rest += self._more()
        return int(lines[0].split()[1]), rest

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _read_until(self, end: bytes) -> bytes:
        came = b""
        while end not in came:
            came += self._more()
        return came

    def _more(self) -> bytes:
        part = self._socket.recv(65536)
        if not part:
            raise ConnectionResetError("the server hung up")
        return part

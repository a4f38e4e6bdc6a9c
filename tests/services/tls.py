"""TLS in front of a service that speaks plainly: the tests make the certificate, so they can make a bad one."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

from tests.services.ground import LOOPBACK


@contextmanager
def tls_before(port: int, certificate: Path) -> Iterator[int]:
    """A port of loopback that speaks TLS with this key and certificate, and passes on to a plain one."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with socket.create_server((LOOPBACK, 0)) as listener:
        Thread(target=_serve, args=(listener, context, port), daemon=True).start()
        yield int(listener.getsockname()[1])


def _serve(listener: socket.socket, context: ssl.SSLContext, port: int) -> None:
    # Closing the listener from outside ends the wait with an error.
    with suppress(OSError):
        while True:
            plain, _ = listener.accept()
            Thread(target=_pass, args=(plain, context, port), daemon=True).start()


def _pass(plain: socket.socket, context: ssl.SSLContext, port: int) -> None:
    # A client that does not like the certificate hangs up: that is what the tests are about.
    with suppress(OSError), plain:
        outside, inside = context.wrap_socket(plain, server_side=True), socket.create_connection((LOOPBACK, port))
        with outside, inside:
            Thread(target=_pump, args=(inside, outside), daemon=True).start()
            _pump(outside, inside)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(65536):
            sink.sendall(piece)

"""A relay in front of a server, which does something once the server has said so many bytes."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread

from tests.services.ground import LOOPBACK


@contextmanager
def relay(port: int, after: int, then: Callable[[], None]) -> Iterator[int]:
    """A port of loopback that passes on to that one, and calls ``then`` once, when ``after`` bytes came from there."""
    said = [0]

    def back(inside: socket.socket, outside: socket.socket) -> None:
        with suppress(OSError):
            while piece := inside.recv(16384):
                before = said[0]
                said[0] += len(piece)
                if before < after <= said[0]:
                    outside.sendall(piece[: after - before])
                    then()
                    return
                outside.sendall(piece)

    def forth(outside: socket.socket, inside: socket.socket) -> None:
        with suppress(OSError):
            while piece := outside.recv(16384):
                inside.sendall(piece)

    def serve(listener: socket.socket) -> None:
        # Closing the listener from outside ends the wait with an error.
        with suppress(OSError):
            while True:
                outside, _ = listener.accept()
                with outside, socket.create_connection((LOOPBACK, port)) as inside:
                    asking = Thread(target=forth, args=(outside, inside), daemon=True)
                    asking.start()
                    back(inside, outside)
                    with suppress(OSError):
                        outside.shutdown(socket.SHUT_RDWR)
                    asking.join(10)

    with socket.create_server((LOOPBACK, 0)) as listener:
        thread = Thread(target=serve, args=(listener,), daemon=True)
        thread.start()
        try:
            yield int(listener.getsockname()[1])
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(10)

"""`opora serve`: the web and a worker in one command."""

import argparse
import errno
import math
import os
import socket
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from opora.cli import ground
from opora.cli.bell import Bell
from opora.cli.plain import PlainCommand
from opora.cli.supervisor import Child, Supervisor

ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}


class Command(PlainCommand):
    help = "Serves the desk: web and worker in one command, until Ctrl+C."
    requires_system_checks = []
    stealth_options = ("beside",)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
        parser.add_argument("--port", type=_port, default=8000, help="the port to listen on (8000)")

    def handle(self, *args: Any, **options: Any) -> None:
        ground.stand_whole()
        host, port = options["host"], options["port"]
        claim_address(host, port)
        bell = Bell()
        bell.listen()
        python = sys.executable
        children = [
            Child("web", [python, "-m", "opora.cli.server", host, str(port), str(settings.WEB_PROCESSES)]),
            Child("worker", [python, "-m", "opora.cli", "worker", "--tethered"]),
        ]
        # What a caller wants beside them waits until the first page is there.
        beside: list[Child] = options.get("beside") or []
        for child in beside:
            child.start_at = math.inf
        where = ANYWHERE.get(host, host)
        url = f"http://[{where}]:{port}" if ":" in where else f"http://{where}:{port}"
        # Links in letters lead to where the desk answers, unless the settings know better.
        environment = {"OPORA_BASE_URL": url} | os.environ
        told: list[str] = []

        def tell_once() -> None:
            if not told and _answers(where, port):
                told.append(url)
                for child in beside:
                    child.start_at = 0.0
                self.stdout.write(f"Opora answers at {url}")
                self.stdout.flush()

        Supervisor([*children, *beside], environment, self.stderr.write).run(bell, tell_once)


def claim_address(host: str, port: int) -> None:
    """Raises CommandError when the address is not free. Granian would share the port with another of its kind
    (SO_REUSEPORT) and say nothing."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        sentence = {
            errno.EADDRINUSE: f"Port {port} of {host} is taken: end what uses it, or choose another by --port.",
            errno.EACCES: f"Port {port} is for the administrator: choose one from 1024 on by --port.",
        }.get(error.errno or 0, f"Nobody can listen on {host}:{port} here: choose another address by --host.")
        raise CommandError(sentence) from error


def _answers(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        try:
            probe.connect((host, port))
            probe.sendall(f"HEAD /healthz HTTP/1.0\r\nHost: {_own_name()}\r\n\r\n".encode())
            return probe.recv(5) == b"HTTP/"
        except OSError:
            return False


def _own_name() -> str:
    """A name by which the desk lets itself be called."""
    named = [name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"]
    return named[0] if named else "localhost"


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 1 to 65535")
    return int(text)

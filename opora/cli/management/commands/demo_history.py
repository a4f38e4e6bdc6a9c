"""`opora demo-history`: loads the history of a demo, or what is left of it."""

import argparse
import os
import time
from typing import Any

from django.core.management.base import CommandParser
from django.db import connection
from django.utils import timezone

from opora.cli import tether
from opora.cli.bell import Bell
from opora.cli.history import load
from opora.cli.plain import PlainCommand

REST, SHORTEST = 0.3, 0.06
"""Of the time that a ticket took, so much is left to others before the next one, and never less than these seconds:
SQLite has one writer, and who waits for it looks again only every 25 to 100 milliseconds."""
EVERY = 250


class Command(PlainCommand):
    """Started by `opora demo` beside web and worker; by hand it does the same without them."""

    help = (
        "Load the year of history of a demo, or what is left of it; Ctrl+C puts the rest off. Only a desk that "
        "“opora demo” made takes it."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """None but the tether of a child."""
        parser.add_argument("--tethered", action="store_true", help=argparse.SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        """Ticket by ticket, politely, until all are there or the bell rings."""
        bell = Bell()
        bell.listen()
        if options["tethered"]:
            tether.hold_on()
            os.nice(10)
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                # What is invented need not survive a power cut: the load would wait for the disk half of its time.
                cursor.execute("PRAGMA synchronous=NORMAL")
        total = load.marked(timezone.now()).tickets
        load.announce(timezone.now(), loading=True)
        try:
            self._play(total, bell)
        finally:
            load.announce(timezone.now(), loading=False)

    def _play(self, total: int, bell: Bell) -> None:
        began = began_ticket = time.monotonic()
        for count, (done, _) in enumerate(load.load(timezone.now), 1):
            took = time.monotonic() - began_ticket
            if done % EVERY == 0 or done == total:
                speed = count / (time.monotonic() - began)
                self.stdout.write(f"History: {done} of {total} tickets, {speed:.1f} a second.")
                self.stdout.flush()
            bell.wait(max(SHORTEST, took * REST))
            if bell.rung:
                return
            began_ticket = time.monotonic()

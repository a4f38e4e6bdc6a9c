"""Taking turns with who else writes."""

from time import sleep

from django.db import connection

TURN = 0.12


def let_others_write() -> None:
    """A pause between long transactions, long enough for whoever waits to look again.

    SQLite has one writer at a time and no queue: who waits looks again after a tenth of a second, and would not find it
    free between two transactions that follow at once. PostgreSQL locks rows and needs no pause.
    """
    if connection.vendor == "sqlite":
        sleep(TURN)

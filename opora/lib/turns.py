"""Taking turns with who else writes."""

from time import sleep

from django.db import connection

TURN = 0.06


def let_others_write() -> None:
    """A pause between long transactions, in which whoever waits to write has a turn.

    SQLite has one writer at a time and no queue: who waits looks again from time to time, in the first fifth of a
    second each 50 ms at most, and would hardly find it free between two transactions that follow at once.
    PostgreSQL locks rows and needs no pause.
    """
    if connection.vendor == "sqlite":
        sleep(TURN)

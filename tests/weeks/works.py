"""The worker's work on one row, and a death in the middle of it."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from opora.flow import arrive, tick


class Killed(BaseException):
    """As kill -9: no code of the worker catches it, no lease is given back."""


DEATHS: list[str] = []
"""How the next works end: "before" the commit or "after" it. Taken from the front; empty: nobody dies."""


def letter(letter_id: int, now: datetime) -> None:
    """File a letter."""
    _mortally(lambda: arrive.letter(letter_id, now))


def ticket(ticket_id: int, now: datetime) -> None:
    """Let the time that has passed on a ticket follow its course."""
    _mortally(lambda: tick.ticket(ticket_id, now))


def _mortally(work: Callable[[], None]) -> None:
    death = DEATHS.pop(0) if DEATHS else ""
    with transaction.atomic():
        work()
        if death == "before":
            raise Killed
    if death == "after":
        raise Killed

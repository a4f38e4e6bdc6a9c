"""What seldom changes is read once a process, and again when it has changed: the database itself marks each change.

With every change of a room's tables a trigger writes a new random value beside the room's name, in the transaction of
the change, whoever makes it. A Step asks for all values at once; what was read under the same value holds still. Values
are never used again, so what was undone needs not be told to anybody (ADR 12).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connection

from opora.ledger.models import Revision
from opora.ledger.triggers import standing
from opora.lib.remembered import keep, kept, remembered

__all__ = ["Room", "allow", "confirm"]

P = ParamSpec("P")
R = TypeVar("R")

MOST = 1000
"""So many answers of one read a process keeps; with more it begins anew."""


class Room:
    """Tables that change together, seldom. Decorates reads of them alone, whose answer nobody can alter."""

    def __init__(self, name: str, *tables: str) -> None:
        self.name, self.tables = name, tables

    def __call__(self, read: Callable[P, R]) -> Callable[P, R]:
        """The same read, answered from memory inside a Step while the room is what it was."""
        memory: dict[Any, tuple[str, Any]] = {}

        @wraps(read)
        def ask(*args: P.args, **kwargs: P.kwargs) -> R:
            filled = kept(*_STEP)
            value = _values().get(self.name) if filled is not None else None
            if value is None:
                return read(*args, **kwargs)
            said = (args, *kwargs.items())
            held = memory.get(said)
            if held is not None and held[0] == value:
                answer: R = held[1]
                return answer
            found = read(*args, **kwargs)
            filled.append((self, memory, said, (value, found)))
            return found

        return remembered(ask)


def allow() -> None:
    """A Step begins: from here its reads may be answered from memory, until it forgets what it has read."""
    keep(*_STEP, [])


def confirm() -> None:
    """A Step ends: what it has read is kept, if the rooms are still what they were when it began to read."""
    filled = kept(*_STEP)
    if not filled:
        return
    values, marked = _read(), standing(connection)
    for room, memory, said, held in filled:
        if values.get(room.name) == held[0] and marked.issuperset(room.tables):
            if len(memory) >= MOST:
                memory.clear()
            memory[said] = held
    filled.clear()


_STEP = ("reads of a step", 0)


def _read() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT room, value FROM "{Revision._meta.db_table}"')
        return dict(cursor.fetchall())


_values = remembered(_read)

"""Reads that one Step asks again and again, asked once: offices, settings, calendars' versions; and what it made.

Only inside a Step, since only there nothing else can change under it; whoever writes such rows in a Step forgets.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_memory: ContextVar[dict[Hashable, Any] | None] = ContextVar("memory", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """From here to the end each remembered read is asked once. Inside another one it is that one's memory."""
    if _memory.get() is not None:
        yield
        return
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


def remembered(read: Callable[P, R]) -> Callable[P, R]:
    """A read whose arguments can be hashed and whose answer nobody alters."""

    @wraps(read)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        memory = _memory.get()
        if memory is None:
            return read(*args, **kwargs)
        key = (read, args, tuple(sorted(kwargs.items())))
        if key not in memory:
            memory[key] = read(*args, **kwargs)
        found: R = memory[key]
        return found

    return ask


def keep(what: str, row: int, made: Any) -> None:
    """Remember something that this Step has made: nobody else knows of it, so nobody asks the database for it."""
    memory = _memory.get()
    if memory is not None:
        memory[what, row] = made


def kept(what: str, row: int) -> Any:
    """What was made in this Step; null where it was there before, or was forgotten."""
    memory = _memory.get()
    return memory.get((what, row)) if memory is not None else None


def forget() -> None:
    """Something that is remembered was written."""
    memory = _memory.get()
    if memory is not None:
        memory.clear()

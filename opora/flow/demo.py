"""Whether this desk is a demo, and how far its history has come: what pages and commands ask."""

from datetime import datetime

from opora.ledger.queries import length_of
from opora.offices.queries import setting_at

MARK = "demo_history"
"""The setting that `opora demo` writes with a desk: which history belongs to it. Without it nothing is ever loaded."""
LOADS = "demo_history_loads"
"""The setting that says whether somebody is loading it: `opora demo` may be told not to."""


def is_demo(now: datetime) -> bool:
    """Whether `opora demo` made this desk, with its invented vendor."""
    return isinstance(setting_at(MARK, now), dict)


def progress(now: datetime) -> tuple[int, int] | None:
    """How many tickets of how many are played; null on a desk without a history."""
    found = setting_at(MARK, now)
    return (length_of("history", 1), int(found["tickets"])) if isinstance(found, dict) else None


def unfinished(now: datetime) -> dict[str, int] | None:
    """``done`` and ``total`` while the history loads; null when it is whole, when nobody loads it, or none is there."""
    found = progress(now) if setting_at(LOADS, now) else None
    return {"done": found[0], "total": found[1]} if found and found[0] < found[1] else None

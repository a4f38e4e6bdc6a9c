"""How much of the tables each statement touches: rows on PostgreSQL, steps of its machine on SQLite.

What the planner means to do is one thing; here each statement is counted while it runs, so that a filter behind an
index is seen as well as a table that is read from end to end.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

EACH = 10
"""SQLite tells of each ten steps; to read a row takes at least three."""
EXPLAINED = ("SELECT", "UPDATE", "DELETE", "WITH")
_PLACE = "opora_touched"


@contextmanager
def touched() -> Iterator[dict[str, int]]:
    """The most that one run of each statement inside has touched; whole when the block ends."""
    counts: dict[str, int] = {}
    with _on_sqlite(counts) if connection.vendor == "sqlite" else _on_postgresql(counts):
        yield counts


@contextmanager
def _on_sqlite(counts: dict[str, int]) -> Iterator[None]:
    connection.ensure_connection()
    running, steps = "", 0

    def step() -> int:
        nonlocal steps
        steps += EACH
        counts[running] = max(counts.get(running, 0), steps)
        return 0

    def noted(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        # Rows that are fetched later are steps of the statement that ran last.
        nonlocal running, steps
        running, steps = sql, 0
        counts.setdefault(sql, 0)
        return execute(sql, params, many, context)

    connection.connection.set_progress_handler(step, EACH)
    try:
        with connection.execute_wrapper(noted):
            yield
    finally:
        connection.connection.set_progress_handler(None, EACH)
        counts.pop("", None)


@contextmanager
def _on_postgresql(counts: dict[str, int]) -> Iterator[None]:
    def noted(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(EXPLAINED):
            counts[sql] = max(counts.get(sql, 0), _rows(_plan(sql, params)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noted):
        yield


def _plan(sql: str, params: Any) -> dict[str, Any]:
    """The statement is really run, and undone."""
    before, after = (
        (f"SAVEPOINT {_PLACE}", f"ROLLBACK TO SAVEPOINT {_PLACE}")
        if connection.in_atomic_block
        else ("BEGIN", "ROLLBACK")
    )
    with connection.connection.cursor() as cursor:
        cursor.execute(before)
        try:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
            said = cursor.fetchone()[0]
        finally:
            cursor.execute(after)
    plan: dict[str, Any] = (json.loads(said) if isinstance(said, str) else said)[0]["Plan"]
    return plan


def _rows(node: dict[str, Any]) -> int:
    """Rows that were read from tables and indexes, those that a filter threw away among them."""
    below = sum(_rows(one) for one in node.get("Plans", []))
    if "Scan" not in node["Node Type"]:
        return below
    removed = sum(node.get(f"Rows Removed by {what}", 0) for what in ("Filter", "Index Recheck"))
    return below + int((node["Actual Rows"] + removed) * node["Actual Loops"])

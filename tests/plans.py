"""What a database means to do for the questions that are asked: its plans, for tests that none reads a table whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def plans(table: str) -> Iterator[list[str]]:
    """The plans of all statements inside that name this table; whole when the block ends."""
    found: list[tuple[str, Any]] = []

    def noted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if table in sql:
            found.append((sql, params))
        return execute(sql, params, many, context)

    said: list[str] = []
    with connection.execute_wrapper(noted):
        yield said
    how = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        for sql, params in found:
            cursor.execute(f"{how} {sql}", params)
            said.append("\n".join(str(line[-1]) for line in cursor.fetchall()))

"""Rows that many tests begin with: written by actions once a process, and laid down as they were from then on.

The actions ask and write four hundred times for the named cast; its rows are laid down by a statement for each of
their tables. What the database makes by itself it makes anew: the moment at which an event was recorded, and the marks
of what changed (`opora.ledger.revisions`). tests/test_world.py compares the two row by row.
"""

import pickle
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from itertools import compress
from typing import TypeVar

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from django.db.models.functions import Now

from opora.ledger.models import Event, Revision

Made = TypeVar("Made")
Rows = list[tuple[str, ...]]


@dataclass(frozen=True)
class Laid:
    """What was made, pickled: each test gets a copy of its own; and the statements that lay its rows down."""

    made: bytes
    statements: list[str]


_laid: dict[Hashable, Laid] = {}


def laid(what: Hashable, make: Callable[[], Made]) -> Made:
    """What ``make`` returns and writes. Where the same tables are empty, ``make`` itself is called only once."""
    key = (what, connection.vendor, filled())
    if key not in _laid:
        return _made(key, make)
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in _laid[key].statements:
            cursor.execute(statement)
    copy: Made = pickle.loads(_laid[key].made)
    return copy


def tables() -> list[type[Model]]:
    """All of them, but for the marks, which triggers write."""
    return [model for model in apps.get_models(include_auto_created=True) if model is not Revision]


def filled() -> tuple[type[Model], ...]:
    """The tables that have rows."""
    asked = (f'EXISTS (SELECT 1 FROM "{table._meta.db_table}")' for table in tables())
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(asked))
        return tuple(compress(tables(), cursor.fetchone()))


def rows_of_all() -> dict[type[Model], Rows]:
    """All rows of all tables, as literals of SQL."""
    return {table: _rows(table) for table in tables()}


def _made(key: Hashable, make: Callable[[], Made]) -> Made:
    before = rows_of_all()
    made = make()
    new = {table: rows for table, rows in rows_of_all().items() if rows != before[table]}
    if not any(before[table] for table in new):
        # Where rows were there before, the next one makes it by actions again.
        statements = [statement for table, rows in new.items() for statement in _statements(table, rows)]
        at_once = [";".join(statements)] if connection.vendor == "postgresql" else statements
        _laid[key] = Laid(pickle.dumps(made), at_once)
    return made


def _rows(table: type[Model]) -> Rows:
    literal = 'quote_nullable("{}"::text)' if connection.vendor == "postgresql" else 'quote("{}")'
    columns = ", ".join(literal.format(column) for column in _columns(table))
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {columns} FROM "{table._meta.db_table}" ORDER BY "{table._meta.pk.column}"')
        found: Rows = cursor.fetchall()
        return found


def _columns(table: type[Model]) -> list[str]:
    return [str(field.column) for field in table._meta.concrete_fields]


def _statements(table: type[Model], rows: Rows) -> list[str]:
    """Adds the rows with their own numbers; PostgreSQL is told that the next number lies beyond them."""
    name, key = table._meta.db_table, table._meta.pk.column
    columns = _columns(table)
    if table is Event:
        now = getattr(Now(), f"as_{connection.vendor}")(None, connection)[0].replace("%%", "%")
        at = columns.index("recorded_at")
        rows = [(*row[:at], now, *row[at + 1 :]) for row in rows]
    named = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(f"({', '.join(row)})" for row in rows)
    statements = [f'INSERT INTO "{name}" ({named}) VALUES {values}']
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{name}"', key])
            (sequence,) = cursor.fetchone()
        if sequence:
            last = f'GREATEST((SELECT last_value FROM {sequence}), (SELECT MAX("{key}") FROM "{name}"))'
            statements.append(f"SELECT setval('{sequence}', {last})")
    return statements

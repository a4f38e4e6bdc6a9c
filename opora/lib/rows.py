"""New rows of tables that are written again and again: a statement is made once a process, not with each row.

Django would put the same text together each time, which takes longer than the database does with it.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import Field, Model

Row = TypeVar("Row", bound=Model)
Column = Field[Any, Any]


def write_down(row: Row, **by_database: Any) -> Row:
    """Insert a row that is not in the database yet, and give it its number. No signal is sent.

    ``by_database``: columns whose value the database itself makes, as an expression that takes no other column.
    """
    write_all_down([row], **by_database)
    return row


def write_new(row: Model) -> bool:
    """Insert a row unless one with the same unique values is there. False: it is, or is being written."""
    statement, fields = _statement(type(row), connection.vendor, 1, ())
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS), connection.cursor() as cursor:
        cursor.execute(" ON CONFLICT DO NOTHING RETURNING ".join(statement.rsplit(" RETURNING ", 1)), values)
        written = cursor.fetchone()
    if written is None:
        return False
    row.pk = written[0]
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return True


def write_all_down(rows: Sequence[Model], **by_database: Any) -> None:
    """The same for some rows of one table, by one statement."""
    if not rows:
        return
    statement, fields = _statement(type(rows[0]), connection.vendor, len(rows), tuple(by_database.items()))
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for row in rows for field in fields]
    with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS), connection.cursor() as cursor:
        cursor.execute(statement, values)
        numbers = cursor.fetchall()
    for row, (number,) in zip(rows, numbers, strict=True):
        row.pk = number
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def write_all(rows: Sequence[Model], **by_database: Any) -> None:
    """The same for any number of rows, which are not told their numbers: one statement, again and again."""
    if not rows:
        return
    statement, fields = _statement(type(rows[0]), connection.vendor, 1, tuple(by_database.items()))
    values = [[field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields] for row in rows]
    with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS), connection.cursor() as cursor:
        cursor.executemany(statement.rpartition(" RETURNING ")[0], values)


@cache
def _statement(table: type[Model], vendor: str, count: int, by_database: Any) -> tuple[str, tuple[Column, ...]]:
    made = {name: _expression(expression, vendor) for name, expression in by_database}
    fields = [field for field in table._meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = f"({', '.join(made.get(field.name, '%s') for field in fields)})"
    into, key = quote(table._meta.db_table), quote(str(table._meta.pk.column))
    statement = f"INSERT INTO {into} ({columns}) VALUES {', '.join([places] * count)} RETURNING {key}"
    return statement, tuple(field for field in fields if field.name not in made)


def _expression(expression: Any, vendor: str) -> str:
    as_sql = getattr(expression, f"as_{vendor}", expression.as_sql)
    statement: str = as_sql(None, connection)[0]
    return statement

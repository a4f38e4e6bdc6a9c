"""A new row of a table that is written again and again: its statement is made once a process, not with each row.

Django would put the same text together each time, which takes longer than the database does with it.
"""

from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import Field, Model

Row = TypeVar("Row", bound=Model)


def write_down(row: Row, **by_database: Any) -> Row:
    """Insert a row that is not in the database yet, and give it its number. No signal is sent.

    ``by_database``: columns whose value the database itself makes, as an expression that takes no other column.
    """
    said = tuple(by_database.items())
    statement, fields = _statement(type(row), connection.vendor, said)
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS), connection.cursor() as cursor:
        cursor.execute(statement, values)
        (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return row


@cache
def _statement(table: type[Model], vendor: str, by_database: Any) -> tuple[str, tuple[Field[Any, Any], ...]]:
    made = {name: _expression(expression, vendor) for name, expression in by_database}
    fields = [field for field in table._meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(made.get(field.name, "%s") for field in fields)
    key = quote(str(table._meta.pk.column))
    statement = f"INSERT INTO {quote(table._meta.db_table)} ({columns}) VALUES ({places}) RETURNING {key}"
    return statement, tuple(field for field in fields if field.name not in made)


def _expression(expression: Any, vendor: str) -> str:
    as_sql = getattr(expression, f"as_{vendor}", expression.as_sql)
    statement: str = as_sql(None, connection)[0]
    return statement

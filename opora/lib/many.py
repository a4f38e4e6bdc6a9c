"""The same columns of many rows, written by one statement that the database is given once."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Model


def update_many(model: type[Model], columns: Sequence[str], rows: Sequence[tuple[Any, ...]], also: str = "") -> None:
    """Write these columns, the values of each row in their order and its key last. ``also``: one more, as SQL."""
    named = {field.name: field for field in model._meta.concrete_fields}
    fields, key = [named[name] for name in columns], str(model._meta.pk.column)
    quote = connection.ops.quote_name
    written = [*(f"{quote(str(field.column))} = %s" for field in fields), *([also] if also else [])]
    sql = f"UPDATE {quote(model._meta.db_table)} SET {', '.join(written)} WHERE {quote(key)} = %s"
    prepared = [
        (*(field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=False)), row[-1])
        for row in rows
    ]
    if prepared:
        with connection.cursor() as cursor:
            cursor.executemany(sql, prepared)

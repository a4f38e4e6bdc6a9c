"""A law: what must hold of all rows, as one question to the database for those that contradict it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection
from django.utils.functional import Promise

_FIELD = re.compile(r"\[(\w+\.\w+)\.(\w+)\]")
_KEYS = re.compile(r"\[keys of (\w+)\.(\w+)\.(\w+)\]")
_BEFORE = re.compile(r"\[(\w+\.\w+) less five minutes\]")

_ROOM = {
    # Kibibytes of pages; and what is sorted stays in memory.
    "sqlite": {"cache_size": "-262144", "temp_store": "2"},
    "postgresql": {"work_mem": "256MB"},
}
_SET = {"sqlite": "PRAGMA {} = {}", "postgresql": "SET {} = '{}'"}


@dataclass(frozen=True, slots=True)
class Law:
    """``sql`` gives a row for each breach: ``id`` of the ``subject`` ("ticket", or a name for people), and what else
    the ``sentence`` names; a column ``subject`` says it row by row.

    In it ``[e.payload.user]`` is a field of a JSON column, ``[keys of e.payload.moments]`` a table of its keys named
    ``k``, ``[e.at less five minutes]`` an instant. ``rule`` is that of the domain, ``why`` what comes of a breach;
    ``mend`` what a person does. ``by_ledger``: what is wrong follows from the ledger, so that a repair writes it anew.
    """

    name: str
    rule: str
    sql: str
    sentence: str | Promise
    why: str | Promise
    mend: str | Promise = ""
    subject: str = "ticket"
    by_ledger: bool = False


@dataclass(frozen=True, slots=True)
class Breach:
    """A row that breaks a law: of what, which, and what the sentence names."""

    subject: str
    id: int
    named: dict[str, Any]


@contextmanager
def room_to_sort() -> Iterator[None]:
    """Laws sort and join whole tables: inside, this connection has the memory for it."""
    begun = {name: value for name, value in _ROOM[connection.vendor].items() if _may_change(name)}
    with connection.cursor() as cursor:
        before = [_asked(cursor, name) for name in begun]
        for name, value in begun.items():
            cursor.execute(_SET[connection.vendor].format(name, value))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for name, value in zip(begun, before, strict=True):
                cursor.execute(_SET[connection.vendor].format(name, value))


def breaches(law: Law, most: int) -> list[Breach]:
    """The first rows that break the law, so many at most, in no order that matters."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({statement(law)}) AS broken LIMIT {int(most)}")
        names = [column[0] for column in cursor.description]
        return [_breach(law, dict(zip(names, row, strict=True))) for row in islice(_rows(cursor), most)]


def statement(law: Law) -> str:
    """The question in the words of the database that is asked."""
    sqlite = connection.vendor == "sqlite"
    text = _KEYS.sub(
        r"json_each(\1.\2, '$.\3') AS k" if sqlite else r"jsonb_object_keys(\1.\2 -> '\3') AS k(key)", law.sql
    )
    text = _FIELD.sub(r"json_extract(\1, '$.\2')" if sqlite else r"(\1 ->> '\2')", text)
    less = r"strftime('%Y-%m-%d %H:%M:%S', \1, '-5 minutes')" if sqlite else r"(\1 - INTERVAL '5 minutes')"
    return _BEFORE.sub(less, text)


def orphans(what: str, table: str, column: str, parent: str) -> str:
    """Rows whose column names a row of another table that is not there."""
    return (
        f"SELECT '{what}' AS subject, o.id AS id, o.{column} AS missing FROM {table} o "
        f"LEFT JOIN {parent} p ON p.id = o.{column} WHERE o.{column} IS NOT NULL AND p.id IS NULL"
    )


def _may_change(name: str) -> bool:
    return name != "temp_store" or not connection.in_atomic_block


def _asked(cursor: Any, name: str) -> str:
    cursor.execute(f"PRAGMA {name}" if connection.vendor == "sqlite" else f"SHOW {name}")
    return str(cursor.fetchone()[0])


def _rows(cursor: Any) -> Iterator[tuple[Any, ...]]:
    while some := cursor.fetchmany(1000):
        yield from some


def _breach(law: Law, named: dict[str, Any]) -> Breach:
    return Breach(str(named.get("subject", law.subject)), int(named["id"]), named)

"""The triggers that mark a change of a room's tables, for migrations; and which of them stand."""

from collections.abc import Iterator
from secrets import token_hex
from typing import Any

from django.db import migrations

REVISIONS = "ledger_revision"
_EVENTS = ("INSERT", "UPDATE", "DELETE")


def mark(room: str, table: str, *columns: str) -> migrations.RunPython:
    """A step of a migration: from here each change of the table is marked; of ``columns`` alone, if any are named.

    Where SQLite makes a table anew to alter it, its triggers go: a migration that alters a marked table marks it again.
    """

    def make(apps: Any, schema_editor: Any) -> None:
        of = f" OF {', '.join(columns)}" if columns else ""
        known = apps.get_model("ledger", "Revision")._default_manager.using(schema_editor.connection.alias)
        known.get_or_create(room=room, defaults={"value": token_hex(16)})
        makes = _postgresql if schema_editor.connection.vendor == "postgresql" else _sqlite
        for statement in makes(room, table, of):
            schema_editor.execute(statement, None)

    return migrations.RunPython(make, migrations.RunPython.noop)


def standing(connection: Any) -> set[str]:
    """The tables whose every change is marked in this database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
                "WHERE tgname = 'revised' AND tgenabled IN ('O', 'A') AND pg_table_is_visible(pg_class.oid)"
            )
            return {table for (table,) in cursor.fetchall()}
        cursor.execute("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'revised %'")
        found = [table for (table,) in cursor.fetchall()]
        return {table for table in found if found.count(table) == len(_EVENTS)}


def _postgresql(room: str, table: str, of: str) -> Iterator[str]:
    yield (
        "CREATE OR REPLACE FUNCTION opora_revised() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"INSERT INTO {REVISIONS} (room, value) VALUES (TG_ARGV[0], gen_random_uuid()) "
        "ON CONFLICT (room) DO UPDATE SET value = EXCLUDED.value; RETURN NULL; END $$"
    )
    yield (
        f"CREATE OR REPLACE TRIGGER revised AFTER INSERT OR UPDATE{of} OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION opora_revised('{room}')"
    )


def _sqlite(room: str, table: str, of: str) -> Iterator[str]:
    for event in _EVENTS:
        name = f'"revised {table} {event.lower()}"'
        yield f"DROP TRIGGER IF EXISTS {name}"
        # In two statements: a conflict inside a trigger is settled as the statement outside says, perhaps ignored.
        yield (
            f"CREATE TRIGGER {name} AFTER {event}{of if event == 'UPDATE' else ''} ON {table} BEGIN "
            f"DELETE FROM {REVISIONS} WHERE room = '{room}'; "
            f"INSERT INTO {REVISIONS} (room, value) VALUES ('{room}', lower(hex(randomblob(16)))); END"
        )

"""The database: does it answer, are its tables those of this version, does it keep what it says it has kept."""

from collections.abc import Iterator

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from opora.cli.backups.facts import migrations, running, unknown
from opora.cli.checks.finding import Finding, fault, ok

DURABLE = ("fsync", "synchronous_commit", "full_page_writes")
"""PostgreSQL's settings without which a commit that was acknowledged may be gone after a power cut."""


def tables() -> Iterator[Finding]:
    """As this version wants them."""
    applied = migrations("default")
    ahead = unknown(applied)
    executor = MigrationExecutor(connection)
    steps = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if ahead:
        yield fault("tables", f"The tables are of a newer Opora than this {running()} ({ahead[0]}).",
                    "Install the newer version again, or restore the backup made before it.")  # fmt: skip
    elif steps:
        yield fault("tables", f"{len(steps)} steps are missing in the tables.", "opora setup")
    else:
        count = sum(map(len, applied.values()))
        yield ok("tables", f"{_server()}; the tables are those of Opora {running()} ({count} steps).")


def durable() -> Iterator[Finding]:
    """What is committed must survive a power cut: a letter is acknowledged to its sender then."""
    loose = _loose_sqlite() if connection.vendor == "sqlite" else _loose_postgresql()
    for sentence, mend in loose:
        yield fault("durable", sentence, mend)
    if not loose:
        yield ok("durable", "What the database has committed survives a power cut.")


def _loose_sqlite() -> list[tuple[str, str]]:
    mode, level = _asked("PRAGMA journal_mode"), int(_asked("PRAGMA synchronous"))
    found = []
    if mode != "wal":
        found.append((f"SQLite's journal is “{mode}”: pages and worker stand in each other's way.",
                      "Put the database on a local disk; a network's may know no write-ahead log."))  # fmt: skip
    if level < 2:
        found.append(("SQLite does not wait for the disk: a power cut may undo what was acknowledged.",
                      "PRAGMA synchronous must be FULL."))  # fmt: skip
    return found


def _loose_postgresql() -> list[tuple[str, str]]:
    off = [name for name in DURABLE if _asked(f"SHOW {name}") == "off"]
    return [
        (f"PostgreSQL's {name} is off: a power cut may undo what was acknowledged.", f"ALTER SYSTEM SET {name} = on;")
        for name in off
    ]


def _server() -> str:
    if connection.vendor == "sqlite":
        return f"SQLite {_asked('SELECT sqlite_version()')} answers"
    return f"PostgreSQL {_asked('SHOW server_version').split()[0]} answers"


def _asked(question: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return str(cursor.fetchone()[0])

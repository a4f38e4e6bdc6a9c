"""The database of a desk as one file: copied at one instant while the desk works, and loaded into an empty one."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections, transaction
from psycopg import pq

from opora.cli.backups.archive import Broken
from opora.cli.backups.facts import NOT_COPIED

COPY = "copy"
PACKAGE = "install Debian's package postgresql-client, of the server's version or a newer one"


@contextmanager
def snapshot(target: Path) -> Iterator[str]:
    """Copies the database to this file and gives the alias under which that very state can be asked; nobody waits.

    Raises Broken with a sentence.
    """
    with _of_sqlite(target) if connection.vendor == "sqlite" else _of_postgresql(target) as alias:
        yield alias


def load(source: Path) -> None:
    """Fill the empty database of the settings from such a file. Raises Broken with a sentence."""
    connection.close()
    if connection.vendor == "sqlite":
        place = Path(settings.DATABASES["default"]["NAME"])
        place.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        shutil.move(source, place)
        _check_pages(place)
        return
    _run("pg_restore", ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges",
                        f"--dbname={connection.settings_dict['NAME']}", str(source)])  # fmt: skip


def is_empty() -> bool:
    """Whether the database of the settings holds nothing at all."""
    if connection.vendor == "sqlite":
        place = Path(settings.DATABASES["default"]["NAME"])
        return not place.exists() or not place.stat().st_size
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)


# --- SQLite -------------------------------------------------------------------------------------------------


@contextmanager
def _of_sqlite(target: Path) -> Iterator[str]:
    """One step of the online backup: with a write-ahead log it stands in nobody's way, and starts anew for nobody."""
    target.unlink(missing_ok=True)
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    place = settings.DATABASES["default"]["NAME"]
    try:
        desk = sqlite3.connect(f"{Path(place).absolute().as_uri()}?mode=ro", uri=True, timeout=20)
        with closing(desk), closing(sqlite3.connect(target)) as copy:
            desk.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            copy.execute("PRAGMA secure_delete=ON")
            if copy.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [NOT_COPIED]).fetchone():
                copy.execute(f"DELETE FROM {NOT_COPIED}")
            copy.commit()
    except sqlite3.Error as error:
        raise Broken(f"The database {place} cannot be copied: {_of_disk(error)}.") from error
    _check_pages(target)
    connections.settings[COPY] = deepcopy(connection.settings_dict) | {"NAME": str(target), "OPTIONS": {}}
    try:
        yield COPY
    finally:
        connections[COPY].close()
        del connections[COPY], connections.settings[COPY]


def _check_pages(place: Path) -> None:
    try:
        with closing(sqlite3.connect(place)) as copy:
            said = [str(row[0]) for row in copy.execute("PRAGMA integrity_check(1)")]
    except sqlite3.Error as error:
        said = [str(error)]
    if said != ["ok"]:
        raise Broken(f"The database is damaged ({said[0]}): a copy of it is no backup. Restore an older one.")


def _of_disk(error: sqlite3.Error) -> str:
    return "the disk is full" if "full" in str(error) else str(error)


# --- PostgreSQL ---------------------------------------------------------------------------------------------


@contextmanager
def _of_postgresql(target: Path) -> Iterator[str]:
    """pg_dump and our own questions see one snapshot, which lives as long as this transaction."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            exported = cursor.fetchone()[0]
        target.unlink(missing_ok=True)
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        # The file is packed with the others.
        _run("pg_dump", ["--format=custom", "--compress=0", "--no-owner", "--no-privileges", "--no-password",
                         f"--exclude-table-data=*.{NOT_COPIED}", f"--snapshot={exported}",
                         "--lock-wait-timeout=60s", f"--file={target}"])  # fmt: skip
        yield "default"


def _run(program: str, words: Sequence[str]) -> None:
    try:
        ran = subprocess.run(
            [program, *words], env=os.environ | _who(), stdin=subprocess.DEVNULL, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
    except FileNotFoundError:
        raise Broken(f"The program {program} is missing: {PACKAGE}.") from None
    if ran.returncode:
        lines = [line for line in ran.stderr.splitlines() if line.strip()] or [f"status {ran.returncode}"]
        if "version mismatch" in ran.stderr:
            raise Broken(f"{program} is older than the server: {PACKAGE}.")
        raise Broken(f"{program} did not come to its end: {lines[0].removeprefix(f'{program}: error: ')}.")


def _who() -> dict[str, str]:
    """How to reach the database, for libpq; never on a command line, where others can read it."""
    given: dict[str, Any] = connection.get_connection_params()
    variables = {
        option.keyword.decode(): option.envvar.decode() for option in pq.Conninfo.get_defaults() if option.envvar
    }
    return {variables[name]: str(value) for name, value in given.items() if name in variables and value is not None}

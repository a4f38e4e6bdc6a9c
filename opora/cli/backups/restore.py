"""Putting a backup back, into an empty place only; the desk there is quiet, and what waited then is held back.

The backup is read twice: once to prove it, before anything is written, and once to take it out.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.utils import Error as DatabaseTrouble

from opora.channels.queries import store
from opora.cli import ground
from opora.cli.backups import archive, copies, facts
from opora.cli.backups.archive import DATABASES, LOOSE, STORED, Broken, Manifest, Readable
from opora.flow.hush import hush
from opora.lib.store import FULL, sync_folder

ALLOWED = {"secret-key", "passwords", "lost+found"}
"""What may lie in the folder beforehand: the secrets, which no backup holds, and what a new disk brings."""
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True, slots=True)
class Back:
    """What was put back, in figures; ``held`` letters do not leave. ``same_key``: the secret key is that of then."""

    made_at: str
    opora: str
    tickets: int
    rows: int
    files: int
    missing: int
    migrated: int
    held: int
    same_key: bool

    def as_json(self) -> str:
        """One object."""
        return json.dumps(asdict(self))


def restore(file: Path, now: datetime) -> Back:
    """Put this backup back where the settings say. Raises Broken; of what it wrote nothing is left but a sentence."""
    manifest = archive.examine(file)
    check_fit(manifest)
    data = Path(settings.DATA_DIR)
    _check_empty(data)
    with _in_plain_words(data), _begun(data):
        dump = data / DATABASES[manifest.database]
        _take_out(file, data, dump)
        copies.load(dump)
        dump.unlink(missing_ok=True)
        rows = _compare(manifest)
        same_key = _room(manifest)
        migrated = ground.raise_tables()
        held = hush(datetime.fromisoformat(manifest.made_at), now)
    tickets = manifest.tables.get("tickets_ticket", 0)
    return Back(manifest.made_at, manifest.opora, tickets, rows, len(manifest.files), len(manifest.missing), migrated,
                held, same_key)  # fmt: skip


def check_fit(manifest: Manifest) -> None:
    """Raises Broken when this version, or the database of the settings, cannot take this backup."""
    newer = facts.unknown(manifest.migrations)
    if newer:
        raise Broken(
            f"The backup is of a newer Opora ({manifest.opora}; this one does not know {newer[0]}): install that "
            "version, and restore with it."
        )
    if manifest.database != connection.vendor:
        raise Broken(
            f"The backup is of {NAMES[manifest.database]}, and OPORA_DATABASE_URL names {NAMES[connection.vendor]}: "
            f"restore it into {NAMES[manifest.database]}, by --database-url."
        )


def _check_empty(data: Path) -> None:
    there = sorted(path.name for path in data.iterdir() if path.name not in ALLOWED) if data.is_dir() else []
    if ground.RESTORE_BEGUN in there:
        raise Broken(f"A restore into {data} was broken off: empty the folder and the database, then begin again.")
    if there:
        raise Broken(
            f"{data} is not empty ({', '.join(there[:3])}): a backup is put back into an empty place only. Name "
            "another folder by --data, or move this one away."
        )
    if not copies.is_empty():
        raise Broken(
            "The database of OPORA_DATABASE_URL is not empty: a backup is put back into an empty one only. Make "
            "another (createdb NAME) and name it by --database-url."
        )


@contextmanager
def _begun(data: Path) -> Iterator[None]:
    """Marks the folder until all is done; what was written is taken away again when it is not."""
    data.mkdir(mode=0o750, parents=True, exist_ok=True)
    mark = data / ground.RESTORE_BEGUN
    mark.touch()
    sync_folder(data)
    try:
        yield
    except BaseException as error:
        connection.close()
        _empty(data)
        if isinstance(error, Broken) and not _nothing_left():
            raise Broken(
                f"{error} Make the database anew before you try again: part of the backup is in it."
            ) from error
        raise
    sync_folder(data)
    mark.unlink()
    sync_folder(data)


def _nothing_left() -> bool:
    try:
        return copies.is_empty()
    except DatabaseTrouble:
        return True


def _empty(data: Path) -> None:
    for path in [path for path in data.iterdir() if path.name not in ALLOWED]:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    if connection.vendor == "sqlite":
        place = Path(settings.DATABASES["default"]["NAME"])
        for name in (place, *(place.with_name(f"{place.name}-{kind}") for kind in ("wal", "shm", "journal"))):
            name.unlink(missing_ok=True)


def _take_out(file: Path, data: Path, dump: Path) -> None:
    kept = store()
    for name, content in archive.members(file):
        stored = STORED.fullmatch(name)
        if stored:
            kept.keep(content)
        elif LOOSE.fullmatch(name):
            place = data / name
            place.parent.mkdir(mode=0o770, exist_ok=True)
            _write(place, content)
        elif name == dump.name:
            _write(dump, content)


def _write(place: Path, content: Readable) -> None:
    with place.open("xb") as out:
        place.chmod(0o640)
        shutil.copyfileobj(content, out, archive.PIECE)


def _compare(manifest: Manifest) -> int:
    """The rows that are there now, all tables together. Raises Broken where they are not those of the manifest."""
    found = facts.tables("default")
    for table, rows in manifest.tables.items():
        if found.get(table) != rows:
            raise Broken(f"The table {table} has {found.get(table, 0)} rows, and {rows} in the backup's manifest.")
    lost = facts.digests("default") - set(manifest.files) - set(manifest.missing)
    if lost:
        raise Broken(f"Rows speak of {len(lost)} files that are not in the backup, the first {min(lost)}.")
    return sum(found.values())


def _room(manifest: Manifest) -> bool:
    """The secret key: put there beforehand, given by the environment, or made anew. Whether it is that of then."""
    ground.make_room()
    return facts.key_mark() == manifest.secret_key


@contextmanager
def _in_plain_words(data: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise Broken(f"The disk under {data} is full: free some space there, and begin again.") from error
        raise Broken(
            f"{error.filename or data} cannot be read or written ({error.strerror or error}): run this as whoever "
            "runs Opora, and let them write there."
        ) from error
    except DatabaseTrouble as error:
        raise Broken("The database did not take the backup: empty it, and begin again.") from error

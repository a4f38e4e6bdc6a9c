"""Making a backup while the desk works.

In this order: first what lies beside the database and moves into it (the spool, notes of letters that were taken),
then the database at one instant, then the files that its rows speak of. A row is written after its file, so each of
them is there; what comes meanwhile belongs to the next backup.
"""

import errno
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from opora.channels.queries import store
from opora.cli.backups import archive, copies, facts
from opora.cli.backups.archive import DATABASES, LOOSE, MANIFEST, Broken, Manifest, Writer
from opora.lib.store import FULL, sync_folder

ENDING = ".tar.gz"
DRAFTS = ("part", "database")
LAST = "last-backup.json"
"""A note in the data folder, for `opora check`."""


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that lies there, whole and durable."""

    file: Path
    size: int
    manifest: Manifest


def make(to: Path, now: datetime) -> Made:
    """Back up to this file, or to a new one in this folder. Raises Broken, and nothing is left under that name."""
    file = to / f"opora-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}{ENDING}" if to.is_dir() else to
    if not file.name.endswith(ENDING):
        # A timer with the name of a folder that is not there must not make a file of that name.
        raise Broken(f"There is no folder {to}: make it, or name a file that ends with {ENDING}.")
    if file.exists():
        raise Broken(f"{file} is there already: name another file, or a folder.")
    _clear(file.parent, now)
    part, copy = (file.with_name(f".{file.name}.{what}") for what in DRAFTS)
    try:
        with _in_plain_words(file), _fresh(part) as handle, os.fdopen(handle, "wb") as out:
            manifest = _write(Writer(out), copy, now)
            out.flush()
            os.fsync(out.fileno())
            part.rename(file)
            sync_folder(file.parent)
    finally:
        for draft in (part, copy, copy.with_name(f"{copy.name}-journal")):
            draft.unlink(missing_ok=True)
    made = Made(file, file.stat().st_size, manifest)
    _note(made)
    return made


def _clear(folder: Path, now: datetime) -> None:
    """Remove drafts that backups left which were killed; none runs for a day."""
    for draft in (path for what in DRAFTS for path in folder.glob(f".*{ENDING}.{what}")):
        with suppress(OSError):
            if draft.stat().st_mtime < (now - timedelta(days=1)).timestamp():
                draft.unlink()


def _write(writer: Writer, copy: Path, now: datetime) -> Manifest:
    try:
        writer.add(archive.HEAD, archive.head(facts.running()))
        loose = _add_loose(writer)
        with copies.snapshot(copy) as alias:
            wanted = sorted(facts.digests(alias))
            tables, migrations = facts.tables(alias), facts.migrations(alias)
        with copy.open("rb") as content:
            sha256 = writer.copy(DATABASES[connection.vendor], content, copy.stat().st_size)
        copy.unlink()
        files, size, missing, damaged = _add_files(writer, wanted)
        manifest = Manifest(
            opora=facts.running(), made_at=now.isoformat(), database=connection.vendor, server=_server(),
            database_sha256=sha256, migrations=migrations, tables=tables, files=files, bytes_of_files=size,
            loose=loose, missing=missing, damaged=damaged, settings=facts.told_settings(),
            elsewhere=facts.kept_elsewhere(), secret_key=facts.key_mark(),
        )  # fmt: skip
        writer.add(MANIFEST, archive.written(manifest))
        writer.close()
    except BaseException:
        writer.abandon()
        raise
    return manifest


def _add_loose(writer: Writer) -> dict[str, str]:
    found = {}
    data = Path(settings.DATA_DIR)
    for path in sorted([*data.glob("spool/*.eml"), *data.glob("sent/*.json")]):
        name = f"{path.parent.name}/{path.name}"
        # A file that is gone was taken into the database a moment ago, and comes with it.
        with suppress(FileNotFoundError):
            if LOOSE.fullmatch(name):
                found[name] = writer.add(name, path.read_bytes())
    return found


def _add_files(writer: Writer, wanted: list[str]) -> tuple[list[str], int, list[str], list[str]]:
    """What was written, its bytes; which the store has lost, and which it has kept badly."""
    files, size, missing, damaged = [], 0, [], []
    kept = store()
    for sha256 in wanted:
        try:
            content = kept.open_(sha256)
        except FileNotFoundError:
            missing.append(sha256)
            continue
        with content:
            length = kept.length(sha256) or 0
            found = writer.copy(f"store/{sha256}", content, length)
        files.append(sha256)
        size += length
        if found != sha256:
            damaged.append(sha256)
    return files, size, missing, damaged


def _server() -> str:
    if connection.vendor == "sqlite":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0])


@contextmanager
def _fresh(part: Path) -> Iterator[int]:
    """A new file for its owner alone. One that a killed backup left is of no use to anybody."""
    part.unlink(missing_ok=True)
    yield os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)


@contextmanager
def _in_plain_words(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise Broken(
                f"The disk under {file.parent} is full: free some space there, or name another folder by --to. "
                "No backup was written."
            ) from error
        if error.errno == errno.ENOENT:
            raise Broken(f"There is no folder {file.parent}: make it, or name another by --to.") from error
        about = error.filename or file
        raise Broken(
            f"{about} cannot be read or written ({error.strerror or error}): run this as whoever runs Opora, and let "
            "them write where the backup goes. No backup was written."
        ) from error


def _note(made: Made) -> None:
    """For `opora check`; a backup without this note is as good."""
    words = {"made_at": made.manifest.made_at, "file": str(made.file.absolute()), "size": made.size}
    place = Path(settings.DATA_DIR) / LAST
    draft = place.with_name(f".{LAST}-{os.getpid()}")
    with suppress(OSError):
        draft.write_text(json.dumps(words, ensure_ascii=False))
        draft.rename(place)

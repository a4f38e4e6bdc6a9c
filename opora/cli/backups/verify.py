"""Proving a backup: every digest, then a restore into a place of its own, where doctor looks at it. The desk that runs
here is not touched; the place is a folder under TMPDIR, and for PostgreSQL a database beside the desk's."""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
from django.conf import settings
from django.db import connection

from opora.cli.backups import archive
from opora.cli.backups.archive import Broken

OWN_FAULTS = {"ledger", "promise"}
"""What doctor finds in a backup that the backup itself is to blame for; the rest was so before, or comes with time."""


@dataclass(frozen=True, slots=True)
class Proven:
    """A backup that can be restored, in figures. ``other_findings`` of doctor are those of the desk itself."""

    made_at: str
    opora: str
    database: str
    tickets: int
    rows: int
    files: int
    bytes_of_files: int
    missing: int
    damaged: int
    other_findings: int

    def as_json(self) -> str:
        """One object."""
        return json.dumps(asdict(self))


def verify(file: Path) -> Proven:
    """Restore it elsewhere and look at it. Raises Broken with what is wrong."""
    manifest = archive.examine(file)
    with tempfile.TemporaryDirectory(prefix="opora-verify-") as folder:
        data = Path(folder) / "data"
        with _database(manifest.database, Path(folder)) as url:
            # Its bytes are to come out of the backup, and none may go into the desk's bucket.
            here = {name: value for name, value in os.environ.items() if name != "OPORA_S3"}
            there = here | {"OPORA_DATA_DIR": str(data), "OPORA_DATABASE_URL": url}
            back = json.loads(_opora(there, "restore", str(file.absolute()), "--json"))
            found = [
                json.loads(line) for line in _opora(there, "doctor", "--every", "--json", may_find=True).splitlines()
            ]
    own = [one for one in found if one["check"] in OWN_FAULTS]
    if own:
        raise Broken(f"It can be restored, but doctor finds {len(own)} faults there, the first: {_sentence(own[0])}")
    return Proven(
        made_at=manifest.made_at, opora=manifest.opora, database=manifest.database, tickets=back["tickets"],
        rows=back["rows"], files=len(manifest.files), bytes_of_files=manifest.bytes_of_files,
        missing=len(manifest.missing), damaged=len(manifest.damaged), other_findings=len(found),
    )  # fmt: skip


def _sentence(finding: Mapping[str, Any]) -> str:
    return f"{finding['about']}: {finding['sentence']}"


def _opora(environment: Mapping[str, str], *words: str, may_find: bool = False) -> str:
    """A command of Opora in the other place. Raises Broken with its own sentence when it fails."""
    ran = subprocess.run(
        [sys.executable, "-m", "opora.cli", *words], env=dict(environment), stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if ran.returncode and not (may_find and ran.stdout):
        said = [line for line in ran.stderr.splitlines() if line.strip()]
        raise Broken(said[-1] if said else f"“opora {words[0]}” ended with status {ran.returncode}.")
    return ran.stdout


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    """An empty database of this kind, which is gone afterwards."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'data' / 'opora.sqlite3'}"
        return
    if connection.vendor != kind:
        raise Broken(
            "Every file in it has its digest, but the database could not be tried: it is of PostgreSQL, and "
            "OPORA_DATABASE_URL names no such server."
        )
    # Named after the desk that is asked: several may stand on one server.
    beside = re.sub(r"\W", "_", str(connection.settings_dict["NAME"]), flags=re.ASCII).lower()[:30]
    name = f"opora_verify_{uuid4().hex[:12]}_{beside}"
    _on_server(f"CREATE DATABASE {name} TEMPLATE template0")
    try:
        yield urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}").geturl()
    finally:
        _on_server(f"DROP DATABASE {name} WITH (FORCE)")


def _on_server(sentence: str) -> None:
    given = connection.get_connection_params()
    wanted = {name: given[name] for name in ("host", "port", "user", "password", "dbname") if given.get(name)}
    extra = {name: value for name, value in given.items() if name.startswith("ssl") or name == "connect_timeout"}
    try:
        with psycopg.connect(**wanted, **extra, autocommit=True) as server:
            server.execute(sentence.encode())
    except psycopg.errors.InsufficientPrivilege:
        raise Broken(
            "Every file in it has its digest, but the database could not be tried: the desk's user may not create "
            "one on this server. Let it (ALTER ROLE … CREATEDB), or name a user who may by --database-url."
        ) from None
    except psycopg.OperationalError:
        raise Broken("The database of OPORA_DATABASE_URL does not answer: start it, or correct the address.") from None

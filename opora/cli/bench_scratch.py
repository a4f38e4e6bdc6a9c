"""The ground of measurements: a scratch database beside the configured one, and a scratch folder; both vanish."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection


@contextmanager
def scratch_database(folder: str) -> Iterator[str]:
    """Everything inside writes to a database made for it, and to this folder; gives the database's name."""
    kept_dir = settings.DATA_DIR
    settings.DATA_DIR = Path(folder)
    name = str(Path(folder) / "bench.sqlite3") if connection.vendor == "sqlite" else "opora_bench"
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = name
    with redirect_stdout(StringIO()):
        # It tells of its tables, whatever one asks.
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # The bench commits durably, as PostgreSQL does; the desk itself leaves the last moment to the system.
            cursor.execute("PRAGMA synchronous = FULL")
    try:
        yield name
    finally:
        connection.creation.destroy_test_db(str(settings.DATABASES["default"]["NAME"]), verbosity=0)
        settings.DATA_DIR = kept_dir


def address_of(database: str) -> str:
    """The scratch database as OPORA_DATABASE_URL takes it."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{database}"
    return urlsplit(str(settings.DATABASE_URL))._replace(path=f"/{database}").geturl()


def free_port() -> int:
    """A port of loopback on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

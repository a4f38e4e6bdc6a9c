"""What a backup says of the desk that it was made of."""

import hashlib
import os
import re
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from opora.channels.queries import digests_of_letters
from opora.tickets.queries import digests_of_files

TOLD = (
    "OPORA_BASE_URL", "OPORA_DATABASE_POOL", "OPORA_DATABASE_POOL_SIZE", "OPORA_DATABASE_URL", "OPORA_DATA_DIR",
    "OPORA_DEBUG", "OPORA_HOSTS", "OPORA_LANGUAGE", "OPORA_LOG_LEVEL", "OPORA_MAIL_ALLOW", "OPORA_MAIL_AUTHSERV",
    "OPORA_MAIL_DKIM", "OPORA_MAIL_OUT_DIR", "OPORA_S3",
)  # fmt: skip
"""Settings that a backup holds. Named one by one: a variable that nobody thought of may be a mailbox's password."""
WHO = re.compile(r"(?<=://).*@")
NOT_COPIED = "django_session"
"""Whoever has a row of it is signed in: it is left empty in a backup, and everybody signs in again."""


def running() -> str:
    """The version of this Opora."""
    return version("opora")


def tables(alias: str) -> dict[str, int]:
    """Each table with its number of rows."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        names = sorted(connection.introspection.table_names(cursor))
        found = {}
        for name in names:
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(name)}")
            found[name] = int(cursor.fetchone()[0])
    return found | ({NOT_COPIED: 0} if NOT_COPIED in found else {})


def migrations(alias: str) -> dict[str, list[str]]:
    """What has been applied, by app."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connections[alias]).applied_migrations()):
        found.setdefault(app, []).append(name)
    return found


def unknown(applied: dict[str, list[str]]) -> list[str]:
    """Which of these migrations this version does not have: then the tables are of a newer one."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    there = set(loader.disk_migrations) | {old for new in loader.disk_migrations.values() for old in new.replaces}
    return [f"{app}.{name}" for app, names in applied.items() for name in names if (app, name) not in there]


def digests(alias: str) -> set[str]:
    """Every file of the store that a row speaks of."""
    return digests_of_letters(alias) | digests_of_files(alias)


def told_settings() -> dict[str, str]:
    """OPORA_* as they are set, without secrets; of the database's address all but who signs in there, and how."""
    named = {name: os.environ[name] for name in TOLD if name in os.environ}
    if "OPORA_DATABASE_URL" in named:
        # A query may hold a password as well.
        named["OPORA_DATABASE_URL"] = WHO.sub("…@", named["OPORA_DATABASE_URL"].partition("?")[0])
    return named


def key_mark(secret_key: str | None = None) -> str:
    """Eight digits by which the secret key is known again, and by which nobody finds it."""
    key = settings.SECRET_KEY if secret_key is None else secret_key
    return hashlib.pbkdf2_hmac("sha256", key.encode(), b"opora backup", 100_000).hex()[:8]


def kept_elsewhere() -> list[str]:
    """What belongs to this desk and is not in its backups, one sentence each."""
    if os.environ.get("OPORA_SECRET_KEY"):
        key = "OPORA_SECRET_KEY, the secret key"
    else:
        key = f"{settings.DATA_DIR}/secret-key, the secret key"
    found = [f"{key}: without it links in letters end and replies no longer find their tickets by themselves."]
    if "@" in os.environ.get("OPORA_DATABASE_URL", ""):
        found.append("OPORA_DATABASE_URL: the database's user and password.")
    if (Path(settings.DATA_DIR) / "passwords").is_dir():
        found.append(f"{settings.DATA_DIR}/passwords: those of mailboxes that were typed into a page.")
    return [*found, "The files and variables in which “opora mail add” was told to look for passwords."]

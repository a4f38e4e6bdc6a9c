"""What a desk stands on: a folder, a secret, tables, a vendor's preset and somebody who may sign in."""

import os
import secrets
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.core.validators import validate_email
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from opora.accounts import actions as accounts
from opora.cli import preset
from opora.core.step import MACHINE
from opora.flow.step import begin

RESTORE_BEGUN = "restore-begun"
"""Lies in the data folder until a backup is back as a whole."""


def make_room() -> None:
    """Makes the data folder, and in it the secret unless the environment gives one. Raises CommandError."""
    data = Path(settings.DATA_DIR)
    try:
        data.mkdir(mode=0o750, parents=True, exist_ok=True)
        if not os.environ.get("OPORA_SECRET_KEY"):
            settings.SECRET_KEY = _secret(data / "secret-key")
        probe = data / f".written-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CommandError(
            f"The folder {data} cannot be written to ({error.strerror}): "
            "give the right to write there to whoever runs Opora, or name another folder by OPORA_DATA_DIR."
        ) from error


def raise_tables() -> int:
    """Migrates the database and gives the number of steps taken; with none to take it asks and does no more."""
    try:
        executor = MigrationExecutor(connection)
        steps = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if steps:
            call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        said = (str(error).splitlines() or [type(error).__name__])[0]
        raise CommandError(
            f"The database of OPORA_DATABASE_URL cannot be used ({said}): start it, or correct the address."
        ) from error
    return len(steps)


def stand_whole() -> None:
    """Raises CommandError where a restore was broken off: letters that wait there may have left long ago."""
    if (Path(settings.DATA_DIR) / RESTORE_BEGUN).exists():
        raise CommandError(
            f"A restore into {settings.DATA_DIR} was broken off: empty the folder and the database, and restore again."
        )


def load_preset(name: str, now: datetime) -> None:
    """Writes a vendor's preset; relative days count from today. Raises CommandError with the place of a mistake."""
    try:
        with begin(now, MACHINE, "cli") as step:
            preset.load(step, name, on=now.date())
    except preset.PresetError as error:
        raise CommandError(str(error)) from error


def add_administrator(email: str, now: datetime) -> str | None:
    """Adds an administrator and gives the link by which they choose a password; null when they have one already.

    The link works once, for three days.
    """
    try:
        validate_email(email)
    except ValidationError:
        raise CommandError(f"{email} is no e-mail address.") from None
    with begin(now, MACHINE, "cli") as step:
        user = accounts.add_staff(
            step, email=email, first_name=email.partition("@")[0], last_name="", role="administrator"
        )
    if user.has_usable_password():
        return None
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return f"{settings.BASE_URL}{reverse('welcome', args=[uid, default_token_generator.make_token(user)])}"


def _secret(file: Path) -> str:
    """The secret kept in this file, made when there is none; nobody else may read it."""
    if not file.exists():
        draft = file.with_name(f".secret-key-{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(50) + "\n")
        # A link fails where the name is taken: of two that start at once neither may believe in a secret of its own.
        with suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
    return file.read_text().strip()

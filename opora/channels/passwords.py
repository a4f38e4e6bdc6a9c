"""Passwords of mailboxes that were typed into a page: each in a file of its own, which only Opora may read.

A file is never written again by a page, so that a change that is refused leaves the password that holds. A refresh
token that turns takes the place of the old one, which is void.
"""

import os
import secrets
from pathlib import Path

from django.conf import settings

from opora.lib.store import sync_folder


def keep_password(name: str, password: str) -> str:
    """Keeps the password of a mailbox of this name; gives what stands in its row: "file:/path".

    Raises OSError when the data folder cannot be written to.
    """
    folder = Path(settings.DATA_DIR) / "passwords"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{name}-{secrets.token_hex(4)}"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(password + "\n")
        file.flush()
        os.fsync(file.fileno())
    sync_folder(folder)
    return f"file:{path}"


def replace_password(secret: str, password: str) -> None:
    """Another password where that one lies, when it is a file: all of it or nothing. Raises OSError."""
    kind, _, name = secret.partition(":")
    if kind != "file":
        return
    path = Path(name).resolve()
    part = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    mode = path.stat().st_mode & 0o777
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as file:
            file.write(password + "\n")
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(path.parent)


def drop_password(secret: str) -> None:
    """Removes a password that was kept here and is no longer in use; files of others are left alone."""
    kind, _, name = secret.partition(":")
    path = Path(name)
    if kind == "file" and path.parent == Path(settings.DATA_DIR) / "passwords":
        path.unlink(missing_ok=True)

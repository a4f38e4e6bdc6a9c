"""The desk of a demo: the invented vendor, people who may sign in, and the mark that it is a demo."""

import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.core.management import CommandError
from django.db import DatabaseError, connection

from opora.accounts import actions as accounts
from opora.accounts.queries import staff
from opora.cli import preset
from opora.cli.history import load
from opora.cli.history.load import History
from opora.core.step import MACHINE, Step
from opora.flow import start
from opora.flow.step import begin
from opora.offices import actions as offices
from opora.offices.queries import offices_of, setting_at

OPENED_BEFORE = timedelta(days=1)
"""An empty desk was set up yesterday; one with a vendor before its history begins."""
FIRST = "administrator@demo.test"
_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]


@dataclass(frozen=True)
class Login:
    """Somebody who may sign in to the demo."""

    email: str
    name: str
    role: str
    office: str


def check(now: datetime) -> None:
    """Raises CommandError when this database holds a desk that is no demo, or anything that cannot be read as one."""
    if not Path(connection.settings_dict["NAME"]).exists():
        return
    try:
        ours = not connection.introspection.table_names() or bool(setting_at("demo", now)) or not staff()
    except DatabaseError:
        ours = False
    if not ours:
        raise CommandError("That folder holds a desk that is no demo, so it is left alone: name another by --data DIR.")


def furnish(now: datetime, *, history: History | None) -> None:
    """Writes the vendor and which history it has, or only an administrator, and begins to answer.

    A desk furnished before stays as it is. ``history`` null: an empty desk.
    """
    opened_at = load.opened(history.day) if history else now - OPENED_BEFORE
    if not setting_at("demo", now):
        with begin(opened_at, MACHINE, "cli") as step:
            _write(step, history)
    if setting_at("answering", now) is None:
        start.start(None, {}, opened_at)


def _write(step: Step, history: History | None) -> None:
    if history is not None:
        preset.load(step, "demo", on=history.day)
        load.mark(step, history)
        return
    accounts.add_staff(step, email=FIRST, first_name="Администратор", last_name="", role="administrator")
    offices.set_policy(step, name="demo", value="empty")


def password(data: Path, now: datetime) -> str:
    """The password of everybody in this demo, made at the first start and kept in the folder for its owner."""
    file = data / "logins"
    if not file.exists():
        word = "-".join("".join(secrets.choice(_SYLLABLES) for _ in range(3)) for _ in range(3))
        with begin(now, MACHINE, "cli") as step:
            accounts.give_password(step, users=staff(), password=word)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(word + "\n")
    return file.read_text().strip()


def logins(now: datetime) -> list[Login]:
    """One person of each sort, to sign in as."""
    shown = {FIRST, *preset.head("demo")["logins"]}
    people = [user for user in staff() if user.email in shown]
    return [
        Login(user.email, user.full_name, user.role, ", ".join(office.name for office in offices_of(user, now)))
        for user in people
    ]

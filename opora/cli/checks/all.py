"""All checks in order: the environment first, then the machine, the database, and what stands in it."""

from collections.abc import Iterator
from datetime import datetime

from django.db import DatabaseError, InterfaceError

from opora.cli.checks import database, machine, people, surroundings, work
from opora.cli.checks.finding import Finding, fault
from opora.offices.queries import is_quiet


def examine(now: datetime) -> Iterator[Finding]:
    """Everything there is to say; without a database, or with tables of another version, what can be said."""
    yield from surroundings.secret()
    yield from surroundings.for_developers()
    yield from machine.time_zones()
    yield from machine.antivirus()
    yield from machine.folder()
    yield from machine.room()
    try:
        tables = list(database.tables())
        yield from tables
        yield from database.durable()
        if all(finding.level == "ok" for finding in tables):
            yield from _desk(now)
    except (DatabaseError, InterfaceError):
        yield fault(
            "database", "The database of OPORA_DATABASE_URL does not answer.", "Start it, or correct the address."
        )
    yield from people.backups(now)


def _desk(now: datetime) -> Iterator[Finding]:
    quiet = is_quiet(now)
    yield from surroundings.address(quiet)
    yield from machine.clock(now)
    yield from machine.files()
    yield from work.worker(now)
    yield from work.spool(now)
    yield from work.mail_in(now)
    yield from work.mail_out(now, quiet)
    yield from people.who_answers(now)
    yield from people.calendars(now)
    yield from people.speaks(quiet)

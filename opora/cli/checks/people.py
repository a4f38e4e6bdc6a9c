"""Offices, who answers for them, their calendars; whether the desk speaks, and whether anybody has a copy of it."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import translation

from opora.accounts.queries import staff
from opora.calendars import doubt_words
from opora.calendars.queries import broken_calendars, calendar_codes, work_calendar
from opora.cli.backups.make import LAST
from opora.cli.checks.finding import Finding, fault, ok, warning
from opora.flow.calendar_doubts import doubts_about
from opora.offices.queries import manager_of, offices_all

OLD = timedelta(days=2)


def who_answers(now: datetime) -> Iterator[Finding]:
    """Each office wants somebody who is told when it is late, the ladder its last rung."""
    offices = offices_all()
    if not offices:
        yield fault("offices", "There is no office: letters become tickets that nobody owns.", "opora setup --preset")
        return
    alone = [office.name for office in offices if office.line < 3 and manager_of(office, now) is None]
    if alone:
        yield warning("offices", f"Nobody is told today when these are late: {', '.join(alone)}.",
                      "Give each a manager and a deputy (seats).")  # fmt: skip
    roles = {person.role for person in staff()}
    if "head" not in roles:
        yield warning("offices", "Nobody is head of support: the last rung of the ladder is empty.", "Name one.")
    if not any(office.line == 2 for office in offices):
        yield warning(
            "offices", "There is no central service: the ladder has no second rung.", "Open an office of line 2."
        )
    if "administrator" not in roles:
        yield warning("offices", "There is no administrator who may sign in.", "opora setup --admin EMAIL")
    if not alone and {"head", "administrator"} <= roles:
        yield ok("offices", f"{len(offices)} offices and lines, each with somebody who is told when it is late.")


def calendars(now: datetime) -> Iterator[Finding]:
    """There, readable, and with nothing doubtful: the decree of next year once there can be one, hours, exceptions."""
    there, used = set(calendar_codes()), {office.calendar for office in offices_all()}
    bad = sorted(set(broken_calendars()) | (used - there))
    if bad:
        yield fault("calendars", f"These calendars are missing or cannot be read: {', '.join(bad)}.",
                    "Weekdays 9-18 UTC count in their place: mend calendars.json and load it.")  # fmt: skip
    sound = sorted(used - set(bad))
    found: dict[doubt_words.Said, list[str]] = {}
    with translation.override("en"):
        for code, doubts in doubts_about(sound, now).items():
            for doubt in doubts:
                found.setdefault(doubt_words.said(doubt, work_calendar(code).zone), []).append(code)
    for said, codes in found.items():
        yield warning("calendars", f"In {', '.join(codes)}: {said.sentence}", said.mend)
    if not bad and not found:
        yield ok("calendars", f"Nothing is doubtful about the {len(used)} calendars in use.")


def speaks(quiet: bool) -> Iterator[Finding]:
    """A quiet desk is sound, and nobody hears from it."""
    if quiet:
        yield warning("quiet", "The desk is quiet: it writes to nobody.", "opora start-answering, when it is time.")
    else:
        yield ok("quiet", "The desk writes to customers.")


def backups(now: datetime) -> Iterator[Finding]:
    """When the last one was made by `opora backup`; others leave no trace here."""
    try:
        said = json.loads((Path(settings.DATA_DIR) / LAST).read_text())
        made_at, file = datetime.fromisoformat(said["made_at"]), str(said["file"])
    except (OSError, ValueError, KeyError, TypeError):
        yield warning("backups", "No backup by “opora backup” is known.", "opora backup --to FOLDER, every night.")
        return
    days = (now - made_at) / timedelta(days=1)
    if now - made_at > OLD:
        yield warning("backups", f"The last backup is {days:.0f} days old: {file}.", "opora backup --to FOLDER")
    else:
        yield ok("backups", f"The last backup was made {days * 24:.0f} h ago: {file}. Proven? opora restore --verify")

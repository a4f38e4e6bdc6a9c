"""What the machine gives: room on its disks, its clock, its zones; and whether the store has what rows speak of."""

import io
import os
import shutil
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from opora.channels import clamd
from opora.channels.queries import newest_digests_of_letters, store
from opora.cli.checks.finding import Finding, fault, ok, warning
from opora.core import zones
from opora.ledger.queries import newest_at
from opora.tickets.queries import newest_digests_of_files

LITTLE, LESS = 1_000_000_000, 100_000_000
"""Bytes free below which somebody should look, and below which letters will soon be refused."""
SAMPLE = 200
APART = timedelta(seconds=10)
"""A lease of a minute bears it; a letter acknowledged at that distance looks odd."""
OLDEST = datetime.fromisoformat("2026-01-01T00:00:00+00:00")


def folder() -> Iterator[Finding]:
    """The data folder: ours to write, nobody else's to read, with room left."""
    data = Path(settings.DATA_DIR)
    if not data.is_dir():
        yield fault("folder", f"There is no data folder {data}.", "opora setup, or name the right one: OPORA_DATA_DIR.")
        return
    shut = [path for path in (data, data / "store", data / "store" / "tmp") if path.is_dir() and not _writable(path)]
    if shut:
        yield fault("folder", f"{shut[0]} cannot be written to: no letter can be kept.",
                    "Give the folder to the user that runs Opora, and run this as that user.")  # fmt: skip
    if stat.S_IMODE(data.stat().st_mode) & 0o007:
        yield warning("folder", f"Others on this machine can look into {data}.", f"chmod o= {data}")
    if not shut:
        yield ok("folder", f"{data} can be written to.")


def room(free_at: "dict[Path, int] | None" = None) -> Iterator[Finding]:
    """Room on each disk that the desk writes to. ``free_at`` stands in for the disks in tests."""
    places = {Path(settings.DATA_DIR)}
    if connection.vendor == "sqlite":
        places.add(Path(settings.DATABASES["default"]["NAME"]).parent)
    for place in sorted(path for path in places if path.is_dir()):
        free = shutil.disk_usage(place).free if free_at is None else free_at[place]
        sentence = f"{free / 1e9:.1f} GB are free under {place}."
        if free < LESS:
            yield fault("room", sentence, "Free some space: letters wait at the mail server until there is some.")
        elif free < LITTLE:
            yield warning("room", sentence, "Free some space soon.")
        else:
            yield ok("room", sentence)


def files() -> Iterator[Finding]:
    """The newest files that rows speak of, in the store and as long as they were."""
    wanted = newest_digests_of_letters(SAMPLE) | newest_digests_of_files(SAMPLE)
    kept = store()
    try:
        bad = [sha256 for sha256, size in wanted.items() if kept.length(sha256) != size]
    except OSError as error:
        yield fault("files", f"{error}.", "Letters wait at the mail server. Look at OPORA_S3, its key and its secret.")
        return
    if bad:
        sentence = f"Of the newest {len(wanted)} letters and files the store has lost {len(bad)}, the first {min(bad)}."
        yield fault("files", sentence, "Take it out of a backup: opora restore FILE --data DIR.")
    else:
        yield ok("files", f"The newest {len(wanted)} letters and files are in the store.")


def antivirus() -> Iterator[Finding]:
    """Where the desk has one, whether it answers: until it does, nobody sees what comes in."""
    if not settings.CLAMD:
        return
    try:
        clamd.scan(io.BytesIO(b""), settings.CLAMD)
    except clamd.NotScanned as trouble:
        sentence = f"{trouble}: files that come in stay unseen."
        yield fault("antivirus", sentence, "Start clamd (systemctl start clamav-daemon), or mend OPORA_CLAMD.")
    else:
        yield ok("antivirus", f"clamd answers at {settings.CLAMD}.")


def clock(now: datetime) -> Iterator[Finding]:
    """A clock that is behind starts no clock of a promise; one that leaps ahead confesses to customers."""
    newest = newest_at()
    if now < OLDEST:
        yield fault("clock", f"This machine thinks it is {now:%Y-%m-%d}.", "Set its clock: timedatectl set-ntp true.")
    elif newest is not None and newest > now + APART:
        yield fault("clock", f"The clock is behind: something happened here at {newest:%Y-%m-%d %H:%M:%S} UTC, and it "
                    f"is {now:%Y-%m-%d %H:%M:%S} now.", "Set the clock: timedatectl set-ntp true.")  # fmt: skip
    elif (apart := _from_database(now)) > APART:
        yield fault("clock", f"The clocks of this machine and of the database are {apart.total_seconds():.0f} s apart.",
                    "Set both by the same time server.")  # fmt: skip
    else:
        yield ok("clock", f"It is {now:%Y-%m-%d %H:%M:%S} UTC, and nothing here is of the future.")


def time_zones() -> Iterator[Finding]:
    """Two changes that an old database of zones does not know (T8)."""
    doubtful = zones.doubtful()
    if doubtful:
        yield fault("zones", f"The database of time zones is too old: {', '.join(doubtful)}.",
                    "Install Opora's own requirements again: pip install --upgrade tzdata.")  # fmt: skip
    else:
        yield ok("zones", "The database of time zones knows Almaty of 2024 and Volgograd of 2020.")


def _writable(path: Path) -> bool:
    probe = path / f".checked-{os.getpid()}"
    try:
        probe.touch()
        probe.unlink()
    except OSError:
        return False
    return True


def _from_database(now: datetime) -> timedelta:
    if connection.vendor == "sqlite":
        return timedelta(0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        there: datetime = cursor.fetchone()[0]
    return abs(there - now)

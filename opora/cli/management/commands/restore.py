"""`opora restore`: puts a backup back into an empty place, or proves it in a place of its own."""

import signal
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from opora.cli.backups import place
from opora.cli.backups.archive import Broken
from opora.cli.backups.restore import Back, restore
from opora.cli.backups.verify import Proven, verify
from opora.cli.plain import PlainCommand


class Command(PlainCommand):
    """Checks every digest first; writes nothing before."""

    help = (
        "Put a backup back into an empty data folder and an empty database. The desk is quiet then, and letters that "
        "waited when the backup was made are held back: nobody is written to twice. With --verify it is only proven."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        place.add_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore or verify, and tell."""
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        file = Path(options["file"])
        try:
            if options["verify"]:
                proven = verify(file)
                self.stdout.write(proven.as_json() if options["json"] else _proven(file, proven))
            else:
                back = restore(file, timezone.now())
                self.stdout.write(back.as_json() if options["json"] else _back(back))
        except Broken as broken:
            raise CommandError(str(broken)) from broken
        except KeyboardInterrupt:
            raise CommandError("Broken off: what was written so far is gone again.", returncode=130) from None


def _proven(file: Path, proven: Proven) -> str:
    lines = [
        f"{file} can be restored: made {proven.made_at[:19]}Z by Opora {proven.opora}, {proven.database}.",
        f"Tickets {proven.tickets:,}, rows {proven.rows:,}, files {proven.files:,} "
        f"({proven.bytes_of_files / 1e6:,.1f} MB), every ticket as its ledger says.",
    ]
    if proven.missing or proven.damaged:
        lines.append(f"The store had lost {proven.missing} and damaged {proven.damaged} files when it was made.")
    return "\n".join(lines)


def _back(back: Back) -> str:
    lines = [
        f"The desk of {back.made_at[:19]}Z is back: tickets {back.tickets:,}, rows {back.rows:,}, "
        f"files {back.files:,}.",
        f"It is quiet, and {back.held} letters that waited then are held back: they stand in the outbox, for a person.",
    ]
    if not back.same_key:
        lines.append(
            f"The secret key is another one than then: put the old one into {settings.DATA_DIR}/secret-key, or links "
            "in letters end and replies do not find their tickets by themselves."
        )
    if back.missing:
        lines.append(f"The store had lost {back.missing} files when the backup was made.")
    lines.append("Put back the passwords of mailboxes, look with “opora check” and “opora doctor”, then:")
    lines.append("  opora serve, and when you have looked at the outbox, opora start-answering")
    return "\n".join(lines)

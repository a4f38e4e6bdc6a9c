"""`opora backup`: the whole desk in one file, made while it works."""

import json
import signal
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from opora.cli.backups.archive import Broken
from opora.cli.backups.make import Made, make
from opora.cli.plain import PlainCommand

LOSSES = 3


class Command(PlainCommand):
    """Writes one file, and says what is in it and what must be kept elsewhere."""

    help = (
        "Back up the desk into one file while it works: database, letters and files, settings without secrets. "
        "Exit status 3: written, but the store itself has lost or damaged files."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", metavar="FILE|FOLDER", default=".", help="a new file, or a folder (this one)")
        parser.add_argument("--json", action="store_true", help="one JSON object, for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Back up, and tell."""
        # `systemctl stop` and a cron that gives up end it as Ctrl+C does: the draft is removed.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        began = time.monotonic()
        try:
            made = make(Path(options["to"]), timezone.now())
        except Broken as broken:
            raise CommandError(str(broken)) from broken
        except KeyboardInterrupt:
            raise CommandError("Broken off: no backup was written.", returncode=130) from None
        seconds = time.monotonic() - began
        self.stdout.write(_as_json(made, seconds) if options["json"] else _told(made, seconds))
        lost, damaged = len(made.manifest.missing), len(made.manifest.damaged)
        if lost or damaged:
            self.stderr.write(
                f"The store has lost {lost} and damaged {damaged} of the files that rows speak of: "
                "what is left is in the backup; an older backup may hold them."
            )
            sys.exit(LOSSES)


def _as_json(made: Made, seconds: float) -> str:
    manifest = made.manifest
    said = {
        "file": str(made.file), "size": made.size, "made_at": manifest.made_at, "database": manifest.database,
        "tickets": manifest.tables.get("tickets_ticket", 0), "files": len(manifest.files),
        "missing": manifest.missing, "damaged": manifest.damaged, "elsewhere": manifest.elsewhere,
        "seconds": round(seconds, 2),
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False)


def _told(made: Made, seconds: float) -> str:
    manifest = made.manifest
    return "\n".join(
        [
            f"{made.file}: {made.size / 1e6:,.1f} MB in {seconds:.1f} s.",
            f"Tickets {manifest.tables.get('tickets_ticket', 0):,}, letters "
            f"{manifest.tables.get('channels_inboundmail', 0):,}, files {len(manifest.files):,} "
            f"({manifest.bytes_of_files / 1e6:,.1f} MB).",
            "Not in it, keep it elsewhere:",
            *(f"  {line}" for line in manifest.elsewhere),
            f"To prove it: opora restore --verify {made.file}",
        ]
    )

"""`opora check`: what stands in the way of this desk, in plain words, each with what to do."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from opora.cli.checks.all import examine
from opora.cli.plain import PlainCommand


class Command(PlainCommand):
    """Prints each finding, the sound ones too; exits 1 when one of them is a fault. Warnings leave it at 0."""

    help = (
        "What stands in the way of this desk? Settings, secret, disks, clock, database, worker, mailboxes, letters "
        "that do not leave, offices, calendars, backups; each with what to do. It looks at the desk from outside; "
        "whether every ticket is as its ledger says is asked by “opora doctor”."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object a line, for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at everything."""
        found = list(examine(timezone.now()))
        for finding in found:
            mend = f"\n         -> {finding.mend}" if finding.mend else ""
            line = f"{finding.level:<8} {finding.check}: {finding.sentence}{mend}"
            self.stdout.write(json.dumps(asdict(finding), ensure_ascii=False) if options["json"] else line)
        faults = sum(finding.level == "fault" for finding in found)
        warnings = sum(finding.level == "warning" for finding in found)
        if not options["json"]:
            self.stdout.write(f"Faults: {faults}, warnings: {warnings}.")
        if faults:
            sys.exit(1)

"""`opora doctor`: check the desk and every open ticket against its ledger."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from opora.cli.plain import PlainCommand
from opora.flow.doctor import examine


class Command(PlainCommand):
    """Prints each finding with what mends it; exits 1 when there is one that is a fault (a quiet desk is none)."""

    help = "Check the desk: nobody forgotten, every promise as its ledger says, calendars, letters in and out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--repair", action="store_true", help="derive anew what differs from the ledger, and show it"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object a line, for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run all checks."""
        found = list(examine(timezone.now(), repair=options["repair"]))
        for finding in found:
            line = f"{finding.check}: {finding.about}: {finding.sentence}"
            mend = f" -> {finding.mend}" if finding.mend else ""
            self.stdout.write(json.dumps(asdict(finding), ensure_ascii=False) if options["json"] else line + mend)
        faults = [finding for finding in found if finding.check != "quiet"]
        if not faults and not options["json"]:
            self.stdout.write("No faults found.")
        if faults:
            sys.exit(1)

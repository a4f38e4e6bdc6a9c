"""`opora doctor`: check the desk, all its rows and every open ticket against its ledger."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from opora.cli.plain import PlainCommand
from opora.flow.doctor import Finding, examine


class Command(PlainCommand):
    """Prints each finding with what mends it; exits 1 when there is one that is a fault (a quiet desk is none)."""

    help = "Check the desk: nobody forgotten, every promise as its ledger says, calendars, letters in and out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--repair", action="store_true", help="derive anew what differs from the ledger, and show it"
        )
        parser.add_argument("--every", action="store_true", help="closed tickets against their ledgers, too")
        parser.add_argument("--files", action="store_true", help="whether the bytes of all letters and files are there")
        parser.add_argument("--most", type=int, default=100, help="so many breaches of a law are shown (100)")
        parser.add_argument("--json", action="store_true", help="one JSON object a line, for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run all checks."""
        asked = {name: options[name] for name in ("repair", "every", "files", "most")}
        faults, told = 0, set[str]()
        for finding in examine(timezone.now(), **asked):
            faults += finding.check != "quiet"
            if options["json"]:
                self.stdout.write(json.dumps(asdict(finding), ensure_ascii=False))
                continue
            self.stdout.write("\n".join(_lines(finding, explain=finding.check not in told)))
            told.add(finding.check)
        if not faults and not options["json"]:
            self.stdout.write("No faults found.")
        if faults:
            sys.exit(1)


def _lines(finding: Finding, *, explain: bool) -> Iterator[str]:
    """The finding; of the first of its kind also by which rule it is one, and why that matters."""
    mend = f" -> {finding.mend}" if finding.mend else ""
    yield f"{finding.check}: {finding.about}: {finding.sentence}{mend}"
    if explain:
        yield f"    ({finding.rule}) {finding.why}"

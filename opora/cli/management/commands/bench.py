"""`opora bench`: figures of this machine, on scratch data that vanishes afterwards."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from opora.cli.bench_letters import measure
from opora.cli.plain import PlainCommand


class Command(PlainCommand):
    """Measures, prints, leaves nothing behind."""

    help = "Measure this machine: letters a second by one worker, on a scratch database beside the configured one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["letters"], help="letters: from kept to committed with the outbound row")
        parser.add_argument("--count", type=int, default=500, help="how many letters (500)")
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure and print."""
        outcome = measure(options["count"])
        if options["json"]:
            self.stdout.write(json.dumps({**asdict(outcome), "per_second": round(outcome.per_second, 1)}))
            return
        self.stdout.write(
            f"{outcome.database}: {outcome.letters} letters in {outcome.seconds:.1f} s, "
            f"{outcome.per_second:.1f} a second; {outcome.cpu_seconds:.1f} s of processor time; "
            f"at most {outcome.memory_mib:.0f} MiB"
        )

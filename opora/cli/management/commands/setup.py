"""`opora setup`: makes a desk, or brings it up to date."""

import json
from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from opora.cli import ground, preset
from opora.cli.plain import PlainCommand


class Command(PlainCommand):
    """Folder, secret, tables, preset, first administrator; may be run again at any time."""

    help = (
        "Make a desk, or bring it up to date: data folder, secret, tables; a vendor's preset and the first "
        "administrator when they are named. Running it again changes nothing that stands."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to load and who comes first."""
        there = ", ".join(preset.names())
        parser.add_argument("--preset", metavar="NAME", help=f"a vendor as data: {there}, or the path of a folder")
        parser.add_argument(
            "--admin", metavar="EMAIL", help="add an administrator and print a link to choose a password"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object, for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what is still to be done, in order."""
        now = timezone.now()
        ground.make_room()
        migrated = ground.raise_tables()
        if options["preset"]:
            ground.load_preset(options["preset"], now)
        link = ground.add_administrator(options["admin"], now) if options["admin"] else None
        outcome = {
            "migrated": migrated,
            "preset": options["preset"],
            "administrator": options["admin"],
            "welcome": link,
        }
        self.stdout.write(json.dumps(outcome, ensure_ascii=False) if options["json"] else _told(outcome))


def _told(outcome: dict[str, Any]) -> str:
    lines = ["The tables are new." if outcome["migrated"] else "The tables are up to date."]
    if outcome["preset"]:
        lines.append(f"The preset {outcome['preset']} is loaded.")
    if outcome["welcome"]:
        lines.append(f"{outcome['administrator']} chooses a password here, once and within three days:")
        lines.append(f"  {outcome['welcome']}")
    elif outcome["administrator"]:
        lines.append(f"{outcome['administrator']} has a password already.")
    else:
        lines.append("To add an administrator: opora setup --admin EMAIL")
    return "\n".join(lines)

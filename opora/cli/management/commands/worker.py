"""`opora worker`: takes up letters, due tickets, letters to send, mailboxes, jobs and schedules."""

import argparse
from datetime import timedelta
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from opora.cli import ground, sources, tether
from opora.cli.bell import Bell
from opora.cli.heart import Heart
from opora.cli.listening import Listening
from opora.cli.plain import PlainCommand
from opora.cli.worker import Worker


class Command(PlainCommand):
    help = "Does the desk's work in the background. Run as many as you like; kill them when you like."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, then end")
        parser.add_argument("--sources", type=_names, default=sources.NAMES, metavar="NAME,...",
                            help=f"only these of {', '.join(sources.NAMES)}")  # fmt: skip
        parser.add_argument("--lease", type=_seconds, default=60.0, metavar="SECONDS",
                            help="how long a row stays with a worker that gives no sign of life (60)")  # fmt: skip
        parser.add_argument("--tethered", action="store_true", help=argparse.SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        ground.stand_whole()
        bell = Bell()
        bell.listen()
        if options["tethered"]:
            tether.hold_on()
        lease = timedelta(seconds=options["lease"])
        heart = Heart(timezone.now, lease)
        heart.start()
        # What comes while the last rows are worked on is not waited for.
        names = [name for name in options["sources"] if name != "listening" or not options["once"]]
        made = sources.chosen(names, timezone.now, lease, heart)
        worker = Worker(made, bell)
        if options["verbosity"] > 1:
            self.stdout.write(f"The worker is at work: {', '.join(options['sources'])}.")
        if not options["once"]:
            try:
                worker.run()
            finally:
                for source in made:
                    if isinstance(source, Listening):
                        source.end()
        elif not worker.drain():
            raise CommandError("Not all could be done: see the line above. Does the database answer, is it migrated?")


def _names(text: str) -> tuple[str, ...]:
    named = tuple(text.split(","))
    if unknown := [name for name in named if name not in sources.NAMES]:
        raise argparse.ArgumentTypeError(f"no source {unknown[0]!r}; there are {', '.join(sources.NAMES)}")
    return named


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 1 <= seconds <= 3600:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds from 1 to 3600")
    return seconds

"""`opora start-answering`: a quiet desk begins to write to customers."""

import json
from argparse import ArgumentParser
from typing import Any, cast

from django.core.management.base import CommandError
from django.utils import timezone

from opora.cli.plain import PlainCommand
from opora.flow.start import Choice, Group, groups, start
from opora.offices.queries import is_quiet

CHOICES: dict[str, Choice] = {"t": "tell", "s": "silent", "c": "close"}


class Command(PlainCommand):
    """Lists the open tickets by group and asks for each what to do, then begins."""

    help = (
        "Begin to write to customers. Until then the desk only shows what it would send. Lists the open tickets by "
        "level and asks for each group: t = tell them now how it stands, s = stay silent, c = close without a word."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--group", action="append", default=[], metavar="GROUP=CHOICE", help="decide beforehand: basic-late=close"
        )
        parser.add_argument("--all", choices=sorted(set(CHOICES.values())), help="the same choice for every group")
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON; asks nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, then begin."""
        now = timezone.now()
        if not is_quiet(now):
            self.stdout.write(
                json.dumps({"answering": True, "told": 0}) if options["json"] else "The desk answers already."
            )
            return
        given = dict(self._pair(text) for text in options["group"])
        asks = not options["json"]
        choices = {
            group.key: given.get(group.key) or options["all"] or (self._asked(group) if asks else "silent")
            for group in groups(now)
        }
        told = start(None, choices, now)
        sentence = f"The desk answers from now on. Customers told: {told}."
        self.stdout.write(json.dumps({"answering": True, "told": told}) if options["json"] else sentence)

    def _pair(self, text: str) -> tuple[str, Choice]:
        key, _, choice = text.partition("=")
        if choice not in CHOICES.values():
            raise CommandError(f"--group {text}: write GROUP=CHOICE, the choice being tell, silent or close.")
        return key, cast(Choice, choice)

    def _asked(self, group: Group) -> Choice:
        late = ", their moment has passed" if group.late else ""
        while True:
            reply = (
                input(f"{group.level}: {len(group.tickets)} open{late}. [t]ell, [s]ilent, [c]lose? ").strip().lower()
            )
            if reply[:1] in CHOICES:
                return CHOICES[reply[:1]]

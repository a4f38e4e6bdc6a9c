"""`opora start-answering`: a quiet desk begins to write to customers."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import datetime
from typing import Any, cast

from django.core.management.base import CommandError
from django.utils import timezone

from opora.cli import ground
from opora.cli.plain import PlainCommand
from opora.flow.start import Choice, Group, Open, groups, listed, start, stop
from opora.lib import moments
from opora.offices.queries import is_quiet

CHOICES: dict[str, Choice] = {"t": "tell", "s": "silent", "c": "close"}
SHOWN = 20
"""So many tickets of a group are shown before it is asked for; --list shows all."""


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
        parser.add_argument("--list", action="store_true", help="only show the open tickets; nothing begins")
        parser.add_argument("--stop", action="store_true", help="be quiet again: letters are shown and never leave")
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON; asks nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, then begin."""
        ground.stand_whole()
        now = timezone.now()
        if options["list"]:
            self._list(groups(now), options["json"], now)
        elif options["stop"]:
            stop(None, now)
            self._say(options, False, 0, "The desk is quiet from now on: it shows what it would send.")
        elif not is_quiet(now):
            self._say(options, True, 0, "The desk answers already.")
        else:
            told = start(None, self._chosen(options, groups(now), now), now)
            self._say(options, True, told, f"The desk answers from now on. Customers told: {told}.")

    def _say(self, options: dict[str, Any], answering: bool, told: int, sentence: str) -> None:
        self.stdout.write(json.dumps({"answering": answering, "told": told}) if options["json"] else sentence)

    def _list(self, found: list[Group], as_json: bool, now: datetime) -> None:
        for group in found:
            if as_json:
                tickets = [_plain(one) for one in listed(group)]
                self.stdout.write(json.dumps({"group": group.key, "tickets": tickets}, ensure_ascii=False))
            else:
                self.stdout.write(_headed(group))
                self._show(listed(group), now)

    def _show(self, tickets: list[Open], now: datetime) -> None:
        for one in tickets:
            at = moments.plain(moments.short(one.next_at, now, one.zone, "en"))
            whose = f"{one.customer}: " if one.customer else ""
            self.stdout.write(f"  {one.number}  {at}  {whose}{one.subject}")

    def _chosen(self, options: dict[str, Any], found: list[Group], now: datetime) -> dict[str, Choice]:
        given = dict(self._pair(text) for text in options["group"])
        unknown = sorted(set(given) - {group.key for group in found})
        if unknown:
            there = ", ".join(group.key for group in found) or "none"
            raise CommandError(f"There is no group {', '.join(unknown)} of open tickets; there are: {there}.")
        usual: Choice | None = options["all"] or ("silent" if options["json"] else None)
        chosen: dict[str, Choice] = {}
        for group in found:
            if not options["json"]:
                self._show_some(group, now)
            chosen[group.key] = given.get(group.key) or usual or self._asked(group)
        return chosen

    def _show_some(self, group: Group, now: datetime) -> None:
        tickets = listed(group)
        self.stdout.write(_headed(group))
        self._show(tickets[:SHOWN], now)
        if len(tickets) > SHOWN:
            self.stdout.write(f"  and {len(tickets) - SHOWN} more: opora start-answering --list shows all")
        self.stdout.flush()

    def _pair(self, text: str) -> tuple[str, Choice]:
        key, _, choice = text.partition("=")
        if choice not in CHOICES.values():
            raise CommandError(f"--group {text}: write GROUP=CHOICE, the choice being tell, silent or close.")
        return key, cast(Choice, choice)

    def _asked(self, group: Group) -> Choice:
        question = f"{group.key}: [t]ell, [s]ilent, [c]lose? "
        while True:
            try:
                reply = input(question).strip().lower()
            except EOFError:
                raise CommandError("Nobody answers here: say --all tell|silent|close, or --group.") from None
            if reply[:1] in CHOICES:
                return CHOICES[reply[:1]]


def _headed(group: Group) -> str:
    late = ", their moment has passed" if group.late else ""
    return f"{group.key}: {len(group.tickets)} open{late}"


def _plain(one: Open) -> dict[str, str]:
    found = asdict(one) | {"next_at": one.next_at.isoformat()}
    del found["zone"]
    return found

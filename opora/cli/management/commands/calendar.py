"""`opora calendar`: a year of a work calendar as an iCalendar file, and what is doubtful about calendars."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone, translation

from opora.calendars import doubt_words
from opora.calendars.ical import written
from opora.calendars.ical.words import causes
from opora.calendars.queries import calendar_codes, named, work_calendar
from opora.cli.plain import PlainCommand
from opora.flow.calendar_doubts import doubts_about

FIRST, LAST = 2000, 2099


class Command(PlainCommand):
    """Reads the desk's calendars; writes nothing into it."""

    help = "Work calendars: a year as an iCalendar file (export), and what is doubtful about them (lint)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The verbs and their words."""
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        export = verbs.add_parser("export", help="days off, shortened and moved days, exceptions of a year as events")
        export.add_argument(
            "code", metavar="CODE", help="the calendar: yekaterinburg; or one that comes with Opora: ru"
        )
        export.add_argument("--year", type=int, required=True, help=f"from {FIRST} to {LAST}")
        export.add_argument("--to", metavar="FILE", help="a file; standard output when not given")
        export.add_argument("--language", choices=["ru", "en"], default="ru", help="of the events' names; ru")
        lint = verbs.add_parser("lint", help="what is doubtful, each with what to do; 1 when there is something")
        lint.add_argument("codes", metavar="CODE", nargs="*", help="only these calendars")
        lint.add_argument("--json", action="store_true", help="one JSON object a line, for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what the verb says."""
        asked = Namespace(**options)
        if asked.verb == "export":
            self._export(asked, timezone.now())
        else:
            self._lint(asked, timezone.now())

    def _export(self, asked: Namespace, now: datetime) -> None:
        found = named(asked.code)
        if found is None:
            raise CommandError(f"There is no calendar {asked.code}; there are {', '.join(calendar_codes())}.")
        if not FIRST <= asked.year <= LAST:
            raise CommandError(f"{asked.year} is no year of a calendar; write one from {FIRST} to {LAST}.")
        name, calendar = found
        with translation.override(asked.language):
            content = written(
                calendar, asked.year, code=asked.code, name=name or asked.code, words=causes(),
                language=asked.language, stamp=now,
            )  # fmt: skip
        if asked.to is None:
            self.stdout.write(content.decode(), ending="")
            return
        try:
            Path(asked.to).write_bytes(content)
        except OSError as error:
            raise CommandError(f"{asked.to} cannot be written: {error.strerror}.") from None

    def _lint(self, asked: Namespace, now: datetime) -> None:
        known = calendar_codes()
        unknown = [code for code in asked.codes if code not in known]
        if unknown:
            raise CommandError(f"There is no calendar {unknown[0]}; there are {', '.join(known)}.")
        lines = list(_doubtful(asked.codes or known, now))
        for line in lines:
            plain = f"{line['calendar']}: {line['sentence']}\n  -> {line['mend']}"
            self.stdout.write(json.dumps(line, ensure_ascii=False) if asked.json else plain)
        if lines:
            sys.exit(1)
        if not asked.json:
            self.stdout.write("Nothing is doubtful.")


def _doubtful(codes: list[str], now: datetime) -> Iterator[dict[str, str]]:
    with translation.override("en"):
        for code, doubts in doubts_about(codes, now).items():
            for doubt in doubts:
                said = doubt_words.said(doubt, work_calendar(code).zone)
                yield {"calendar": code, "kind": type(doubt).__name__, "sentence": said.sentence, "mend": said.mend}

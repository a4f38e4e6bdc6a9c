"""`opora demo`: a working desk with an invented vendor, in one command."""

import sys
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from opora.cli import demo_desk, demo_letters, demo_place, ground
from opora.cli.history import load
from opora.cli.history.load import History
from opora.cli.management.commands import serve
from opora.cli.plain import PlainCommand
from opora.cli.supervisor import Child
from opora.flow.demo import is_demo


class Command(PlainCommand):
    """Makes the desk at the first start, keeps it at the next ones, and serves it until Ctrl+C."""

    help = (
        "Start a working desk with an invented vendor, its people, a handful of letters, and a year of history that "
        "loads behind them. Everything is kept in one folder; letters of the desk become files there, and nothing is "
        "sent anywhere."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """As read beforehand by `demo_place.claim`."""
        demo_place.add_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse first, then make what is missing, tell, and serve."""
        data = demo_place.folder_of(options["data"])
        if data != settings.DATA_DIR:
            raise CommandError("Start the demo as “opora demo”: it needs settings of its own from the beginning.")
        if not 1 <= options["port"] <= 65535:
            raise CommandError(f"--port {options['port']}: a port is a number from 1 to 65535.")
        serve.claim_address(demo_place.HOST, options["port"])
        now = timezone.now()
        asked = _asked(options, now)
        demo_desk.check(now)
        ground.make_room()
        ground.raise_tables()
        demo_desk.furnish(now, history=None if options["empty"] else asked)
        load.agree(asked, options, now)
        demo_letters.feed(now)
        ahead = None if options["no_history"] else load.ahead(now)
        load.announce(now, loading=bool(ahead))
        self._tell(demo_desk.password(data, now), ahead)
        call_command("serve", host=demo_place.HOST, port=options["port"], beside=[_loader()] if ahead else [])

    def _tell(self, password: str, ahead: int | None) -> None:
        people = demo_desk.logins(timezone.now())
        width = max(len(one.email) for one in people)
        lines = [f"Opora, a demo with invented people, kept in {settings.DATA_DIR}", "", "Sign in as"]
        lines += [
            f"  {one.email:<{width}}  {one.name}, {one.role}{f', {one.office}' if one.office else ''}" for one in people
        ]
        lines += [f"Password of everybody here: {password}", ""]
        if settings.MAIL_OUT_DIR:
            lines.append(f"Letters of the desk are files in {settings.MAIL_OUT_DIR}; nothing is sent.")
        else:
            lines.append(f"Letters leave by SMTP, to these alone: {', '.join(settings.MAIL_ALLOW)}.")
        if ahead:
            lines.append(
                f"A year of history loads meanwhile, {ahead} tickets; Ctrl+C puts it off until the next start."
            )
        if is_demo(timezone.now()):
            lines.append(f"What to look at: {settings.BASE_URL}/tour/")
        lines.append(f"Address: {settings.BASE_URL}/ (Ctrl+C ends it)")
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def _asked(options: dict[str, Any], now: datetime) -> History:
    anchor = options["anchor"] or now.date().isoformat()
    if anchor > now.date().isoformat():
        raise CommandError(f"--anchor {anchor}: a history ends today or before.")
    seed, tickets = options["seed"], options["history"]
    return History(anchor, load.SEED if seed is None else seed, load.TICKETS if tickets is None else tickets)


def _loader() -> Child:
    return Child("history", [sys.executable, "-m", "opora.cli", "demo-history", "--tethered"], once=True)

"""`opora let-in`: for a colleague who stands before the door and can't come in by themselves."""

from argparse import ArgumentParser
from typing import Any

from axes.utils import reset
from django.core.management.base import CommandError
from django.utils import timezone

from opora.accounts import actions as accounts
from opora.accounts.queries import user_by_email
from opora.cli.plain import PlainCommand
from opora.core.step import MACHINE
from opora.flow import about_account
from opora.flow.step import begin


class Command(PlainCommand):
    """Opens the lock of wrong passwords; with --without-code the code and its spare codes are switched off as well."""

    help = "Open the lock that wrong passwords have put on somebody's address; perhaps switch their code off."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="with which they sign in")
        parser.add_argument(
            "--without-code", action="store_true", help="for who has lost telephone and spare codes; they get a letter"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Both can be done twice."""
        user, now = user_by_email(options["address"]), timezone.now()
        if user is None:
            raise CommandError(f"Nobody who may sign in has the address {options['address']}.")
        opened = reset(username=user.email.lower())
        self.stdout.write("The lock is open." if opened else "There was no lock.")
        if options["without_code"]:
            with begin(now, MACHINE, "cli") as step:
                dropped = accounts.drop_code(step, user)
                if dropped:
                    about_account.tell(user, "code_off", now, by=MACHINE)
            self.stdout.write("The code is switched off." if dropped else "There was no code.")

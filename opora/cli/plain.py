"""Commands that fail with a sentence alone, and whose help tells what their user needs."""

import sys
from argparse import SUPPRESS
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

OF_DJANGO = {"version", "verbosity", "settings", "pythonpath", "traceback", "no_color", "force_color", "skip_checks"}


class PlainCommand(BaseCommand):
    """What goes wrong is told in the words of its CommandError, without Django's name for it; Ctrl+C says nothing."""

    def run_from_argv(self, argv: list[str]) -> None:
        """As Django does it, which hands an error on only with --traceback."""
        try:
            super().run_from_argv([*argv[:2], "--traceback", *argv[2:]])
        except CommandError as error:
            self.stderr.write(str(error))
            sys.exit(error.returncode)
        except KeyboardInterrupt:
            sys.exit(130)

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """As Django does it; its own options still work and are not told."""
        parser = super().create_parser(prog_name, subcommand.replace("_", "-"), **kwargs)
        for action in parser._actions:
            # `opora level --version` is the product's, an ordinary option.
            if action.dest in OF_DJANGO and (action.dest != "version" or action.nargs == 0):
                action.help = SUPPRESS
        return parser

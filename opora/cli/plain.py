"""Commands that fail with a sentence alone."""

import sys

from django.core.management.base import BaseCommand, CommandError


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

"""Commands that fail with a sentence alone, and whose help tells what their user needs."""

import sys
from argparse import SUPPRESS
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, InterfaceError

_NO_TABLES = "This desk is not set up, or is of an older version: run “opora setup”."
_NO_DATABASE = "The database of OPORA_DATABASE_URL does not answer: start it, or correct the address."
_NO_ROOM = "The disk of the database is full or broken: free some space there and start again."
OF_DJANGO = {"version", "verbosity", "settings", "pythonpath", "traceback", "no_color", "force_color", "skip_checks"}


class PlainCommand(BaseCommand):
    """What goes wrong is told in the words of its CommandError, without Django's name for it; Ctrl+C says nothing."""

    def run_from_argv(self, argv: list[str]) -> None:
        """As Django does it, which hands an error on only with --traceback."""
        try:
            super().run_from_argv([*argv[:2], "--traceback", *argv[2:]])
        except CommandError as error:
            self._end(str(error), error.returncode)
        except (DatabaseError, InterfaceError) as error:
            # The database's own words may hold texts of customers; its kind of error is enough to know what to do.
            self._end(_NO_TABLES if _tables_missing(error) else _NO_ROOM if _no_room(error) else _NO_DATABASE, 1)
        except KeyboardInterrupt:
            sys.exit(130)

    def _end(self, sentence: str, status: int) -> None:
        self.stderr.write(sentence)
        sys.exit(status)

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """As Django does it; its own options still work and are not told."""
        parser = super().create_parser(prog_name, subcommand.replace("_", "-"), **kwargs)
        for action in parser._actions:
            # `opora level --version` is the product's, an ordinary option.
            if action.dest in OF_DJANGO and (action.dest != "version" or action.nargs == 0):
                action.help = SUPPRESS
        return parser


def _tables_missing(error: Exception) -> bool:
    """A table or column that isn't there: SQLite says so in words, PostgreSQL by its class 42."""
    state = getattr(error.__cause__, "sqlstate", None) or ""
    return state.startswith("42") or "no such table" in str(error) or "no such column" in str(error)


def _no_room(error: Exception) -> bool:
    """SQLite names its errors; PostgreSQL's class 53 begins with its full disk."""
    name = getattr(error.__cause__, "sqlite_errorname", "") or ""
    state = getattr(error.__cause__, "sqlstate", None) or ""
    return name == "SQLITE_FULL" or name.startswith("SQLITE_IOERR") or state == "53100"

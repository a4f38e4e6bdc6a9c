"""Where `opora restore` puts a backup: its options, read before Django because the settings are taken once."""

import argparse
import os
from pathlib import Path


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of `opora restore`."""
    parser.add_argument("file", metavar="FILE", help="a backup")
    parser.add_argument("--data", metavar="DIR", help="the data folder; that of OPORA_DATA_DIR")
    parser.add_argument("--database-url", metavar="URL", help="the database; that of OPORA_DATABASE_URL")
    parser.add_argument(
        "--verify", action="store_true", help="prove the backup in a place of its own; the desk is not touched"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object, for programs")


def claim(words: list[str]) -> None:
    """Puts what these words name into the environment; wrong words are left to the command itself."""
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    add_options(parser)
    try:
        options, _ = parser.parse_known_args(words)
    except argparse.ArgumentError:
        return
    except SystemExit:
        return
    if options.data:
        os.environ["OPORA_DATA_DIR"] = str(Path(options.data).absolute())
    if options.database_url:
        os.environ["OPORA_DATABASE_URL"] = options.database_url

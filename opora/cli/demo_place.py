"""Where a demo lives: its options, and the settings that keep it apart from any real desk.

Read before Django, because the settings are taken from the environment once.
"""

import argparse
import os
from datetime import date
from pathlib import Path

HOST = "127.0.0.1"
FOLDER = ".demo"
PORT = 8000


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of `opora demo`."""
    parser.add_argument("--port", type=int, default=PORT, help=f"the port to listen on ({PORT})")
    parser.add_argument("--data", default=FOLDER, metavar="DIR", help=f"where everything is kept ({FOLDER})")
    parser.add_argument("--empty", action="store_true", help="a new desk without the invented vendor and its letters")
    parser.add_argument("--history", type=_count, metavar="N", help="so many tickets of the year before (2000)")
    parser.add_argument("--no-history", action="store_true", help="load no history, or no more of it, this time")
    parser.add_argument("--anchor", type=_day, metavar="DATE", help="the day before which the history ends (today)")
    parser.add_argument("--seed", type=_count, metavar="N", help="another number, another history (1)")


def _count(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 6:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 999999")
    return int(text)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2026-05-31") from None


def folder_of(data: str) -> Path:
    """The folder as the settings will know it."""
    return Path(data).absolute()


def claim(words: list[str]) -> None:
    """Makes the environment that of the demo which these words ask for; wrong words are left to the command itself."""
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    add_options(parser)
    try:
        options, _ = parser.parse_known_args(words)
    except argparse.ArgumentError:
        return
    data = folder_of(options.data)
    # A real desk's settings may stand in the environment: its database, its secret, its mail must stay its own.
    for name in [name for name in os.environ if name.startswith("OPORA_") and name not in KEPT]:
        del os.environ[name]
    os.environ["OPORA_DATA_DIR"] = str(data)
    os.environ["OPORA_DATABASE_URL"] = f"sqlite:///{data / 'opora.sqlite3'}"
    os.environ["OPORA_BASE_URL"] = f"http://{HOST}:{options.port}"
    if not os.environ.get("OPORA_MAIL_ALLOW"):
        os.environ["OPORA_MAIL_OUT_DIR"] = str(data / "letters-out")


KEPT = {"OPORA_DEBUG", "OPORA_LANGUAGE", "OPORA_LOG_LEVEL", "OPORA_MAIL_ALLOW"}
"""Settings that a demo may share. With a list of recipients letters do leave, to these alone."""

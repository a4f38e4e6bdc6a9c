"""`opora mail receive`: keeps the letter that an MTA pipes in.

It starts nothing that it doesn't need, and whatever goes wrong, a broken setting included, makes the MTA keep the
letter and come back: a letter that bounces is lost.
"""

import argparse
import os
import sys
from collections.abc import Sequence

TRY_LATER = 75
"""EX_TEMPFAIL of sysexits.h, as Postfix, Exim and sendmail understand it."""


def main(words: Sequence[str]) -> int:
    """Keeps the letter on standard input; gives 0, or 75 with one sentence on standard error."""
    try:
        _receive(_arguments(words))
    except SystemExit as ended:
        return TRY_LATER if ended.code else 0
    except Exception as error:
        print(_sentence(error), file=sys.stderr)
        return TRY_LATER
    return 0


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="opora mail receive",
        description="Keep the letter on standard input, as an MTA calls it: opora mail receive < letter.eml. When "
        "the database is away the letter waits in the spool; the exit status is 75 (try again) when the disk doesn't "
        "take it either. Kept is not filed: the worker does that a moment later.",
    )
    parser.add_argument("--mailbox", default="pipe", metavar="NAME", help="the mailbox that it is for: pipe")
    parser.add_argument("--to", metavar="ADDRESS", help="the envelope's recipient; not used yet")
    parser.add_argument("--from", metavar="ADDRESS", help="the envelope's sender; not used yet")
    asked = parser.parse_args(words)
    if sys.stdin.isatty():
        parser.error("the letter comes by standard input: opora mail receive < letter.eml")
    return asked


def _receive(asked: argparse.Namespace) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opora.config.settings")
    import django

    django.setup()
    from django.utils import timezone

    from opora.channels.mail.keep import take_in

    take_in(sys.stdin.buffer, asked.mailbox, timezone.now())


def _sentence(error: Exception) -> str:
    """One line: an MTA puts it into its log. Our own errors are sentences already."""
    from opora.lib.store import StoreFull

    lines = str(error).splitlines() or [type(error).__name__]
    plain = type(error) is LookupError or isinstance(error, StoreFull)
    return lines[0] if plain else f"The letter cannot be kept: {lines[0]}"

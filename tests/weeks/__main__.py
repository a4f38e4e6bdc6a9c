"""`python -m tests.weeks --seeds 1000-1099`: random weeks at length in one process, with a line of figures at the end.

On SQLite, or on the PostgreSQL that OPORA_DATABASE_URL names or ``--postgres`` starts. The exit status is 1 when a
rule was broken.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.conftest import environment
from tests.services import postgres

if TYPE_CHECKING:
    from tests.weeks.many import Outcome
    from tests.world import World

LENGTH = 150


def main(words: Sequence[str]) -> int:
    """Plays the seeds and gives the exit status."""
    asked = _arguments(words)
    first, _, last = asked.seeds.partition("-")
    with ExitStack() as stack:
        if asked.postgres:
            os.environ["OPORA_DATABASE_URL"] = stack.enter_context(postgres.cluster()).url
        world, began = stack.enter_context(_world()), time.monotonic()
        found = list(
            _shown(world, range(int(first), int(last or first) + 1), asked.length, small=asked.small, quiet=asked.json)
        )
        return _close(found, asked.length, round(time.monotonic() - began), as_json=asked.json)


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.weeks", description="Random weeks at length.")
    parser.add_argument("--seeds", metavar="A-B", default="1000-1004", help="from this one to that one")
    parser.add_argument("--length", type=int, default=LENGTH, help="deeds of each seed")
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL of its own, instead of SQLite")
    parser.add_argument("--small", action="store_true", help="also the smallest script that breaks a rule; takes long")
    parser.add_argument("--json", action="store_true", help="the figures for a program, and nothing else")
    return parser.parse_args(words)


@contextmanager
def _world() -> Iterator["World"]:
    """The cast in a database of its own, which is thrown away afterwards."""
    data = environment()
    import django
    from django.conf import settings

    before = settings.DATABASES["default"]["NAME"]
    if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        settings.DATABASES["default"]["TEST"] = {"NAME": str(data / "test.sqlite3")}
    django.setup()
    from django.db import connection
    from django.test.utils import setup_test_environment

    from tests.world import build

    setup_test_environment()
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield build()
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)
        shutil.rmtree(data, ignore_errors=True)


def _shown(world: "World", seeds: range, length: int, *, small: bool, quiet: bool) -> Iterator["Outcome"]:
    from tests.weeks.many import outcomes

    for one in outcomes(world, seeds, length, small=small):
        if not quiet:
            print(one.wrong or f"seed {one.seed} holds", flush=True)
        yield one


def _close(found: Sequence["Outcome"], length: int, seconds: int, *, as_json: bool) -> int:
    from django.db import connection

    from tests.weeks.many import sentence, totals

    figures = totals(found)
    if as_json:
        told = {"database": connection.vendor, "commit": _commit(), "length": length, "seconds": seconds}
        told |= {"load": os.getloadavg()[0], "figures": figures, "wrong": [one.wrong for one in found if one.wrong]}
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        load = f"{seconds} s, load {os.getloadavg()[0]:.1f}"
        print(f"{connection.vendor}, {_commit()}, {length} deeds a seed: {sentence(figures)}; {load}")
    return int(bool(figures["violations"]))


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty"]
    here = Path(__file__).parent
    said = subprocess.run(command, cwd=here, capture_output=True, text=True, check=False)
    return said.stdout.strip() or "no commit"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

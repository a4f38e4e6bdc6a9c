"""Real processes of Opora that meet the database of the test which starts them."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


def database_url() -> str:
    """The test's database as OPORA_DATABASE_URL takes it."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    who = quote(at["USER"]) + (f":{quote(at['PASSWORD'])}" if at["PASSWORD"] else "")
    return f"postgres://{who}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


def environment(**more: str) -> dict[str, str]:
    """The environment of a child: that of the tests, with the test's database."""
    return os.environ | {"OPORA_DATABASE_URL": database_url(), "PYTHONPATH": str(ROOT)} | more


def start(*words: str, log: Path, **more: str) -> subprocess.Popen[bytes]:
    """A command of Opora as a process; what it says on both channels is added to ``log``."""
    with log.open("ab") as out:
        return subprocess.Popen(
            [sys.executable, "-m", "django", *words],
            cwd=ROOT, env=environment(**more), stdin=subprocess.DEVNULL, stdout=out, stderr=out,
        )  # fmt: skip


def finished(*words: str, program: str = "django", **more: str) -> subprocess.CompletedProcess[str]:
    """A command of Opora, run to its end; by the entry of Opora itself (`opora.cli`) where that matters."""
    return subprocess.run(
        [sys.executable, "-m", program, *words],
        cwd=ROOT, env=environment(**more), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip

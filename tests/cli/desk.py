"""Commands of `opora` as processes with a data folder of their own, as somebody would run them on a new machine."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def environment(data: Path | None, **more: str) -> dict[str, str]:
    """No setting but the data folder: neither the tests' database nor their secret."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPORA_", "DJANGO_"))}
    if data is not None:
        kept["OPORA_DATA_DIR"] = str(data)
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"} | more


def opora(
    *words: str, data: Path | None, as_anybody: bool = False, cwd: Path = ROOT, **more: str
) -> subprocess.CompletedProcess[str]:
    """`opora WORDS`, run to its end. ``as_anybody``: root's right to write everywhere is given up."""
    command = [sys.executable, "-m", "opora.cli", *words]
    if as_anybody and os.geteuid() == 0:
        setpriv = shutil.which("setpriv")
        assert setpriv, "setpriv is part of Debian's util-linux"
        command = [setpriv, "--bounding-set=-dac_override,-dac_read_search", *command]
    return subprocess.run(
        command, env=environment(data, **more), cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


def is_a_sentence(said: str) -> bool:
    """One line for a person: no trace of the program, no name of an error class before it."""
    return said.count("\n") == 1 and said.endswith(".\n") and "Error" not in said

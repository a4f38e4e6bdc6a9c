"""The gate: every check of the project in order, each with its time; started by ./run test.

All steps run even when one fails, so that one run tells everything; the exit status is 1 when any failed.
"""

import argparse
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CORE = (ROOT / "tests/core", ROOT / "tests/house")
COUNT = re.compile(r"(\d+) (passed|failed|errors?)\b")


@dataclass
class Tally:
    """What the run came to: tests counted, steps that failed."""

    passed: int = 0
    failed: int = 0
    red: list[str] = field(default_factory=list)

    def count(self, line: str) -> None:
        """Adds the figures of pytest's closing line."""
        for number, what in COUNT.findall(line):
            if what == "passed":
                self.passed += int(number)
            else:
                self.failed += int(number)


def main(words: Sequence[str]) -> int:
    """Runs the gate and gives its exit status."""
    asked = _arguments(words)
    tally = Tally()
    if not asked.k:
        for title, command in STATIC.items():
            _step(tally, title, command)
    pytest = [str(BIN / "python"), "-m", "pytest", "-q", *(["-k", asked.k] if asked.k else [])]
    _step(
        tally, "pytest: core", [*pytest, "-p", "no:django", *(str(room) for room in CORE if room.exists())], tests=True
    )
    for title in tally.red:
        print(f"FAILED: {title}")
    print(f"{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.red or not tally.passed else 0


STATIC = {
    "ruff check": [str(BIN / "ruff"), "check", "."],
    "ruff format": [str(BIN / "ruff"), "format", "--check", "."],
    "mypy": [str(BIN / "mypy")],
}


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run test", description="The whole gate.")
    parser.add_argument("--long", action="store_true", help="adds what takes longer")
    parser.add_argument("-k", metavar="WORDS", default="", help="only the tests that pytest -k would choose")
    return parser.parse_args(words)


def _step(tally: Tally, title: str, command: Sequence[str], *, tests: bool = False) -> None:
    print(f"== {title}", flush=True)
    began = time.monotonic()
    last = ""
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            last = line if line.strip() else last
    if tests:
        tally.count(last)
    if process.returncode:
        tally.red.append(title)
    print(f"-- {title}: {'ok' if not process.returncode else 'FAILED'}, {time.monotonic() - began:.1f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

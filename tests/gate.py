"""The gate: every check of the project in order, each with its time; started by ./run test.

All steps run even when one fails, so that one run tells everything; the exit status is 1 when any failed.
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.services import chromium, clamd, dovecot, postgres

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
COUNT = re.compile(r"(\d+) (passed|failed|errors?)\b")
NO_TEST_CHOSEN = 5
# "django check" by name would be `opora check`.
SYSTEM_CHECKS = (
    "import django; django.setup(); from django.core.management import call_command; "
    "from django.core.management.commands.check import Command; call_command(Command(), fail_level='WARNING')"
)
# One of these tests may take longer than the ten minutes after which pytest takes any other for dead.
NAMES = (
    "hours_properties",
    "dates_properties",
    "versions_properties",
    "bulk",
    "coverage_properties",
    "standing_properties",
)
DRAWN = tuple(f"tests/core/test_{name}.py" for name in NAMES)
# They ask no database, or start programs with a SQLite file of their own: on PostgreSQL they would do the same again.
ONCE = (
    "tests/calendars/test_documents.py",
    "tests/calendars/test_edits.py",
    "tests/calendars/test_ical.py",
    "tests/calendars/test_neighbours.py",
    "tests/calendars/test_planted.py",
    "tests/calendars/test_preset.py",
    "tests/calendars/test_recurrence.py",
    "tests/calendars/test_regions.py",
    "tests/calendars/test_second_source.py",
    "tests/calendars/test_stepper.py",
    "tests/channels/letters",
    "tests/channels/test_bucket.py",
    "tests/channels/test_clamd.py",
    "tests/channels/parse",
    "tests/channels/test_account.py",
    "tests/channels/test_cleaning.py",
    "tests/channels/test_compose.py",
    "tests/channels/test_listen.py",
    "tests/channels/test_sentences.py",
    "tests/channels/test_store.py",
    "tests/channels/test_trial.py",
    "tests/cli/test_bench.py",
    "tests/cli/test_bench_worktime.py",
    "tests/cli/test_demo.py",
    "tests/cli/test_history_plan.py",
    "tests/cli/test_mail_parse.py",
    "tests/cli/test_overview.py",
    "tests/cli/test_plain.py",
    "tests/cli/test_setup.py",
    "tests/cli/test_worktime.py",
    "tests/kill/test_reckoning.py",
    "tests/lib/test_moments.py",
    "tests/lib/test_safe_html.py",
    "tests/search/test_words.py",
    "tests/stories/test_two_desks.py",
    "tests/web/test_entry.py",
    "tests/web/test_strip.py",
    "tests/web/test_typed_hours.py",
    "tests/web/test_words.py",
)
# The same examples each time; with another seed, others.
SEED = 20261127
LONG = ("--hypothesis-profile=long", f"--hypothesis-seed={SEED}", "-o", "faulthandler_timeout=7200")
LONG_RUN = ("-p", "no:django", "-n2", *LONG, *DRAWN)
# A file on one worker, in the order of tests/order.py.
BY_FILE = ("-n2", "--dist=loadfile", "--no-loadscope-reorder")
SLOWEST = ("--durations=10", "--durations-min=5")


def main(words: Sequence[str]) -> int:
    """Runs the gate and gives its exit status."""
    asked = _arguments(words)
    missing = _install_missing()
    if missing:
        print(missing, file=sys.stderr)
        return 1
    gate = Gate(asked.k)
    with ExitStack() as stack:
        data = stack.enter_context(tempfile.TemporaryDirectory(prefix="opora-gate-"))
        if not asked.k:
            gate.static({"DJANGO_SETTINGS_MODULE": "opora.config.settings", "OPORA_DATA_DIR": data})
        gate.pytest("core", "-p", "no:django", "-n2", "tests/core")
        gate.pytest("house, services", "-n2", "-m", "not browser", "tests/house", "tests/services")
        url = stack.enter_context(postgres.cluster()).url
        gate.both("not browser and not long", url)
        gate.pytest("browser", *BY_FILE, "-m", "browser and not long", "tests")
        if asked.long:
            gate.both("long", url)
            gate.pytest("core, 100,000 examples", *LONG_RUN)
        return gate.close()


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run test", description="The whole gate.")
    parser.add_argument("--long", action="store_true", help="adds what takes longer")
    parser.add_argument("-k", metavar="WORDS", default="", help="only the tests that pytest -k would choose")
    return parser.parse_args(words)


@dataclass
class Gate:
    """One run: the tests counted and the steps that failed. ``words`` is what pytest gets as -k."""

    words: str = ""
    passed: int = 0
    failed: int = 0
    red: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def static(self, desk: Mapping[str, str]) -> None:
        """What needs no test to run; ``desk`` is the environment of an empty desk."""
        self.step("ruff check", ["ruff", "check", "."])
        self.step("ruff format", ["ruff", "format", "--check", "."])
        self.step("mypy", ["mypy"], desk)
        self.step("import-linter", ["lint-imports"])
        templates = sorted(str(path) for path in ROOT.glob("opora/**/templates/**/*.html"))
        self.step("djade", ["djade", "--check", "--target-version", "5.2", *templates])
        self.step("django check", ["python", "-c", SYSTEM_CHECKS], desk)
        self.step("migrations", ["python", "-m", "django", "makemigrations", "--check", "--dry-run"], desk)

    def both(self, marks: str, url: str) -> None:
        """The tests that may meet a database, on SQLite and, but for those of `ONCE`, on PostgreSQL."""
        apart = [f"--ignore=tests/{room}" for room in ("core", "house", "services")]
        chosen = (*BY_FILE, "-m", marks, *apart)
        self.pytest(f"SQLite, {marks}", *chosen, "tests")
        once = [f"--ignore={path}" for path in ONCE]
        self.pytest(f"PostgreSQL, {marks}", *chosen, *once, "tests", more={"OPORA_DATABASE_URL": url})

    def pytest(self, title: str, *words: str, more: Mapping[str, str] | None = None) -> None:
        """A run of pytest; the figures of its closing line are added up."""
        chosen = ["-k", self.words] if self.words else []
        self.step(f"pytest: {title}", ["python", "-m", "pytest", "-q", *SLOWEST, *chosen, *words], more)

    def step(self, title: str, command: Sequence[str], more: Mapping[str, str] | None = None) -> None:
        """A command of the environment, shown as it runs, with its time."""
        print(f"== {title}", flush=True)
        began = time.monotonic()
        status, last = _shown([str(BIN / command[0]), *command[1:]], ENVIRONMENT | dict(more or {}))
        tests = title.startswith("pytest")
        if tests:
            self._count(last)
        if status and not (tests and self.words and status == NO_TEST_CHOSEN):
            self.red.append(title)
        print(f"-- {title}: {'FAILED' if title in self.red else 'ok'}, {time.monotonic() - began:.1f} s", flush=True)

    def close(self) -> int:
        """The last words and the exit status. A run without a test has proven nothing."""
        for title in self.red:
            print(f"FAILED: {title}")
        print(f"The gate took {time.monotonic() - self.began:.0f} s.")
        if self.red and not self.failed:
            self.failed = len(self.red)
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.red or not self.passed else 0

    def _count(self, line: str) -> None:
        for number, what in COUNT.findall(line):
            if what == "passed":
                self.passed += int(number)
            else:
                self.failed += int(number)


def ours(environment: Mapping[str, str]) -> dict[str, str]:
    """What a developer's shell says about her own desk must not reach the tests; nor that compiled code is not to be
    kept, or each of some hundred processes would compile all of Opora for itself, each worker of pytest all tests."""
    foreign = ("OPORA_", "DJANGO_SETTINGS_MODULE", "PYTHONDONTWRITEBYTECODE")
    return {name: value for name, value in environment.items() if not name.startswith(foreign)}


ENVIRONMENT = ours(os.environ)


def _shown(command: Sequence[str], environment: Mapping[str, str]) -> tuple[int, str]:
    last = ""
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                print(line, end="", flush=True)
                last = line if line.strip() else last
        except KeyboardInterrupt:
            _let_it_end(process)
            raise
    return process.returncode, last


def _let_it_end(process: subprocess.Popen[str]) -> None:
    """Ctrl+C reaches the child as well, a SIGTERM does not: it then learns it from us and ends its own services."""
    try:
        process.wait(2)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def _install_missing() -> str:
    """Installs by apt-get what Debian lacks, when we are root; else one sentence that says what is missing."""
    here = {
        "postgresql": postgres.binaries() is not None,
        "dovecot-imapd": dovecot.PROGRAM.exists(),
        "dovecot-pop3d": dovecot.POP.exists(),
        "chromium": chromium.PROGRAM.exists(),
        "clamav-daemon": clamd.PROGRAM.exists(),
    }
    missing = [package for package, there in here.items() if not there]
    if not missing:
        return ""
    command = f"apt-get install -y --no-install-recommends {' '.join(missing)}"
    if os.geteuid() != 0:
        return f"The tests need Debian's packages {', '.join(missing)}: sudo {command}"
    print(f"== {command}", flush=True)
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for line in ("apt-get update -q", command + " -q"):
        if subprocess.run(line.split(), env=quiet, stdin=subprocess.DEVNULL, check=False).returncode:
            return f"'{line}' failed, and the tests need {', '.join(missing)}."
    return ""


if __name__ == "__main__":
    # SIGTERM ends it as Ctrl+C does, so that the cluster is stopped and its folder removed.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)

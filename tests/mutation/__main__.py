"""`./run mutate PATH...`: changes the code in small ways, one at a time, and shows which changes no test notices.

mutmut does the changing, in a copy under .mutation/. A second run tries again only what has changed since.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.mutation.verdicts import Survivor, listed, survivor, table

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / ".mutation"
MUTMUT = Path(sys.executable).parent / "mutmut"
CORE = "tests/core/test_"
CLOCKWORK = (
    "clock",
    "course",
    "passing",
    "corrections",
    "duties",
    "gains",
    "recount",
    "recount_rows",
    "standing",
    "reminder",
    "ladder",
)
CLOCKS = tuple(
    f"{CORE}{name}.py"
    for name in (
        "clock_cases", "clock_records", "standing_rules", "standing_corrections", "stories", "reminder", "release",
        "duties", "gains", "recount", "recount_rows", "recount_next", "recount_edges",
        "recount_glance", "duties_counted", "left_out", "course_edges", "holder_away",
    )
)  # fmt: skip
HOURS = tuple(
    f"{CORE}{name}.py"
    for name in (
        "hours", "hours_edges", "hours_eves", "hours_laid", "hours_days", "hours_spec", "hours_tables",
        "hours_properties", "release", "duties", "versions", "versions_edges",
    )
)  # fmt: skip
# The quickest tests of each place, named by the beginning of its path; of several the longest beginning holds.
TESTS: dict[str, tuple[str, ...]] = {
    "opora/core/hours": (*HOURS, "tests/calendars/test_preset.py"),
    "opora/core/bulk.py": (f"{CORE}bulk.py",),
    "opora/core/zones.py": (f"{CORE}hours.py", f"{CORE}hours_tables.py"),
    "opora/core/coverage.py": (f"{CORE}coverage.py",),
    "opora/core/holdings.py": (f"{CORE}coverage.py",),
    "opora/core/rights.py": (f"{CORE}coverage.py",),
    "opora/core/targets.py": (f"{CORE}targets.py", f"{CORE}clock_cases.py"),
    "opora/core/route.py": (f"{CORE}route.py",),
    "opora/core/kpi.py": (f"{CORE}kpi.py", f"{CORE}clock_cases.py"),
    **{f"opora/core/{name}.py": CLOCKS for name in CLOCKWORK},
}  # fmt: skip


def main(words: Sequence[str]) -> int:
    """Mutates what the words name; 1 when a change survived that is not listed with its reason."""
    parser = argparse.ArgumentParser(prog="./run mutate", description=__doc__)
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a module or a folder, such as opora/core/hours")
    parser.add_argument("--tests", action="append", default=[], metavar="PATH", help="tests besides the usual ones")
    parser.add_argument("--children", type=int, default=1, help="how many mutants are tried at once (1)")
    parser.add_argument("--fresh", action="store_true", help="forget what an earlier run found")
    parser.add_argument("--swift", action="store_true", help="by the plain tests alone, the quickest first")
    asked = parser.parse_args(words)
    paths = [str(Path(path).resolve().relative_to(ROOT)) for path in asked.paths]
    tests = sorted({test for path in paths for test in _tests(path)} | set(asked.tests))
    if not tests:
        parser.error(
            f"no tests are known for {', '.join(paths)}: name them by --tests, or in tests/mutation/__main__.py"
        )
    _copy(paths, tests, fresh=asked.fresh)
    if asked.swift:
        return _swift(paths, tests)
    try:
        _mutmut("run", "--max-children", str(asked.children))
    except subprocess.CalledProcessError:
        print("mutmut did not come to its end: its words are above.", file=sys.stderr)
        return 2
    return _thorough()


def _tests(path: str) -> tuple[str, ...]:
    named = [place for place in TESTS if path.startswith(place)]
    return TESTS[max(named, key=len)] if named else ()


def _copy(paths: Iterable[str], tests: Iterable[str], *, fresh: bool) -> None:
    """The code and the tests as they are, with a setting of mutmut's own behind pyproject.toml."""
    if fresh:
        shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(exist_ok=True)
    for room in ("opora", "tests", "docs"):
        shutil.rmtree(PLACE / room, ignore_errors=True)
        shutil.copytree(ROOT / room, PLACE / room, ignore=shutil.ignore_patterns("__pycache__", "pictures"))
    setting = {
        "source_paths": list(paths),
        "also_copy": ["opora", "tests", "docs"],
        # A mutant that never ends is waited for as long as its tests take five times.
        "timeout_multiplier": 5.0,
        "pytest_add_cli_args": ["-p", "no:django", "-p", "tests.mutation.fresh", "--hypothesis-profile=quick"],
        "pytest_add_cli_args_test_selection": list(tests),
    }
    lines = [f"{name} = {value!r}" for name, value in setting.items()]
    own = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (PLACE / "pyproject.toml").write_text("\n".join([own, "[tool.mutmut]", *lines, ""]), encoding="utf-8")


def _mutmut(*words: str, quiet: bool = False) -> Any:
    return subprocess.run(
        ["nice", "-n", "15", str(MUTMUT), *words],
        cwd=PLACE,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE if quiet else None,
        text=True,
        check=True,
    ).stdout


def _swift(paths: Sequence[str], tests: Sequence[str]) -> int:
    words = ["nice", "-n", "15", sys.executable, "-m", "tests.mutation.swift", *paths, "--", *tests]
    if subprocess.run(words, cwd=PLACE, env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}, check=False).returncode:
        return 2
    found = json.loads((PLACE / "swift.json").read_text(encoding="utf-8"))
    return _report(found["verdicts"], found["changes"].__getitem__)


def _thorough() -> int:
    lines = _mutmut("results", "--all", "true", quiet=True).splitlines()
    verdicts = dict(line.strip().rsplit(": ", 1) for line in lines if line)
    return _report(verdicts, lambda name: str(_mutmut("show", name, quiet=True)))


def _report(verdicts: Mapping[str, str], shown: Callable[[str], str]) -> int:
    known = listed()
    lived = [survivor(name, shown(name)) for name, verdict in verdicts.items() if _lives(verdict)]
    unknown = [one for one in lived if one not in known]
    print(*table(verdicts, [one for one in lived if one in known]), sep="\n")
    _show(unknown)
    return 1 if unknown else 0


def _lives(verdict: str) -> bool:
    return verdict in ("survived", "no tests", "suspicious")


def _show(unknown: Sequence[Survivor]) -> None:
    for one in unknown:
        print(f"\n{one.function}\n- {one.was}\n+ {one.became}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

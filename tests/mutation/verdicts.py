"""What became of the mutants: killed, timed out, survived; and the survivors that are listed with their reason."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

LISTED = Path(__file__).parent / "survivors.csv"
# opora.core.hours.days.xǁReasonǁsaid__mutmut_3 and opora.core.hours.days.x_shortened__mutmut_2
NAME = re.compile(r"(?P<module>[\w.]+)\.x(?:ǁ(?P<owner>\w+?)ǁ|_)(?P<function>\w+)__mutmut_\d+")
ENDED = ("killed", "timeout", "caught by type check", "segfault")


class Survivor(NamedTuple):
    """A change that no test noticed: the function, and the lines as they were and as they became."""

    function: str
    was: str
    became: str


def listed() -> set[Survivor]:
    """Those that may survive, each with its reason in survivors.csv."""
    lines = LISTED.read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    assert all(row["because"].strip() for row in rows), "a survivor is listed with its reason or not at all"
    return {Survivor(row["function"], row["was"], row["became"]) for row in rows}


def survivor(name: str, shown: str) -> Survivor:
    """From mutmut's name of a mutant and the difference that it shows."""
    body = [line for line in shown.splitlines() if not line.startswith(("---", "+++", "#"))]
    was, became = (" ".join(line[1:].strip() for line in body if line.startswith(sign)) for sign in "-+")
    return Survivor(function(name), was, became)


def function(name: str) -> str:
    """opora.core.hours.days.Reason.said"""
    found = NAME.fullmatch(name)
    assert found, name
    return ".".join(part for part in found.groups() if part)


def table(verdicts: Mapping[str, str], known: Iterable[Survivor]) -> Iterator[str]:
    """A line for each module and one for all. A mutant that never ends was noticed: it counts as killed."""
    modules: dict[str, Counter[str]] = {}
    for name, verdict in verdicts.items():
        module = NAME.fullmatch(name)
        assert module, name
        modules.setdefault(module["module"], Counter())["killed" if verdict in ENDED else "survived"] += 1
    for one in known:
        owner = max((module for module in modules if one.function.startswith(module)), key=len)
        modules[owner]["listed"] += 1
    yield f"{'module':<32} {'mutants':>7} {'killed':>7} {'survived':>8} {'listed':>7} {'score':>7}"
    for module_name, counts in sorted(modules.items()):
        yield _line(module_name, counts)
    yield _line("all", sum(modules.values(), Counter()))


def _line(title: str, counts: Counter[str]) -> str:
    mutants = counts["killed"] + counts["survived"]
    score = f"{100 * counts['killed'] / mutants:.1f}%" if mutants else "-"
    return f"{title:<32} {mutants:>7} {counts['killed']:>7} {counts['survived']:>8} {counts['listed']:>7} {score:>7}"

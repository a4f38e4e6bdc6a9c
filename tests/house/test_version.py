"""The version is told once, in pyproject.toml; the newest heading of the changelog is about it."""

import re
import tomllib

from tests.house.code import ROOT

HEADING = re.compile(r"^## (?P<version>\d+\.\d+\.\d+), (?P<when>.+)$", re.MULTILINE)
DAY = re.compile(r"\d{1,2} [A-Z][a-z]+ 20\d\d")


def agree(version: str, changes: str) -> bool:
    """A version in the making has a heading that says so, and one that is out a heading with its day."""
    newest = HEADING.search(changes)
    base, _, dev = version.partition(".dev")
    if newest is None or newest["version"] != base:
        return False
    return newest["when"] == "in the making" if dev else bool(DAY.fullmatch(newest["when"]))


def test_the_changelog_speaks_of_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert agree(version, (ROOT / "CHANGELOG.md").read_text())


def test_a_planted_disagreement_is_found() -> None:
    making, out = "## 0.1.0, in the making\n", "## 0.1.0, 27 November 2026\n"
    assert [agree("0.1.0.dev0", making), agree("0.1.0", out)] == [True, True]
    assert [agree("0.1.0", making), agree("0.1.0.dev0", out), agree("0.2.0", out), agree("0.1.0", "")] == [False] * 4

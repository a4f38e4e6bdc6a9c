"""Each sentence of the rules on words, misses, duties and the ladder names the test that would turn red without it."""

import ast
import csv
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
with (Path(__file__).parent / "promises.csv").open(encoding="utf-8") as table:
    ROWS = list(csv.DictReader(table))


@cache
def names_in(file: str) -> frozenset[str]:
    """The names of the tests of a file."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef))


def missing(rows: list[dict[str, str]]) -> list[str]:
    """The rows that name no test that there is."""
    return [
        f"{row['rule']}: {row['file']}::{row['test']}"
        for row in rows
        if not (ROOT / row["file"]).is_file() or row["test"] not in names_in(row["file"])
    ]


def test_each_sentence_has_its_test() -> None:
    assert missing(ROWS) == []


@pytest.mark.parametrize(("file", "test"), [("tests/house/gone.py", "test_it"), (ROWS[0]["file"], "test_gone")])
def test_a_test_that_is_gone_is_told(file: str, test: str) -> None:
    assert missing([{**ROWS[0], "file": file, "test": test}]) == [f"{ROWS[0]['rule']}: {file}::{test}"]


def test_every_rule_of_words_and_of_the_ladder_is_there() -> None:
    """P1-P9, E1-E5, O3, section 5."""
    rules = {row["rule"] for row in ROWS}
    assert {*(f"P{number}" for number in range(1, 10)), *(f"E{number}" for number in range(1, 6)), "O3", "5"} <= rules

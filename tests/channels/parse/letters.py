"""The letters of tests/letters and what the tables say of them."""

from pathlib import Path

from opora.channels.mail.parse import parse
from opora.core.facts import Arrival
from tests.channels.parse import (
    table_charsets,
    table_files,
    table_headers,
    table_machines,
    table_structure,
    table_wrapped,
)
from tests.channels.parse.wanted import Wanted

HERE = Path(__file__).parent
LETTERS = HERE.parent.parent / "letters"
OURS = ("support@desk.test", "desk.test")

TABLES: dict[str, Wanted] = {
    **table_charsets.LETTERS,
    **table_headers.LETTERS,
    **table_structure.LETTERS,
    **table_files.LETTERS,
    **table_machines.LETTERS,
    **table_wrapped.LETTERS,
}


def bytes_of(name: str) -> bytes:
    """The letter, to the last byte."""
    return (LETTERS / name).read_bytes()


def parsed(name: str) -> Arrival:
    """The letter as the parser reads it for the desk at desk.test."""
    return parse(bytes_of(name), OURS)


KINDS = {"T": "text", "Q": "quote", "S": "signature"}


def cuts() -> dict[str, list[tuple[str, str]]]:
    """The tables of cuts: for each letter its segments as (kind, text)."""
    found: dict[str, list[tuple[str, str]]] = {}
    for table in ("cuts_ru.txt", "cuts_en.txt"):
        name = ""
        for line in (HERE / table).read_text(encoding="utf-8").split("\n"):
            if line.startswith("==="):
                name = line[3:].split("|")[0].strip()
                found[name] = []
            elif name and line:
                _add(found[name], KINDS[line[0]], line[2:] + "\n")
    return found


def _add(segments: list[tuple[str, str]], kind: str, line: str) -> None:
    if segments and segments[-1][0] == kind:
        segments[-1] = (kind, segments[-1][1] + line)
    else:
        segments.append((kind, line))

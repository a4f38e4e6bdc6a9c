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

Cuts = list[tuple[str, str]]


def tables() -> dict[str, dict[str, Cuts]]:
    """The tables of cuts, ``cuts_….txt``: of each letter its segments as (kind, text)."""
    return {path.name: _table(path.read_text(encoding="utf-8")) for path in sorted(HERE.glob("cuts_*.txt"))}


def cuts() -> dict[str, Cuts]:
    """The cuts of all tables."""
    return {name: segments for table in tables().values() for name, segments in table.items()}


def cut_as_said(name: str, wanted: Cuts) -> tuple[Cuts, Cuts]:
    """What the parser finds, and what the table says, fit to be compared; HTML is laid out by a library, so there only
    the lines that hold anything are, without the spaces around and between their words."""
    arrival = parsed(name)
    found: Cuts = [(segment.kind, segment.text) for segment in arrival.segments]
    if not name.startswith("html-"):
        return [*found], wanted
    return _bare(found), _bare(wanted)


def _bare(segments: Cuts) -> Cuts:
    lines = ((kind, [" ".join(line.split()) for line in text.split("\n")]) for kind, text in segments)
    return [(kind, "\n".join(filter(None, some))) for kind, some in lines]


def _table(text: str) -> dict[str, Cuts]:
    found: dict[str, Cuts] = {}
    name = ""
    for line in text.split("\n"):
        if line.startswith("==="):
            name = line[3:].split("|")[0].strip()
            assert name not in found, name
            found[name] = []
        elif name and line:
            _add(found[name], KINDS[line[0]], line[2:] + "\n")
    return found


def _add(segments: Cuts, kind: str, line: str) -> None:
    if segments and segments[-1][0] == kind:
        segments[-1] = (kind, segments[-1][1] + line)
    else:
        segments.append((kind, line))

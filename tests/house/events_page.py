"""docs/events.md, made from the docstrings of the vocabulary; ``./run docs`` writes it, a test compares."""

import ast
import re
from pathlib import Path

from tests.house.code import ROOT, dotted

MODULES = ("customers", "outgoing", "tickets", "portal", "programme", "macros", "files", "desk", "staff")
SOURCES = tuple(ROOT / f"opora/core/events/{name}.py" for name in MODULES)
PAGE = ROOT / "docs/events.md"

HEAD = """# Events

What can happen, as the ledger keeps it. This page is made from `opora/core/events/` by `./run docs`; a test fails if
they differ. Events carry ids, codes, figures and instants (UTC), never personal text. Each row of the ledger adds the
subject, its place in the subject's order, the Step's instant, the instant of recording, who acted and through what.
"""
SECTION = re.compile(r"^# --- (.+?) -*$", re.M)


def events(source: str) -> list[ast.ClassDef]:
    """The classes of events, in the order in which they stand."""
    bases = ("Event", "events.Event")
    classes = (node for node in ast.parse(source).body if isinstance(node, ast.ClassDef))
    return [node for node in classes if any(dotted(base) in bases for base in node.bases)]


def page(source: str) -> str:
    """The whole page."""
    titles = {source[: found.start()].count("\n") + 1: found.group(1) for found in SECTION.finditer(source)}
    lines = [HEAD]
    for event in events(source):
        for line in [line for line in titles if line < event.lineno]:
            title = titles.pop(line)
            lines += [f"## {title[0].upper()}{title[1:]}", ""]
        lines += [f"- **{event.name}** {_fields(event)}<br>", f"  {_sentence(event)}"]
        if any(line < _next(event, source) for line in titles):
            lines.append("")
    return "\n".join(lines) + "\n"


def _next(event: ast.ClassDef, source: str) -> int:
    later = [one.lineno for one in events(source) if one.lineno > event.lineno]
    return min(later, default=0)


def _sentence(event: ast.ClassDef) -> str:
    said = ast.get_docstring(event)
    if not said:
        raise ValueError(f"{event.name} does not say what it means")
    return " ".join(said.split())


def _fields(event: ast.ClassDef) -> str:
    named = [node for node in event.body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)]
    kept = [node for node in named if "ClassVar" not in ast.unparse(node.annotation)]
    return ", ".join(f"`{dotted(node.target)}: {ast.unparse(node.annotation)}`" for node in kept) or "(nothing more)"


def source() -> str:
    """The vocabulary, as it is written."""
    return "\n".join(path.read_text() for path in SOURCES)


def write() -> Path:
    """Writes the page anew and says where."""
    PAGE.write_text(page(source()))
    return PAGE


if __name__ == "__main__":
    print(write())

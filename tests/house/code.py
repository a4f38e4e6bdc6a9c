"""The project's own files as the house tests read them: which there are, and what stands in them."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """A file of Python: ``name`` is its path from the root ("opora/flow/act.py")."""

    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """What the file says."""
        return ast.parse(self.text, self.name)

    @property
    def room(self) -> str:
        """The room of the house that it stands in ("flow"); empty for what is not of the package."""
        parts = Path(self.name).parts
        return Path(parts[1]).stem if parts[0] == "opora" and len(parts) > 1 else ""

    @property
    def lines(self) -> int:
        """How long it is."""
        return self.text.count("\n")

    def functions(self) -> Iterator[Function]:
        """All functions, nested ones and methods too."""
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def classes(self) -> Iterator[ast.ClassDef]:
        """All classes."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef))

    def at(self, node: ast.AST, what: str) -> str:
        """A finding with its place, as an editor opens it."""
        return f"{self.name}:{getattr(node, 'lineno', 0)}: {what}"


def files() -> list[Path]:
    """Everything that is, or is about to be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    paths = (ROOT / name for name in sorted(set(listed.split("\0"))) if name)
    return [path for path in paths if path.is_file()]


def modules(*rooms: str) -> list[Module]:
    """The Python files under these folders, without migrations."""
    names = [path.relative_to(ROOT).as_posix() for path in files() if path.suffix == ".py"]
    chosen = [name for name in names if name.startswith(tuple(f"{room}/" for room in rooms))]
    return [Module(name, (ROOT / name).read_text()) for name in chosen if "/migrations/" not in name]


def dotted(node: ast.AST) -> str:
    """A name as it is written: ``datetime.now``; what is not a plain name counts as empty."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


def imported(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Each import with the full dotted name of what it brings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node, alias.name
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield node, f"{node.module or ''}.{alias.name}"

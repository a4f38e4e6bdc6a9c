"""Docs are a contract: an event, a setting or a command that is not told there fails here, and so does a setting
that is told and not there."""

import ast
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.house import cases_page, events_page
from tests.house.code import ROOT, Module, dotted, files, modules

SETTING = re.compile(r"\bOPORA_[A-Z][A-Z_]*[A-Z]\b")
SETTINGS_PAGE = ROOT / "docs/how-to/settings.md"

PLANTED = '''
# --- letters ----

@dataclass
class LetterFiled(Event):
    """A kept letter found
    its ticket."""

    version: ClassVar[int] = 2
    ticket: int
    rule: str | None = None

# --- time ----

@dataclass
class Missed(Event):
    """Too late."""
'''


def settings_read(code: Iterable[Module]) -> set[str]:
    """The variables of the environment that the code names, docstrings apart."""
    named = set()
    for module in code:
        docs = {id(node.value) for node in ast.walk(module.tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                named |= {name for name in SETTING.findall(node.value) if name == node.value}
    return named


def commands(code: Iterable[Module]) -> set[str]:
    """What follows ``opora`` on the command line: management commands, the words that the entry compares with, and
    the second words that they add as parsers of their own ("mail add")."""
    found: set[str] = set()
    for module in code:
        path = Path(module.name)
        if path.parent.name == "commands" and not path.stem.startswith("_"):
            name = path.stem.replace("_", "-")
            found |= {f"{name} {second}" for second in _second_words(module)} or {name}
        if module.name == "opora/cli/__init__.py":
            compared = (node for node in ast.walk(module.tree) if isinstance(node, ast.Compare))
            listed = (one.elts for node in compared for one in node.comparators if isinstance(one, ast.List))
            spoken = {" ".join(str(word.value) for word in words if isinstance(word, ast.Constant)) for words in listed}
            found |= {words for words in spoken if not words.startswith("-")}
    return found


def _second_words(module: Module) -> set[str]:
    calls = (node for node in ast.walk(module.tree) if isinstance(node, ast.Call))
    named = (node.args[0] for node in calls if dotted(node.func).endswith(".add_parser") and node.args)
    return {str(name.value) for name in named if isinstance(name, ast.Constant)}


def test_the_page_of_cases_is_that_of_the_tables() -> None:
    assert cases_page.PAGE.read_text(encoding="utf-8") == cases_page.page(), "./run docs writes it"
    assert "пн 04.05 17:00" in cases_page.page()


def test_the_page_of_events_is_that_of_the_code() -> None:
    assert events_page.PAGE.read_text() == events_page.page(events_page.source()), "./run docs writes it"


def test_every_event_of_the_vocabulary_stands_there() -> None:
    from opora.core.payloads import vocabulary

    page = events_page.PAGE.read_text()
    assert len(vocabulary()) > 30
    assert [name for name in vocabulary() if f"**{name}**" not in page] == []


def test_every_event_that_a_module_of_the_folder_writes_is_in_the_vocabulary() -> None:
    from opora.core.payloads import vocabulary

    written = {path.stem for path in events_page.PAGE.parents[1].glob("opora/core/events/*.py")}
    assert {path.stem for path in events_page.SOURCES} == written - {"__init__", "base"}
    assert {event.name for event in events_page.events(events_page.source())} == set(vocabulary())


def test_a_planted_event_changes_the_page() -> None:
    page = events_page.page(PLANTED)
    assert page == events_page.HEAD + (
        "\n## Letters\n\n"
        "- **LetterFiled** `ticket: int`, `rule: str | None`<br>\n  A kept letter found its ticket.\n\n"
        "## Time\n\n"
        "- **Missed** (nothing more)<br>\n  Too late.\n"
    )
    with pytest.raises(ValueError, match="Missed does not say what it means"):
        events_page.page(PLANTED.replace('"""Too late."""', "pass"))


def test_every_setting_is_told_and_every_told_one_is_read() -> None:
    read = settings_read(modules("opora"))
    assert "OPORA_DATA_DIR" in read
    assert read == set(SETTING.findall(SETTINGS_PAGE.read_text()))


def test_a_planted_setting_is_seen() -> None:
    planted = Module("opora/config/x.py", '"""OPORA_IN_A_DOC"""\nx = env.str("OPORA_PLANTED")\ny = "see OPORA_PROSE"\n')
    assert settings_read([planted]) == {"OPORA_PLANTED"}


def test_every_command_is_told() -> None:
    there = commands(modules("opora"))
    assert {"demo", "doctor", "mail parse", "worktime"} <= there
    pages = [path for path in files() if path.suffix == ".md" and ROOT / "docs" in path.parents]
    told = "\n".join(path.read_text() for path in pages)
    assert sorted(name for name in there if not re.search(rf"\bopora {name}\b", told)) == []


def test_planted_commands_are_seen() -> None:
    mail = 'parsers.add_parser("receive")\nparsers.add_parser("add", help="x")\n'
    planted = [
        Module("opora/cli/management/commands/start_answering.py", ""),
        Module("opora/cli/management/commands/mail.py", mail),
        Module("opora/cli/management/commands/_parts.py", ""),
        Module("opora/cli/__init__.py", 'if argv[:2] == ["mail", "parse"] or argv == ["--version"]: ...\n'),
    ]
    assert commands(planted) == {"start-answering", "mail add", "mail receive", "mail parse"}

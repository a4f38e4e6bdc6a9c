"""Names say what a thing is. Some words say nothing and are banned in the names of modules, classes, functions."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.code import Module, modules

BANNED = {"service", "manager", "helper", "util", "utility", "handler", "processor", "info"}
OPENINGS = ("do_", "process_")
# The folder of the neighbours that tests start; http.server dictates do_GET.
ALLOWED = re.compile(r"tests/services/|do_[A-Z]+$")
WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+")


def bad_word(name: str, kind: str) -> str:
    """The banned word in a name; empty when there is none. Managers are a role of the desk, so functions and the
    class of the role may speak of them, and the second line is called the central service."""
    words = [found.group().lower() for found in WORDS.finditer(name)]
    for before, word in zip(["", *words], words, strict=False):
        single = word.removesuffix("s")
        if single not in BANNED and word not in BANNED:
            continue
        role = single == "manager" and (kind == "function" or before == "office")
        if not role and not (single == "service" and before == "central"):
            return word
    return next((opening for opening in OPENINGS if kind == "function" and name.startswith(opening)), "")


def bad_names(module: Module) -> list[str]:
    """All names of a module that use one."""
    path = Path(module.name).with_suffix("").parts
    named: list[tuple[ast.AST, str, str]] = [(module.tree, part, "module") for part in path]
    named += [(node, node.name, "class") for node in module.classes()]
    named += [(node, node.name, "function") for node in module.functions()]
    return [
        module.at(node, f"{kind} {name}: '{word}' says nothing")
        for node, name, kind in named
        if (word := bad_word(name, kind)) and not ALLOWED.match(f"{module.name}" if kind == "module" else name)
    ]


def test_names_say_something() -> None:
    assert [finding for module in modules("opora", "tests") for finding in bad_names(module)] == []


@pytest.mark.parametrize(
    ("name", "kind", "word"),
    [
        ("mail_service", "module", "service"),
        ("utils", "module", "utils"),
        ("TicketManager", "class", "manager"),
        ("HTMLHandler", "class", "handler"),
        ("LetterProcessor", "class", "processor"),
        ("ticket_info", "function", "info"),
        ("do_answer", "function", "do_"),
        ("process_letter", "function", "process_"),
        ("date_helpers", "function", "helpers"),
        # and what may stay
        ("tell_manager", "function", ""),
        ("OfficeManager", "class", ""),
        ("central_service", "function", ""),
        ("CentralService", "class", ""),
        ("handle", "function", ""),
        ("domain", "module", ""),
        ("informed", "function", ""),
        ("undo_answer", "function", ""),
        ("utilised", "function", ""),
    ],
)
def test_a_word_is_banned_where_it_says_nothing(name: str, kind: str, word: str) -> None:
    assert bad_word(name, kind) == word


def test_planted_names_are_found() -> None:
    source = "class Helper:\n    def process_it(self): ...\n\n\ndef answer(): ...\n"
    assert bad_names(Module("opora/lib/util.py", source)) == [
        "opora/lib/util.py:0: module util: 'util' says nothing",
        "opora/lib/util.py:1: class Helper: 'helper' says nothing",
        "opora/lib/util.py:2: function process_it: 'process_' says nothing",
    ]

"""What people read: translations are whole, and Russian is set as Russian is set.

No exclamation marks but in the greeting, a dash between spaces and not a hyphen, guillemets and not straight quotes."""

import ast
import re
from pathlib import Path
from string import Formatter

import polib
import pytest

from tests.house.code import ROOT, Module, files, modules

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")
BAD_TYPE = [
    # The greeting alone has one: «Здравствуйте!»
    (re.compile(r"(?<!здравствуйте)(?<=[а-яё])!", re.I), "an exclamation mark"),
    (re.compile(r"[а-яё»)] - [а-яё«(\d]", re.I), "a hyphen for a dash"),
    (re.compile(r"\"[а-яё][^\"<>=]*\"", re.I), "straight quotes"),
]
# Attributes of HTML, tags and template code: quotes are lawful there.
MARKUP = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]*>", re.S)


def placeholders(text: str) -> list[str]:
    """What a translation must carry over: printf's and format's places, in no order."""
    named = [name for _, name, _, _ in Formatter().parse(text) if name] if "{" in text else []
    return sorted(PLACEHOLDER.findall(text) + named)


def bad_entries(catalogue: polib.POFile) -> list[str]:
    """Entries without a translation, with a doubtful one or with two, or with one that lost a place."""
    found = []
    seen = set()
    for entry in catalogue:
        if (entry.msgctxt, entry.msgid) in seen:
            found.append(f"{entry.msgid!r} stands twice")
        seen.add((entry.msgctxt, entry.msgid))
        told = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if entry.obsolete or entry.fuzzy or not all(told):
            found.append(f"{entry.msgid!r} is not translated")
        elif any(placeholders(one) != placeholders(entry.msgid_plural or entry.msgid) for one in told):
            found.append(f"{entry.msgid!r} lost a place")
    return found


def bad_type(name: str, text: str) -> list[str]:
    """Russian that is set badly."""
    return [f"{name}: {what}: {found.group()}" for pattern, what in BAD_TYPE for found in pattern.finditer(text)]


def spoken(module: Module) -> list[str]:
    """The strings of a module, docstrings apart."""
    docs = {id(node.value) for node in ast.walk(module.tree) if isinstance(node, ast.Expr)}
    strings = (node for node in ast.walk(module.tree) if isinstance(node, ast.Constant) and id(node) not in docs)
    return [node.value for node in strings if isinstance(node.value, str)]


def _catalogues() -> list[Path]:
    return [path for path in files() if path.suffix == ".po"]


def test_translations_are_whole() -> None:
    catalogues = _catalogues()
    assert {path.relative_to(ROOT).as_posix(): bad_entries(polib.pofile(str(path))) for path in catalogues} == {
        path.relative_to(ROOT).as_posix(): [] for path in catalogues
    }


def test_russian_is_set_as_russian_is_set() -> None:
    found = [each for module in modules("opora") for text in spoken(module) for each in bad_type(module.name, text)]
    for path in files():
        if path.suffix in (".html", ".txt") and ROOT / "opora" in path.parents:
            found += bad_type(path.relative_to(ROOT).as_posix(), MARKUP.sub(" ", path.read_text()))
    for path in _catalogues():
        catalogue = polib.pofile(str(path))
        found += [each for entry in catalogue for each in bad_type(str(path), entry.msgid + "\n" + entry.msgstr)]
    assert found == []


CATALOGUE = r"""
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\n"

msgid "Очередь"
msgstr "Queue"

msgid "Обращение %(number)s"
msgstr "Ticket %(number)s"

msgid "Принято"
msgstr ""

#, fuzzy
msgid "Закрыто"
msgstr "Closed"

msgid "Напишем до {when}"
msgstr "We shall write"

msgid "Очередь"
msgstr "Line"
"""


def test_planted_entries_are_found() -> None:
    assert bad_entries(polib.pofile(CATALOGUE)) == [
        "'Принято' is not translated",
        "'Закрыто' is not translated",
        "'Напишем до {when}' lost a place",
        "'Очередь' stands twice",
    ]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Приняли ваше обращение!", "an exclamation mark"),
        ("Обращение - закрыто", "a hyphen for a dash"),
        ('нажмите "Ответить" здесь', "straight quotes"),
    ],
)
def test_planted_type_is_found(text: str, what: str) -> None:
    (found,) = bad_type("a.html", text)
    assert what in found


def test_good_type_is_let_be() -> None:
    good = "Здравствуйте! 9–11 мая – выходные. Нажмите «Ответить по существу». Чертёж-3D v22, 3 - 2 = 1. It works!"
    assert bad_type("a.html", good) == []
    assert MARKUP.sub(" ", '<a title="Очередь">{% trans "Очередь" %}</a>').strip() == ""

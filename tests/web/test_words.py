"""Every code has its words, and every text of the code and of the pages stands in the Russian catalogue."""

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args

import polib
import pytest
from django.utils import translation
from django.utils.translation.template import templatize

from opora.accounts.models import Role
from opora.calendars import preset
from opora.channels.mail.parse.invites import METHODS
from opora.channels.mail.parse.troubles import CODES
from opora.channels.models import Outbound
from opora.core.course import RULES
from opora.core.facts import Level, PurchaseKind, Signed, Stage, Verb
from opora.core.hours import Cause
from opora.core.payloads import vocabulary
from opora.tickets.models.ticket import KINDS_OF_NEXT
from opora.web.desk import invites, troubles, words
from opora.web.words import LAWS, document_said
from tests.house.code import ROOT, Module, dotted, files, modules

CATALOGUE = ROOT / "opora/locale/ru/LC_MESSAGES/django.po"


DECIDERS = {"opora/core/coverage.py", "opora/core/rights.py", "opora/core/route.py"}
CODE = re.compile(r"[a-z]+(_[a-z]+)+")


def codes_of_reasons() -> set[str]:
    """What the core may give as a reason: words with an underscore in the modules that decide, fields apart."""
    deciding = [module for module in modules("opora/core") if module.name in DECIDERS]
    nodes = [node for module in deciding for node in ast.walk(module.tree) if isinstance(node, ast.Constant)]
    return {str(node.value) for node in nodes if CODE.fullmatch(str(node.value))} - {"from_on"}


@pytest.mark.parametrize(
    ("known", "wanted"),
    [
        (words.STAGES, set(Stage)),
        (words.LEVELS, {level.code for level in Level}),
        (words.KINDS, set(KINDS_OF_NEXT)),
        (words.CAUSES, set(Cause)),
        (words.VERBS, set(Verb)),
        (troubles.TROUBLES, set(CODES)),
        (words.SIGNED, set(get_args(Signed)) - {""}),
        (invites.METHODS, METHODS),
        (words.OUTBOUND, {"shown", "queued", "sending", "sent", "failed", "stale", "gathered", "joined"}),
        (words.UNCLEAR, {"product", "version", "level"}),
    ],
    ids=["stages", "levels", "kinds", "causes", "verbs", "troubles", "signed", "invites", "outbound", "unclear"],
)
def test_every_code_has_words(known: Mapping[str, Any], wanted: set[str]) -> None:
    assert {str(one) for one in wanted} == set(known)


def test_every_event_of_a_ticket_has_a_sentence() -> None:
    in_a_life = {event.__name__ for event in RULES} | {"Opened", "NoteWritten", "AnsweringReached"}
    assert len(in_a_life) > 20
    assert in_a_life - set(words.EVENTS) == set()
    assert set(words.EVENTS) - set(vocabulary()) == set()


def test_every_reason_that_the_code_gives_has_a_sentence() -> None:
    given = codes_of_reasons()
    assert len(given) > 15
    assert given - set(words.BECAUSE) == set()


def test_a_code_without_words_shows_as_it_is() -> None:
    assert words.said(words.STAGES, "frozen") == "frozen"
    assert troubles.said("unknown-charset: x-user-defined").endswith(": x-user-defined")
    assert len(get_args(PurchaseKind)) == 6
    assert {field.attname for field in Outbound._meta.fields} > {"state"}


# --- the catalogue --------------------------------------------------------------------------------------------------

CALL = re.compile(r"\b(?P<name>n?p?gettext|_)\(")
LITERAL = re.compile(r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*,?\s*""")
ASKS = {"_": (0,), "gettext": (0,), "gettext_lazy": (0,), "ngettext": (0, 1), "pgettext": (1,), "pgettext_lazy": (1,)}


def texts_of_code(module: Module) -> Iterator[str]:
    """What a module says by gettext; every such call must have its text written out."""
    for node in ast.walk(module.tree):
        name = dotted(node.func) if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and name in ASKS and node.args:
            for place in ASKS[name]:
                said = node.args[place]
                assert isinstance(said, ast.Constant), module.at(node, "a text that is put together is not found")
                yield str(said.value)


def texts_of_page(name: str, source: str) -> Iterator[str]:
    """What a template says by translate and blocktranslate."""
    code = templatize(source, origin=name)
    for call in CALL.finditer(code):
        texts, at = [], call.end()
        while found := LITERAL.match(code, at):
            texts.append(str(ast.literal_eval(found[1])))
            at = found.end()
        yield from texts[1:] if call["name"].startswith("p") else texts


def texts() -> set[str]:
    """All that Opora says to staff."""
    said = {text for module in modules("opora") for text in texts_of_code(module)}
    pages = [path for path in files() if path.suffix == ".html" and ROOT / "opora" in path.parents]
    return said | {text for path in pages for text in texts_of_page(path.name, path.read_text())}


def test_every_text_stands_in_the_catalogue_and_nothing_else_does() -> None:
    catalogue = polib.pofile(str(CATALOGUE))
    kept = {entry.msgid for entry in catalogue} | {entry.msgid_plural for entry in catalogue if entry.msgid_plural}
    said = texts()
    assert len(said) > 300
    assert said - kept == set()
    assert kept - said == set()


def test_no_text_is_untranslated_or_doubtful() -> None:
    catalogue = polib.pofile(str(CATALOGUE))
    assert [entry.msgid for entry in catalogue if entry.fuzzy or entry.obsolete or not entry.translated()] == []
    assert [
        entry.msgid for entry in catalogue if not re.search("[А-Яа-яЁё]", entry.msgstr or entry.msgstr_plural[0])
    ] == []


def test_planted_texts_are_found() -> None:
    code = Module(
        "opora/web/x.py", 'a = _("One")\nb = ngettext("%(n)d two", "%(n)d twos", n)\nc = pgettext("x", "Three")\n'
    )
    assert list(texts_of_code(code)) == ["One", "%(n)d two", "%(n)d twos", "Three"]
    page = """{% load i18n %}{% translate "It's" %} {{ a|default:_("none") }} {% translate "not named" context "x" %}
    {% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}"""
    assert list(texts_of_page("x.html", page)) == ["It's", "none", "not named", "%(n)s day", "%(n)s days"]
    with pytest.raises(AssertionError, match="put together"):
        list(texts_of_code(Module("opora/web/x.py", 'a = _("One" + b)\n')))


def test_the_roles_are_said_in_russian() -> None:
    with translation.override("ru"):
        assert [str(role.label) for role in Role if not re.search("[а-я]", str(role.label))] == []
        assert words.said(words.STAGES, "research") == "исследуем"
    with translation.override("en"):
        assert words.said(words.STAGES, "research") == "research"


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("ConsultantPlus LAW_515170, No 1466 of 24.09.2025", "ConsultantPlus LAW_515170, № 1466 от 24.09.2025"),
        ("No 1448-XII of 19.02.1992", "№ 1448-XII от 19.02.1992"),
        ("No ВС-10/21 of 27.02.1992", "№ ВС-10/21 от 27.02.1992"),
        ("ConsultantPlus LAW_328918", "ConsultantPlus LAW_328918"),
        ("No 157 of 26.03.1998", "№ 157 от 26.03.1998"),
        ("Labour Code of Russia, art. 112", "ТК РФ, ст. 112"),
        ("Labour Code of Kazakhstan, art. 84", "ТК РК, ст. 84"),
        ("Law on holidays of Kazakhstan", "Закон РК о праздниках"),
        ("Law on holidays of Kazakhstan, art. 5", "Закон РК о праздниках, ст. 5"),
    ],
)
def test_a_document_is_named_as_the_language_does(document: str, said: str) -> None:
    with translation.override("ru"):
        assert document_said(document) == said
    with translation.override("en"):
        assert document_said(document) == document


def test_every_law_of_a_calendar_has_its_words_and_none_is_left_over() -> None:
    publics = [preset.load(code).public for code in preset.names()]
    found = {one.document for each in publics for one in each.yearly}
    found |= {one.document for each in publics for one in each.dated}
    found |= {one.document for each in publics for one in each.moved}

    assert {one for one in found if "art." in one or "Law" in one} == set(LAWS)

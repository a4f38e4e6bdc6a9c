"""HTML as text, by inscriptis, with the stretches that the HTML marks as quoted; bounded, and never failing."""

import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING

from opora.channels.mail.parse.charset import storable
from opora.channels.mail.parse.troubles import Troubles

if TYPE_CHECKING:
    from inscriptis.model.config import ParserConfig
    from lxml.html import HtmlElement

    from opora.channels.mail.parse.segments import Mark
    from opora.core.facts import SegmentKind

# Above this many letters the layout costs seconds; above the second bound even the words are cut off.
BIGGEST = 2_000_000
LONGEST = 5_000_000
# inscriptis and lxml recurse; Python gives up at a thousand frames, libxml2 drops what lies deeper.
DEEPEST = 150
QUOTE, SIGNATURE = "data-opora-quote", "data-opora-signature"
KINDS: "dict[str, SegmentKind]" = {"quote": "quote", "signature": "signature"}

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)[^<>]*>?|<[!?][^<>]*>?")
_SILENT = {"script", "style", "title", "head"}
_BREAKS = {"br", "p", "div", "tr", "li", "table", "h1", "h2", "h3", "h4", "blockquote", "pre", "ul", "ol"}
_NO_BORDER = re.compile(r"border\s*:\s*(none|0)")
_LEFT_BORDER = re.compile(r"border-left\s*:")
# How Gmail, Thunderbird, Proton, Mail.ru, Outlook (web, mobile), Yahoo and Samsung mark a signature.
_SIGNATURE_CLASSES = {"gmail_signature", "gmail_signature_prefix", "moz-signature", "protonmail_signature_block"}
_SIGNATURE_IDS = {"Signature", "ms-outlook-mobile-signature", "ymail_android_signature", "composer_signature"}


def render(html: str, troubles: Troubles) -> "tuple[str, list[Mark]]":
    """The text of the HTML, and the stretches of that text that are quoted or a signature as (start, end, kind)."""
    if not html.strip():
        return "", []
    if len(html) > BIGGEST:
        troubles.note("big-html")
        return storable(stripped(html[:LONGEST]), troubles), []
    try:
        return _laid_out(html, troubles)
    except Exception:
        # lxml and inscriptis raise many things at strange trees; the words matter more than the layout.
        troubles.note("bad-html")
        return storable(stripped(html), troubles), []


def stripped(html: str) -> str:
    """The text between the tags, without layout, in linear time."""
    out: list[str] = []
    for number, stretch in enumerate(html.split("<!--")):
        _strip(stretch if number == 0 else stretch.partition("-->")[2], out)
    return re.sub(r"[ \t\r]*\n[ \t\r\n]*", "\n", unescape("".join(out))).strip() + "\n"


def _strip(html: str, out: list[str]) -> None:
    at, silent = 0, ""
    for tag in _TAG.finditer(html):
        if not silent:
            out.append(html[at : tag.start()])
        name = (tag[2] or "").lower()
        if silent:
            silent = "" if tag[1] and name == silent else silent
        elif name in _SILENT and not tag[1]:
            silent = name
        elif name in _BREAKS:
            out.append("\n")
        at = tag.end()
    if not silent:
        out.append(html[at:])


def _laid_out(html: str, troubles: Troubles) -> "tuple[str, list[Mark]]":
    from inscriptis.html_engine import Inscriptis
    from lxml.etree import ParserError
    from lxml.html import HTMLParser, document_fromstring

    from opora.channels.mail.parse.tables import flatten, too_wide

    try:
        # Text that says in which encoding it is (an XML declaration) is refused by lxml.
        declared = re.sub(r"^\s*<\?xml[^>]*>", "", html)
        tree: HtmlElement = document_fromstring(declared, parser=HTMLParser(huge_tree=True))
    except ParserError:
        return storable(stripped(html), troubles) if stripped(html).strip() else "", []
    if _deep(tree):
        troubles.note("deep-html")
        return storable(stripped(html), troubles), []
    if too_wide(tree, len(html)):
        troubles.note("wide-html")
        flatten(tree)
    _mark_quotes(tree)
    _mark_signatures(tree)
    page = Inscriptis(tree, _layout())
    text = page.get_text()
    found = [(one.start, one.end, KINDS[one.metadata]) for one in page.get_annotations() if one.end > one.start]
    clean = storable(text, troubles)
    return clean, sorted(found) if len(clean) == len(text) else []


@lru_cache(maxsize=1)
def _layout() -> "ParserConfig":
    """How inscriptis shall lay out; making it copies its whole style sheet, which takes longer than a letter."""
    from inscriptis.model.config import ParserConfig

    return ParserConfig(annotation_rules={f"#{QUOTE}": ["quote"], f"#{SIGNATURE}": ["signature"]})


def _deep(tree: "HtmlElement") -> bool:
    level = [tree]
    for _ in range(DEEPEST):
        level = [child for one in level for child in one]
        if not level:
            return False
    return True


def _mark_quotes(tree: "HtmlElement") -> None:
    """Marks what mailers quote in; a blockquote of mere indent, with its border switched off, is none."""
    for one in tree.iter("blockquote"):
        style = (one.get("style") or "").lower()
        if not _NO_BORDER.search(style) or _LEFT_BORDER.search(style) or one.get("type") == "cite":
            one.set(QUOTE, "1")
    for one in tree.iter("div"):
        if "yahoo_quoted" in (one.get("class") or ""):
            one.set(QUOTE, "1")


def _mark_signatures(tree: "HtmlElement") -> None:
    """Marks what mailers put a signature into."""
    for one in tree.iter("div", "span", "pre"):
        if (
            not _SIGNATURE_CLASSES.isdisjoint((one.get("class") or "").split())
            or one.get("id") in _SIGNATURE_IDS
            or one.get("data-signature-widget") == "container"
        ):
            one.set(SIGNATURE, "1")

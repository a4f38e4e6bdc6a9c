"""The words of a letter and their two forms: plain text, and HTML that says the same with at most one button.

Sentences of ours carry non-breaking spaces: HTML keeps them, the plain part has ordinary ones, since terminals and
quoting programs break lines badly around the others. What a specialist wrote is left as it is.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Literal

from opora.channels.letters.cleaning import clean, one_line
from opora.lib.moments import Language, plain

BY_HAND = ("asked", "told", "answered")
_LINK = re.compile(r"https?://[^\s\"'<>]+")
_TWIN = re.compile(r"mailto:[^\s\"'<>]+")

_BODY = (
    "margin:0;padding:16px;background:#ffffff;color:#1f2328;"
    "font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif"
)
_PARAGRAPH = "margin:0 0 14px"
_QUOTE = "margin:0 0 14px;padding:2px 0 2px 12px;border-left:3px solid #c8ccd1;color:#4a4f55"
_BUTTON = (
    "display:inline-block;padding:9px 16px;border-radius:6px;background:#1f5fbf;color:#ffffff;text-decoration:none"
)
_SIGNATURE = "margin:22px 0 0;color:#5c6167;font-size:14px"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: ours, a person's text as it was typed, or a quotation."""

    text: str
    kind: Literal["ours", "verbatim", "quote"] = "ours"


@dataclass(frozen=True, slots=True)
class Button:
    """What it says and where it leads."""

    label: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A letter without its envelope. ``told`` are the moments that a customer reads in it, by kind: what is told here
    is confessed when missed (P1). ``until``: after it the words are untrue, though nobody is late then. ``twin``: how
    they say by letter that we forgot them. ``files``: what goes as a link."""

    letter: str
    language: Language
    subject: str
    paragraphs: tuple[Paragraph, ...]
    signature: str = ""
    button: Button | None = None
    twin: Button | None = None
    told: tuple[tuple[str, datetime], ...] = ()
    until: datetime | None = None
    files: tuple[Button, ...] = ()

    @property
    def automatic(self) -> bool:
        """Whether the machine says it; the three verbs are a person's."""
        return self.letter not in BY_HAND

    @property
    def holds_until(self) -> datetime | None:
        """The first moment that it names; null: it names none."""
        named = [moment for _, moment in self.told] + ([self.until] if self.until else [])
        return min(named, default=None)

    @property
    def said(self) -> str:
        """The plain text without its signature."""
        parts = [_plain(paragraph) for paragraph in self.paragraphs]
        parts += ["\n".join(f"{one.label}: {one.link}" for one in self.files)] if self.files else []
        parts += [f"{one.label}: {one.link}" for one in (self.button, self.twin) if one]
        return "\n\n".join(parts)

    @property
    def text(self) -> str:
        """The plain text with its signature, ending in a line end."""
        # Mail programs know a signature by the two dashes with their space.
        return f"{self.said}\n\n-- \n{plain(one_line(self.signature))}\n" if self.signature else f"{self.said}\n"

    @property
    def html(self) -> str:
        """The same words as HTML, everything escaped."""
        inner = [_html(paragraph) for paragraph in self.paragraphs]
        if self.files:
            links = (f'<a href="{escape(one.link)}">{escape(one.label)}</a>' for one in self.files)
            inner.append(f'<p style="{_PARAGRAPH}">{"<br>".join(links)}</p>')
        if self.button:
            href, label = escape(self.button.link), escape(self.button.label)
            inner.append(f'<p style="{_PARAGRAPH}"><a href="{href}" style="{_BUTTON}">{label}</a></p>')
        if self.twin:
            inner.append(
                f'<p style="{_PARAGRAPH}"><a href="{escape(self.twin.link)}">{escape(self.twin.label)}</a></p>'
            )
        if self.signature:
            inner.append(f'<p style="{_SIGNATURE}">{escape(one_line(self.signature))}</p>')
        return (
            f'<!doctype html>\n<html lang="{self.language}">\n<head><meta charset="utf-8">'
            f'<title>{escape(one_line(self.subject))}</title></head>\n<body style="{_BODY}">\n'
            f'<div style="max-width:640px">\n{chr(10).join(inner)}\n</div>\n</body>\n</html>\n'
        )


def button(label: str, link: str) -> Button | None:
    """A button to a page of ours; null where the link is empty or no address of the web."""
    return Button(label, link) if _LINK.fullmatch(link) else None


def twin(label: str, link: str) -> Button | None:
    """What a letter to us does as well as the button's page; null where the link is no mailto address."""
    return Button(label, link) if _TWIN.fullmatch(link) else None


def verbatim(text: str, kind: Literal["verbatim", "quote"] = "verbatim") -> Paragraph:
    """A person's text without the empty lines around it."""
    return Paragraph(clean(text).strip("\n").rstrip(), kind)


def _plain(paragraph: Paragraph) -> str:
    if paragraph.kind == "ours":
        return plain(clean(paragraph.text))
    text = clean(paragraph.text)
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n")) if paragraph.kind == "quote" else text


def _html(paragraph: Paragraph) -> str:
    lines = "<br>".join(_indented(line) for line in clean(paragraph.text).split("\n"))
    if paragraph.kind == "quote":
        return f'<blockquote style="{_QUOTE}">{lines}</blockquote>'
    return f'<p style="{_PARAGRAPH}">{lines}</p>'


def _indented(line: str) -> str:
    text = line.lstrip(" ")
    return "&nbsp;" * (len(line) - len(text)) + escape(text)

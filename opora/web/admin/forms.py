"""What was typed, with what is wrong beside each field; whatever was typed stays, passwords apart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.translation import gettext as _

from opora.lib.errors import Refused

Kind = Literal["text", "area", "email", "password", "number", "date", "datetime-local", "select", "check", "file"]


@dataclass(slots=True)
class Field:
    """One question. ``choices`` are value and text; ``trouble`` is what is wrong with the answer."""

    name: str
    label: Any
    value: str = ""
    kind: Kind = "text"
    hint: Any = ""
    choices: Sequence[tuple[str, Any]] = ()
    must: bool = False
    most: int = 250
    wide: bool = True
    trouble: Any = ""
    list: Sequence[str] = ()
    autocomplete: str = "off"

    @property
    def described(self) -> str:
        """The ids of what is said about the field, for aria-describedby."""
        parts = [(f"{self.name}-hint", self.hint), (f"{self.name}-trouble", self.trouble)]
        return " ".join(name for name, said in parts if said)


@dataclass(slots=True)
class Form:
    """The fields in order. With a POST their values are what was typed, and what must be there is asked for."""

    fields: Sequence[Field]
    general: list[Any] = field(default_factory=list)

    def read(self, request: HttpRequest) -> None:
        """Takes over what was typed; NUL, which PostgreSQL can't store, is left out."""
        for one in self.fields:
            typed = request.POST.get(one.name, "").replace("\0", "")
            one.value = typed if one.kind == "password" else typed.strip()
            if one.must and not one.value:
                one.trouble = _("Fill this in.")
            elif len(one.value) > one.most:
                one.trouble = _("This is too long: at most %(most)s characters.") % {"most": one.most}
            elif one.kind == "select" and one.value not in {str(value) for value, _text in one.choices}:
                one.trouble = _("Choose one from the list.")

    def __getitem__(self, name: str) -> str:
        """What stands in a field."""
        return self.field(name).value

    def field(self, name: str) -> Field:
        """A field by its name. Raises KeyError for one that there isn't, as templates expect it."""
        for one in self.fields:
            if one.name == name:
                return one
        raise KeyError(name)

    def wrong(self, name: str, sentence: Any) -> None:
        """Says what is wrong with a field, unless something was said already; an empty name: with the whole."""
        if not name:
            self.general.append(sentence)
        elif not self.field(name).trouble:
            self.field(name).trouble = sentence

    @property
    def troubles(self) -> list[tuple[str, Any, Any]]:
        """What is wrong, each with the field to go to and its label; empty: nothing is."""
        whole = [("", "", sentence) for sentence in self.general]
        return [*whole, *((one.name, one.label, one.trouble) for one in self.fields if one.trouble)]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.troubles

    def number(self, name: str, least: float, most: float) -> float:
        """A number with comma or point; what is none, or lies outside, is said beside the field and gives nought."""
        try:
            found = float(self[name].replace(",", ".").replace("\N{MINUS SIGN}", "-"))
        except ValueError:
            found = float("nan")
        if not least <= found <= most:
            self.wrong(name, _("Write a number from %(least)g to %(most)g.") % {"least": least, "most": most})
            return 0
        return found

    def day(self, name: str) -> date:
        """A date as browsers send it."""
        try:
            found = date.fromisoformat(self[name])
        except ValueError:
            found = date.min
        if not 2000 <= found.year <= 2399:
            self.wrong(name, _("Write the date as 2026-05-12."))
        return found

    def moment(self, name: str, zone: str) -> datetime | None:
        """A moment of this zone as browsers send it, aware; null when it is none, and that is said."""
        try:
            found = datetime.fromisoformat(self[name])
        except ValueError:
            found = None
        if found is None or not 2000 <= found.year <= 2399:
            self.wrong(name, _("Write the moment as 2026-05-12T18:00."))
            return None
        return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))


def chosen(rows: Iterable[tuple[str, Any]], nothing: Any = "") -> list[tuple[str, Any]]:
    """Choices of a select, with one that means nothing in front when it has words."""
    return [*([("", nothing)] if nothing else []), *rows]


def refusal(form: Form, refused: Refused, name: str = "") -> None:
    """A refusal of the rooms below, put into the form."""
    form.wrong(name, refused.sentence)

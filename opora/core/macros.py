"""The text of a macro: fields in braces, each by an English and a Russian name, and what stands for them."""

import re
from collections.abc import Mapping

FIELDS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "имя"),
    "number": ("number", "номер"),
    "product": ("product", "продукт"),
    "moment": ("moment", "срок"),
}
"""What a text may name, and how."""

NOTE = "note"
"""What a macro may be for beside the three verbs: a text for colleagues."""

_FIELD = re.compile(r"\{(\w+)\}")
_MEANT = {name: field for field, names in FIELDS.items() for name in names}


def strange(text: str) -> tuple[str, ...]:
    """What looks like a field and is none, each once, as it stands there."""
    return tuple(dict.fromkeys(one[0] for one in _FIELD.finditer(text) if one[1] not in _MEANT))


def names_moment(text: str) -> bool:
    """Whether the text names the moment of the next word."""
    return any(_MEANT.get(one[1]) == "moment" for one in _FIELD.finditer(text))


def fill(text: str, values: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """The text with its fields filled, and the fields that stay since their value is not known here."""
    left: list[str] = []

    def filled(found: re.Match[str]) -> str:
        field = _MEANT.get(found[1])
        if field is None:
            return found[0]
        if not values.get(field):
            left.append(found[0])
        return values.get(field) or found[0]

    return _FIELD.sub(filled, text), tuple(dict.fromkeys(left))

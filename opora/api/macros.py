"""Macros by program: what colleagues may put into a text."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from opora.api.keys import Key, came_in
from opora.api.problems import declared
from opora.tickets.access import macros_for_key

router = Router(tags=["tickets"])
READ = Key("tickets:read")


class MacroShown(Schema):
    """A text with fields in braces, for one of the three verbs or a "note"; of a product by its code, or of any."""

    id: int
    name: str
    verb: str
    product: str | None
    text: str


@router.get("/macros", auth=READ, response={200: list[MacroShown], **declared()})
def macros(request: HttpRequest) -> list[dict[str, Any]]:
    """The macros in use, by what they are for and by name; their fields are not filled."""
    key, _ = came_in(request)
    return [
        {
            "id": one.pk,
            "name": one.name,
            "verb": one.verb,
            "product": one.product and one.product.code,
            "text": one.text,
        }
        for one in macros_for_key(key)
    ]

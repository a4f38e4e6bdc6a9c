"""Fields of a macro's text: which there are, and what stands for them."""

import pytest

from opora.core.macros import fill, strange


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Здравствуйте, {имя}! Ваш номер {номер}, {продукт}; напишем {срок}.", ()),
        ("{name} {number} {product} {moment}", ()),
        ("{фамилия}, {имя}, {phone}, {фамилия}", ("{фамилия}", "{phone}")),
        ('Пришлите {"a": 1} и { имя } и {}', ()),  # no fields
    ],
)
def test_what_is_no_field_is_named(text: str, found: tuple[str, ...]) -> None:
    assert strange(text) == found


def test_fields_are_filled_once_and_what_is_not_known_stays() -> None:
    values = {"name": "{номер}", "number": "SD-1000002", "product": "", "moment": "до вторника"}
    assert fill("{имя}: {number}, {продукт}, {срок}, {x}", values) == (
        "{номер}: SD-1000002, {продукт}, до вторника, {x}",
        ("{продукт}",),
    )

"""The cast stands as its docstring says: whoever writes a test may rely on it."""

from datetime import date

import pytest

from opora.contracts.queries import coverage_of
from opora.core.facts import Level
from opora.offices.queries import is_quiet
from tests.world import OPENED, World, build

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("on", [date(2026, 5, 1), date(2026, 6, 30)])
def test_levels_of_the_cast(on: date) -> None:
    world = build()
    levels = {
        name: coverage_of(contact, contact.organisation, world.drawing, edition, world.v22, on).level
        for name, contact, edition in [
            ("anna", world.anna, world.full),
            ("sergey", world.sergey, world.full),
            ("elena", world.elena, world.full),
            ("nikolay", world.nikolay, world.full),
            ("oleg", world.oleg, world.full),
            ("dmitry", world.dmitry, world.student),
            ("maria", world.maria, world.full),
        ]
    }
    assert levels == {
        "anna": Level.WARRANTY,
        "sergey": Level.BASIC,
        "elena": Level.EXTENDED,
        "nikolay": Level.INDIVIDUAL,
        "oleg": Level.INDIVIDUAL,
        "dmitry": Level.INITIAL,
        "maria": Level.BASIC,
    }


def test_the_desk_of_the_cast_answers_unless_it_is_asked_to_be_quiet() -> None:
    build()
    assert not is_quiet(OPENED)


def test_a_quiet_desk() -> None:
    assert isinstance(build(answering=False), World)
    assert is_quiet(OPENED)

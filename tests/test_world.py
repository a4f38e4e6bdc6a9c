"""The cast stands as its docstring says: whoever writes a test may rely on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from opora.contracts.queries import coverage_of
from opora.core.facts import Level
from opora.core.step import MACHINE
from opora.flow.step import begin
from opora.ledger.models import Event, Revision
from opora.offices.queries import is_quiet
from opora.registry.actions import contacts
from tests.laid import filled, laid, rows_of_all
from tests.world import OPENED, World, build, write

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


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is gone afterwards."""
    mark = transaction.savepoint()
    yield
    transaction.savepoint_rollback(mark)


def said(world: World) -> dict[str, Any]:
    """Every field of everybody and everything, but for what Django keeps beside them."""
    return {
        each.name: {name: value for name, value in vars(getattr(world, each.name)).items() if not name.startswith("_")}
        for each in fields(world)
    }


def without_the_moment(rows: Any) -> Any:
    """An event's sixth column is the database's own moment."""
    assert [field.name for field in Event._meta.concrete_fields][5] == "recorded_at"
    return {table: [row[:5] + row[6:] if table is Event else row for row in held] for table, held in rows.items()}


@pytest.mark.both
def test_a_cast_that_is_laid_down_is_the_cast_that_actions_wrote() -> None:
    written = []

    def make() -> World:
        written.append(write(OPENED, answering=True))
        return written[-1]

    with undone():
        first, rows = laid("test_world", make), rows_of_all()
        last = max(event.recorded_at for event in Event.objects.all())
    assert not Event.objects.exists()
    marks = set(Revision.objects.values_list("value"))
    again = laid("test_world", make)
    assert len(written) == 1
    assert again is not first
    assert said(again) == said(first)
    assert without_the_moment(rows_of_all()) == without_the_moment(rows)
    assert len(rows[Event]) > 70
    assert min(event.recorded_at for event in Event.objects.all()) >= last
    assert not marks & set(Revision.objects.filter(room="offices").values_list("value"))
    with begin(OPENED, MACHINE, "cli") as step:
        added = contacts.add_contact(step, address="new@gear.example.org", name="Новый", organisation=again.gear)
    assert added.pk > max(again.anna.pk, again.maria.pk)


def test_what_adds_to_tables_that_had_rows_is_done_each_time() -> None:
    world = build()
    added: list[int] = []

    def add() -> None:
        with begin(OPENED, MACHINE, "cli") as step:
            address = f"new-{len(added)}@gear.example.org"
            added.append(contacts.add_contact(step, address=address, name="Новый", organisation=world.gear).pk)

    for _ in range(2):
        laid("test_world, added", add)
    assert len(set(added)) == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_what_was_committed_is_gone_after_its_test(time: str) -> None:
    assert not set(filled()) - {ContentType, Permission}
    assert Permission.objects.filter(content_type__app_label="tickets").exists()
    build()
    assert Event.objects.exists()

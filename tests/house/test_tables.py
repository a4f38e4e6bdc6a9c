"""Wall 7, what an import linter cannot see: foreign keys point down the order of the rooms, and give nothing below a
name for what is above."""

import tomllib
from dataclasses import dataclass

from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField, OneToOneField

from tests.house.code import ROOT


@dataclass(frozen=True)
class Key:
    """A foreign key: from which room to which, and whether the target gets an attribute for the way back."""

    name: str
    room: str
    target: str
    named_back: bool


def order() -> dict[str, int]:
    """Each room's place in the layers of pyproject.toml, the lowest is 0; rooms of one layer share it."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (layers,) = (contract["layers"] for contract in contracts if contract["id"] == "rooms")
    rooms = [[room.strip(" ()") for room in layer.split("|")] for layer in reversed(layers)]
    return {room: place for place, layer in enumerate(rooms) for room in layer}


def keys() -> list[Key]:
    """The foreign keys between our own rooms. Tables of Django and of other people's apps (admin, sessions, allauth,
    axes) stand outside the order and are exempt."""
    found = []
    for model in apps.get_models(include_auto_created=False):
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
            if not isinstance(field, ForeignKey | OneToOneField | ManyToManyField):
                continue
            rooms = [one.__module__.split(".") for one in (model, field.related_model)]
            if rooms[0][0] == rooms[1][0] == "opora":
                back = not field.remote_field.hidden
                found.append(Key(f"{model.__name__}.{field.name}", rooms[0][1], rooms[1][1], back))
    return found


def wrong(key: Key) -> str:
    """What is wrong with a key, empty when nothing is."""
    if key.room == key.target:
        return ""
    places = order()
    if places[key.target] >= places[key.room]:
        return f"{key.name} points up, from {key.room} to {key.target}"
    if key.named_back:
        return f'{key.name} is read from {key.room} alone: related_name="+"'
    return ""


def test_keys_point_down_and_name_nothing_back() -> None:
    found = keys()
    assert len(found) > 20
    assert [finding for key in found if (finding := wrong(key))] == []


def test_the_order_is_that_of_the_walls() -> None:
    places = order()
    assert places["core"] == 0
    assert places["jobs"] == places["ledger"]
    assert places["ledger"] < places["accounts"] < places["offices"] < places["registry"] < places["contracts"]
    assert places["contracts"] < places["tickets"] < places["promises"] < places["channels"] < places["flow"]


def test_planted_keys_are_found() -> None:
    assert wrong(Key("Ticket.contact", "tickets", "registry", False)) == ""
    assert wrong(Key("Message.ticket", "tickets", "tickets", True)) == ""
    assert "points up" in wrong(Key("Contact.ticket", "registry", "tickets", False))
    assert "points up" in wrong(Key("Event.job", "ledger", "jobs", False))
    assert 'related_name="+"' in wrong(Key("Ticket.contact", "tickets", "registry", True))

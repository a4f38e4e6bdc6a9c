"""What is told before sending is what then happens: the same moments, office and level, and nothing written.

Moments by hand, as in may_2026: Yekaterinburg UTC+5, Moscow UTC+3, each 9-13 and 14-18 of its own zone; 8 May ends at
17:00, 9-11 May are off. A guest whose zone is unknown goes to Moscow.
"""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps

from opora.core.events import Informed
from opora.flow.by_form import Form, arrival_of, open_by_form
from opora.flow.foresee import Foreseen, foresee
from opora.ledger.queries import history_of
from opora.registry.models import Contact
from tests.stories.may_2026 import local
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

FORM = Form(key="k", client="192.0.2.1", address="", text="Не открывает сборку.", subject="Сборка")
GUEST = replace(FORM, address="somebody@stranger.example.org")
NAMED = {"product": "Чертёж-3D", "version": "v22", "edition": "Полная"}
HOME = {"zone": "Asia/Yekaterinburg"}

CASES = [
    # who, form, when (Yekaterinburg), office, told moments
    # Guest, Moscow: Fri 8 May 15:40 there. Goal 24 wh: Fri 15:40-17 (1:20), Tue 8 (9:20), Wed 8 (17:20), 6:40 of Thu:
    # 9-13 (4), 14-16:40 -> Thu 14 May 16:40 in Moscow, 18:40 in Yekaterinburg.
    ("", {}, "05-08 17:40", "moscow", {"goal": "05-14 18:40"}),
    # The same in the zone of Yekaterinburg, closed since 17:00: Tue 8, Wed 16, Thu 24 -> Thu 14 May 18:00.
    ("", HOME, "05-08 17:40", "yekaterinburg", {"goal": "05-14 18:00"}),
    # A guest who names everything is a guest: Wed 6 May 10:00, 24 wh: Wed 7, Thu 15, Fri 22 (7), Tue 12 9-11.
    ("", {**HOME, **NAMED}, "05-06 10:00", "yekaterinburg", {"goal": "05-12 11:00"}),
    # Anna, warranty: as story A.
    ("anna", NAMED, "05-06 10:00", "yekaterinburg", {"first_response": "05-07 10:00", "resolution": "05-14 11:00"}),
    # Product not named: the first response only (L5).
    ("anna", {}, "05-06 10:00", "yekaterinburg", {"first_response": "05-07 10:00"}),
    # Sergey, basic: as story B.
    ("sergey", NAMED, "05-08 17:40", "yekaterinburg", {"goal": "05-13 18:00"}),
    # Nikolay, by contract 2 h: Wed 12:00-13 (1), 14-15 (2); resolution as the warranty's 40 h: Wed 5, Thu 13, Fri 20,
    # Tue 28, Wed 36, Thu 14 May 9-13.
    ("nikolay", NAMED, "05-06 12:00", "yekaterinburg", {"first_response": "05-06 15:00", "resolution": "05-14 13:00"}),
    # Oleg, around the clock, Saturday 9 May 3:00: 8 h -> 11:00, 40 h -> Sun 10 May 19:00; the office of the contract.
    ("oleg", NAMED, "05-09 03:00", "vladivostok", {"first_response": "05-09 11:00", "resolution": "05-10 19:00"}),
    # Dmitry's school, student edition, Moscow: Wed 6 May 8:00 there, opens 9:00. 24 wh: Wed 8, Thu 16, Fri 23, Tue 12
    # 9-10 Moscow, 12:00 in Yekaterinburg.
    ("dmitry", {**NAMED, "edition": "Студенческая"}, "05-06 10:00", "moscow", {"goal": "05-12 12:00"}),
    # Maria, a private person without a place, basic, no zone: Moscow. 16 wh from Wed 8:00: Wed 8, Thu 16 -> 18:00
    # Moscow, 20:00 in Yekaterinburg.
    ("maria", NAMED, "05-06 10:00", "moscow", {"goal": "05-07 20:00"}),
]  # fmt: skip


def looked(world: World, who: str, more: dict[str, str], now: datetime) -> tuple[Foreseen, Form, Contact | None]:
    contact: Contact | None = getattr(world, who) if who else None
    filled: Any = more
    form = replace(FORM if contact else GUEST, **filled)
    arrival, named = arrival_of(form, now)
    return foresee(arrival, contact, now, now, named), form, contact


@pytest.mark.parametrize(("who", "more", "when", "office", "told"), CASES)
def test_what_is_foreseen_is_by_hand_and_is_what_happens(
    world: World, who: str, more: dict[str, str], when: str, office: str, told: dict[str, str]
) -> None:
    now = local(when).astimezone(UTC)
    foreseen, form, contact = looked(world, who, more, now)
    expected = {kind: local(moment) for kind, moment in told.items()}
    assert foreseen.facts.moments == expected

    ticket = open_by_form(form, contact, now)
    informed = [one.event for one in history_of("ticket", ticket.pk) if isinstance(one.event, Informed)]
    assert [dict(one.moments) for one in informed] == [expected]
    assert ticket.owning_office is not None
    assert (ticket.owning_office.code, ticket.level) == (office, foreseen.facts.level.code)
    assert (ticket.covered_until, ticket.customer_zone) == (foreseen.facts.covered_until, foreseen.facts.customer_zone)


@pytest.mark.parametrize("who", ["", "anna", "oleg"])
def test_looking_writes_nothing(world: World, who: str) -> None:
    now = local("05-06 10:00").astimezone(UTC)
    before = everything()
    looked(world, who, NAMED, now)
    assert everything() == before
    # The positive control: sending does write, to the ledger among others.
    open_by_form(GUEST, None, now)
    after = everything()
    assert after["ledger.event"] > before["ledger.event"]
    assert after["tickets.ticket"] == before["tickets.ticket"] + 1


def test_a_stranger_is_told_the_same_whatever_is_typed(world: World) -> None:
    now = local("05-06 10:00").astimezone(UTC)
    told = set()
    for typed in (
        {},
        {"address": "anna@gear.example.org"},
        {"address": "oleg@harbour.example.org", "licence": "WORLD-harbour-v22"},
        {"organisation": "Демо-завод «Шестерня»", "name": "Анна Сергеевна Лаптева"},
    ):
        told.add(looked(world, "", typed, now)[0].told)
    assert len(told) == 1
    # Whoever has signed in is told more.
    assert looked(world, "anna", {}, now)[0].told not in told


def test_the_words_before_sending(world: World) -> None:
    stranger = looked(world, "", HOME, local("05-08 17:40").astimezone(UTC))[0].told
    assert stranger.moments.replace("\xa0", " ") == (
        "Скорее всего, ответим к вечеру четверга, 14 мая; это ориентир, а не гарантия."
    )
    assert stranger.hours.replace("\xa0", " ") == (
        "Сейчас мы не работаем: сегодня короткий день, 9–11 мая — выходные. Начнём работать во вторник, 12 мая, в 9:00."
    )
    assert stranger.who == "Обращением займётся офис в Екатеринбурге."
    assert "Если номер лицензии подтвердится" in stranger.level
    anna = looked(world, "anna", NAMED, local("05-06 10:00").astimezone(UTC))[0].told
    assert anna.hours == "Сейчас мы работаем."
    assert anna.level.replace("\xa0", " ") == "Чертёж-3D v22: гарантийный уровень до 2 февраля 2027 года."


def everything() -> dict[str, int]:
    """How many rows each table has."""
    return {model._meta.label_lower: model._default_manager.count() for model in apps.get_models()}

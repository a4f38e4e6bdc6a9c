"""«иванов редуктор»: tickets are found by the beginnings of words of whoever and whatever they are about."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from opora.accounts.models import User
from opora.flow import act
from opora.flow.by_call import Call, Caller, open_by_call
from opora.flow.correct import Correction, correct
from opora.flow.merge import merge
from opora.registry.models import Contact
from opora.tickets.access import found_for
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.web.console import Console, counted

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOW = "05-06 12:00"


def utc(moment: str) -> datetime:
    return local(moment).astimezone(UTC)


def found(console: Console, text: str, who: User | None = None, moment: str = NOW) -> list[Ticket]:
    return [one.ticket for one in found_for(who or console.world.irina, text, utc(moment))]


def subjects(console: Console, text: str, moment: str = NOW) -> list[str]:
    return [one.subject for one in found(console, text, moment=moment)]


def asked(said: list[str]) -> int:
    """Questions about tickets; the settings of the desk, which a page has asked for already, are others."""
    return sum("tickets_ticket" in one or "search_word" in one for one in said)


@pytest.fixture
def three(console: Console) -> list[Ticket]:
    """Anna's two, the second about a gearbox; Sergey's of another organisation, about another."""
    return [
        console.asked("05-06 10:00"),
        console.asked("05-06 10:10", subject="Ошибка в редукторе «Ёж»"),
        console.asked("05-06 10:20", "sergey@bridge.example.org", "Редуктор не считается", "Чертёж-3D v21: вот."),
    ]


SECOND, THIRD = "Ошибка в редукторе «Ёж»", "Редуктор не считается"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("лаптева редуктор", [SECOND]),
        ("РЕДУК лапт", [SECOND]),
        ("редуктор", [SECOND, THIRD]),
        ("редуктор ветров", [THIRD]),
        ("ветров сборка", []),
        ("едуктор", []),
        ("ёж", [SECOND]),
        ("еж", [SECOND]),
        ("шестерня редуктор", [SECOND]),
        ("шест сбор", ["Не открывается сборка"]),
        ("пролёт", [THIRD]),
        ("пролет", [THIRD]),
        ("sergey", [THIRD]),
        ("sergey@bridge", [THIRD]),
        ("bridge.example", [THIRD]),
        ("чертеж-3d v21", [THIRD]),
        ("чертёж ред", [SECOND, THIRD]),
        ("0000000025", [THIRD]),
        ("", []),
        ("…", []),
        ("%", []),
    ],
)
def test_all_words_by_their_beginnings_in_any_order(
    console: Console, three: list[Ticket], typed: str, expected: list[str]
) -> None:
    assert subjects(console, typed) == expected


@pytest.mark.parametrize("form", ["SD-{}", "sd {}", "SD{}", "{}"])
def test_by_the_number_with_its_letters_and_without(console: Console, three: list[Ticket], form: str) -> None:
    assert found(console, form.format(three[1].number.removeprefix("SD-"))) == [three[1]]
    assert subjects(console, form.format(three[1].number.removeprefix("SD-")) + " ветров") == []


@pytest.mark.parametrize("typed", ["+7 343 555-01-02", "8 (343) 555 01 02", "3435550102", "555-01-02", "5550102"])
def test_by_the_telephone(console: Console, three: list[Ticket], typed: str) -> None:
    caller = Caller(name="Семён Жук", phone="+7 (343) 555-01-02", organisation=console.world.gear)
    call = Call(utc("05-06 11:00"), heard="Не печатает.", entry=uuid4())
    message = open_by_call(console.world.irina, caller, call, utc("05-06 11:05"))
    assert found(console, typed) == [message.ticket]
    assert found(console, "семен жук") == [message.ticket]


def test_a_telephone_that_is_told_later_is_found_too(console: Console, three: list[Ticket]) -> None:
    assert found(console, "555-01-03") == []
    caller = Caller(address="sergey@bridge.example.org", phone="555-01-03")
    call = Call(utc("05-06 11:00"), heard="Ещё одно.", entry=uuid4())
    message = open_by_call(console.world.irina, caller, call, utc("05-06 11:05"))
    assert found(console, "555-01-03") == [three[2], message.ticket]


def test_open_ones_first_then_those_closed_within_thirty_days(console: Console, three: list[Ticket]) -> None:
    act.close(three[1].pk, console.world.irina, "by_hand", utc("05-06 11:00"))
    assert subjects(console, "редуктор") == [THIRD, SECOND]
    # Thirty days after Wednesday 6 May, 11:00, is Friday 5 June, 11:00.
    assert subjects(console, "лаптева редуктор", "06-05 10:59") == [SECOND]
    assert subjects(console, "лаптева редуктор", "06-05 11:00") == []


def test_the_nearest_moment_first_and_the_last_closed_first(console: Console, three: list[Ticket]) -> None:
    # First response: 8 hours from 10:00, 10:10; Sergey's goal, 16 hours from 10:20.
    assert [one.pk for one in found(console, "чертеж")] == [one.pk for one in three]
    for ticket, moment in zip(three, ("05-06 11:00", "05-06 11:10", "05-06 11:05"), strict=True):
        act.close(ticket.pk, console.world.irina, "by_hand", utc(moment))
    assert found(console, "чертеж") == [three[1], three[2], three[0]]


def test_no_more_than_ten_by_two_questions(console: Console) -> None:
    tickets = [console.asked(f"05-06 10:{minute:02}", subject=f"Редуктор {minute}") for minute in range(11)]
    act.close(tickets[0].pk, console.world.irina, "by_hand", utc("05-06 11:00"))
    with counted() as said:
        assert found(console, "редуктор лаптева") == tickets[1:]
    assert asked(said) == 2
    act.close(tickets[1].pk, console.world.irina, "by_hand", utc("05-06 11:10"))
    assert found(console, "редуктор лаптева") == [*tickets[2:], tickets[1]]
    for nothing, questions in ((" ", 0), ("насос", 1)):
        with counted() as said:
            assert found(console, nothing) == []
        assert asked(said) == questions


def test_a_merged_one_is_found_as_what_it_became(console: Console, three: list[Ticket]) -> None:
    merge(three[0].pk, console.world.irina, three[1].pk, utc("05-06 11:00"))
    assert subjects(console, "лаптева") == [SECOND]


def test_a_corrected_product_is_found_and_the_wrong_one_no_more(console: Console, three: list[Ticket]) -> None:
    world = console.world
    assert three[0] in found(console, "v22")
    facts = Correction(world.anna, world.gear, world.routes, world.routes_full, world.routes_5)
    correct(three[0].pk, world.irina, facts, utc("05-06 11:00"))
    assert found(console, "маршрут") == [three[0]]
    assert three[0] not in found(console, "v22")
    assert three[0] in found(console, "сборка")


def test_whoever_may_log_calls_finds_any_and_sees_what_is_theirs(console: Console, three: list[Ticket]) -> None:
    world = console.world
    for who, seen in ((world.irina, True), (world.olga, True), (world.timur, True), (world.viktor, True),
                      (world.marina, False), (world.pavel, False)):  # fmt: skip
        rows = found_for(who, "лаптева сборка", utc(NOW))
        assert [(one.ticket, one.seen) for one in rows] == [(three[0], seen)], who
    for who in (world.lidia, world.galina, world.anton):
        assert found_for(who, "лаптева сборка", utc(NOW)) == [], who


def test_who_was_typed_by_name_or_telephone_is_known_to_call(console: Console, three: list[Ticket]) -> None:
    Contact.objects.filter(pk=console.world.anna.pk).update(phone="+7 343 555-01-02")
    for typed, expected in (("лаптева сборка", True), ("сергеевна сбор", True), ("ла сборка", False),
                            ("сборка", False), ("шестерня сборка", False)):  # fmt: skip
        (row,) = found_for(console.world.irina, typed, utc(NOW))
        assert row.names_contact is expected, typed

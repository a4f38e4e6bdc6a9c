"""What else calls staff on duty out (O3): the desk begins to answer, a correction, a further letter that nobody has.

As in test_call_out: Wed 6 May 2026, «Шестерня» on duty from 18:00 to 22:00 with Irina, then Artyom.
"""

import pytest

from opora.contracts import actions as contracts
from opora.contracts.models import Duty
from opora.core.step import MACHINE
from opora.flow import act
from opora.flow.called import accept
from opora.flow.correct import Correction, correct
from opora.flow.start import groups, start
from opora.flow.step import begin
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.stories.street import Street
from tests.stories.test_call_out import ENTERED, called, instant, letters, opened, told, worker
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def on_duty(world: World) -> Duty:
    with begin(ENTERED, MACHINE, "cli") as step:
        return contracts.enter_duty(
            step, organisation=world.gear, from_at=local("05-06 18:00"), until_at=local("05-06 22:00"),
            staff=[world.irina, world.artyom], reason="Запуск цеха",
        )  # fmt: skip


@pytest.fixture
def duty(world: World) -> Duty:
    return on_duty(world)


def writes(world: World, ticket: Ticket, at: str, text: str = "Есть новости?", **headers: str) -> None:
    Street(world, "anna@gear.example.org", ticket.pk).reply(text, local(at), headers=headers or None)


def names(ticket: Ticket) -> list[str]:
    return [name for name, _ in told(ticket)]


# --- a further letter -----------------------------------------------------------------------------------------------


def test_a_further_letter_in_the_duty_calls_on_a_ticket_that_nobody_has(world: World, duty: Duty) -> None:
    """Opened at 16:00, before the duty: nobody was called. She writes at 19:00 (14:00 UTC)."""
    ticket = opened(world, "05-06 16:00")
    writes(world, ticket, "05-06 17:30")
    assert called(ticket) == []
    writes(world, ticket, "05-06 19:00")
    assert called(ticket) == [(world.irina.pk, 1, "14:10")]
    # While calls go on they go on.
    writes(world, ticket, "05-06 19:02", "Ещё журнал.")
    assert len(called(ticket)) == 1


def test_a_machines_letter_calls_nobody(world: World, duty: Duty) -> None:
    ticket = opened(world, "05-06 16:00")
    writes(world, ticket, "05-06 19:00", "Меня нет в офисе.", **{"Auto-Submitted": "auto-replied"})
    assert called(ticket) == []


def test_after_calls_that_nobody_accepted_a_further_letter_calls_anew(world: World, duty: Duty) -> None:
    ticket = opened(world, "05-06 19:00")
    worker("05-06 19:10")
    worker("05-06 19:20")
    assert names(ticket) == ["CalledOut", "CalledOut", "CallsUnanswered"]
    writes(world, ticket, "05-06 20:00")
    assert called(ticket)[2:] == [(world.irina.pk, 3, "15:10")]


def test_what_somebody_on_duty_has_calls_nobody(world: World, duty: Duty) -> None:
    """Whoever accepted has it, also a colleague who is not on duty; so has whoever is on duty and took it before."""
    accepted, taken = opened(world, "05-06 19:00"), opened(world, "05-06 16:00")
    accept(accepted.pk, world.olga, instant("05-06 19:03"))
    act.assign(taken.pk, world.irina, world.irina, instant("05-06 16:10"))
    for ticket in (accepted, taken):
        writes(world, ticket, "05-06 20:00")
    assert [len(called(ticket)) for ticket in (accepted, taken)] == [1, 0]


def test_who_has_it_and_is_not_on_duty_is_no_help_at_night(world: World, duty: Duty) -> None:
    """Olga took it at 16:10 and went home at 18:00."""
    ticket = opened(world, "05-06 16:00")
    act.assign(ticket.pk, world.olga, world.olga, instant("05-06 16:10"))
    writes(world, ticket, "05-06 20:00")
    assert called(ticket) == [(world.irina.pk, 1, "15:10")]


def test_thanks_after_an_answer_wake_nobody(world: World, duty: Duty) -> None:
    """P7: what is written after an answer is looked at; «про меня забыли» calls."""
    ticket = opened(world, "05-06 16:00")
    act.answer(ticket.pk, world.olga, "Обновите драйвер.", instant("05-06 16:30"))
    writes(world, ticket, "05-06 20:00", "Спасибо, помогло.")
    assert called(ticket) == []


# --- it turns out whose it is ---------------------------------------------------------------------------------------


def test_a_correction_to_the_organisation_on_duty_calls(world: World, duty: Duty) -> None:
    """Nikolay's ticket of 19:00 is the plant's in truth."""
    ticket = opened(world, "05-06 19:00", "nikolay@rail.example.org")
    assert called(ticket) == []
    whole = Ticket.objects.get(pk=ticket.pk)
    facts = Correction(world.anna, world.gear, whole.product, whole.edition, whole.version)
    correct(ticket.pk, world.olga, facts, instant("05-06 19:30"), "Письмо с чужого адреса")
    assert called(ticket) == [(world.irina.pk, 1, "14:40")]


def test_a_correction_by_who_is_on_duty_and_one_of_the_product_call_nobody(world: World, duty: Duty) -> None:
    ticket = opened(world, "05-06 19:00", "nikolay@rail.example.org")
    whole = Ticket.objects.get(pk=ticket.pk)
    facts = Correction(world.anna, world.gear, whole.product, whole.edition, whole.version)
    correct(ticket.pk, world.irina, facts, instant("05-06 19:30"), "Письмо с чужого адреса")
    other = opened(world, "05-06 16:00")
    facts = Correction(world.anna, world.gear, world.routes, world.routes_full, world.routes_5)
    correct(other.pk, world.olga, facts, instant("05-06 19:30"), "Другой продукт")
    assert (called(ticket), called(other)) == ([], [])


# --- the desk begins to answer --------------------------------------------------------------------------------------


def test_when_the_desk_begins_to_answer_in_a_duty_it_calls(quiet_world: World) -> None:
    """Both were written on a quiet desk; the plant is on duty, the railway is not."""
    world = quiet_world
    on_duty(world)
    ticket, other = opened(world, "05-06 19:00"), opened(world, "05-06 19:00", "nikolay@rail.example.org")
    assert called(ticket) == []
    now = instant("05-06 19:30")
    start(None, {group.key: "tell" for group in groups(now)}, now)
    assert (called(ticket), called(other)) == ([(world.irina.pk, 1, "14:40")], [])
    assert letters("call_out") == ["irina"]

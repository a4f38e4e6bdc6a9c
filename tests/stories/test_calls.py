"""A call or a visit, logged in one action: what was said meets what is owed at its start (domain.md 4, O4, E1-E3)."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import uuid4

import pytest

from opora.channels.models import Outbound
from opora.core.events import Asked, Informed
from opora.flow import act, by_call
from opora.flow.by_call import Caller
from opora.ledger.queries import history_of
from opora.lib.errors import Refused
from opora.registry.models import Address, Contact
from opora.tickets.models import Message, Ticket
from tests.stories.calling import ANNA, HEARD, by_letter, call, events, log, next_of, opened, promise, utc
from tests.stories.calls_2026 import NEW_BASIC, NEW_WARRANTY, Logged
from tests.stories.may_2026 import local
from tests.stories.street import letter, ours, receive, ticket_of, words
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]


# --- a new matter ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", NEW_WARRANTY)
def test_a_new_matter_by_telephone_at_warranty(what: str, world: World) -> None:
    _new_matter(world, world.anna, NEW_WARRANTY, what, "warranty")


@pytest.mark.parametrize("what", NEW_BASIC)
def test_a_new_matter_by_telephone_at_basic(what: str, world: World) -> None:
    _new_matter(world, world.sergey, NEW_BASIC, what, "basic")


def _new_matter(world: World, contact: Contact, told: Mapping[str, Logged], what: str, level: str) -> None:
    line = told[what]
    ticket = opened(world, Caller(contact), call(line.at, line.verb), line.logged)
    assert (ticket.registered_at, ticket.channel, ticket.level) == (utc(line.at), "call", level)
    assert next_of(ticket) == (local(line.next_at), line.next_kind)
    owed = promise(ticket, "first_response" if level == "warranty" else "goal")
    assert owed.met_at == (utc(line.at) if line.verb else None)


def test_what_was_told_to_the_point_meets_the_resolution_at_the_start(world: World) -> None:
    ticket = opened(world, Caller(world.anna), call("05-06 10:00", "answer"), "05-06 10:25")
    assert (ticket.stage, ticket.answered_at) == ("answered", utc("05-06 10:00"))
    assert promise(ticket, "resolution").met_at == utc("05-06 10:00")


def test_both_sides_of_the_call_stand_in_the_conversation_as_a_call(world: World) -> None:
    ticket = opened(world, Caller(world.anna), call("05-06 10:00", "tell"), "05-06 10:25")
    heard, said = Message.objects.filter(ticket=ticket).order_by("pk")
    assert (heard.text, heard.author_kind, heard.contact, heard.at) == (
        HEARD,
        "contact",
        world.anna,
        utc("05-06 10:00"),
    )
    assert (said.text, said.author_kind, said.user, said.verb) == (
        "Разбираемся, перезвоним.", "staff", world.irina, "tell",
    )  # fmt: skip
    assert {(one.channel, one.audience, one.at) for one in (heard, said)} == {("call", "public", utc("05-06 10:00"))}


def test_a_visit_is_a_visit(world: World) -> None:
    ticket = opened(world, Caller(world.anna), replace(call("05-06 10:00", "tell"), visit=True), "05-06 10:25")
    assert (ticket.channel, {one.channel for one in Message.objects.all()}) == ("visit", {"visit"})
    assert "Записали ваш визит: обращение" in words(ours(ticket, "acknowledge")[0])


def test_who_has_an_address_gets_the_number_in_a_letter(world: World) -> None:
    ticket = opened(world, Caller(world.anna), call("05-06 10:00"), "05-06 10:25")
    (first,) = ours(ticket)
    assert first["To"] == ANNA
    assert f"Записали ваш звонок: обращение {ticket.number}." in words(first)
    assert "Первый ответ — до четверга, 7 мая, 10:00" in words(first)
    told = [one.event for one in history_of("ticket", ticket.pk) if isinstance(one.event, Informed)]
    assert [set(one.moments) for one in told] == [{"first_response", "resolution"}]


@pytest.mark.parametrize(
    ("verb", "sentence", "absent"),
    [
        ("tell", "Ответ по существу — до четверга, 14 мая, 11:00", "Первый ответ"),
        ("ask", "Ждём вашего ответа; срок решения на это время приостановлен.", "до четверга"),
        ("answer", "Если ответ не подошёл, ответьте на это письмо, и мы продолжим.", "Первый ответ"),
    ],
)
def test_the_letter_says_what_follows_from_what_was_answered(
    verb: str, sentence: str, absent: str, world: World
) -> None:
    ticket = opened(world, Caller(world.anna), call("05-06 10:00", verb), "05-06 10:25")
    (first,) = ours(ticket)
    assert sentence in words(first)
    assert absent not in words(first)


def test_a_new_person_without_an_address_is_met_and_gets_no_letter(world: World) -> None:
    caller = Caller(name="Павел Ильич Громов", phone="+7 000 000-00-17", organisation=world.gear)
    ticket = opened(world, caller, call("05-06 10:00", "tell"), "05-06 10:25")
    contact = ticket.contact
    assert contact is not None
    assert (contact.name, contact.phone, contact.organisation) == ("Павел Ильич Громов", "+7 000 000-00-17", world.gear)
    assert not Address.objects.filter(contact=contact).exists()
    assert ticket.level == "warranty"
    assert Outbound.objects.filter(ticket=ticket, audience="customer").count() == 0
    assert next_of(ticket) == (local("05-12 10:00"), "word")


def test_a_new_person_with_an_address_gets_the_letter_and_can_answer_it(world: World) -> None:
    caller = Caller(name="Павел Ильич Громов", address="Pavel@Gear.example.org", organisation=world.gear)
    ticket = opened(world, caller, call("05-06 10:00"), "05-06 10:25")
    (first,) = ours(ticket)
    assert first["To"] == "pavel@gear.example.org"
    raw = letter("pavel@gear.example.org", "Re", "Вот файл.", local("05-06 12:00"), reply_to=first["Message-ID"])
    assert ticket_of(receive(raw, local("05-06 12:00"))) == ticket


def test_an_address_that_is_known_is_that_contact(world: World) -> None:
    ticket = opened(world, Caller(name="Аня", address=ANNA), call("05-06 10:00"), "05-06 10:25")
    assert ticket.contact == world.anna
    assert world.anna.name == "Анна Сергеевна Лаптева"


def test_nobody_in_particular_may_call(world: World) -> None:
    """L1: intake never refuses; who it was is said later, by a correction."""
    ticket = opened(world, Caller(), call("05-06 10:00"), "05-06 10:25")
    assert (ticket.contact, ticket.level) == (None, "initial")
    assert Message.objects.get(ticket=ticket).author_kind == "guest"


def test_product_and_version_chosen_win_over_the_words(world: World) -> None:
    named = (world.routes, world.routes_full, world.routes_5)
    one = call("05-06 10:00")
    message = by_call.open_by_call(world.irina, Caller(world.anna), one, utc("05-06 10:25"), named=named)
    ticket = Ticket.objects.get(pk=message.ticket_id)
    assert (ticket.product, ticket.version) == (world.routes, world.routes_5)


def test_a_call_logged_days_later_is_confessed_in_its_letter(world: World) -> None:
    # FR due Thu 7 May 10:00; logged on Fri 8 May 12:00. Recovery 4 wh from then: Fri 12-13 (1), 14-17 (4) -> 17:00.
    ticket = opened(world, Caller(world.anna), call("05-06 10:00"), "05-08 12:00")
    (first,) = ours(ticket)
    assert "Вы звонили в среду, 6 мая, в 10:00, а в работу обращение попало с опозданием." in words(first)
    assert next_of(ticket) == (local("05-08 17:00"), "recovery")


def test_a_quiet_desk_takes_calls_down_too(quiet_world: World) -> None:
    ticket = opened(quiet_world, Caller(quiet_world.anna), call("05-06 10:00", "tell"), "05-06 10:25")
    assert next_of(ticket) == (local("05-12 10:00"), "word")
    assert list(Outbound.objects.filter(ticket=ticket).values_list("state", flat=True)) == ["shown"]
    assert "Informed" not in events(ticket)


# --- what is refused ---------------------------------------------------------------------------------------------


def test_words_are_wanted_on_both_sides(world: World) -> None:
    with pytest.raises(Refused):
        opened(world, Caller(world.anna), call("05-06 10:00", heard="  "), "05-06 10:25")
    with pytest.raises(Refused):
        opened(world, Caller(world.anna), call("05-06 10:00", "tell", said=" "), "05-06 10:25")
    with pytest.raises(Refused):
        opened(world, Caller(world.anna), replace(call("05-06 10:00"), said="Ответ без выбора"), "05-06 10:25")
    with pytest.raises(Refused):
        log(world, by_letter("05-06 10:00"), call("05-06 11:00", heard=""), "05-06 11:10")
    assert Ticket.objects.count() == 1


def test_after_an_answer_only_an_answer_or_their_words(world: World) -> None:
    ticket = by_letter("05-06 10:00")
    act.answer(ticket.pk, world.irina, "Обновите драйвер.", utc("05-06 11:00"))
    with pytest.raises(Refused):
        log(world, ticket, call("05-06 12:00", "tell"), "05-06 12:10")
    # Their words set the look, 8 wh: Wed 12-13 (1), 14-18 (5), Thu 9-12 (8).
    ticket = log(world, ticket, call("05-06 12:00", heard="Не помогло."), "05-06 12:10")
    assert (ticket.stage, *next_of(ticket)) == ("answered", local("05-07 12:00"), "look")


def test_a_call_about_a_closed_ticket_opens_it_again(world: World) -> None:
    ticket = by_letter("05-06 10:00")
    act.close(ticket.pk, world.irina, "by_hand", utc("05-06 11:00"))
    with pytest.raises(Refused):
        log(world, ticket, call("05-06 12:00", "answer", heard=""), "05-06 12:10")
    ticket = log(world, ticket, call("05-06 12:00", "answer"), "05-06 12:10")
    assert ticket.stage == "answered"
    # Thirty days after the closing it is a matter of its own (P7).
    act.close(ticket.pk, world.irina, "by_hand", utc("05-06 13:00"))
    with pytest.raises(Refused):
        log(world, ticket, call("06-05 14:00"), "06-05 14:10")


def test_the_same_form_twice_logs_once(world: World) -> None:
    one = replace(call("05-06 10:00", "tell"), entry=uuid4())
    first = opened(world, Caller(world.anna), one, "05-06 10:25")
    again = opened(world, Caller(world.anna), one, "05-06 10:26")
    assert (first, Ticket.objects.count(), Message.objects.count()) == (again, 1, 2)
    two = replace(call("05-06 11:00", "tell", heard="", said="Нашли."), entry=uuid4())
    log(world, first, two, "05-06 11:10")
    log(world, first, two, "05-06 11:11")
    assert Message.objects.count() == 3
    assert len([one for one in history_of("ticket", first.pk) if isinstance(one.event, Asked)]) == 0

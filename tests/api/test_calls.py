"""Calls and visits logged by program, in the name of a member of staff."""

from typing import Any

import pytest

from opora.core.events import Rejected, Reminded
from opora.flow import act
from opora.ledger.queries import history_of
from opora.promises.models import Promise
from opora.registry.models import Contact
from opora.tickets.models import Message, Ticket
from tests.api.programs import Programs
from tests.stories.may_2026 import local

pytestmark = [pytest.mark.django_db, pytest.mark.both]

BEGAN = "2026-05-06T11:30:00+05:00"
CALL: dict[str, Any] = {"started_at": BEGAN, "verb": "tell", "said": "Нашли причину."}
NEW: dict[str, Any] = {
    "started_at": BEGAN, "contact": {"address": "anna@gear.example.org"},
    "heard": "Чертёж-3D v22 не открывает сборку.", "verb": "tell", "said": "Разбираемся.",
}  # fmt: skip


def test_a_new_matter_is_registered_when_the_call_began(programs: Programs) -> None:
    key = programs.key("tickets:write", user=programs.world.irina)
    answer = programs.post(key, "/calls", NEW)
    assert (answer.status, answer.body["unknown"]) == (201, [])
    ticket = Ticket.objects.get()
    assert (answer.body["number"], ticket.registered_at, ticket.channel) == (
        ticket.number,
        local("05-06 11:30"),
        "call",
    )
    assert (ticket.contact, ticket.level) == (programs.world.anna, "warranty")
    # The first response is met at 11:30; next word 3 working days on: Thu 7, Fri 8, Tue 12 May.
    assert (ticket.next_at, ticket.next_kind) == (local("05-12 11:30"), "word")


def test_who_has_no_address_is_kept_with_name_and_telephone(programs: Programs) -> None:
    key = programs.key("tickets:write", user=programs.world.irina)
    who = {"name": "Павел Громов", "phone": "+7 000 000-00-17"}
    named = {"contact": who, "product": "chertezh-3d", "version": "v99", "kind": "visit"}
    answer = programs.post(key, "/calls", {**NEW, **named})
    assert (answer.status, answer.body["unknown"]) == (201, ["version"])
    assert Contact.objects.get(name="Павел Громов").phone == "+7 000 000-00-17"
    assert Ticket.objects.get().channel == "visit"


def test_a_call_about_a_ticket_meets_the_first_response(programs: Programs) -> None:
    key, ticket = programs.key(user=programs.world.irina), programs.asked()
    answer = programs.post(key, f"/tickets/{ticket.number}/calls", {**CALL, "heard": "Есть новости?"})
    assert (answer.status, answer.body["verb"], answer.body["channel"], answer.body["name"]) == (
        201, "tell", "call", "Ирина С.",
    )  # fmt: skip
    now = Ticket.objects.get()
    assert (now.next_at, now.next_kind) == (local("05-12 11:30"), "word")
    read = programs.get(key, f"/tickets/{ticket.number}").body["messages"]
    assert [(one["author"], one["channel"]) for one in read] == [
        ("contact", ""),
        ("contact", "call"),
        ("staff", "call"),
    ]


def test_the_same_key_logs_once(programs: Programs) -> None:
    key, other = (programs.key("tickets:write", user=programs.world.irina) for _ in range(2))
    first, again = (programs.post(key, "/calls", NEW, Idempotency_Key="17") for _ in range(2))
    assert (first.body, Ticket.objects.count()) == (again.body, 1)
    programs.post(other, "/calls", NEW, Idempotency_Key="17")
    assert Ticket.objects.count() == 2
    path = f"/tickets/{first.body['number']}/calls"
    for _ in range(2):
        assert programs.post(key, path, {**CALL, "said": "Готово."}, Idempotency_Key="18").status == 201
    assert len([one for one in Message.objects.all() if one.text == "Готово."]) == 1


FORGOTTEN: dict[str, Any] = {"started_at": BEGAN, "forgotten": "manager"}
REJECTED: dict[str, Any] = {"started_at": BEGAN, "rejected": True}


def test_who_says_that_we_forgot_them_reminds_us(programs: Programs) -> None:
    """E1: 8 h from Wed 6 May 12:00, when it is logged: 12-13 (1), 14-18 (5), Thu 9-12 (8); twice is once."""
    key, ticket = programs.key(user=programs.world.irina), programs.asked()
    path = f"/tickets/{ticket.number}/calls"
    first, again = (programs.post(key, path, FORGOTTEN, Idempotency_Key="19") for _ in range(2))
    assert (first.status, again.body, first.body["author"]) == (201, first.body, "contact")
    owed = Promise.objects.get(ticket=ticket, kind="escalation")
    assert (owed.due_at, owed.met_at) == (local("05-07 12:00"), None)
    (reminded,) = [one.event for one in history_of("ticket", ticket.pk) if isinstance(one.event, Reminded)]
    assert (reminded.rung, reminded.holder) == (1, programs.world.olga.pk)


def test_who_says_that_the_answer_did_not_suit_sends_it_back(programs: Programs) -> None:
    """P7, E1: with "forgotten" it goes to the head as well. Without an answer there is nothing to send back."""
    key, ticket = programs.key(user=programs.world.irina), programs.asked()
    path = f"/tickets/{ticket.number}/calls"
    assert programs.post(key, path, REJECTED).code == "refused"
    act.answer(ticket.pk, programs.world.irina, "Обновите драйвер.", local("05-06 11:00"))
    assert programs.post(key, path, {**REJECTED, "forgotten": "head", "heard": "Не помогло."}).status == 201
    assert Ticket.objects.get().stage == "office"
    assert [type(one.event) for one in history_of("ticket", ticket.pk)].count(Rejected) == 1
    assert Promise.objects.get(ticket=ticket, kind="escalation").met_at is None


@pytest.mark.parametrize("more", [{"forgotten": "manager"}, {"rejected": True}], ids=str)
def test_nobody_is_forgotten_before_they_ask(more: dict[str, Any], programs: Programs) -> None:
    key = programs.key(user=programs.world.irina)
    assert programs.post(key, "/calls", {**NEW, **more}).code == "invalid"
    assert Ticket.objects.count() == 0
    assert programs.post(key, "/calls", NEW).status == 201


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"started_at": "2026-05-06T12:01:00+05:00"}, "refused"),  # in the future
        ({"started_at": "2026-05-06T09:59:00+05:00"}, "refused"),  # before the ticket
        ({"started_at": "2026-05-06T11:30:00"}, "invalid"),  # no offset
        ({"started_at": "1999-05-06T11:30:00+05:00"}, "invalid"),
        ({"said": ""}, "invalid"),
        ({"verb": ""}, "invalid"),
        ({"verb": "", "said": ""}, "invalid"),
        ({"verb": "answer", "word_until": "2026-05-07T12:00:00+05:00"}, "invalid"),
        ({"kind": "letter"}, "invalid"),
        ({"forgotten": "boss"}, "invalid"),
        ({"author": "me"}, "invalid"),
    ],
)
def test_what_cannot_be_is_refused(wrong: dict[str, Any], code: str, programs: Programs) -> None:
    key, ticket = programs.key(user=programs.world.irina), programs.asked()
    path = f"/tickets/{ticket.number}/calls"
    assert programs.post(key, path, {**CALL, **wrong}).code == code
    assert Message.objects.count() == 1
    assert programs.post(key, path, CALL).status == 201


def test_a_call_is_logged_by_somebody_who_may(programs: Programs) -> None:
    ticket, world = programs.asked(), programs.world
    path = f"/tickets/{ticket.number}/calls"
    assert programs.post(programs.key(), path, CALL).code == "no_user"
    assert programs.post(programs.key(), "/calls", NEW).code == "no_user"
    assert programs.post(programs.key("tickets:read", user=world.irina), path, CALL).code == "missing_scope"
    assert programs.post(programs.key(user=world.marina), path, CALL).code == "not_found"
    assert programs.post(programs.key(user=world.lidia), "/calls", NEW).code == "not_allowed"
    # E3: the manager of the office that was called.
    assert programs.post(programs.key(user=world.pavel), path, CALL).status == 201

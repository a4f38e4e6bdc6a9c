"""Every door to the ladder, on every ticket of theirs (domain.md 8, E1, E2, E5): one reminder, its rung, its moment.

Anna, warranty, asked on Wednesday 6 May 2026 at 10:00 and comes on Thursday at 9:00: 8 wh are 9-13, 14-18.
"""

from collections.abc import Callable

import pytest
from django.test import Client

from opora.accounts.models import User
from opora.channels.models import Mailbox
from opora.core.events import Reminded
from opora.flow import act
from opora.flow.by_call import Call, log
from opora.ledger.queries import history_of
from opora.lib.errors import Refused
from opora.tickets.models import Ticket
from opora.tickets.queries import link_token, reminder_code
from tests.stories.may_2026 import local
from tests.stories.street import letter, ours
from tests.stories.twins import brought, pressed, watched
from tests.web.console import Console, at, words
from tests.web.portal import signed_in
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ANNA = "anna@gear.example.org"


@pytest.fixture
def console(world: World) -> Console:
    """The named cast, the desk's mailbox and the head's."""
    watched()
    watched("head", "head@vendor.test", head=True)
    return Console(world)


def _link(console: Console, ticket: Ticket, when: str) -> None:
    with at(when):
        Client().post(f"/help/requests/{link_token(ticket, ANNA)}/reminder/", {"rung": "2", "sure": "1"})


def _page(console: Console, ticket: Ticket, when: str) -> None:
    with at(when):
        typed = {"rung": "2", "sure": "1"}
        signed_in(console.world.anna).post(f"/help/requests/{ticket.number}/reminder/", typed)


def _twin(console: Console, ticket: Ticket, when: str) -> None:
    pressed(ANNA, f"Про меня забыли: {ticket.number} ({reminder_code(ticket, ANNA)})", local(when), "Ждём.")


def _head(console: Console, ticket: Ticket, when: str) -> None:
    raw = letter(ANNA, f"{ticket.number}: когда?", "Ждём.", local(when))
    brought(Mailbox.objects.get(name="head"), raw, local(when))


def _call(console: Console, ticket: Ticket, when: str) -> None:
    log(ticket.pk, console.world.irina, Call(started_at=local(when), reminder=2), local(when))


def _visit(console: Console, ticket: Ticket, when: str) -> None:
    log(ticket.pk, console.world.irina, Call(started_at=local(when), reminder=2, visit=True), local(when))


DOORS: dict[str, tuple[Callable[[Console, Ticket, str], None], int]] = {
    "the link of a letter": (_link, 2),
    "the page of whoever has signed in": (_page, 2),
    "the twin of a link": (_twin, 1),
    "a letter to the head": (_head, 3),
    "a call": (_call, 2),
    "a visit": (_visit, 2),
}
STAGES: dict[str, Callable[[Ticket, User], object]] = {
    "received": lambda one, who: None,
    "waiting": lambda one, who: act.ask(one.pk, who, "Какая видеокарта?", local("05-06 11:00")),
    "answered": lambda one, who: act.answer(one.pk, who, "Обновите драйвер.", local("05-06 11:00")),
    "closed": lambda one, who: act.close(one.pk, who, "by_hand", local("05-06 11:00")),
}


def reminders(ticket: Ticket) -> list[Reminded]:
    return [one.event for one in history_of("ticket", ticket.pk) if isinstance(one.event, Reminded)]


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("door", DOORS)
def test_e1_each_door_on_each_ticket_of_theirs(door: str, stage: str, console: Console) -> None:
    ticket = console.asked("05-06 10:00")
    STAGES[stage](ticket, console.world.irina)
    come, rung = DOORS[door]
    come(console, ticket, "05-07 09:00")
    (event,) = reminders(ticket)
    holder = {1: console.world.olga, 2: console.world.svetlana, 3: console.world.viktor}[rung]
    assert (event.rung, event.holder, event.until) == (rung, holder.pk, local("05-07 18:00"))
    assert len(ours(ticket, "reminded")) == 1
    assert Ticket.objects.get(pk=ticket.pk).next_at is not None
    # E5: more presses, by whichever door, add words at most.
    for another, (again, _) in DOORS.items():
        if another != door:
            again(console, ticket, "05-07 09:05")
    assert len(reminders(ticket)) == len(ours(ticket, "reminded")) == 1
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize("door", DOORS)
def test_e1_thirty_days_after_closing_no_door_leads_there(door: str, console: Console) -> None:
    ticket = console.asked("05-06 10:00")
    act.close(ticket.pk, console.world.irina, "by_hand", local("05-06 11:00"))
    come, _ = DOORS[door]
    if door in ("a call", "a visit"):
        with pytest.raises(Refused, match="давно"):
            come(console, ticket, "06-05 11:00")
    else:
        come(console, ticket, "06-05 11:00")
    assert reminders(ticket) == []
    assert Ticket.objects.get(pk=ticket.pk).stage == "closed"
    come(console, ticket, "06-05 10:59")
    assert len(reminders(ticket)) == 1


def test_e5_the_page_of_a_call_has_staff_ask_before_the_promised_moment_alone(console: Console) -> None:
    ticket = console.asked("05-06 10:00")
    question = "Обещанный срок ещё впереди: назовите его и спросите, напомнить ли сейчас."

    def page(when: str) -> str:
        with at(when):
            return words(console.browser(console.world.irina).get(f"/tickets/{ticket.number}/calls/").content)

    assert question in page("05-06 11:00")
    act.answer(ticket.pk, console.world.irina, "Обновите драйвер.", local("05-06 12:00"))
    # Nothing is promised, so nothing is asked first.
    assert question not in page("05-06 12:30")
    assert "Заказчик говорит, что о нём забыли" in page("05-06 12:30")

"""«Про меня забыли» by telephone or at the office (domain.md 8, E1-E5): staff log it in one action."""

from datetime import UTC
from uuid import uuid4

import pytest

from opora.accounts.models import User
from opora.core.events import Reminded
from opora.core.facts import Verb
from opora.flow import act
from opora.flow.by_call import Call, log
from opora.ledger.queries import history_of
from opora.lib.errors import Refused
from opora.tickets.access import reads_internal
from opora.tickets.models import Message, Ticket
from tests.stories.may_2026 import local
from tests.stories.street import ours, to_colleagues
from tests.stories.street import words as plain
from tests.web.console import Console, at, words
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def console(world: World) -> Console:
    """The named cast."""
    return Console(world)


@pytest.fixture
def ticket(console: Console) -> Ticket:
    """Anna at warranty asked on Wednesday 6 May at 10:00."""
    return console.asked("05-06 10:00")


def called(ticket: Ticket, who: User, when: str, rung: int, **more: object) -> Message:
    now = local(when).astimezone(UTC)
    return log(ticket.pk, who, Call(started_at=now, reminder=rung, entry=uuid4(), **more), now)  # type: ignore[arg-type]


def reminders(ticket: Ticket) -> list[Reminded]:
    return [one.event for one in history_of("ticket", ticket.pk) if isinstance(one.event, Reminded)]


def now(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def test_the_manager_owes_a_word_within_eight_working_hours(console: Console, ticket: Ticket) -> None:
    called(ticket, console.world.irina, "05-06 11:00", 1)
    (event,) = reminders(ticket)
    # 8 wh from Wed 11:00: 11-13 (2), 14-18 (6), Thu 9-11 (8).
    assert (event.rung, event.holder, event.until) == (1, console.world.olga.pk, local("05-07 11:00"))
    assert "напишет вам" in plain(ours(ticket, "reminded")[0])
    assert len(to_colleagues(ticket=ticket, reaction="tell_holder")) == 1
    message = Message.objects.filter(ticket=ticket).latest("pk")
    assert (message.channel, message.audience, message.text) == ("call", "public", "Заказчик напомнил о себе.")


def test_the_customers_words_are_kept_and_the_rung_is_theirs_to_choose(console: Console, ticket: Ticket) -> None:
    called(ticket, console.world.irina, "05-06 11:00", 3, heard="Ждём второй день.", visit=True)
    (event,) = reminders(ticket)
    assert (event.rung, event.holder) == (3, console.world.viktor.pk)
    message = Message.objects.filter(ticket=ticket).latest("pk")
    assert (message.channel, message.text) == ("visit", "Ждём второй день.")


def test_one_reminder_lives_and_more_calls_add_words(console: Console, ticket: Ticket) -> None:
    called(ticket, console.world.irina, "05-06 11:00", 1)
    called(ticket, console.world.irina, "05-06 15:00", 2, heard="Снова я.")
    assert len(reminders(ticket)) == 1
    assert Message.objects.filter(ticket=ticket).latest("pk").text == "Снова я."


def test_it_resets_no_clock(console: Console, ticket: Ticket) -> None:
    before = now(ticket).next_at
    called(ticket, console.world.irina, "05-06 11:00", 1)
    assert now(ticket).next_at == before == local("05-07 10:00")


def test_the_holders_word_in_the_same_call_ends_it(console: Console, ticket: Ticket) -> None:
    called(ticket, console.world.olga, "05-06 11:00", 1, verb=Verb.TELL, said="Разбираемся, напишем завтра.")
    assert len(reminders(ticket)) == 1
    # The word that was told: 3 working days from Wed 11:00 is Tue 12, 11:00; nothing is owed on the ladder.
    assert (now(ticket).next_kind, now(ticket).next_at) == ("word", local("05-12 11:00"))


def test_a_specialists_word_in_the_same_call_does_not(console: Console, ticket: Ticket) -> None:
    called(ticket, console.world.irina, "05-06 11:00", 1, verb=Verb.TELL, said="Передам руководителю.")
    assert (now(ticket).next_kind, now(ticket).next_at) == ("escalation", local("05-07 11:00"))


def test_the_manager_of_the_office_that_was_called_may_read_from_then_on(console: Console, ticket: Ticket) -> None:
    other = console.world.pavel
    assert not reads_internal(other, ticket, local("05-06 10:59"))
    called(ticket, other, "05-06 11:00", 2)
    assert reads_internal(other, ticket, local("05-06 11:00"))
    assert len(reminders(ticket)) == 1


def test_a_closed_ticket_comes_back_for_thirty_days(console: Console, ticket: Ticket) -> None:
    act.close(ticket.pk, console.world.irina, "by_hand", local("05-06 12:00"))
    with pytest.raises(Refused, match="давно"):
        called(ticket, console.world.irina, "06-05 12:00", 1)
    called(ticket, console.world.irina, "06-05 11:59", 1)
    assert (now(ticket).stage, len(reminders(ticket))) == ("answered", 1)


def test_no_other_rung_is_known(console: Console, ticket: Ticket) -> None:
    with pytest.raises(Refused, match="кому напомнить"):
        called(ticket, console.world.irina, "05-06 11:00", 4)
    assert reminders(ticket) == []


def test_the_page_of_a_call_has_it_with_what_was_promised(console: Console, ticket: Ticket) -> None:
    with at("05-06 11:00"):
        browser = console.browser(console.world.irina)
        page = browser.get(f"/tickets/{ticket.number}/calls/")
        assert "Заказчик говорит, что о нём забыли" in words(page.content)
        typed = {"heard": "", "verb": "", "kind": "call", "reminder": "1", "entry": str(uuid4())}
        assert browser.post(f"/tickets/{ticket.number}/calls/", typed).status_code == 303
    assert len(reminders(ticket)) == 1
    with at("05-06 11:05"):
        page = browser.get(f"/tickets/{ticket.number}/calls/")
    assert "Напоминание уже действует" in words(page.content)

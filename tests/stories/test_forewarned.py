"""A reason and a date before the miss are the confession in advance (P2), on the street.

May 2026 in Yekaterinburg. Anna (warranty) writes on Wed 6 at 10:00: the full answer is due on Thu 14 at 11:00. Words on
Wed 6 11:00 (the next by Tue 12 11:00), on Tue 12 11:00 (by Fri 15 11:00), and the one of this story on Thu 14.
"""

from datetime import UTC, datetime, timedelta

import pytest

from opora.channels.models import Outbound
from opora.core.facts import Verb
from opora.flow import act, tick
from opora.ledger.queries import history_of
from opora.lib.errors import Refused
from opora.offices.queries import policy_at
from opora.promises.differences import compared
from opora.promises.queries import standing_of
from opora.tickets.models import Message, Ticket
from opora.web.portal.standing import stands
from tests.stories.may_2026 import local
from tests.stories.street import Street, ours, to_colleagues, words
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

DUE, WORD = "05-14 11:00", "05-15 12:00"
SECOND = timedelta(seconds=1)
WHY = "Ошибка глубже, чем казалась: проверяем сборку вместе с разработчиками."


def utc(at: str) -> datetime:
    return local(at).astimezone(UTC)


def told_until_now(world: World) -> Ticket:
    street = Street(world, "anna@gear.example.org")
    street.happen("opens", local("05-06 10:00"))
    assert street.ticket_id is not None
    for at in ("05-06 11:00", "05-12 11:00"):
        act.tell(street.ticket_id, world.irina, f"Смотрим, {at}.", utc(at))
    return Ticket.objects.get(pk=street.ticket_id)


def warn(
    world: World, ticket: Ticket, at: datetime, until: str = WORD, verb: Verb = Verb.TELL, text: str = WHY
) -> Message:
    promised = utc(until) if verb is Verb.TELL else None
    return act.send(ticket.pk, world.irina, verb, text, at, word_until=promised, late=True)


def passing(ticket: Ticket, at: datetime) -> list[str]:
    """What the worker notes."""
    before = len(history_of("ticket", ticket.pk))
    tick.ticket(ticket.pk, at)
    ticket.refresh_from_db()
    names = [type(one.event).__name__ for one in history_of("ticket", ticket.pk)[before:]]
    return [name for name in names if name in ("Missed", "Confessed", "Climbed")]


def told_kinds(ticket: Ticket) -> list[str]:
    return [row.reaction for row in Outbound.objects.filter(ticket=ticket, audience="customer").order_by("pk")]


def test_a_word_a_second_before_the_miss_is_the_confession(world: World) -> None:
    ticket = told_until_now(world)
    warn(world, ticket, utc(DUE) - SECOND)
    said = words(ours(ticket, "carry")[-1])
    assert said.startswith(WHY)
    assert "Мы обещали ответить по существу до четверга, 14 мая, 11:00, и к этому сроку не успеем. Простите." in said
    assert "Напишем снова до пятницы, 15 мая, 12:00." in said
    letters = told_kinds(ticket)
    assert passing(ticket, utc("05-14 11:01")) == ["Missed"]
    assert passing(ticket, utc("05-14 11:20")) == []
    assert told_kinds(ticket) == letters, "no confession beside it"
    assert (ticket.next_at, ticket.next_kind) == (utc(WORD), "word")
    assert len(to_colleagues(ticket=ticket, reaction="tell_manager")) == 1, "the miss itself goes to the manager"
    assert [one.differences for one in compared([ticket], policy_at(utc("05-14 11:20")))] == [()]


def test_the_very_instant_is_before_the_miss(world: World) -> None:
    ticket = told_until_now(world)
    warn(world, ticket, utc(DUE))
    assert passing(ticket, utc("05-14 11:01")) == ["Missed"]


def test_a_second_after_the_miss_there_is_nothing_to_say_in_advance(world: World) -> None:
    ticket = told_until_now(world)
    with pytest.raises(Refused, match="ни одного названного"):
        warn(world, ticket, utc(DUE) + SECOND)
    act.send(ticket.pk, world.irina, Verb.TELL, WHY, utc(DUE) + SECOND, word_until=utc(WORD))
    assert passing(ticket, utc("05-15 12:01")) == ["Missed", "Confessed"]


def test_without_the_mark_the_miss_is_confessed_as_ever(world: World) -> None:
    ticket = told_until_now(world)
    act.send(ticket.pk, world.irina, Verb.TELL, WHY, utc(DUE) - SECOND, word_until=utc(WORD))
    assert "не успеем" not in words(ours(ticket, "carry")[-1])
    assert passing(ticket, utc("05-14 11:01")) == ["Missed", "Confessed"]


def test_the_word_is_the_recovery_and_its_miss_goes_up_a_rung(world: World) -> None:
    ticket = told_until_now(world)
    warn(world, ticket, utc(DUE) - SECOND)
    passing(ticket, utc("05-14 11:01"))
    assert passing(ticket, utc("05-15 12:01")) == ["Missed", "Climbed"]
    letter = words(ours(ticket)[-1])
    assert (
        "Мы обещали написать до пятницы, 15 мая, 12:00, и не написали. Простите. Теперь за обращение отвечает" in letter
    )
    # 8 h from Fri 12:00: 12-13 (1), 14-18 (5), Mon 18 9-12 (8).
    assert (ticket.next_at, ticket.next_kind) == (utc("05-18 12:00"), "escalation")
    # The manager of the office holds the rung, and gets one letter about it.
    assert [row.reaction for row in to_colleagues(ticket=ticket)] == ["tell_manager", "tell_holder"]


def test_an_answer_in_time_makes_it_good(world: World) -> None:
    ticket = told_until_now(world)
    warn(world, ticket, utc(DUE) - SECOND)
    act.answer(ticket.pk, world.irina, "Исправили.", utc(DUE))
    ticket.refresh_from_db()
    assert ticket.stage == "answered"
    resolution = standing_of(ticket).latest("resolution")
    assert resolution is not None
    assert (resolution.met_at, resolution.missed_at) == (utc(DUE), None)


def test_the_customers_page_names_no_moment_that_was_given_up(world: World) -> None:
    ticket = told_until_now(world)
    before = stands(ticket, utc(DUE) - 2 * SECOND)
    assert before.next.at == utc(DUE)
    warn(world, ticket, utc(DUE) - SECOND)
    ticket.refresh_from_db()
    for now in (utc(DUE) - SECOND, utc("05-14 11:01"), utc("05-15 11:59")):
        assert stands(ticket, now).next.at == utc(WORD)
    assert stands(ticket, utc("05-15 12:05")).next.at == utc("05-18 12:00")


def test_what_cannot_be_said_so_is_refused_and_writes_nothing(world: World) -> None:
    ticket = told_until_now(world)
    at = utc(DUE) - SECOND
    for verb in (Verb.ASK, Verb.ANSWER):
        with pytest.raises(Refused, match="только сообщением о ходе работы"):
            warn(world, ticket, at, WORD, verb)
    with pytest.raises(Refused, match="ни одного названного"):
        warn(world, ticket, at, DUE)
    with pytest.raises(Refused, match="повторяет"):
        warn(world, ticket, at, WORD, Verb.TELL, "Смотрим, 05-12 11:00.")
    said = Message.objects.filter(ticket=ticket, author_kind="staff")
    assert said.count() == 2
    warn(world, ticket, at)
    assert said.count() == 3


def test_a_moment_that_nobody_was_told_is_nothing_to_give_up(world: World) -> None:
    """Sergey has the basic level, which promises no full answer."""
    street = Street(world, "sergey@bridge.example.org")
    street.happen("opens", local("05-06 10:00"))
    ticket = Ticket.objects.get(pk=street.ticket_id)
    with pytest.raises(Refused, match="ни одного названного"):
        warn(world, ticket, utc("05-06 11:00"), "05-12 11:00")

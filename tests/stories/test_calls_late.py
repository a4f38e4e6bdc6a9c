"""A call is logged when the moment of the ticket's only clock has just passed, and the worker has not come by yet."""

from datetime import UTC, datetime

import pytest

from opora.core.events import Confessed, Missed
from opora.core.facts import Verb
from opora.flow import act, tick
from opora.flow.by_call import Call, log
from opora.flow.doctor import examine
from opora.ledger.queries import history_of
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.stories.street import Street
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def waits_for_a_word(world: World) -> int:
    """A stranger of Wed 6 May 10:00 whose goal is met: nothing but the next word is owed, by Fri 8 May 11:00."""
    street = Street(world, "nobody@stranger.example.org")
    street.happen("opens", local("05-06 10:00"))
    until = local("05-08 11:00")
    act.tell(street.ticket_id, world.irina, "Смотрим.", local("05-06 11:00"), word_until=until)
    row = Ticket.objects.get(pk=street.ticket_id)
    assert (row.level, row.next_at, row.next_kind) == ("initial", until, "word")
    return row.pk


def happened(ticket: int, kind: type[Missed] | type[Confessed]) -> int:
    return sum(isinstance(one.event, kind) for one in history_of("ticket", ticket))


def utc(at: str) -> datetime:
    return local(at).astimezone(UTC)


def test_both_said_what_they_had_to_say(world: World) -> None:
    """Our word at 11:02 is the word that is late: no letter confesses beside it. Two working days later: Wed 13 May
    at initial level five: 12, 13, 14, 15, 18."""
    ticket = waits_for_a_word(world)
    now = utc("05-08 11:02")
    log(ticket, world.irina, Call(started_at=now, heard="Как дела?", verb=Verb.TELL, said="Ещё смотрим."), now)
    assert (happened(ticket, Missed), happened(ticket, Confessed)) == (1, 0)
    row = Ticket.objects.get(pk=ticket)
    assert (row.next_at, row.next_kind) == (local("05-18 11:02"), "word")
    assert list(examine(now)) == []


def test_only_they_spoke(world: World) -> None:
    """Nothing was said for the late word, so it is confessed: four working hours after 11:00, 16:00 (11-13, 14-16)."""
    ticket = waits_for_a_word(world)
    now = utc("05-08 11:02")
    log(ticket, world.irina, Call(started_at=now, heard="Как дела?"), now)
    assert (happened(ticket, Missed), happened(ticket, Confessed)) == (1, 1)
    row = Ticket.objects.get(pk=ticket)
    assert (row.next_at, row.next_kind) == (local("05-08 16:00"), "recovery")
    assert list(examine(now)) == []


def test_they_spoke_and_reminded_and_we_answered(world: World) -> None:
    """The manager owes a word by Tue 12 May 12:02 (Fri 11:02-13, 14-17; Tue 9-12:02)."""
    ticket = waits_for_a_word(world)
    now = utc("05-08 11:02")
    call = Call(started_at=now, heard="Вы про нас забыли.", reminder=1, verb=Verb.TELL, said="Ещё смотрим.")
    log(ticket, world.irina, call, now)
    assert (happened(ticket, Missed), happened(ticket, Confessed)) == (1, 0)
    row = Ticket.objects.get(pk=ticket)
    assert (row.next_at, row.next_kind) == (local("05-12 12:02"), "escalation")
    assert list(examine(now)) == []


def test_nothing_runs_any_more_until_our_word_is_noted(world: World) -> None:
    """The word of 11:00 was confessed, the recovery is due at 16:00; after it nothing is left that could be next. Our
    word of Fri 8 May 16:02: five working days later, 12, 13, 14, 15, 18 May."""
    ticket = waits_for_a_word(world)
    tick.ticket(ticket, utc("05-08 11:01"))
    row = Ticket.objects.get(pk=ticket)
    assert (row.next_at, row.next_kind) == (local("05-08 16:00"), "recovery")
    now = utc("05-08 16:02")
    log(ticket, world.irina, Call(started_at=now, heard="Где ответ?", verb=Verb.TELL, said="Ещё смотрим."), now)
    assert (happened(ticket, Missed), happened(ticket, Confessed)) == (2, 1)
    row = Ticket.objects.get(pk=ticket)
    assert (row.next_at, row.next_kind) == (local("05-18 16:02"), "word")
    assert list(examine(now)) == []


def test_nothing_runs_any_more_and_only_they_spoke(world: World) -> None:
    """The recovery was missed, so the silence goes to the manager: Fri 16-17 (1), Tue 9-13 (5), 14-17 (8)."""
    ticket = waits_for_a_word(world)
    tick.ticket(ticket, utc("05-08 11:01"))
    now = utc("05-08 16:02")
    log(ticket, world.irina, Call(started_at=now, heard="Где ответ?"), now)
    row = Ticket.objects.get(pk=ticket)
    assert (row.next_at, row.next_kind) == (local("05-12 17:00"), "escalation")
    assert list(examine(now)) == []


@pytest.mark.parametrize(("verb", "kind"), [(Verb.ANSWER, "closing"), (Verb.TELL, "escalation")])
def test_the_answer_of_the_same_call_is_the_answer_to_their_reminder(world: World, verb: Verb, kind: str) -> None:
    """A call of Wed 6 May 14:00, logged at 15:00: they reminded us, and Irina answered to the point. A word of progress
    is not enough, since the manager is the holder (E4)."""
    street = Street(world, "nobody@stranger.example.org")
    street.happen("opens", local("05-06 10:00"))
    call = Call(started_at=utc("05-06 14:00"), heard="Забыли?", reminder=1, verb=verb, said="Обновите драйвер.")
    log(street.ticket_id, world.irina, call, utc("05-06 15:00"))
    row = Ticket.objects.get(pk=street.ticket_id)
    assert row.next_kind == kind
    assert list(examine(utc("05-06 15:00"))) == []


@pytest.mark.parametrize(
    ("verb", "stage", "next_at", "kind"),
    [
        # The manager's eight hours count from when it was logged: Tue 15-18 (3), Wed 13 May 9-13 (7), 14-15.
        (Verb.ASK, "waiting", "05-13 15:00", "escalation"),
        (Verb.TELL, "office", "05-13 15:00", "escalation"),
        # Five working days: 13, 14, 15, 18, 19 May.
        (Verb.ANSWER, "answered", "05-19 15:00", "closing"),
    ],
)
def test_our_word_of_the_same_call_is_no_lateness_though_they_remind_us(
    world: World, verb: Verb, stage: str, next_at: str, kind: str
) -> None:
    """Random weeks, seed 1007 on PostgreSQL. A word was told for Tue 12 May 11:00 (three working days: 7, 8, 12). In a
    call of that day, 10:00 to be exact, logged at 15:00, she says that we forgot her, and hears a word of ours."""
    street = Street(world, "anna@gear.example.org")
    street.happen("opens", local("05-06 10:00"))
    act.tell(street.ticket_id, world.irina, "Смотрим.", local("05-06 11:00"))
    call = Call(started_at=utc("05-12 10:00"), heard="Вы забыли?", reminder=1, verb=verb, said="Какая видеокарта?")
    log(street.ticket_id, world.irina, call, utc("05-12 15:00"))
    assert (happened(street.ticket_id, Missed), happened(street.ticket_id, Confessed)) == (0, 0)
    row = Ticket.objects.get(pk=street.ticket_id)
    assert (row.stage, row.next_at, row.next_kind) == (stage, local(next_at), kind)
    assert list(examine(utc("05-12 15:00"))) == []


def test_the_holders_own_word_of_the_same_call_meets_the_reminder(world: World) -> None:
    """Olga, the manager, speaks to her: three working days from 15:00, when it is known, 13, 14, 15 May."""
    street = Street(world, "anna@gear.example.org")
    street.happen("opens", local("05-12 09:30"))
    call = Call(
        started_at=utc("05-12 10:00"), heard="Вы забыли?", reminder=1, verb=Verb.TELL, said="Ищем, завтра скажу."
    )
    log(street.ticket_id, world.olga, call, utc("05-12 15:00"))
    row = Ticket.objects.get(pk=street.ticket_id)
    assert (row.next_at, row.next_kind) == (local("05-15 15:00"), "word")

"""A call about a ticket that there is: its words and what was answered count from its start."""

from dataclasses import replace

import pytest

from opora.core.events import Informed, SightGiven
from opora.flow import act, tick
from opora.ledger.queries import history_of
from opora.lib.errors import Refused
from opora.tickets.access import ticket_for
from opora.tickets.models import Message
from tests.stories.calling import by_letter, call, events, log, next_of, promise, utc
from tests.stories.may_2026 import local
from tests.stories.street import ours
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]


# --- on a ticket that there is -----------------------------------------------------------------------------------


def test_a_call_on_an_open_ticket_meets_the_first_response_at_its_start(world: World) -> None:
    ticket = by_letter("05-06 10:00")
    # Next word 3 wd from 11:30: Thu 7, Fri 8, Tue 12, 11:30.
    ticket = log(world, ticket, call("05-06 11:30", "tell", heard=""), "05-06 11:45")
    assert next_of(ticket) == (local("05-12 11:30"), "word")
    assert promise(ticket, "first_response").met_at == utc("05-06 11:30")
    (said,) = Message.objects.filter(ticket=ticket, author_kind="staff")
    assert (said.channel, said.verb, said.audience, said.user) == ("call", "tell", "public", world.irina)


def test_no_letter_carries_what_was_said_and_the_moment_counts_as_told(world: World) -> None:
    ticket = log(world, by_letter("05-06 10:00"), call("05-06 11:30", "tell"), "05-06 11:45")
    assert [one["Subject"] for one in ours(ticket, "carry")] == []
    told = [one.event for one in history_of("ticket", ticket.pk) if isinstance(one.event, Informed)][-1]
    assert (told.moments, told.letter) == ({"word": utc("05-12 11:30")}, "call")
    # So a miss of it is confessed.
    tick.ticket(ticket.pk, utc("05-12 11:31"))
    assert len(ours(ticket, "confess")) == 1


@pytest.mark.parametrize(
    ("verb", "stage", "next_at", "kind"),
    [
        ("ask", "waiting", "05-12 11:30", "nudge"),  # 3 wd: Thu 7, Fri 8, Tue 12
        ("answer", "answered", "05-14 11:30", "closing"),  # 5 wd: Thu 7, Fri 8, Tue 12, Wed 13, Thu 14
    ],
)
def test_the_other_verbs_do_in_a_call_what_they_do_in_a_letter(
    verb: str, stage: str, next_at: str, kind: str, world: World
) -> None:
    ticket = log(world, by_letter("05-06 10:00"), call("05-06 11:30", verb), "05-06 11:45")
    assert (ticket.stage, *next_of(ticket)) == (stage, local(next_at), kind)


def test_the_customers_words_in_a_call_end_a_pause(world: World) -> None:
    """Story C of May: opened Mon 4 May 9:30, asked 11:30 with 2 h spent; the customer calls on Thu 7 May at 10:00."""
    ticket = by_letter("05-04 09:30")
    act.ask(ticket.pk, world.irina, "Какая видеокарта?", utc("05-04 11:30"))
    # 38 h left: Thu 10-13 (3) 14-18 (7), Fri 14, Tue 22, Wed 30, Thu 14 38 -> 18:00. Word 3 wd: Fri 8, Tue 12, Wed 13.
    ticket = log(world, ticket, call("05-07 10:00", heard="Видеокарта встроенная."), "05-07 10:20")
    assert (ticket.stage, *next_of(ticket)) == ("office", local("05-13 10:00"), "word")
    assert promise(ticket, "resolution").due_at == utc("05-14 18:00")
    (words_of_theirs,) = Message.objects.filter(ticket=ticket, channel="call")
    assert (words_of_theirs.author_kind, words_of_theirs.contact) == ("contact", world.anna)


def test_both_at_once_their_words_end_the_pause_and_ours_answer(world: World) -> None:
    ticket = by_letter("05-04 09:30")
    act.ask(ticket.pk, world.irina, "Какая видеокарта?", utc("05-04 11:30"))
    ticket = log(world, ticket, call("05-07 10:00", "answer", heard="Встроенная."), "05-07 10:20")
    # Closing 5 wd from 10:00: Fri 8, Tue 12, Wed 13, Thu 14, Fri 15.
    assert (ticket.stage, *next_of(ticket)) == ("answered", local("05-15 10:00"), "closing")
    assert promise(ticket, "resolution").met_at == utc("05-07 10:00")
    assert promise(ticket, "resolution").spent == 2 * 3600


def test_a_promised_word_is_kept_as_in_a_letter(world: World) -> None:
    one = replace(call("05-06 11:30", "tell"), word_until=utc("05-07 12:00"))
    ticket = log(world, by_letter("05-06 10:00"), one, "05-06 11:45")
    assert next_of(ticket) == (local("05-07 12:00"), "word")
    with pytest.raises(Refused, match="соглас"):
        log(
            world,
            ticket,
            replace(call("05-06 12:00", "tell", said="Ещё"), word_until=utc("05-15 12:00")),
            "05-06 12:10",
        )


# --- who reads it ------------------------------------------------------------------------------------------------


def test_the_manager_of_the_office_that_was_called_may_read_the_ticket_from_then_on(world: World) -> None:
    """E3: a ticket of Yekaterinburg; the customer calls Vladivostok, whose manager is Roman."""
    ticket = by_letter("05-06 10:00")
    now = utc("05-06 12:00")
    assert ticket_for(world.roman, ticket.number, now) is None
    log(world, ticket, call("05-06 11:30", "tell"), "05-06 11:45", world.roman)
    assert ticket_for(world.roman, ticket.number, now) == ticket
    given = [one.event for one in history_of("ticket", ticket.pk) if isinstance(one.event, SightGiven)]
    assert given == [SightGiven(user=world.roman.pk, because="call")]
    # Only that ticket, only for him; whoever may read it anyway is given nothing.
    assert ticket_for(world.marina, ticket.number, now) is None
    log(world, ticket, call("05-06 11:50", "tell", said="Ещё раз."), "05-06 12:00", world.irina)
    assert events(ticket).count("SightGiven") == 1


def test_a_question_in_a_call_tells_no_moment(world: World) -> None:
    ticket = log(world, by_letter("05-06 10:00"), call("05-06 11:30", "ask"), "05-06 11:45")
    told = [one.event for one in history_of("ticket", ticket.pk) if isinstance(one.event, Informed)]
    assert [one.letter for one in told] == ["acknowledgement"]

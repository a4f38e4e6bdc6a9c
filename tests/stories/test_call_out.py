"""Staff on duty are called out (O3): one after the other, until somebody accepts; all of it on the ticket.

Wed 6 May 2026 in Yekaterinburg; «Шестерня» has a duty from 18:00 to 22:00. Irina is named first, Artyom second; Olga
manages the office, Viktor is the head. The next one is called after ten minutes of the clock on the wall.
"""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from opora.channels.models import Outbound
from opora.cli import sources
from opora.cli.heart import Heart
from opora.contracts import actions as contracts
from opora.contracts.models import Duty
from opora.core.step import MACHINE
from opora.flow import act
from opora.flow.called import accept, next_turn
from opora.flow.remind import remind
from opora.flow.step import begin
from opora.ledger.models import Event
from opora.lib.errors import Refused
from opora.offices import actions as offices
from opora.tickets.access import Visitor
from opora.tickets.models import DutyCall, Ticket
from tests.stories.may_2026 import local
from tests.stories.street import Street, words
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ENTERED = local("05-05 12:00").astimezone(UTC)
LEASE = timedelta(seconds=60)
CALLS = ("CalledOut", "DutyAccepted", "CallsUnanswered", "CalledOff")


def instant(at: str) -> datetime:
    return local(at).astimezone(UTC)


@pytest.fixture
def duty(world: World) -> Duty:
    with begin(ENTERED, MACHINE, "cli") as step:
        return contracts.enter_duty(
            step, organisation=world.gear, from_at=local("05-06 18:00"), until_at=local("05-06 22:00"),
            staff=[world.irina, world.artyom], reason="Запуск цеха",
        )  # fmt: skip


def opened(world: World, at: str, sender: str = "anna@gear.example.org") -> Ticket:
    street = Street(world, sender)
    street.happen("opens", local(at))
    return street.ticket


def worker(at: str) -> int:
    """The worker takes what is due at this moment; how many rows there were."""
    source = sources.RowSource(sources.CALLS, LEASE, Heart(lambda: instant(at), LEASE))
    rows = 0
    while source.step(instant(at)):
        rows += 1
    return rows


def letters(reaction: str) -> list[str]:
    """To whom letters of this kind were written, in order."""
    return [
        row.recipient.partition("@")[0] for row in Outbound.objects.filter(reaction__startswith=reaction).order_by("pk")
    ]


def told(ticket: Ticket) -> list[tuple[str, dict[str, Any]]]:
    """What the ledger says of calls."""
    rows = Event.objects.filter(subject="ticket", subject_id=ticket.pk, type__in=CALLS).order_by("sequence")
    return [(row.type, row.payload) for row in rows]


def called(ticket: Ticket) -> list[tuple[int, int, str]]:
    """Who was called, as which, and until when they have."""
    found = [payload for name, payload in told(ticket) if name == "CalledOut"]
    return [(one["user"], one["number"], f"{datetime.fromisoformat(one['until']):%H:%M}") for one in found]


def away(world: World, *people: Any) -> None:
    with begin(ENTERED, MACHINE, "cli") as step:
        for person in people:
            offices.enter_absence(step, person, instant("05-06 09:00"), instant("05-07 09:00"))


# --- who is called, and when ----------------------------------------------------------------------------------------


def test_a_ticket_that_is_opened_in_a_duty_calls_the_first_person_at_once(world: World, duty: Duty) -> None:
    """19:00 here is 14:00 UTC; Irina has until 14:10."""
    ticket = opened(world, "05-06 19:00")
    assert called(ticket) == [(world.irina.pk, 1, "14:10")]
    (letter,) = Outbound.objects.filter(reaction="call_out")
    assert (letter.recipient, letter.state) == ("irina@vendor.test", "queued")
    # At once, at night too: what is bundled for the morning is no call.
    assert letter.not_before == instant("05-06 19:00")
    said = words(message_from_bytes(bytes(letter.raw), policy=default))
    assert "Запуск цеха" in said
    assert "до среды, 6 мая, 19:10" in said
    assert "/duty/" in said
    assert "драйвера" not in said, "the customer's words stand on the page alone"


def test_outside_of_a_duty_nobody_is_called(world: World, duty: Duty) -> None:
    assert called(opened(world, "05-06 17:59")) == []
    assert called(opened(world, "05-06 22:00")) == []
    assert called(opened(world, "05-06 19:00", "nikolay@rail.example.org")) == []
    assert called(opened(world, "05-06 18:00")) == [(world.irina.pk, 1, "13:10")]
    assert letters("call_out") == ["irina"]


def test_a_withdrawn_duty_calls_nobody(world: World, duty: Duty) -> None:
    with begin(instant("05-06 18:30"), MACHINE, "cli") as step:
        contracts.withdraw_duty(step, Duty.objects.get())
    assert called(opened(world, "05-06 19:00")) == []


def test_a_quiet_desk_calls_nobody(quiet_world: World) -> None:
    with begin(ENTERED, MACHINE, "cli") as step:
        contracts.enter_duty(
            step, organisation=quiet_world.gear, from_at=local("05-06 18:00"), until_at=local("05-06 22:00"),
            staff=[quiet_world.irina], reason="Запуск цеха",
        )  # fmt: skip
    assert called(opened(quiet_world, "05-06 19:00")) == []
    assert not DutyCall.objects.exists()


def test_the_next_person_is_called_after_ten_minutes_and_not_before(world: World, duty: Duty) -> None:
    ticket = opened(world, "05-06 19:00")
    assert worker("05-06 19:09") == 0
    assert worker("05-06 19:10") == 1
    assert called(ticket) == [(world.irina.pk, 1, "14:10"), (world.artyom.pk, 2, "14:20")]
    assert worker("05-06 19:10") == 0
    assert letters("call_out") == ["irina", "artyom"]


def test_the_minutes_are_a_setting(world: World, duty: Duty) -> None:
    with begin(ENTERED, MACHINE, "cli") as step:
        offices.set_policy(step, name="duty_call_minutes", value=5)
    assert called(opened(world, "05-06 19:00")) == [(world.irina.pk, 1, "14:05")]
    assert worker("05-06 19:05") == 1


def test_when_nobody_accepts_the_manager_and_the_head_learn_it_once(world: World, duty: Duty) -> None:
    """Irina 19:00, Artyom 19:10, nobody by 19:20."""
    ticket = opened(world, "05-06 19:00")
    worker("05-06 19:10")
    assert letters("call_unanswered") == []
    assert worker("05-06 19:20") == 1
    assert told(ticket)[-1] == ("CallsUnanswered", {"duty": duty.pk, "calls": 2})
    assert letters("call_unanswered") == ["olga", "viktor"]
    said = words(message_from_bytes(bytes(Outbound.objects.get(reaction="call_unanswered_head").raw), policy=default))
    assert "Ирина С., Артём Л." in said
    assert (worker("05-06 19:30"), worker("05-07 09:00")) == (0, 0)
    assert letters("call_unanswered") == ["olga", "viktor"]
    assert letters("call_out") == ["irina", "artyom"]


def test_who_is_away_is_passed_over(world: World, duty: Duty) -> None:
    away(world, world.irina)
    ticket = opened(world, "05-06 19:00")
    assert called(ticket) == [(world.artyom.pk, 1, "14:10")]
    worker("05-06 19:10")
    assert [name for name, _ in told(ticket)] == ["CalledOut", "CallsUnanswered"]


def test_when_all_are_away_manager_and_head_learn_it_at_once(world: World, duty: Duty) -> None:
    away(world, world.irina, world.artyom)
    ticket = opened(world, "05-06 19:00")
    assert told(ticket) == [("CallsUnanswered", {"duty": duty.pk, "calls": 0})]
    assert letters("call_unanswered") == ["olga", "viktor"]


def test_whose_duty_is_over_is_called_no_more(world: World, duty: Duty) -> None:
    """21:55: Irina. At 22:05 nobody is on duty: Artyom sleeps, the manager and the head learn it."""
    ticket = opened(world, "05-06 21:55")
    worker("05-06 22:05")
    assert [name for name, _ in told(ticket)] == ["CalledOut", "CallsUnanswered"]
    assert letters("call_out") == ["irina"]
    assert letters("call_unanswered") == ["olga", "viktor"]


# --- «Принимаю» -----------------------------------------------------------------------------------------------------


def test_who_accepts_has_the_ticket_and_the_calls_end(world: World, duty: Duty) -> None:
    ticket = opened(world, "05-06 19:00")
    accept(ticket.pk, world.irina, instant("05-06 19:03"))
    ticket.refresh_from_db()
    assert ticket.assignee == world.irina
    assert told(ticket)[-1] == ("DutyAccepted", {"user": world.irina.pk, "number": 1, "minutes": 3})
    assert (worker("05-06 19:10"), worker("05-06 20:00")) == (0, 0)
    assert letters("call_out") == ["irina"]


def test_two_taps_are_one(world: World, duty: Duty) -> None:
    ticket = opened(world, "05-06 19:00")
    for minute in ("05-06 19:03", "05-06 19:04"):
        assert accept(ticket.pk, world.irina, instant(minute)) == world.irina
    assert [name for name, _ in told(ticket)] == ["CalledOut", "DutyAccepted"]
    assert Event.objects.filter(subject_id=ticket.pk, type="Assigned").count() == 1


def test_the_second_person_accepts(world: World, duty: Duty) -> None:
    """Called at 19:10, twelve minutes after the first call."""
    ticket = opened(world, "05-06 19:00")
    worker("05-06 19:10")
    accept(ticket.pk, world.artyom, instant("05-06 19:12"))
    assert told(ticket)[-1] == ("DutyAccepted", {"user": world.artyom.pk, "number": 2, "minutes": 12})
    assert worker("05-06 19:20") == 0
    assert letters("call_unanswered") == []


def test_the_first_person_may_accept_after_the_second_was_called(world: World, duty: Duty) -> None:
    ticket = opened(world, "05-06 19:00")
    worker("05-06 19:10")
    assert accept(ticket.pk, world.irina, instant("05-06 19:11")) == world.irina
    assert accept(ticket.pk, world.artyom, instant("05-06 19:12")) == world.irina, "somebody was quicker"
    ticket.refresh_from_db()
    assert ticket.assignee == world.irina
    assert told(ticket)[-1] == ("DutyAccepted", {"user": world.irina.pk, "number": 1, "minutes": 11})
    assert worker("05-06 19:20") == 0


def test_after_the_last_call_it_can_still_be_accepted(world: World, duty: Duty) -> None:
    ticket = opened(world, "05-06 19:00")
    worker("05-06 19:10")
    worker("05-06 19:20")
    accept(ticket.pk, world.olga, instant("05-06 19:25"))
    assert told(ticket)[-1] == ("DutyAccepted", {"user": world.olga.pk, "number": 2, "minutes": 25})


def test_what_was_never_called_is_not_accepted(world: World, duty: Duty) -> None:
    ticket = opened(world, "05-06 17:00")
    with pytest.raises(Refused):
        accept(ticket.pk, world.irina, instant("05-06 19:03"))
    ticket.refresh_from_db()
    assert ticket.assignee is None


def test_who_writes_to_the_customer_without_a_tap_has_it_too(world: World, duty: Duty) -> None:
    ticket = opened(world, "05-06 19:00")
    act.tell(ticket.pk, world.irina, "Смотрим журнал.", instant("05-06 19:05"))
    assert worker("05-06 19:10") == 1
    assert told(ticket)[-1] == ("CalledOff", {"because": "taken"})
    assert letters("call_out") == ["irina"]
    assert worker("05-06 19:20") == 0


def test_a_ticket_that_is_closed_calls_nobody_more(world: World, duty: Duty) -> None:
    ticket = opened(world, "05-06 19:00")
    act.close(ticket.pk, world.olga, "spam", instant("05-06 19:05"))
    worker("05-06 19:10")
    assert told(ticket)[-1] == ("CalledOff", {"because": "closed"})
    with pytest.raises(Refused):
        accept(ticket.pk, world.irina, instant("05-06 19:12"))


def test_who_opens_a_ticket_on_duty_is_not_called_to_it(world: World, duty: Duty) -> None:
    """Irina splits the customer's words: she has read them."""
    ticket = opened(world, "05-06 17:00")
    act.answer(ticket.pk, world.irina, "Обновите драйвер.", instant("05-06 17:10"))
    street = Street(world, "anna@gear.example.org", ticket.pk)
    street.reply("И ещё: не печатает.", local("05-06 19:00"))
    from opora.flow.split import split

    assert called(Ticket.objects.get(pk=split(ticket.pk, world.irina, instant("05-06 19:05")))) == []


# --- the customer reminds -------------------------------------------------------------------------------------------


def visitor(ticket: Ticket) -> Visitor:
    return Visitor(Ticket.objects.get(pk=ticket.pk), "anna@gear.example.org")


def test_a_reminder_in_a_duty_calls_anew_whoever_has_the_ticket_first(world: World, duty: Duty) -> None:
    """Opened before the duty, Artyom has it. Reminded at 20:00: Artyom until 15:10 UTC, then Irina."""
    ticket = opened(world, "05-06 16:00")
    act.assign(ticket.pk, world.olga, world.artyom, instant("05-06 16:30"))
    assert remind(visitor(ticket), 1, "", instant("05-06 20:00"))
    assert called(ticket) == [(world.artyom.pk, 1, "15:10")]
    worker("05-06 20:10")
    assert called(ticket)[1:] == [(world.irina.pk, 2, "15:20")]


def test_a_reminder_while_calls_go_on_begins_no_second_row_of_calls(world: World, duty: Duty) -> None:
    ticket = opened(world, "05-06 19:00")
    assert remind(visitor(ticket), 1, "", instant("05-06 19:05"))
    assert called(ticket) == [(world.irina.pk, 1, "14:10")]
    worker("05-06 19:10")
    assert [user for user, _, _ in called(ticket)] == [world.irina.pk, world.artyom.pk]


def test_a_reminder_after_the_calls_were_accepted_calls_again(world: World, duty: Duty) -> None:
    ticket = opened(world, "05-06 19:00")
    accept(ticket.pk, world.irina, instant("05-06 19:03"))
    assert remind(visitor(ticket), 1, "", instant("05-06 20:00"))
    assert called(ticket) == [(world.irina.pk, 1, "14:10"), (world.irina.pk, 2, "15:10")]
    accept(ticket.pk, world.irina, instant("05-06 20:04"))
    assert told(ticket)[-1] == ("DutyAccepted", {"user": world.irina.pk, "number": 2, "minutes": 4})


# --- a second worker, a second run --------------------------------------------------------------------------------


def test_a_second_run_calls_nobody_again(world: World, duty: Duty) -> None:
    ticket = opened(world, "05-06 19:00")
    first = DutyCall.objects.get()
    for minute in ("05-06 19:09", "05-06 19:10", "05-06 19:10", "05-06 19:25"):
        next_turn(first.pk, instant(minute))
    assert [user for user, _, _ in called(ticket)] == [world.irina.pk, world.artyom.pk]
    assert letters("call_out") == ["irina", "artyom"]
    next_turn(DutyCall.objects.get(number=2).pk, instant("05-06 19:20"))
    next_turn(DutyCall.objects.get(number=2).pk, instant("05-06 19:20"))
    assert letters("call_unanswered") == ["olga", "viktor"]


def test_a_worker_that_comes_after_the_tap_calls_nobody(world: World, duty: Duty) -> None:
    """It had taken the row before somebody accepted."""
    ticket = opened(world, "05-06 19:00")
    first = DutyCall.objects.get()
    accept(ticket.pk, world.irina, instant("05-06 19:10"))
    next_turn(first.pk, instant("05-06 19:10"))
    assert [name for name, _ in told(ticket)] == ["CalledOut", "DutyAccepted"]


def test_the_same_reaction_again_writes_no_second_call(world: World, duty: Duty) -> None:
    """Nobody is called twice in one row of calls, whatever code may try it: the database refuses."""
    opened(world, "05-06 19:00")
    first = DutyCall.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        DutyCall.objects.create(
            ticket=first.ticket, duty=duty, user=world.irina, round=1, number=2, called_at=first.called_at, ended="next"
        )
    again = DutyCall.objects.create(
        ticket=first.ticket, duty=duty, user=world.artyom, round=1, number=2, called_at=first.called_at, ended="next"
    )
    assert again.pk

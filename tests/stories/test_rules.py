"""Rules of domain.md over the whole street: which letters go, to whom, and what they say; moments by hand.

May 2026 in Yekaterinburg as in may_2026: 4-7 full days, 8 May until 17:00, 9-11 May off, then full weeks.
"""

from datetime import UTC, datetime, timedelta

import pytest

from opora.core.events import Confessed, Informed
from opora.core.step import MACHINE
from opora.flow import act
from opora.flow.correct import Correction, correct
from opora.flow.split import split
from opora.flow.step import begin
from opora.ledger.queries import history_of
from opora.lib.errors import Refused
from opora.offices import actions as offices
from opora.offices.models import Absence
from opora.promises.models import Promise
from opora.tickets.models import Message, Ticket
from tests.stories.may_2026 import local
from tests.stories.street import Street, letter, ours, receive, to_colleagues, words
from tests.world import OPENED, World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ANNA, SERGEY = "anna@gear.example.org", "sergey@bridge.example.org"


def utc(at: str) -> datetime:
    return local(at).astimezone(UTC)


def opened(world: World, sender: str = ANNA, at: str = "05-06 10:00") -> Street:
    street = Street(world, sender)
    street.happen("opens", local(at))
    return street


def unnamed(world: World) -> Street:
    """A ticket of Anna's that does not say which product it is about (L5)."""
    at = local("05-06 10:00")
    filed = receive(letter(ANNA, "Не открывается сборка", "После обновления драйвера.", at), at)
    return Street(world, ANNA, filed.ticket_id or 0)


def say(street: Street, text: str, at: str, verb: str = "tell") -> None:
    getattr(act, verb)(street.ticket_id, street.world.irina, text, utc(at))


def named(street: Street, *names: str) -> list[str]:
    found = [type(one.event).__name__ for one in history_of("ticket", street.ticket_id)]
    return [name for name in found if name in names]


def row(street: Street, kind: str, number: int = 1) -> Promise:
    return Promise.objects.get(ticket=street.ticket_id, kind=kind, number=number)


def following(street: Street) -> tuple[datetime | None, str]:
    return street.ticket.next_at, street.ticket.next_kind


def to_staff(street: Street, reaction: str = "") -> list[str]:
    rows = to_colleagues(ticket=street.ticket_id)
    return [one.recipient for one in rows if reaction in ("", one.reaction)]


# --- P1, E4 ---------------------------------------------------------------------------------------------------------


def recovery_missed(street: Street) -> None:
    """Story B: goal missed on 13 May 18:00, recovery missed on 14 May 13:00."""
    street.happen("tick", local("05-13 18:01"))
    street.happen("tick", local("05-14 13:01"))


def basic(world: World) -> Street:
    return opened(world, SERGEY, "05-08 17:40")


def test_p1_a_miss_is_told_to_the_customer_once_and_to_the_manager_once(world: World) -> None:
    street = opened(world)
    street.happen("tick", local("05-07 10:01"))
    street.happen("tick", local("05-07 10:02"))
    assert len(ours(street.ticket, "confess")) == 1
    assert to_staff(street, "tell_manager") == ["olga@vendor.test"]


def test_p1_a_miss_nobody_was_told_of_goes_to_the_manager_alone(world: World) -> None:
    """Words in time keep the word from being missed; the resolution of 14 May 11:00 was never told (L5)."""
    street = unnamed(world)
    say(street, "Смотрим.", "05-06 11:00")
    say(street, "Нашли журнал.", "05-12 10:00")
    before = len(ours(street.ticket))
    street.happen("tick", local("05-14 11:01"))
    assert (row(street, "resolution").missed_at, row(street, "resolution").confessed_at) == (local("05-14 11:00"), None)
    assert len(ours(street.ticket)) == before
    assert to_staff(street, "tell_manager") == ["olga@vendor.test"]


def test_e4_the_manager_holds_the_first_rung(world: World) -> None:
    street = basic(world)
    recovery_missed(street)
    assert to_staff(street, "tell_holder") == ["olga@vendor.test"]
    assert "Ольга К." in words(ours(street.ticket, "climbed")[0])


def test_e4_the_assignee_is_never_the_holder(world: World) -> None:
    street = basic(world)
    act.assign(street.ticket_id, world.irina, world.olga, utc("05-12 09:30"))
    recovery_missed(street)
    assert to_staff(street, "tell_holder") == ["denis@vendor.test"]


def test_e4_who_is_absent_is_passed_over_and_an_empty_office_too(world: World) -> None:
    away = {"from_at": utc("05-14 00:00"), "until_at": utc("05-16 00:00")}
    Absence.objects.create(user=world.olga, **away)
    street = basic(world)
    recovery_missed(street)
    assert to_staff(street, "tell_holder") == ["denis@vendor.test"]
    Absence.objects.create(user=world.denis, **away)
    other = opened(world, "maria@home.example.org", "05-08 17:41")
    recovery_missed(other)
    assert to_staff(other, "tell_holder") == ["svetlana@vendor.test"]


# --- P7 -------------------------------------------------------------------------------------------------------------


def replied(world: World, at: str) -> Street:
    """Answered on 6 May 15:00, so closing on 14 May 15:00 (story D); the customer wrote again."""
    street = opened(world)
    street.happen("answer", local("05-06 15:00"))
    street.happen("reply", local(at))
    return street


def test_p7_thanks_after_the_closing_moment_close_at_once(world: World) -> None:
    street = replied(world, "05-14 14:00")
    assert following(street) == (local("05-15 13:00"), "look")  # 14-18 (4), Fri 9-13 (8)
    act.thank(street.ticket_id, world.irina, utc("05-14 16:00"))
    assert (street.ticket.stage, street.ticket.closed_why) == ("closed", "thanked")


def test_p7_thanks_before_it_close_at_the_moment(world: World) -> None:
    street = replied(world, "05-14 14:00")
    act.thank(street.ticket_id, world.irina, utc("05-14 14:30"))
    assert following(street) == (local("05-14 15:00"), "closing")


def test_p7_a_new_question_is_registered_when_they_wrote(world: World) -> None:
    street = replied(world, "05-12 16:00")
    new = Ticket.objects.get(pk=split(street.ticket_id, world.irina, utc("05-13 10:00")))
    # FR 8 wh: Tue 16-18 (2), Wed 9-13 (6), 14-16 (8).
    assert (new.registered_at, new.next_at, new.next_kind) == (
        local("05-12 16:00"), local("05-13 16:00"), "first_response",
    )  # fmt: skip
    assert (new.split_from_id, new.level, len(ours(new, "acknowledge"))) == (street.ticket_id, "warranty", 1)
    assert Message.objects.get(ticket=new).moved_from_id == street.ticket_id
    assert following(street) == (local("05-14 15:00"), "closing")


def test_p7_a_new_question_found_late_confesses_in_its_acknowledgement(world: World) -> None:
    street = replied(world, "05-12 16:00")
    new = Ticket.objects.get(pk=split(street.ticket_id, world.irina, utc("05-13 17:00")))
    # First response passed at 16:00; recovery 4 wh from 17:00: 17-18 (1), Thu 9-12 (4).
    assert (new.next_at, new.next_kind) == (local("05-14 12:00"), "recovery")
    assert len(ours(new)) == 1
    assert "13 мая, 16:00" in words(ours(new)[0])


@pytest.mark.parametrize("verb", ["thank", "reject", "split"])
def test_p7_a_look_that_passed_is_a_miss_whatever_is_chosen_then(verb: str, world: World) -> None:
    """The worker was down: the moment of 15 May 13:00 passed all the same, and is recorded once (P1)."""
    street = replied(world, "05-14 14:00")
    choose = {"thank": act.thank, "reject": act.reject, "split": split}[verb]
    choose(street.ticket_id, world.irina, utc("05-15 14:00"))
    assert row(street, "look").missed_at == local("05-15 13:00")
    assert named(street, "Missed") == ["Missed"]


def test_p1_a_ticket_closed_by_hand_after_its_moment_was_late(world: World) -> None:
    late, in_time = opened(world), opened(world, SERGEY)
    act.close(late.ticket_id, world.irina, "by_hand", utc("05-07 12:00"))
    act.close(in_time.ticket_id, world.irina, "by_hand", utc("05-07 12:00"))
    assert row(late, "first_response").missed_at == local("05-07 10:00")
    assert row(in_time, "goal").missed_at is None
    assert (late.ticket.stage, in_time.ticket.stage) == ("closed", "closed")


# --- P9 -------------------------------------------------------------------------------------------------------------


def promise(street: Street, until: str, consent: str = "") -> None:
    now = utc("05-06 11:00")
    act.tell(street.ticket_id, street.world.irina, f"Напишем {until}.", now, word_until=utc(until), consent=consent)


@pytest.mark.parametrize(
    ("until", "consent", "lawful"),
    [
        ("05-07 09:30", "", True),  # earlier than usual
        ("05-12 11:00", "", True),  # the usual 3 wd: Thu 7, Fri 8, Tue 12
        ("05-12 11:01", "", False),
        ("05-12 11:01", "согласовано по телефону", True),
        # 10 wd: 7, 8, 12, 13, 14, 15, 18, 19, 20, 21 May
        ("05-21 11:00", "согласовано по телефону", True),
        ("05-21 11:01", "согласовано по телефону", False),
        ("05-06 11:00", "", False),  # now is no promise
    ],
)
def test_p9_earlier_freely_later_by_consent_never_beyond_ten_days(
    until: str, consent: str, lawful: bool, world: World
) -> None:
    street = opened(world)
    if not lawful:
        with pytest.raises(Refused):
            promise(street, until, consent)
        assert street.ticket.stage == "received"
        return
    promise(street, until, consent)
    assert row(street, "word", 2).due_at == local(until)
    assert row(street, "word", 2).told_due_at == local(until)
    assert Message.objects.get(ticket=street.ticket_id, verb="tell").consent == consent


def test_p9_a_long_consent_is_no_crash(world: World) -> None:
    street = opened(world)
    promise(street, "05-18 11:00", "по телефону, " * 40)
    assert row(street, "word", 2).due_at == local("05-18 11:00")


def test_p9_a_repeat_is_no_word_so_what_passed_is_confessed(world: World) -> None:
    """At 11:00 the told word passed; the worker has not come round yet when the same text is sent again."""
    street = opened(world)
    say(street, "Смотрим.", "05-06 11:00")
    act.tell(street.ticket_id, world.irina, "  смотрим. ", utc("05-12 11:00") + timedelta(seconds=30))
    assert named(street, "Missed", "Confessed") == ["Missed", "Confessed"]
    # 4 wh from 11:00: 11-13 (2), 14-16 (4).
    assert following(street) == (local("05-12 16:00"), "recovery")


def test_p9_a_repeat_after_a_missed_recovery_leaves_somebody_who_owes_a_word(world: World) -> None:
    street = opened(world, SERGEY)
    say(street, "Смотрим.", "05-06 11:00")
    # 5 wd: Thu 7, Fri 8, Tue 12, Wed 13, Thu 14 11:00; recovery 11-13 (2), 14-16 (4).
    street.happen("tick", local("05-14 11:01"))
    assert following(street) == (local("05-14 16:00"), "recovery")
    act.tell(street.ticket_id, world.irina, "Смотрим.", utc("05-14 16:00") + timedelta(seconds=30))
    # 8 wh: Thu 16-18 (2), Fri 9-13 (6), 14-16 (8).
    assert following(street) == (local("05-15 16:00"), "escalation")
    assert len(ours(street.ticket, "climbed")) == 1


# --- T3, T5 ---------------------------------------------------------------------------------------------------------


def test_t3_the_contracts_calendar_wins_where_it_is_earlier(world: World) -> None:
    """Around the clock 8 h from 10:00 are 18:00; on the hours of Vladivostok they are 7 May 10:00 (15:00 there)."""
    street = opened(world, "oleg@harbour.example.org")
    assert (following(street), street.ticket.registering_office) == (
        (local("05-06 18:00"), "first_response"), world.vladivostok,
    )  # fmt: skip
    assert row(street, "resolution").due_at == local("05-08 02:00")
    act.hand_over(street.ticket_id, world.irina, world.moscow, utc("05-06 11:00"))
    assert following(street) == (local("05-06 18:00"), "first_response")
    assert (street.ticket.owning_office, street.ticket.calendar) == (world.moscow, "vladivostok")


def test_t3_a_contract_without_calendar_counts_on_the_offices(world: World) -> None:
    street = opened(world, "nikolay@rail.example.org")
    assert following(street) == (local("05-06 12:00"), "first_response")  # 2 wh of the contract


def test_t5_a_letter_filed_days_late_is_confessed_in_its_acknowledgement(world: World) -> None:
    """Written on Wed 6 May 10:00, filed on Sat 9 May 12:00; 4 wh from there are Tue 12 9-13."""
    at = local("05-06 10:00")
    text = "Чертёж-3D v22 не открывает сборку."
    filed = receive(letter(ANNA, "Сборка", text, at), at, filed_at=local("05-09 12:00"))
    street = Street(world, ANNA, filed.ticket_id or 0)
    assert following(street) == (local("05-12 13:00"), "recovery")
    assert street.ticket.registered_at == at
    said = words(ours(street.ticket)[0])
    assert len(ours(street.ticket)) == 1
    assert "7 мая, 10:00" in said
    assert "12 мая, до 13:00" in said
    events = [one.event for one in history_of("ticket", street.ticket_id)]
    confessed = [event for event in events if isinstance(event, Confessed)]
    assert [(one.kinds, one.inside) for one in confessed] == [(("first_response",), "acknowledgement")]
    # What is promised there is kept, or goes up a rung: it is not confessed anew.
    street.happen("tick", local("05-12 13:01"))
    assert named(street, "Confessed", "Climbed") == ["Confessed", "Climbed"]
    in_time = opened(world, SERGEY)
    assert named(in_time, "Confessed") == []


# --- L5, L7a --------------------------------------------------------------------------------------------------------


def facts(world: World) -> Correction:
    return Correction(world.anna, world.gear, world.drawing, world.full, world.v22)


def test_l5_while_the_product_is_unclear_the_first_response_alone_is_told(world: World) -> None:
    street = unnamed(world)
    told = [one.event for one in history_of("ticket", street.ticket_id) if isinstance(one.event, Informed)]
    assert [dict(one.moments) for one in told] == [{"first_response": utc("05-07 10:00")}]
    assert "14 мая" not in words(ours(street.ticket)[0])
    assert row(street, "resolution").told_due_at is None
    clear = opened(world, at="05-06 10:01")
    assert row(clear, "resolution").told_due_at == row(clear, "resolution").due_at


def test_l5_after_the_correction_the_customer_learns_the_rest_once(world: World) -> None:
    street = unnamed(world)
    correct(street.ticket_id, world.irina, facts(world), utc("05-06 12:00"))
    assert len(ours(street.ticket, "corrected")) == 1
    assert "14 мая" in words(ours(street.ticket)[-1])
    assert row(street, "resolution").told_due_at == local("05-14 11:00")
    with pytest.raises(Refused):
        correct(street.ticket_id, world.irina, facts(world), utc("05-06 12:05"))


def test_l7a_a_moment_that_comes_nearer_is_told_again(world: World) -> None:
    """Anna writes for the organisation whose contract says 2 h: correction + 4 wh are 11-13 (2), 14-16 (4)."""
    street = opened(world)
    before = len(ours(street.ticket))
    now = utc("05-06 11:00")
    correct(
        street.ticket_id, world.irina, Correction(world.anna, world.rail, world.drawing, world.full, world.v22), now
    )
    assert following(street) == (local("05-06 16:00"), "first_response")
    assert len(ours(street.ticket)) == before + 1
    assert "16:00" in words(ours(street.ticket)[-1])
    street.happen("tick", local("05-06 16:01"))
    assert named(street, "Missed", "Confessed") == ["Missed", "Confessed"]


def test_l7a_down_keeps_what_was_told_and_writes_nothing(world: World) -> None:
    street = opened(world)
    before = len(ours(street.ticket))
    down = Correction(world.anna, world.gear, world.routes, world.routes_full, world.routes_5)
    correct(street.ticket_id, world.irina, down, utc("05-06 11:00"))
    assert street.ticket.level == "initial"
    assert following(street) == (local("05-07 10:00"), "first_response")
    assert row(street, "resolution").due_at == local("05-14 11:00")
    assert len(ours(street.ticket)) == before


# --- what the desk is set to ----------------------------------------------------------------------------------------


def test_letters_say_what_this_desk_is_set_to(world: World) -> None:
    with begin(OPENED, MACHINE, "cli") as step:
        offices.set_policy(step, name="close_answered_days", value=10)
    street = opened(world)
    street.happen("answer", local("05-06 15:00"))
    # 10 wd: 7, 8, 12, 13, 14, 15, 18, 19, 20, 21 May.
    assert following(street) == (local("05-21 15:00"), "closing")
    assert "21 мая" in words(ours(street.ticket)[-1])

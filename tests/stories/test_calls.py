"""A call or a visit, logged in one action: what was said meets what is owed at its start (domain.md 4, O4, E1-E3)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from opora.accounts.models import User
from opora.channels.models import Outbound
from opora.core.events import Asked, Informed, Missed, SightGiven
from opora.core.facts import Verb
from opora.flow import act, by_call, tick
from opora.flow.by_call import Call, Caller
from opora.ledger.queries import history_of
from opora.lib.errors import Refused
from opora.promises.models import Promise
from opora.registry.models import Address, Contact
from opora.tickets.access import ticket_for
from opora.tickets.models import Message, Ticket
from tests.stories.calls_2026 import NEW_BASIC, NEW_WARRANTY, Logged
from tests.stories.may_2026 import local
from tests.stories.street import Street, letter, ours, receive, ticket_of, words
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

HEARD = "Чертёж-3D v22 не открывает сборку после обновления драйвера."
ANNA = "anna@gear.example.org"


def utc(text: str) -> datetime:
    return local(text).astimezone(UTC)


def call(at: str, verb: str = "", heard: str = HEARD, said: str = "Разбираемся, перезвоним.") -> Call:
    """A call that began then; what was answered is left out where nothing was."""
    return Call(utc(at), heard=heard, said=said if verb else "", verb=Verb(verb) if verb else None)


def opened(world: World, caller: Caller, one: Call, logged: str, user: User | None = None) -> Ticket:
    """The ticket of a call about a new matter."""
    message = by_call.open_by_call(user or world.irina, caller, one, utc(logged), subject="Не открывается сборка")
    return Ticket.objects.get(pk=message.ticket_id)


def log(world: World, ticket: Ticket, one: Call, logged: str, user: User | None = None) -> Ticket:
    by_call.log(ticket.pk, user or world.irina, one, utc(logged))
    return Ticket.objects.get(pk=ticket.pk)


def by_letter(at: str, sender: str = ANNA) -> Ticket:
    return ticket_of(receive(letter(sender, "Не открывается сборка", HEARD, local(at)), local(at)))


def next_of(ticket: Ticket) -> tuple[datetime | None, str]:
    return ticket.next_at, ticket.next_kind


def promise(ticket: Ticket, kind: str, number: int = 1) -> Promise:
    return Promise.objects.get(ticket=ticket, kind=kind, number=number)


def events(ticket: Ticket) -> list[str]:
    return [type(one.event).__name__ for one in history_of("ticket", ticket.pk)]


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


# --- on a ticket that there is -------------------------------------------------------------------------------------


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


# --- logged later than it began --------------------------------------------------------------------------------------


def test_a_call_in_time_that_is_logged_late_takes_the_miss_back(world: World) -> None:
    street = Street(world, ANNA)
    street.happen("opens", local("05-06 10:00"))
    street.happen("tick", local("05-07 10:01"))
    assert promise(street.ticket, "first_response").missed_at == utc("05-07 10:00")
    # Begun at 9:50, ten minutes before the moment. Word 3 wd: Fri 8, Tue 12, Wed 13, 9:50.
    ticket = log(world, street.ticket, call("05-07 09:50", "tell"), "05-07 10:30")
    assert next_of(ticket) == (local("05-13 09:50"), "word")
    owed = promise(ticket, "first_response")
    assert (owed.met_at, owed.missed_at) == (utc("05-07 09:50"), None)
    # The recovery began at 10:01, so it is met then and not before it was there.
    assert promise(ticket, "recovery").met_at == promise(ticket, "recovery").started_at
    assert events(ticket).count("Missed") == 1


def test_a_call_after_the_moment_leaves_the_miss(world: World) -> None:
    street = Street(world, ANNA)
    street.happen("opens", local("05-06 10:00"))
    street.happen("tick", local("05-07 10:01"))
    ticket = log(world, street.ticket, call("05-07 10:05", "tell"), "05-07 10:30")
    owed = promise(ticket, "first_response")
    assert (owed.met_at, owed.missed_at) == (utc("05-07 10:05"), utc("05-07 10:00"))


@pytest.mark.parametrize(("began", "missed"), [("05-07 09:50", []), ("05-07 10:20", ["first_response"])])
def test_what_passed_while_nobody_logged_is_no_miss_if_the_call_met_it(
    began: str, missed: list[str], world: World
) -> None:
    ticket = log(world, by_letter("05-06 10:00"), call(began, "tell"), "05-07 10:30")
    found = [one.event for one in history_of("ticket", ticket.pk) if isinstance(one.event, Missed)]
    assert [one.kind for one in found] == missed


def test_what_passed_since_the_call_follows_its_course_at_once(world: World) -> None:
    # Resolution 40 wh: Thu 14 May 11:00. A call at 10:50 is logged at 11:30, before the worker came round: missed and
    # told, so confessed at once. Over 15 working minutes late: the recovery counts from now: 11:30-13, 14-16:30 (4).
    ticket = by_letter("05-06 10:00")
    act.tell(ticket.pk, world.irina, "Смотрим.", utc("05-12 10:00"))
    ticket = log(world, ticket, call("05-14 10:50", "tell"), "05-14 11:30")
    assert next_of(ticket) == (local("05-14 16:30"), "recovery")
    assert len(ours(ticket, "confess")) == 1


def test_a_word_promised_in_a_call_lies_ahead(world: World) -> None:
    ticket, one = by_letter("05-06 10:00"), replace(call("05-06 11:30", "tell"), word_until=utc("05-06 16:00"))
    with pytest.raises(Refused):
        log(world, ticket, one, "05-06 16:30")
    assert next_of(log(world, ticket, one, "05-06 15:30")) == (local("05-06 16:00"), "word")


def test_a_call_sets_nothing_back_that_a_human_did_since(world: World) -> None:
    ticket = by_letter("05-06 10:00")
    act.tell(ticket.pk, world.irina, "Смотрим.", utc("05-06 12:00"))
    # Begun at 11:00, before the letter of 12:00: the word counts from 12:00 still: Thu 7, Fri 8, Tue 12.
    ticket = log(world, ticket, call("05-06 11:00", "tell"), "05-06 14:30")
    assert next_of(ticket) == (local("05-12 12:00"), "word")


@pytest.mark.parametrize(
    ("began", "logged", "allowed"),
    [
        ("05-06 14:01", "05-06 14:00", False),  # not yet
        ("05-06 14:00", "05-06 14:00", True),
        ("05-06 09:59", "05-06 14:00", False),  # before the ticket was there
        ("05-06 10:00", "05-06 14:00", True),
    ],
)
def test_when_a_call_on_a_ticket_can_have_begun(began: str, logged: str, allowed: bool, world: World) -> None:
    ticket = by_letter("05-06 10:00")
    if allowed:
        assert log(world, ticket, call(began, "tell"), logged).stage == "office"
    else:
        with pytest.raises(Refused):
            log(world, ticket, call(began, "tell"), logged)
        assert Ticket.objects.get(pk=ticket.pk).stage == "received"


@pytest.mark.parametrize(("began", "allowed"), [("05-13 14:00", True), ("05-13 13:59", False), ("05-20 14:01", False)])
def test_a_new_matter_can_have_begun_within_a_week(began: str, allowed: bool, world: World) -> None:
    if allowed:
        assert opened(world, Caller(world.anna), call(began), "05-20 14:00").registered_at == utc(began)
    else:
        with pytest.raises(Refused):
            opened(world, Caller(world.anna), call(began), "05-20 14:00")
        assert Ticket.objects.count() == 0


# --- what is refused -------------------------------------------------------------------------------------------------


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

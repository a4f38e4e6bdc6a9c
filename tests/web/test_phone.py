"""The call screen of a ticket: how it stands, what to say, and one press for a reminder or for the answer."""

from datetime import UTC
from typing import Any
from uuid import uuid4

import pytest

from opora.accounts.models import User
from opora.core.events import Rejected, Reminded
from opora.core.facts import Stage
from opora.flow import act
from opora.ledger.queries import history_of
from opora.registry.models import Contact
from opora.tickets.access import reads_internal
from opora.tickets.models import Message, Participant, Reading, Ticket
from tests.stories.may_2026 import local
from tests.web.console import Console, at, words

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOW = "05-21 10:00"
SUBJECT, ASKED = "Не собирается редуктор", "Чертёж-3D v22: сборка редуктора пуста."
TOLD = "Повторили у себя, ищем в обмене данными."


@pytest.fixture
def ticket(console: Console) -> Ticket:
    """Anna's, of Monday 18 May; in research since then, the last word on Wednesday at 16:05."""
    ticket = console.asked("05-18 10:00", subject=SUBJECT, text=ASKED)
    irina = console.world.irina
    act.tell(ticket.pk, irina, "Взяли в работу.", local("05-18 10:30").astimezone(UTC))
    act.move(ticket.pk, irina, Stage.RESEARCH, local("05-18 11:00").astimezone(UTC))
    act.tell(ticket.pk, irina, TOLD, local("05-20 16:05").astimezone(UTC))
    return ticket


@pytest.fixture
def colleague(console: Console) -> Contact:
    """Another person of Anna's organisation."""
    return Contact.objects.create(name="Игорь Лужин", organisation=console.world.gear)


def path(ticket: Ticket, caller: Contact | None = None) -> str:
    return f"/tickets/{ticket.number}/call/" + (f"?caller={caller.pk}" if caller else "")


def screen(console: Console, who: User, ticket: Ticket, caller: Contact | None = None, moment: str = NOW) -> bytes:
    with at(moment):
        answer = console.browser(who).get(path(ticket, caller))
    assert answer.status_code == 200
    return bytes(answer.content)


def press(console: Console, who: User, ticket: Ticket, noun: str, moment: str = NOW, **typed: Any) -> Any:
    with at(moment):
        typed = {"entry": str(uuid4()), **typed}
        return console.browser(who).post(f"/tickets/{ticket.number}/call/{noun}/", typed, follow=True)


def reminders(ticket: Ticket) -> list[Reminded]:
    return [one.event for one in history_of("ticket", ticket.pk) if isinstance(one.event, Reminded)]


# --- what is shown -----------------------------------------------------------------------------------------------


def test_stage_last_word_promise_and_what_to_say(console: Console, ticket: Ticket) -> None:
    said = words(screen(console, console.world.irina, ticket, console.world.anna))
    # 18, 19, 20, 21 May: the fourth day. In research 2 working days after Wednesday 20, 16:05 is Friday 22, 16:05.
    assert "Исследуем, 4-й день." in said
    assert "Последний раз писали вчера, 16:05." in said
    assert "Напишем до завтра, 16:05." in said
    assert (
        "Скажите заказчику: Ищем причину; это дольше обычного ответа. Последний раз писали вам вчера, 16:05. "
        "Напишем вам до завтра, 16:05."
    ) in said
    assert SUBJECT in said
    assert TOLD in said


def test_why_it_is_that_moment_is_there_by_days(console: Console, ticket: Ticket) -> None:
    html = screen(console, console.world.irina, ticket, console.world.anna).decode()
    assert 'class="strip' in html


def test_what_to_say_is_in_the_customers_language(console: Console, ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(language="en")
    said = words(screen(console, console.world.irina, ticket, console.world.anna))
    assert "Исследуем, 4-й день." in said
    assert "We last wrote to you yesterday, 16:05. We will write to you by tomorrow, 16:05." in said


def test_a_lateness_is_said_first(console: Console, ticket: Ticket) -> None:
    """The word of Friday 22, 16:05 was missed, and the screen says so before the worker does."""
    said = words(screen(console, console.world.irina, ticket, console.world.anna, "05-22 16:10"))
    assert "Скажите заказчику: Мы обещали написать до пятницы, 22 мая, 16:05, и не написали. Простите." in said


HIDDEN = (SUBJECT, "сборка редуктора", TOLD, "обмене данными", "Взяли в работу")


@pytest.mark.parametrize("name", [None, "sergey", "maria"])
def test_whoever_is_not_known_for_the_organisation_gets_the_stage_alone(
    console: Console, ticket: Ticket, name: str | None
) -> None:
    irina = console.world.irina
    caller = getattr(console.world, name) if name else None
    page = screen(console, irina, ticket, caller)
    known = screen(console, irina, ticket, console.world.anna)
    for text in HIDDEN[:3]:
        assert text.encode() in known or text == HIDDEN[1], f"the control: {text}"
    for text in HIDDEN:
        assert text.encode() not in page, text
    said = words(page)
    assert "Исследуем, 4-й день." in said
    for text in ("16:05", "Напишем", "Последний раз"):
        assert text not in said, text
        assert text in words(known), f"the control: {text}"


def test_a_colleague_of_the_customer_is_known(console: Console, ticket: Ticket, colleague: Contact) -> None:
    page = screen(console, console.world.irina, ticket, colleague)
    assert TOLD.encode() in page
    said = words(screen(console, console.world.irina, ticket))
    assert "1 Анна Сергеевна Лаптева" in said
    assert "2 Игорь Лужин" in said


def test_callers_are_found_by_name_or_telephone(console: Console, ticket: Ticket) -> None:
    world = console.world
    with at("05-20 12:00"):
        console.browser(world.irina).post("/calls/new/", {
            "heard": "Другое.", "name": "Павел Жуков", "phone": "+7 343 555-01-02", "caller": f"org:{world.gear.pk}",
            "entry": str(uuid4()),
        })  # fmt: skip
    for typed in ("жуков", "555-01-02"):
        with at(NOW):
            said = words(console.browser(world.irina).get(path(ticket) + f"?who={typed}").content)
        assert "1 Павел Жуков" in said
        assert "Анна Сергеевна Лаптева" not in said


def test_out_of_sight_the_moments_but_no_message_whoever_calls(console: Console, ticket: Ticket) -> None:
    page = screen(console, console.world.marina, ticket, console.world.anna)
    for text in HIDDEN:
        assert text.encode() not in page, text
    assert "Напишем" in words(page)
    assert not Reading.objects.exists()
    screen(console, console.world.viktor, ticket)
    assert not Reading.objects.exists()
    screen(console, console.world.viktor, ticket, console.world.anna)
    assert Reading.objects.get().user == console.world.viktor


def test_a_ticket_closed_long_ago_has_no_screen(console: Console, ticket: Ticket) -> None:
    act.close(ticket.pk, console.world.irina, "by_hand", local("05-21 09:30").astimezone(UTC))
    assert "Закрыто сегодня." in words(screen(console, console.world.irina, ticket, console.world.anna))
    with at("06-20 09:30"):
        assert console.browser(console.world.irina).get(path(ticket)).status_code == 404


# --- the reminder ------------------------------------------------------------------------------------------------


def test_one_press_reminds_the_manager_and_a_second_is_the_same(console: Console, ticket: Ticket) -> None:
    world, entry = console.world, str(uuid4())
    for _ in range(2):
        answer = press(console, world.irina, ticket, "reminder", caller=world.anna.pk, rung="1", entry=entry)
    (event,) = reminders(ticket)
    # 8 wh from Thu 21, 10:00: 10-13 (3), 14-18 (7), Fri 9-10 (8).
    assert (event.rung, event.holder, event.until) == (1, world.olga.pk, local("05-22 10:00"))
    assert answer.redirect_chain[0][0] == path(ticket, world.anna)
    assert "Напоминание записали. Скажите заказчику: руководитель офиса ответит до завтра, 10:00." in words(
        answer.content
    )
    message = Message.objects.filter(ticket=ticket).latest("pk")
    assert (message.channel, message.contact, message.text) == ("call", world.anna, "Заказчик напомнил о себе.")


def test_one_press_records_that_the_answer_did_not_suit(console: Console, ticket: Ticket) -> None:
    """P7, E1: offered where there is an answer to send back, to somebody who is known."""
    world, entry = console.world, str(uuid4())
    offer = "Записать: ответ не подошёл"
    assert offer not in words(screen(console, world.irina, ticket, world.anna))
    refused = press(console, world.irina, ticket, "reminder", caller=world.anna.pk, rejected="1")
    assert refused.status_code == 422
    act.answer(ticket.pk, world.irina, "Переставьте модуль.", local("05-21 10:00").astimezone(UTC))
    assert offer in words(screen(console, world.irina, ticket, world.anna))
    assert offer not in words(screen(console, world.irina, ticket))
    for _ in range(2):
        press(console, world.irina, ticket, "reminder", caller=world.anna.pk, rejected="1", entry=entry)
    ticket.refresh_from_db()
    assert (ticket.stage, reminders(ticket)) == ("research", [])
    assert [type(one.event) for one in history_of("ticket", ticket.pk)].count(Rejected) == 1
    message = Message.objects.filter(ticket=ticket).latest("pk")
    assert (message.channel, message.contact, message.text) == (
        "call", world.anna, "Заказчик сказал, что ответ не подошёл.",
    )  # fmt: skip


def test_nobody_unknown_sends_an_answer_back(console: Console, ticket: Ticket) -> None:
    irina = console.world.irina
    act.answer(ticket.pk, irina, "Переставьте модуль.", local("05-21 10:00").astimezone(UTC))
    assert press(console, irina, ticket, "reminder", rejected="1").status_code == 422
    ticket.refresh_from_db()
    assert ticket.stage == "answered"


def test_before_the_promised_moment_staff_ask_first_whoever_may_hear_it(console: Console, ticket: Ticket) -> None:
    irina, anna = console.world.irina, console.world.anna
    question = "Обещанный срок ещё впереди: назовите его и спросите, напомнить ли сейчас."
    assert question in words(screen(console, irina, ticket, anna))
    assert question not in words(screen(console, irina, ticket))
    act.answer(ticket.pk, irina, "Обновите драйвер.", local("05-21 10:05").astimezone(UTC))
    assert question not in words(screen(console, irina, ticket, anna, "05-21 10:10"))


def test_the_rung_is_the_callers_to_choose(console: Console, ticket: Ticket) -> None:
    press(console, console.world.irina, ticket, "reminder", caller=console.world.anna.pk, rung="3")
    assert [one.rung for one in reminders(ticket)] == [3]
    assert press(console, console.world.irina, ticket, "reminder", rung="4").status_code == 422


def test_a_colleagues_reminder_is_theirs_and_makes_them_no_participant(
    console: Console, ticket: Ticket, colleague: Contact
) -> None:
    before = set(Participant.objects.values_list("address", flat=True))
    press(console, console.world.irina, ticket, "reminder", caller=colleague.pk, rung="1")
    assert Message.objects.filter(ticket=ticket).latest("pk").contact == colleague
    assert set(Participant.objects.values_list("address", flat=True)) == before


def test_a_strangers_reminder_counts_and_tells_them_nothing(console: Console, ticket: Ticket) -> None:
    answer = press(console, console.world.irina, ticket, "reminder", rung="1")
    assert len(reminders(ticket)) == 1
    message = Message.objects.filter(ticket=ticket).latest("pk")
    assert (message.contact, message.author_kind) == (None, "guest")
    assert "Напоминание записали." in words(answer.content)
    assert "10:00" not in words(answer.content).partition("Напоминание записали.")[2][:60]


def test_a_specialist_of_another_office_records_it_and_may_read_no_more_than_before(
    console: Console, ticket: Ticket
) -> None:
    world, now = console.world, local(NOW).astimezone(UTC)
    press(console, world.marina, ticket, "reminder", caller=world.anna.pk, rung="2")
    assert [one.rung for one in reminders(ticket)] == [2]
    assert not reads_internal(world.marina, ticket, now)
    press(console, world.pavel, ticket, "reminder", caller=world.anna.pk, rung="2")
    assert reads_internal(world.pavel, ticket, now), "the control: the manager whose office was called (E3)"


# --- the answer --------------------------------------------------------------------------------------------------


def test_one_press_records_the_answer(console: Console, ticket: Ticket) -> None:
    world = console.world
    answer = press(console, world.irina, ticket, "answer", caller=world.anna.pk, said="Обновите до 22.1.")
    assert "Ответ записали." in words(answer.content)
    now = Ticket.objects.get(pk=ticket.pk)
    assert (now.stage, now.answered_at) == ("answered", local(NOW))
    message = Message.objects.filter(ticket=ticket).latest("pk")
    assert (message.verb, message.channel, message.text) == ("answer", "call", "Обновите до 22.1.")


@pytest.mark.parametrize("name", [None, "sergey"])
def test_nobody_unknown_is_told_the_answer_and_the_words_stay(
    console: Console, ticket: Ticket, name: str | None
) -> None:
    caller = {"caller": getattr(console.world, name).pk} if name else {}
    answer = press(console, console.world.irina, ticket, "answer", said="Обновите до 22.1.", **caller)
    assert answer.status_code == 422
    assert "Выберите, кто звонит" in words(answer.content)
    assert "Обновите до 22.1." in answer.content.decode()
    assert TOLD not in answer.content.decode()
    assert Ticket.objects.get(pk=ticket.pk).stage == "research"


def test_an_empty_answer_is_refused(console: Console, ticket: Ticket) -> None:
    answer = press(console, console.world.irina, ticket, "answer", caller=console.world.anna.pk, said=" ")
    assert answer.status_code == 422
    assert "Напишите, что ответили" in words(answer.content)

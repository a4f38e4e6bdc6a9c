"""«Про меня забыли» by letter: the mailto twin of the link that each letter carries (domain.md 8, E1, E5)."""

import pytest

from opora.core.events import Received, Reminded
from opora.core.step import Actor
from opora.flow import act
from opora.flow.merge import merge
from opora.flow.step import begin
from opora.ledger.queries import history_of
from opora.lib.signed import without_tokens
from opora.tickets.actions import revoke_links
from opora.tickets.models import Message, Participant, Ticket
from opora.tickets.queries import link_token
from tests.stories.may_2026 import local
from tests.stories.street import ours, to_colleagues
from tests.stories.street import words as plain
from tests.stories.twins import CODE, SUPPORT, pressed, subject_of, twin_in, watched
from tests.web.console import Console
from tests.world import STRANGER, World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ANNA = "anna@gear.example.org"
IGOR = "igor@gear.example.org"


@pytest.fixture
def console(world: World) -> Console:
    """The named cast, and a mailbox."""
    watched()
    return Console(world)


@pytest.fixture
def ticket(console: Console) -> Ticket:
    """Anna at warranty asked on Wednesday 6 May at 10:00."""
    return console.asked("05-06 10:00")


def reminders(ticket: Ticket) -> list[Reminded]:
    return [one.event for one in history_of("ticket", ticket.pk) if isinstance(one.event, Reminded)]


def received(ticket: Ticket) -> int:
    return sum(isinstance(one.event, Received) for one in history_of("ticket", ticket.pk))


def now(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def test_every_letter_with_a_link_has_its_twin(console: Console, ticket: Ticket) -> None:
    act.ask(ticket.pk, console.world.irina, "Какая у вас видеокарта?", local("05-06 11:00"))
    letters = ours(ticket)
    assert len(letters) == 2
    for one in letters:
        address, subject = twin_in(one)
        assert address == SUPPORT
        assert CODE.sub("…", subject) == f"Про меня забыли: {ticket.number} (…)"
        assert link_token(ticket, ANNA) in plain(one)
        assert "anna" not in subject


def test_it_is_a_reminder_to_the_manager_and_resets_no_clock(console: Console, ticket: Ticket) -> None:
    """Before the promised moment as well: only the page can ask, a letter has been sent already (E5)."""
    filed = pressed(ANNA, subject_of(ticket), local("05-06 11:00"), "Ждём второй день.")
    assert filed.ticket_id == ticket.pk
    (event,) = reminders(ticket)
    # 8 wh from Wed 11:00: 11-13 (2), 14-18 (6), Thu 9-11 (8).
    assert (event.rung, event.holder, event.until) == (1, console.world.olga.pk, local("05-07 11:00"))
    assert (now(ticket).next_kind, now(ticket).next_at) == ("first_response", local("05-07 10:00"))
    assert "до четверга, 7 мая, 11:00, напишет вам" in plain(ours(ticket, "reminded")[0])
    assert len(to_colleagues(ticket=ticket, reaction="tell_holder")) == 1
    message = Message.objects.filter(ticket=ticket).latest("pk")
    assert (message.audience, message.text.strip()) == ("public", "Ждём второй день.")


def test_without_a_word_it_is_a_reminder_too(ticket: Ticket) -> None:
    pressed(ANNA, subject_of(ticket), local("05-06 11:00"))
    assert len(reminders(ticket)) == 1


def test_one_reminder_lives_and_more_letters_add_words(ticket: Ticket) -> None:
    subject = subject_of(ticket)
    pressed(ANNA, subject, local("05-06 11:00"), "Ждём.")
    pressed(ANNA, subject, local("05-06 12:00"), "Всё ещё ждём.")
    assert len(reminders(ticket)) == len(ours(ticket, "reminded")) == 1
    assert received(ticket) == 3


def test_after_its_holders_word_another_one_is_a_reminder_again(console: Console, ticket: Ticket) -> None:
    subject = subject_of(ticket)
    pressed(ANNA, subject, local("05-06 11:00"), "Ждём.")
    act.tell(ticket.pk, console.world.olga, "Разбираемся.", local("05-06 15:00"))
    pressed(ANNA, subject, local("05-07 10:00"), "И всё?")
    assert len(reminders(ticket)) == 2


def test_a_reply_to_a_letter_with_the_twins_subject_counts_as_well(ticket: Ticket) -> None:
    last = ours(ticket)[-1]
    pressed(ANNA, f"Re: {subject_of(ticket)}", local("05-06 11:00"), headers={"In-Reply-To": last["Message-ID"]})
    assert len(reminders(ticket)) == 1


def test_a_closed_request_comes_back_for_thirty_days(console: Console, ticket: Ticket) -> None:
    act.close(ticket.pk, console.world.irina, "by_hand", local("05-06 12:00"))
    subject = subject_of(ticket)
    late = pressed(ANNA, subject, local("06-05 12:00"), "Снова то же.")
    assert late.ticket_id != ticket.pk
    assert late.rule == "linked"
    assert reminders(ticket) == []
    assert not CODE.search(late.ticket.subject)  # type: ignore[union-attr]
    assert pressed(ANNA, subject, local("06-05 11:59"), "Снова.").ticket_id == ticket.pk
    assert (now(ticket).stage, len(reminders(ticket))) == ("answered", 1)


def test_what_was_merged_is_reminded_of_where_it_went(console: Console, ticket: Ticket) -> None:
    other = console.asked("05-06 10:10", subject="Ещё о сборке")
    subject = subject_of(other)
    merge(other.pk, console.world.irina, ticket.pk, local("05-06 10:30"))
    pressed(ANNA, subject, local("05-06 11:00"), "Ждём.")
    assert (len(reminders(ticket)), len(reminders(other))) == (1, 0)


def test_a_number_alone_reminds_of_nothing(ticket: Ticket) -> None:
    filed = pressed(ANNA, f"Про меня забыли: {ticket.number}", local("05-06 11:00"), "Ждём.")
    assert (filed.ticket_id, filed.rule) == (ticket.pk, "number")
    assert reminders(ticket) == []
    pressed(ANNA, subject_of(ticket), local("05-06 11:05"), "Ждём.")
    assert len(reminders(ticket)) == 1


def test_a_revoked_code_is_dead_and_anothers_is_not(console: Console, ticket: Ticket) -> None:
    Participant.objects.create(ticket=ticket, address=IGOR, role="copy")
    subject = subject_of(ticket)
    with begin(local("05-06 10:30"), Actor("staff", console.world.irina.pk), "desk") as step:
        revoke_links(step, ticket, ANNA, console.world.irina)
    for _ in range(2):
        pressed(ANNA, subject, local("05-06 11:00"), "Ждём.")
        pressed(IGOR, subject, local("05-06 11:01"), "Ждём.")
    assert reminders(ticket) == []
    act.tell(ticket.pk, console.world.irina, "Смотрим.", local("05-06 12:00"))
    fresh = subject_of(ticket)
    assert fresh != subject
    pressed(ANNA, fresh, local("05-06 13:00"), "Ждём.")
    assert len(reminders(ticket)) == 1


def test_a_stranger_with_the_code_opens_a_matter_of_their_own(ticket: Ticket) -> None:
    filed = pressed(STRANGER, subject_of(ticket), local("05-06 11:00"), "Ждём.")
    assert filed.ticket is not None
    assert filed.ticket.pk != ticket.pk
    assert filed.ticket.subject == f"Про меня забыли: {ticket.number}"
    assert (reminders(ticket), reminders(filed.ticket)) == ([], [])


def test_nor_does_one_to_whom_the_letter_was_passed_on_though_their_reply_joins(ticket: Ticket) -> None:
    last = ours(ticket)[-1]
    filed = pressed(STRANGER, subject_of(ticket), local("05-06 11:00"), "Ждём.", {"In-Reply-To": last["Message-ID"]})
    assert (filed.ticket_id, filed.rule) == (ticket.pk, "own-id")
    assert reminders(ticket) == []
    pressed(ANNA, subject_of(ticket), local("05-06 11:05"), "Ждём.")
    assert len(reminders(ticket)) == 1


def test_a_code_reminds_of_its_own_ticket_alone(console: Console, ticket: Ticket) -> None:
    """The letter joins the first ticket that it names; the code is of the second."""
    other = console.asked("05-06 10:10", subject="Лицензия")
    filed = pressed(ANNA, f"{ticket.number}, {subject_of(other)}", local("05-06 11:00"), "Ждём.")
    assert filed.ticket_id == ticket.pk
    assert (reminders(ticket), reminders(other)) == ([], [])
    pressed(ANNA, subject_of(other), local("05-06 11:05"), "Ждём.")
    assert (reminders(ticket), len(reminders(other))) == ([], 1)


def test_a_machine_reminds_nobody(ticket: Ticket) -> None:
    subject = subject_of(ticket)
    pressed(ANNA, subject, local("05-06 11:00"), "Я в отпуске.", {"Auto-Submitted": "auto-replied"})
    assert received(ticket) == 2
    assert reminders(ticket) == []
    pressed(ANNA, subject, local("05-06 11:05"), "Ждём.")
    assert len(reminders(ticket)) == 1


def test_no_page_shows_a_code() -> None:
    code = "rm-" + "abcde23456" * 2
    assert without_tokens(f"«Про меня забыли: SD-1000002 ({code})»") == "«Про меня забыли: SD-1000002 (…)»"
    assert without_tokens(f"> ?subject=%28{code[:9]}\n> {code[9:]}%29") == "> ?subject=%28…%29"
    assert without_tokens("rm-short") == "rm-short"

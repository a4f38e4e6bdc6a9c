"""The head's own address, to which customers may write (domain.md 8, E1, E2)."""

from typing import TypeVar

import pytest

from opora.channels.models import InboundMail, Mailbox
from opora.channels.outgoing import mailbox_for
from opora.core.events import Event, Reminded, WrittenToHead
from opora.flow import act
from opora.ledger.queries import history_of
from opora.tickets.models import Message, Ticket
from tests.stories.may_2026 import local
from tests.stories.street import letter, ours, to_colleagues
from tests.stories.street import words as plain
from tests.stories.twins import brought, subject_of, watched
from tests.web.console import Console
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

T = TypeVar("T", bound=Event)
ANNA = "anna@gear.example.org"
HEAD = "head@vendor.test"


@pytest.fixture
def support(world: World) -> Mailbox:
    """Where everybody writes; of the two that can send it is the younger."""
    watched("head", HEAD, head=True)
    return watched()


@pytest.fixture
def head(support: Mailbox) -> Mailbox:
    """The head's own."""
    return Mailbox.objects.get(name="head")


@pytest.fixture
def ticket(world: World, head: Mailbox) -> Ticket:
    """Anna at warranty asked on Wednesday 6 May at 10:00."""
    return Console(world).asked("05-06 10:00")


def to(address: str, subject: str, when: str, text: str = "Ждём второй день.", **headers: str) -> bytes:
    raw = letter(ANNA, subject, text, local(when), headers=headers)
    return raw.replace(b"To: support@vendor.test", f"To: {address}".encode())


def noted(ticket: Ticket, kind: type[T]) -> list[T]:
    return [one.event for one in history_of("ticket", ticket.pk) if isinstance(one.event, kind)]


def filed_in(mail: InboundMail) -> Ticket:
    assert mail.ticket is not None
    return mail.ticket


def test_a_letter_on_a_ticket_of_theirs_is_a_reminder_to_the_head(world: World, head: Mailbox, ticket: Ticket) -> None:
    brought(head, to(HEAD, f"{ticket.number}: когда?", "05-06 11:00"), local("05-06 11:00"))
    (event,) = noted(ticket, Reminded)
    # 8 wh from Wed 11:00: 11-13 (2), 14-18 (6), Thu 9-11 (8).
    assert (event.rung, event.holder, event.until) == (3, world.viktor.pk, local("05-07 11:00"))
    assert "руководитель техподдержки: до четверга, 7 мая, 11:00, напишет вам" in plain(ours(ticket, "reminded")[0])
    assert Message.objects.filter(ticket=ticket).latest("pk").text.strip() == "Ждём второй день."
    assert noted(ticket, WrittenToHead) == []


def test_the_same_letter_to_the_desk_is_none(support: Mailbox, ticket: Ticket) -> None:
    brought(support, to("support@vendor.test", f"{ticket.number}: когда?", "05-06 11:00"), local("05-06 11:00"))
    assert Message.objects.filter(ticket=ticket).count() == 2
    assert noted(ticket, Reminded) == []


def test_a_reply_to_a_letter_of_ours_that_is_sent_there_is_one(head: Mailbox, ticket: Ticket) -> None:
    last = ours(ticket)[-1]
    raw = to(HEAD, f"Re: {last['Subject']}", "05-06 11:00", **{"In-Reply-To": last["Message-ID"]})
    assert brought(head, raw, local("05-06 11:00")).rule == "own-id"
    assert len(noted(ticket, Reminded)) == 1


@pytest.mark.parametrize("first", ["head", "support"])
def test_a_letter_to_both_is_one_reminder_whichever_copy_comes_first(
    first: str, head: Mailbox, support: Mailbox, ticket: Ticket
) -> None:
    raw = to(f"support@vendor.test, {HEAD}", f"{ticket.number}: когда?", "05-06 11:00")
    both = [head, support] if first == "head" else [support, head]
    states = [brought(one, raw, local("05-06 11:00")).state for one in both]
    assert states == ["filed", "double"]
    assert [event.rung for event in noted(ticket, Reminded)] == [3]


def test_the_twin_sent_to_the_head_goes_to_the_head(head: Mailbox, ticket: Ticket) -> None:
    brought(head, to(HEAD, subject_of(ticket), "05-06 11:00"), local("05-06 11:00"))
    assert [event.rung for event in noted(ticket, Reminded)] == [3]


def test_a_new_matter_is_an_ordinary_ticket_and_a_notice_to_the_head(world: World, head: Mailbox) -> None:
    raw = to(HEAD, "Не печатает", "05-06 11:00", "Чертёж-3D v22 не печатает.")
    ticket = filed_in(brought(head, raw, local("05-06 11:00")))
    assert (ticket.owning_office, ticket.level) == (world.yekaterinburg, "warranty")
    # 8 wh from Wed 11:00, as above; the acknowledgement as always.
    assert (ticket.next_kind, ticket.next_at) == ("first_response", local("05-07 11:00"))
    assert len(ours(ticket, "acknowledge")) == 1
    assert (len(noted(ticket, WrittenToHead)), noted(ticket, Reminded)) == (1, [])
    (notice,) = to_colleagues(ticket=ticket, reaction="tell_head")
    assert (notice.recipient, notice.audience) == (world.viktor.email, "staff")


def test_a_new_matter_for_the_desk_tells_the_head_nothing(support: Mailbox) -> None:
    raw = to("support@vendor.test", "Не печатает", "05-06 11:00", "Чертёж-3D v22 не печатает.")
    ticket = filed_in(brought(support, raw, local("05-06 11:00")))
    assert noted(ticket, WrittenToHead) == []
    assert to_colleagues(ticket=ticket) == []


def test_what_was_closed_long_ago_is_a_new_matter(world: World, head: Mailbox, ticket: Ticket) -> None:
    act.close(ticket.pk, world.irina, "by_hand", local("05-06 12:00"))
    mail = brought(head, to(HEAD, f"{ticket.number}: снова", "06-05 12:00"), local("06-05 12:00"))
    assert mail.rule == "linked"
    assert (len(noted(filed_in(mail), WrittenToHead)), noted(ticket, Reminded)) == (1, [])


def test_a_machine_reminds_nobody_and_opens_nothing(head: Mailbox, ticket: Ticket) -> None:
    away = {"Auto-Submitted": "auto-replied"}
    joined = brought(head, to(HEAD, f"{ticket.number}: отпуск", "05-06 11:00", **away), local("05-06 11:00"))
    aside = brought(head, to(HEAD, "Отпуск", "05-06 11:01", **away), local("05-06 11:01"))
    assert (joined.ticket_id, aside.state) == (ticket.pk, "aside")
    assert noted(ticket, Reminded) == []
    assert Ticket.objects.count() == 1


def test_no_letter_of_ours_leaves_from_there(world: World, support: Mailbox, ticket: Ticket) -> None:
    """Or each reply to it would be a reminder."""
    assert mailbox_for(world.yekaterinburg) == support
    assert "support@vendor.test" in str(ours(ticket)[-1]["From"])
    Mailbox.objects.filter(pk=support.pk).update(smtp_host="")
    assert mailbox_for(world.yekaterinburg) is None

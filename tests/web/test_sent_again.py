"""«Отправить снова»: what a server refused is tried anew by whoever may see it; what may have come twice says so."""

from typing import Any

import pytest

from opora.accounts.models import User
from opora.channels.models import Outbound
from opora.ledger.models import Event
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.web.console import Console, at, words

pytestmark = [pytest.mark.django_db, pytest.mark.both]

DOUBT = "It may have been delivered before: an earlier try broke off between the letter and the server's answer."


@pytest.fixture
def ticket(console: Console) -> Ticket:
    """A request of Friday 15:00, to which Irina wrote at 16:00."""
    made = console.asked("05-08 15:00")
    with at("05-08 16:00"):
        console.browser(console.world.irina).post(f"/tickets/{made.number}/progress/", {"text": "Ищем причину."})
    return made


def of(ticket: Ticket, reaction: str, **columns: Any) -> Outbound:
    """This letter, with these columns."""
    rows = Outbound.objects.filter(ticket=ticket, reaction=reaction, audience="customer")
    if columns:
        rows.update(**columns)
    return rows.get()


def again(console: Console, who: User, row: Outbound, moment: str = "05-08 17:00") -> Any:
    """The answer that this person gets to the button."""
    with at(moment):
        return console.browser(who).post(f"/outbox/{row.pk}/again/", follow=True)


def test_a_letter_that_was_refused_leaves_again_by_one_press(console: Console, ticket: Ticket) -> None:
    row = of(ticket, "carry", state="failed", attempts=29, server_said="550 5.1.1 no such user")
    with at("05-08 17:00"):
        page = console.browser(console.world.irina).get(f"/tickets/{ticket.number}/letters/{row.pk}/")
        listed = console.browser(console.world.olga).get("/outbox/")
    for shown in (page, listed):
        assert f'action="/outbox/{row.pk}/again/"' in shown.content.decode()
        assert "550 5.1.1 no such user" in words(shown.content)
    answer = again(console, console.world.irina, row)
    assert "Письмо сейчас уйдёт." in words(answer.content)
    left = of(ticket, "carry")
    assert (left.state, left.attempts, left.not_before) == ("queued", 0, local("05-08 17:00"))
    assert bytes(left.raw) == bytes(row.raw)
    (event,) = Event.objects.filter(type="LetterSentAgain", subject="outbound", subject_id=row.pk)
    assert event.actor_id == console.world.irina.pk
    # It is about to leave: pressed once more, nothing follows.
    assert again(console, console.world.irina, row).status_code == 404
    assert Event.objects.filter(type="LetterSentAgain").count() == 1


def test_what_the_machine_wrote_and_is_untrue_by_now_does_not_leave_again(console: Console, ticket: Ticket) -> None:
    row = of(ticket, "acknowledge", state="failed", useless_after=local("05-08 16:59"))
    answer = again(console, console.world.irina, row)
    assert "Срок, который называет письмо, прошёл." in words(answer.content)
    assert of(ticket, "acknowledge").state == "failed"
    assert "Письмо сейчас уйдёт." in words(again(console, console.world.irina, row, "05-08 16:59").content)


def test_on_a_quiet_desk_nothing_leaves_again(quiet_console: Console) -> None:
    ticket = quiet_console.asked("05-08 15:00")
    row = of(ticket, "acknowledge", state="failed")
    assert "Служба пока молчит" in words(again(quiet_console, quiet_console.world.irina, row).content)
    assert of(ticket, "acknowledge").state == "failed"


@pytest.mark.parametrize(
    ("state", "said", "shown"),
    [
        ("queued", "451 4.7.1 greylisted", "ждёт отправки: 451 4.7.1 greylisted"),
        ("queued", DOUBT, "ждёт отправки: Письмо могло дойти и раньше"),
        ("sent", f"250 2.0.0 kept ({DOUBT})", "250 2.0.0 kept (Письмо могло дойти и раньше"),
    ],
)
def test_the_ticket_shows_why_a_letter_waits_and_what_may_have_come_twice(
    console: Console, ticket: Ticket, state: str, said: str, shown: str
) -> None:
    of(ticket, "carry", state=state, server_said=said, sent_at=local("05-08 16:01"))
    of(ticket, "acknowledge", state="sent", server_said="250 2.0.0 fine", sent_at=local("05-08 15:01"))
    with at("05-08 17:00"):
        page = words(console.browser(console.world.irina).get(f"/tickets/{ticket.number}/").content)
    assert shown in page
    assert "250 2.0.0 fine" not in page

"""«Ждёт выпуска исправления» on the ticket's page: chosen with a date, refused with what was typed kept."""

import pytest

from opora.flow import act
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.stories.street import letter, ours, receive
from tests.web.console import Console, at, words
from tests.web.forms import now, post

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def answered_only(console: Console) -> Ticket:
    """A ticket that was answered on Wednesday 6 May at 15:00."""
    ticket = console.asked("05-06 10:00")
    act.answer(ticket.pk, console.world.irina, "Это ошибка, исправим в обновлении.", local("05-06 15:00"))
    return now(ticket)


def test_a_confirmed_defect_waits_for_its_release(console: Console) -> None:
    ticket = answered_only(console)
    with at("05-07 11:00"):
        html = console.browser(console.world.irina).get(f"/tickets/{ticket.number}/").content.decode()
    # From tomorrow to thirty days on; the latest is offered.
    assert 'type="date" min="2026-05-08" max="2026-06-06" value="2026-06-06"' in html
    answer = post(console, console.world.irina, ticket, "release", "05-07 11:00", word_on="2026-05-29")
    assert (answer.status_code, answer["Location"]) == (303, f"/tickets/{ticket.number}/")
    ticket = now(ticket)
    assert (ticket.stage, ticket.next_at, ticket.next_kind) == ("release", local("05-29 18:00"), "release_word")
    assert len(ours(ticket, "release")) == 1
    with at("05-07 11:05"):
        page = answer.client.get(answer["Location"]).content.decode()
    assert "Обращение ждёт выпуска; заказчику сообщили, когда мы напишем." in words(page)
    assert f"/tickets/{ticket.number}/release/" not in page


@pytest.mark.parametrize("typed", ["", "29.05.2026", "2026-05-07", "2026-06-07", "9999-12-31"])
def test_a_date_that_does_not_do_is_refused_and_kept(console: Console, typed: str) -> None:
    ticket = answered_only(console)
    refused = post(console, console.world.irina, ticket, "release", "05-07 11:00", word_on=typed)
    html = refused.content.decode()
    assert refused.status_code == 422
    assert 'id="release" open' in html
    assert f'value="{typed or "2026-06-06"}" aria-invalid="true"' in html
    assert now(ticket).stage == "answered"


def test_the_customers_words_there_are_chosen_for_and_the_wait_goes_on(console: Console) -> None:
    ticket = answered_only(console)
    post(console, console.world.irina, ticket, "release", "05-07 11:00", word_on="2026-05-29")
    last, when = ours(ticket)[-1]["Message-ID"], local("05-20 10:00")
    receive(letter("anna@gear.example.org", "Re", "Спасибо, ждём.", when, reply_to=last), when)
    with at("05-20 10:30"):
        html = words(console.browser(console.world.irina).get(f"/tickets/{ticket.number}/").content)
    assert "обращение дальше ждёт выпуска" in html
    assert post(console, console.world.irina, ticket, "thanks", "05-20 11:00").status_code == 303
    ticket = now(ticket)
    assert (ticket.stage, ticket.next_at, ticket.next_kind) == ("release", local("05-29 18:00"), "release_word")

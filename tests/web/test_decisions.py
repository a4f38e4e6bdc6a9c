"""Decisions on the ticket's page by POST: stage, assignment, handing over, and what follows an answer."""

import pytest

from opora.flow import act
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.stories.street import letter, ours, receive, ticket_of
from tests.web.console import Console, at, words
from tests.web.forms import answered, events, now, post, waiting

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_the_stage_moves_by_hand_or_says_why_not(console: Console) -> None:
    ticket = console.asked("05-08 15:00")
    assert post(console, console.world.irina, ticket, "stage", stage="research").status_code == 303
    assert now(ticket).stage == "research"
    for wrong in ("closed", "nonsense", ""):
        refused = post(console, console.world.irina, ticket, "stage", stage=wrong)
        assert refused.status_code == 422
        assert 'id="stage" open' in refused.content.decode()
        assert now(ticket).stage == "research"


def test_a_ticket_is_taken_given_and_given_back(console: Console) -> None:
    world, ticket = console.world, console.asked("05-08 15:00")
    assert post(console, world.irina, ticket, "assignment", user="me").status_code == 303
    assert now(ticket).assignee == world.irina
    assert post(console, world.irina, ticket, "assignment", user=str(world.artyom.pk)).status_code == 303
    assert now(ticket).assignee == world.artyom
    assert post(console, world.irina, ticket, "assignment", user="").status_code == 303
    assert now(ticket).assignee is None


def test_only_colleagues_of_the_office_are_given_a_ticket(console: Console) -> None:
    world, ticket = console.world, console.asked("05-08 15:00")
    for wrong in (str(world.marina.pk), str(world.anton.pk), "²", "9" * 30, "nobody"):
        refused = post(console, world.irina, ticket, "assignment", user=wrong)
        assert refused.status_code == 422
        assert "В этом офисе нет такого сотрудника." in words(refused.content)
        assert now(ticket).assignee is None


def test_a_ticket_is_handed_over(console: Console) -> None:
    world, ticket = console.world, console.asked("05-08 15:00")
    answer = post(console, world.irina, ticket, "handover", office="central")
    assert (answer.status_code, answer["Location"]) == (303, f"/tickets/{ticket.number}/")
    assert now(ticket).owning_office == world.central
    assert post(console, world.irina, ticket, "handover", office="central").status_code == 422
    assert post(console, world.irina, ticket, "handover", office="atlantis").status_code == 422


def test_whoever_loses_sight_of_a_ticket_goes_back_to_the_queue(console: Console) -> None:
    world, ticket = console.world, console.asked("05-08 15:00")
    post(console, world.irina, ticket, "handover", office="moscow")
    answer = post(console, world.marina, ticket, "handover", office="central")
    assert (answer.status_code, answer["Location"]) == (303, "/")
    assert now(ticket).owning_office == world.central


def test_thanks_continuation_and_a_new_question_are_offered_above_the_composer(console: Console) -> None:
    ticket = answered(console)
    with at("05-07 10:00"):
        html = console.browser(console.world.irina).get(f"/tickets/{ticket.number}/").content.decode()
    assert html.index("/thanks/") < html.index("/continuation/") < html.index("/split/") < html.index("<textarea")
    assert "Благодарность" in words(html)
    assert "/questions/" not in html
    assert "/progress/" not in html


def test_thanks(console: Console) -> None:
    ticket = answered(console)
    assert post(console, console.world.irina, ticket, "thanks", "05-07 12:00").status_code == 303
    # Story D: five working days after the answer of Wed 6 May 15:00.
    assert (now(ticket).next_at, now(ticket).next_kind) == (local("05-14 15:00"), "closing")


def test_continuation(console: Console) -> None:
    ticket = answered(console)
    assert post(console, console.world.irina, ticket, "continuation", "05-07 12:00").status_code == 303
    assert "Rejected" in events(ticket)
    assert now(ticket).stage == "office"


def test_a_new_question_becomes_a_ticket_and_is_shown(console: Console) -> None:
    ticket = answered(console)
    answer = post(console, console.world.irina, ticket, "split", "05-07 12:00")
    new = Ticket.objects.get(split_from=ticket)
    assert (answer.status_code, answer["Location"]) == (303, f"/tickets/{new.number}/")
    with at("05-07 12:00"):
        html = answer.client.get(answer["Location"]).content.decode()
    assert "Из слов заказчика сделано новое обращение" in words(html)
    assert f'href="/tickets/{ticket.number}/">{ticket.number}</a>' in html


def test_a_wait_is_ended(console: Console) -> None:
    ticket = waiting(console)
    assert post(console, console.world.irina, ticket, "resumption", "05-06 12:00").status_code == 303
    assert now(ticket).stage == "office"


@pytest.mark.parametrize("noun", ["thanks", "continuation", "split", "resumption"])
def test_what_does_not_fit_the_stage_is_refused(console: Console, noun: str) -> None:
    ticket = console.asked("05-08 15:00")
    before = events(ticket)
    refused = post(console, console.world.irina, ticket, noun)
    assert refused.status_code == 422
    assert "Не сделано." in words(refused.content)
    assert events(ticket) == before


def test_a_ticket_is_closed_for_a_reason_only(console: Console) -> None:
    ticket = console.asked("05-08 15:00")
    for wrong in ("", "no_reply", "nonsense"):
        refused = post(console, console.world.irina, ticket, "closure", why=wrong)
        assert refused.status_code == 422
        assert "нужна причина" in words(refused.content)
    assert post(console, console.world.irina, ticket, "closure", why="spam").status_code == 303
    assert (now(ticket).stage, now(ticket).closed_why) == ("closed", "spam")
    assert post(console, console.world.irina, ticket, "closure", why="spam").status_code == 422


def test_the_kind_of_a_request_is_set_and_moves_no_moment(console: Console) -> None:
    """A letter says none, so it is something else until somebody has read it."""
    ticket = console.asked("05-08 15:00")
    assert ticket.kind == "other"
    with at("05-08 16:00"):
        form = console.browser(console.world.irina).get(f"/tickets/{ticket.number}/facts/").content.decode()
    assert f'action="/tickets/{ticket.number}/kind/"' in form
    assert '<option value="other" selected>другое</option>' in form
    answer = post(console, console.world.irina, ticket, "kind", kind="fault")
    assert answer.status_code == 303
    after = now(ticket)
    assert (after.kind, after.next_at, after.stage, after.level) == ("fault", ticket.next_at, "received", ticket.level)
    assert events(ticket)[-1] == "KindSet"
    with at("05-08 16:01"):
        page = words(answer.client.get(answer["Location"]).content)
    assert "Вид обращения изменён." in page
    assert "вид обращения: так задумано или это ошибка" in page
    # The same once more writes nothing; what is no kind is refused.
    assert post(console, console.world.irina, ticket, "kind", kind="fault").status_code == 303
    assert events(ticket).count("KindSet") == 1
    for wrong in ("", "nonsense", "FAULT"):
        refused = post(console, console.world.irina, ticket, "kind", kind=wrong)
        assert refused.status_code == 422
        assert "Такого вида нет. Выберите из списка." in words(refused.content)
    assert now(ticket).kind == "fault"


def test_a_ticket_that_continues_one_long_closed_is_shown_on_both(console: Console) -> None:
    ticket = answered(console)
    with at("05-15 10:00") as instant:
        act.close(ticket.pk, console.world.irina, "by_hand", instant)
    when, last = local("06-15 10:00"), str(ours(ticket)[-1]["Message-ID"])
    new = ticket_of(receive(letter("anna@gear.example.org", "Re", "Через месяц.", when, reply_to=last), when))
    browser = console.browser(console.world.irina)
    with at("06-15 11:00"):
        old_page = words(browser.get(f"/tickets/{ticket.number}/").content)
        new_page = words(browser.get(f"/tickets/{new.number}/").content)
    assert (f"Продолжено в {new.number}" in old_page, f"Продолжает {ticket.number}" in new_page) == (True, True)
    assert "Продолжено в" not in new_page

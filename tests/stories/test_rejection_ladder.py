"""«Ответ не подошёл» leads to the ladder: pressed on the page it asks (P7), said in a call it is logged at once (E1).

May 2026 in Yekaterinburg: 4-7 full days (9-13, 14-18), 8 May until 17:00, 9-11 May off, then full weeks.
"""

from datetime import UTC
from uuid import uuid4

import pytest
from django.test import Client

from opora.core.events import Missed, Rejected, Reminded
from opora.core.facts import Verb
from opora.flow import act
from opora.flow.by_call import Call, log
from opora.ledger.models import Event
from opora.ledger.queries import history_of
from opora.lib.errors import Refused
from opora.tickets.models import Message, Ticket
from opora.tickets.queries import link_token
from tests.stories.may_2026 import local
from tests.stories.street import ours
from tests.stories.street import words as plain
from tests.web.console import Console, at, words
from tests.web.portal import signed_in
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ANNA = "anna@gear.example.org"


@pytest.fixture
def console(world: World) -> Console:
    """The named cast."""
    return Console(world)


@pytest.fixture
def ticket(console: Console) -> Ticket:
    """Anna at warranty asked on Wednesday 6 May at 10:00."""
    return console.asked("05-06 10:00")


@pytest.fixture
def answered(console: Console, ticket: Ticket) -> Ticket:
    """The same, answered by Irina at 12:00."""
    act.answer(ticket.pk, console.world.irina, "Обновите драйвер.", local("05-06 12:00"))
    return ticket


def page_of(ticket: Ticket) -> str:
    """Where the link of a letter leads."""
    return f"/help/requests/{link_token(ticket, ANNA)}/"


def called(console: Console, ticket: Ticket, when: str, **more: object) -> Message:
    """Irina logs that the answer did not suit."""
    now = local(when).astimezone(UTC)
    call = Call(**{"started_at": now, "rejected": True, "entry": uuid4(), **more})  # type: ignore[arg-type]
    return log(ticket.pk, console.world.irina, call, now)


def rejections(ticket: Ticket) -> list[Rejected]:
    return [one.event for one in history_of("ticket", ticket.pk) if isinstance(one.event, Rejected)]


def reminders(ticket: Ticket) -> list[Reminded]:
    return [one.event for one in history_of("ticket", ticket.pk) if isinstance(one.event, Reminded)]


def stage(ticket: Ticket) -> str:
    return Ticket.objects.get(pk=ticket.pk).stage


def test_p7_a_press_of_it_did_not_suit_asks_whether_to_take_it_to_the_ladder(answered: Ticket) -> None:
    """The page after the press asks, and leads to the rungs; one that was only looked at does not."""
    path = page_of(answered)
    with at("05-06 15:00"):
        assert 'href="#reminder"' not in Client().get(path).content.decode()
        page = Client().post(f"{path}rejection/", {"text": "Драйвер последний.", "form": "f"}, follow=True)
    asked = page.content.decode()
    assert 'href="#reminder"' in asked or 'id="reminder" open' in asked


def test_e1_it_did_not_suit_is_logged_from_a_call_or_a_visit_in_one_action(console: Console, answered: Ticket) -> None:
    """The form of a call offers it beside «забыли»."""
    with at("05-06 15:00"):
        page = words(console.browser(console.world.irina).get(f"/tickets/{answered.number}/calls/").content)
    assert "Заказчик говорит, что о нём забыли" in page, "the control"
    assert "не подошёл" in page


def test_the_question_names_what_is_promised_and_one_press_reminds(console: Console, answered: Ticket) -> None:
    path, browser = page_of(answered), Client()
    with at("05-06 15:00"):
        looked = words(browser.get(f"{path}?ask=ladder").content)
        asked = words(browser.post(f"{path}rejection/", {"form": "f"}, follow=True).content)
    assert "Передать руководителю?" not in looked, "an answered one has nothing to be asked"
    # The next word, 3 working days from Wed 15:00 (Thu 7, Fri 8, Tue 12), comes before the answer of Thu 14.
    question = asked.partition("Передать руководителю?")[2]
    assert "Мы обещали написать до вторника, 12 мая, 15:00." in question
    assert "просто закройте страницу" in question
    ways = ["Руководитель офиса", "Центральная служба техподдержки", "Руководитель техподдержки"]
    assert [way for way in ways if way in question] == ways
    assert "Про меня забыли" not in asked
    assert reminders(answered) == [], "asked is not taken"
    with at("05-06 15:05"):
        told = words(browser.get(path).content)
        assert "Передать руководителю?" not in told, "whoever left is not asked again"
        assert "Про меня забыли" in told
        after = browser.post(f"{path}reminder/", {"form": "g", "sure": "1", "rung": "3"}, follow=True)
    (reminder,) = reminders(answered)
    assert (reminder.rung, reminder.holder) == (3, console.world.viktor.pk)
    assert "Передать руководителю?" not in words(after.content)


def test_the_page_of_who_signed_in_asks_in_their_language(console: Console, answered: Ticket) -> None:
    """By its number, after a code; the form has its token against foreign sites."""
    with at("05-06 15:00"):
        browser = signed_in(console.world.anna)
        browser.cookies["django_language"] = "en"
        page = browser.post(f"/help/requests/{answered.number}/rejection/", {"form": "f"}, follow=True)
    question = page.content.decode().partition('id="reminder" open')[2].partition("</details>")[0]
    assert "Hand it to a manager?" in question
    assert "simply leave this page" in question
    assert f'action="/help/requests/{answered.number}/reminder/"' in question
    assert "csrfmiddlewaretoken" in question


def test_a_call_rejects_at_once_as_a_press_of_theirs_does(console: Console, answered: Ticket) -> None:
    with at("05-06 15:00"):
        typed = {"heard": "Драйвер последний.", "verb": "", "kind": "visit", "rejected": "1", "entry": str(uuid4())}
        browser, path = console.browser(console.world.irina), f"/tickets/{answered.number}/calls/"
        assert browser.post(path, typed).status_code == 303
        assert browser.post(path, typed).status_code == 303, "sent twice, logged once"
        again = words(browser.get(path).content)
    assert rejections(answered) == [Rejected(local("05-06 15:00").astimezone(UTC), by_customer=True)]
    event = Event.objects.get(type="Rejected")
    assert (event.actor_kind, event.actor_id, event.via) == ("staff", console.world.irina.pk, "call")
    # P7 as by a press: 38 of 40 hours are left from Wed 15:00.
    assert "ответ по существу — до четверга, 14 мая, 13:00" in plain(ours(answered, "continued")[0]).lower()
    message = Message.objects.filter(ticket=answered).latest("pk")
    assert (message.channel, message.text) == ("visit", "Драйвер последний.")
    assert (stage(answered), reminders(answered)) == ("office", [])
    assert "ответ не подошёл: работа сразу продолжится" not in again, "it works already"


def test_a_rung_chosen_too_reminds_in_the_same_step(console: Console, answered: Ticket) -> None:
    message = called(console, answered, "05-06 15:00", reminder=1)
    assert message.text == "Заказчик сказал, что ответ не подошёл."
    assert len(rejections(answered)) == 1
    (reminder,) = reminders(answered)
    # 8 wh from Wed 15:00: Wed 15-18 (3), Thu 9-13 (7), 14-15 (8).
    assert (reminder.holder, reminder.until) == (console.world.olga.pk, local("05-07 15:00"))


def test_it_counts_from_the_start_of_the_call_however_late_it_is_logged(console: Console, answered: Ticket) -> None:
    start, now = (local(when).astimezone(UTC) for when in ("05-06 15:00", "05-06 17:30"))
    log(answered.pk, console.world.irina, Call(started_at=start, rejected=True), now)
    assert rejections(answered) == [Rejected(start, by_customer=True)]


def test_one_that_is_logged_after_its_look_was_due_is_missed_and_taken(console: Console, answered: Ticket) -> None:
    """The look, 8 wh from Wed 15:00: Wed 15-18 (3), Thu 9-13 (7), 14-15 (8). The next word: Fri 8, Tue 12, Wed 13."""
    start, now = (local(when).astimezone(UTC) for when in ("05-06 15:00", "05-07 16:00"))
    log(answered.pk, console.world.irina, Call(started_at=start, rejected=True), now)
    events = [one.event for one in history_of("ticket", answered.pk)]
    assert [one.kind for one in events if isinstance(one, Missed)] == ["look"]
    kept = Ticket.objects.get(pk=answered.pk)
    assert (kept.stage, kept.next_kind, kept.next_at) == ("office", "word", local("05-13 16:00"))
    assert rejections(answered) == [Rejected(start, by_customer=True)]


@pytest.mark.parametrize(("verb", "after"), [(Verb.TELL, "office"), (Verb.ASK, "waiting"), (Verb.ANSWER, "answered")])
def test_what_we_say_in_the_same_call_follows_it(console: Console, answered: Ticket, verb: Verb, after: str) -> None:
    called(console, answered, "05-06 15:00", heard="Не помогло.", said="Посмотрим ещё.", verb=verb)
    assert (len(rejections(answered)), stage(answered)) == (1, after)


def test_a_closed_ticket_comes_back_by_a_call_for_thirty_days(console: Console, answered: Ticket) -> None:
    act.close(answered.pk, console.world.irina, "by_hand", local("05-06 16:00"))
    with pytest.raises(Refused, match="давно"):
        called(console, answered, "06-05 16:00")
    browser, path = console.browser(console.world.irina), f"/tickets/{answered.number}/calls/"
    offered = []
    for when in ("06-05 15:59", "06-05 16:00"):
        with at(when):
            offered.append("ответ не подошёл: работа" in words(browser.get(path).content))
    assert offered == [True, False]
    called(console, answered, "06-05 15:59")
    assert (stage(answered), len(rejections(answered))) == ("office", 1)


def test_without_an_answer_a_call_has_nothing_to_send_back(console: Console, ticket: Ticket) -> None:
    with at("05-06 11:00"):
        page = words(console.browser(console.world.irina).get(f"/tickets/{ticket.number}/calls/").content)
    assert "не подошёл" not in page
    with pytest.raises(Refused, match="нет ответа, который можно вернуть"):
        called(console, ticket, "05-06 11:00")
    assert Message.objects.filter(ticket=ticket).count() == 1

"""kill -9 of the web while an answer is on its way: what the browser saw confirmed is there and leaves once."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.db import transaction

from opora.channels.mail.keep import keep
from opora.channels.models import InboundMail, Mailbox, Outbound
from opora.flow import arrive
from opora.tickets.models import Message, Ticket
from tests.kill.desk import Desk
from tests.kill.reckoning import reckon
from tests.kill.web import Browser, Web
from tests.world import World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


@pytest.fixture
def ticket(desk: Desk, settings: SimpleNamespace) -> Ticket:
    """A ticket by a letter of Anna's, whose acknowledgement is still to be sent."""
    settings.DATA_DIR = desk.data
    now = datetime.now(UTC)
    raw = desk.write("anna@gear.example.org")
    letter_id = keep(raw, Mailbox.objects.get(name="support"), now, now)
    arrive.letter(letter_id, now)
    found = InboundMail.objects.get(pk=letter_id).ticket
    assert found is not None
    return found


@pytest.fixture
def browser(world: World) -> Browser:
    """Irina works in Anna's office."""
    return Browser(world.irina)


class Webs:
    """Starts the web again after each kill."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._all: list[Web] = []

    def start(self) -> Web:
        """Another one."""
        self._all.append(Web(self._desk.data / "web.log", **self._desk.environment()))
        return self._all[-1].ready()

    def end(self) -> None:
        """All of them."""
        for web in self._all:
            web.kill()


@pytest.fixture
def webs(desk: Desk) -> Iterator[Webs]:
    """No web outlives its test."""
    webs = Webs(desk)
    try:
        yield webs
    finally:
        webs.end()


def said(text: str) -> int:
    """In how many messages of staff these words stand."""
    return sum(text in str(message.segments) for message in Message.objects.filter(author_kind="staff"))


def left(desk: Desk) -> list[str]:
    """The reactions of the letters of ours that left, each once: else this fails."""
    desk.work()
    desk.drain()
    assert reckon(desk.facts()).faults == []
    assert len(desk.server.letters) == Outbound.objects.count()
    return list(Outbound.objects.order_by("pk").values_list("reaction", flat=True))


def test_an_answer_seen_to_be_sent_survives(desk: Desk, ticket: Ticket, browser: Browser, webs: Webs) -> None:
    web = webs.start()
    assert browser.send(web.port, ticket.number, "answers", "Обновите драйвер.") == 303
    web.kill()
    assert not web.answers()
    assert said("Обновите драйвер.") == 1
    assert left(desk) == ["acknowledge", "carry"]


def test_an_answer_killed_half_way_is_not_there_at_all(
    desk: Desk, ticket: Ticket, browser: Browser, webs: Webs
) -> None:
    """The web waits for the ticket, which this test holds, in the midst of its Step; then it is killed."""
    web = webs.start()
    with transaction.atomic():
        Ticket.objects.select_for_update().get(pk=ticket.pk)
        sending = browser.sending(web.port, ticket.number, "answers", "Обновите драйвер.")
        time.sleep(0.5)
        assert sending.is_alive()
        web.kill()
        sending.join(30)
    assert (said("Обновите драйвер."), browser.seen) == (0, [])
    again = webs.start()
    assert browser.send(again.port, ticket.number, "answers", "Обновите драйвер.") == 303
    assert said("Обновите драйвер.") == 1
    assert left(desk) == ["acknowledge", "carry"]


@pytest.mark.parametrize("seconds", [0.02, 0.06, 0.12])
def test_killed_at_any_instant_it_is_there_once_or_not_at_all(
    desk: Desk, ticket: Ticket, browser: Browser, webs: Webs, seconds: float
) -> None:
    web = webs.start()
    sending: threading.Thread = browser.sending(web.port, ticket.number, "progress", "Смотрим дальше.")
    time.sleep(seconds)
    web.kill()
    sending.join(30)
    times = said("Смотрим дальше.")
    assert times in ((1,) if browser.seen else (0, 1))
    assert left(desk) == ["acknowledge", "carry"][: 1 + times]

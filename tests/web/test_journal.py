"""«Где моё письмо»: the journal of letters that came in, by Message-ID, address or date."""

from datetime import UTC
from io import BytesIO
from urllib.parse import urlencode

import pytest

from opora.channels import access
from opora.channels.mail.keep import keep
from opora.channels.models import InboundMail
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.stories.street import letter, pipe, receive
from tests.web.console import ASKED, Console, at, counted, words

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ANNA = "anna@gear.example.org"
MACHINE = {"Auto-Submitted": "auto-replied"}


@pytest.fixture
def ticket(console: Console) -> Ticket:
    """Anna's letter of 8 May; an automatic one of that day; Sergey's of the 7th; one of the 9th that is only kept."""
    made = console.asked("05-08 10:00")
    receive(letter("Robot@Example.org", "Меня нет", "…", local("05-08 11:00"), headers=MACHINE), local("05-08 11:00"))
    console.asked("05-07 10:00", "sergey@bridge.example.org", "Лицензия")
    kept = local("05-09 09:00").astimezone(UTC)
    keep(BytesIO(letter(ANNA, "Ещё вопрос", "Ждёт", kept)), pipe(), kept, kept)
    return made


def see(console: Console, who: str, status: int = 200, **asked: str) -> str:
    with at("05-09 12:00"):
        answer = console.browser(getattr(console.world, who)).get(f"/journal/?{urlencode(asked)}")
    assert answer.status_code == status
    return words(answer.content.decode())


def test_where_each_letter_is_and_why_newest_first(console: Console, ticket: Ticket) -> None:
    said = see(console, "olga")
    # What is only kept has not been parsed: its head is read from its bytes.
    places = [
        said.index(one)
        for one in ("Ещё вопрос сохранено, ещё не разобрано", "Меня нет отложено в лоток автоответ",
                    f"Не открывается сборка разобрано {ticket.number}", "Лицензия разобрано")
    ]  # fmt: skip
    assert places == sorted(places)


@pytest.mark.parametrize("typed", ["{}", " <{}> ", "Message-ID: <{}>"])
def test_by_message_id_as_it_is_copied(console: Console, ticket: Ticket, typed: str) -> None:
    said = see(console, "olga", q=typed.format(f"20260508100000.{len(ASKED)}.anna@mail.example.org"))
    assert ticket.number in said
    assert "Лицензия" not in said
    assert "Меня нет" not in said


@pytest.mark.parametrize("typed", ["robot@example.org", "ROBOT@example.org ", "mailto:robot@example.org"])
def test_by_address(console: Console, ticket: Ticket, typed: str) -> None:
    said = see(console, "olga", q=typed)
    assert "Меня нет" in said
    assert ticket.number not in said


def test_by_date_of_the_reader_and_with_an_address(console: Console, ticket: Ticket) -> None:
    said = see(console, "olga", on="2026-05-07")
    assert ("Лицензия" in said, "Меня нет" in said, ticket.number in said) == (True, False, False)
    said = see(console, "olga", on="2026-05-08", q=ANNA)
    assert ("Меня нет" in said, ticket.number in said) == (False, True)
    assert "Ничего не нашлось" in see(console, "olga", on="2026-05-07", q=ANNA)
    assert "Дата не читается." in see(console, "olga", 422, on="позавчера")


def test_who_may_not_read_a_ticket_sees_only_that_a_letter_came(console: Console, ticket: Ticket) -> None:
    """As in the outbox: where it lies, but neither from whom nor about what. The administrator reads none at all."""
    said = see(console, "pavel", on="2026-05-08")
    assert ticket.number in said
    assert "Меня нет" in said
    assert "Не открывается сборка" not in said
    assert ANNA not in said
    said = see(console, "galina")
    assert ticket.number in said
    assert [one for one in ("Меня нет", "Лицензия", "Robot", ANNA, "Ещё вопрос") if one in said] == []


def test_the_journal_is_read_by_pages_that_keep_what_was_asked(
    console: Console, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "PAGE", 1)
    first, more = console.browser(console.world.olga), []
    with at("05-09 12:00"):
        html = first.get("/journal/?on=2026-05-08").content.decode()
        while "Более ранние" in html:
            more.append(html.split('class="more" href="')[1].split('"')[0].replace("&amp;", "&"))
            html = first.get(f"/journal/{more[-1]}").content.decode()
    assert len(more) == 1
    assert "on=2026-05-08" in more[0]
    assert "Не открывается сборка" in words(html)


def test_as_many_questions_for_one_letter_as_for_many(console: Console, ticket: Ticket) -> None:
    browser = console.browser(console.world.olga)
    with at("05-09 12:00"):
        with counted() as one:
            browser.get("/journal/?on=2026-05-07")
        with counted() as many:
            browser.get("/journal/")
    assert len(many) == len(one)
    assert InboundMail.objects.count() == 4

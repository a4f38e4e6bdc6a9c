"""The page of a letter says what became of it, step by step, and files it elsewhere by one click, and back."""

import pytest

from opora.channels.models import InboundMail
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.stories.street import letter, receive
from tests.web.console import Console, at, words

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ANNA = "anna@gear.example.org"


@pytest.fixture
def two(console: Console) -> tuple[Ticket, Ticket]:
    """Anna's two tickets."""
    return console.asked("05-08 10:00"), console.asked("05-08 10:10", subject="Не печатает")


def reply(ticket: Ticket) -> InboundMail:
    """A letter of Anna's about the second, sent to the first."""
    when = local("05-08 11:00")
    return receive(letter(ANNA, f"Re: {ticket.number}", "Это про печать.", when), when)


def lies_in(mail: InboundMail) -> Ticket:
    """The ticket of the letter's message now."""
    mail.refresh_from_db()
    assert mail.message is not None
    return mail.message.ticket


def post(console: Console, mail: InboundMail, **form: str) -> tuple[int, str]:
    with at("05-08 12:00"):
        browser = console.browser(console.world.irina)
        answer = browser.post(f"/letters/{mail.pk}/filing/", form, follow=True)
    return answer.status_code, words(answer.content)


def test_one_click_files_it_elsewhere_and_back(console: Console, two: tuple[Ticket, Ticket]) -> None:
    first, second = two
    mail = reply(first)
    status, said = post(console, mail, into=second.number.lower())
    assert status == 200
    assert "Письмо переложено. Отсюда же его можно вернуть." in said
    assert f"переложено из {first.number} в {second.number} (Ирина Сомова)" in said
    assert f"Вернуть в {first.number}" in said
    status, said = post(console, mail, into=first.number)
    assert f"переложено из {second.number} в {first.number}" in said
    assert lies_in(mail) == first


def test_the_way_is_told_from_the_first_step_with_what_was_sent_back(
    console: Console, two: tuple[Ticket, Ticket]
) -> None:
    mail = InboundMail.objects.get(ticket=two[0])
    with at("05-08 12:00"):
        html = console.browser(console.world.irina).get(f"/letters/{mail.pk}/way/").content.decode()
    said = words(html)
    steps = [
        said.index(one)
        for one in (
            "принято через ящик pipe",
            f"разобрано и положено в {two[0].number}: Новое дело",
            "в ответ: подтверждение, ждёт отправки",
        )
    ]
    assert steps == sorted(steps)
    assert f'href="/tickets/{two[0].number}/letters/' in html
    # It has opened its ticket, so that one goes along.
    assert "Письмо открыло своё обращение" in said


def test_a_refusal_is_said_and_changes_nothing(console: Console, two: tuple[Ticket, Ticket]) -> None:
    mail = reply(two[0])
    theirs = console.asked("05-08 10:20", "sergey@bridge.example.org", "Лицензия")
    for form in ({"into": "SD-1"}, {"into": ""}, {"into": theirs.number}, {"into": two[0].number}):
        assert post(console, mail, **form)[0] in (404, 422)
    assert lies_in(mail) == two[0]
    assert post(console, mail, own="1")[0] == 200
    assert lies_in(mail).split_from == two[0]

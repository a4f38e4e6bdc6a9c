"""What staff see of a letter of ours that came back."""

import pytest

from opora.channels.models import Outbound
from tests.channels.parse.test_reports import GONE, dsn
from tests.stories.may_2026 import local
from tests.stories.street import letter, ours, receive
from tests.web.console import Console, at, words

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_the_ticket_says_that_letters_come_back_and_why(console: Console) -> None:
    ticket = console.asked("05-08 10:00")
    Outbound.objects.update(state="sent", sent_at=local("05-08 10:01"))
    named = str(ours(ticket)[-1]["Message-ID"])
    report = receive(dsn(GONE, original=f"Message-ID: {named}\r\n\r\n"), local("05-08 10:05"))

    def page(path: str) -> str:
        with at("05-08 12:00"):
            return words(console.browser(console.world.irina).get(path).content)

    text = page(f"/tickets/{ticket.number}/")
    assert "anna@gear.example.org письма возвращаются" in text
    assert "Вернулось: 550 5.1.1 <anna@gear.example.org>: Recipient address rejected" in text
    assert "наше письмо вернулось" in text
    assert "адрес не принимает писем (5.1.1)" in text
    assert "Письмо сообщает, что наше письмо не доставлено." in page(f"/letters/{report.pk}/way/")
    when = local("05-08 11:00")
    receive(letter("anna@gear.example.org", ticket.number, "Ящик починили.", when), when)
    assert "письма возвращаются" not in page(f"/tickets/{ticket.number}/")

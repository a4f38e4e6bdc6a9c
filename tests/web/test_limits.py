"""Limits by channel and by ticket: people are told, letters are kept whole and filed all the same."""

from email.message import EmailMessage
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from opora.channels.models import InboundMail
from opora.channels.queries import store
from opora.tickets.models import Attachment, Message, Ticket
from tests.web.console import Console, at, words
from tests.web.test_request_page import path

pytestmark = [pytest.mark.django_db, pytest.mark.both]

HALF = b"x" * 524_288
"""Half a megabyte."""


@pytest.fixture
def limits(settings: Any) -> Any:
    """Megabytes by name; a test changes them."""
    settings.FILE_LIMITS = {"form": 20, "desk": 20, "api": 7, "mail": 100, "ticket": 1000, "letter": 10}
    return settings.FILE_LIMITS


def letter(number: int, *files: bytes) -> bytes:
    made = EmailMessage()
    made["From"], made["Subject"] = "anna@gear.example.org", "Файлы"
    made["Date"] = "Fri, 08 May 2026 15:00:00 +0500"
    made["Message-ID"] = f"<limits-{number}@gear.example.org>"
    made.set_content("Смотрите.")
    for place, content in enumerate(files):
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=f"{place}.bin")
    return made.as_bytes()


def told(console: Console, ticket: Ticket, *files: bytes) -> Any:
    """A note of Irina's with these files."""
    named = [SimpleUploadedFile(f"{place}.bin", content) for place, content in enumerate(files)]
    with at("05-08 15:30"):
        browser = console.browser(console.world.irina)
        return browser.post(f"/tickets/{ticket.number}/notes/", {"text": "Вот.", "files": named})


def written(ticket: Ticket, *files: bytes) -> Any:
    """The customer's words by the link of a letter, with these files."""
    named = [SimpleUploadedFile(f"{place}.bin", content) for place, content in enumerate(files)]
    with at("05-08 15:30"):
        return Client().post(f"{path(ticket)}messages/", {"text": "Вот.", "form": f"f-{len(files)}", "files": named})


def test_each_channel_has_a_limit_of_its_own(console: Console, limits: Any) -> None:
    ticket = console.asked("05-08 15:00")
    limits["desk"], limits["form"] = 1, 2
    refused = told(console, ticket, HALF, HALF, b"x")
    assert refused.status_code == 422
    assert "Файлы вместе больше 1 МБ" in words(refused.content)
    assert told(console, ticket, HALF, HALF).status_code == 303
    assert "вместе не больше 2 МБ" in words(Client().get(path(ticket)).content)
    refused = written(ticket, HALF, HALF, HALF, HALF, b"x")
    assert refused.status_code == 422
    assert "Файлы вместе больше 2 МБ" in words(refused.content)
    assert written(ticket, HALF, HALF, HALF).status_code == 303
    assert Attachment.objects.count() == 5


def test_a_ticket_has_a_limit_that_no_form_and_no_colleague_passes(console: Console, limits: Any) -> None:
    ticket = console.asked("05-08 15:00")
    limits["ticket"] = 1
    assert told(console, ticket, HALF).status_code == 303
    for refused in (told(console, ticket, HALF, b"x"), written(ticket, HALF, b"x")):
        assert refused.status_code == 422
        assert "У обращения уже много файлов: вместе больше 1 МБ" in words(refused.content)
    assert Attachment.objects.count() == 1
    # To the last byte, and without files as ever.
    assert written(ticket, HALF).status_code == 303
    assert told(console, ticket).status_code == 303


def test_a_letter_is_filed_all_the_same_and_what_has_no_room_stays_in_it(console: Console, limits: Any) -> None:
    limits["mail"] = 1
    raw = letter(1, HALF, HALF + b"x", b"small")
    ticket = console.received(raw, "05-08 15:00")
    message = Message.objects.get(ticket=ticket, author_kind="contact")
    assert message.text.strip() == "Смотрите."
    assert [one.name for one in message.attachments.order_by("pk")] == ["0.bin", "2.bin"]
    assert message.troubles == ["files-left: 1"]
    mail = InboundMail.objects.get(ticket=ticket)
    with store().open_(mail.digest) as content:
        assert content.read() == raw
    with at("05-08 15:30"):
        page = words(console.browser(console.world.viktor).get(f"/tickets/{ticket.number}/").content)
    assert "для стольких файлов нет места, они остались в самом письме: 1" in page
    # The next letter begins anew; the ticket's own limit counts what is there.
    limits["ticket"] = 1
    again = letter(2, b"y" * 524_284).replace(b"Subject", b"In-Reply-To: <limits-1@gear.example.org>\nSubject")
    assert console.received(again, "05-08 15:10") == ticket
    said = Message.objects.filter(ticket=ticket, author_kind="contact").order_by("pk").last()
    # 524,288 + 5 are there: of 1,048,576 there is room for 524,283.
    assert said is not None
    assert (said.attachments.count(), said.troubles) == (0, ["files-left: 1"])


def test_a_letter_within_the_limits_has_no_trouble(console: Console, limits: Any) -> None:
    limits["mail"] = limits["ticket"] = 1
    ticket = console.received(letter(3, HALF, HALF), "05-08 15:00")
    message = Message.objects.get(ticket=ticket, author_kind="contact")
    assert (message.attachments.count(), message.troubles) == (2, [])

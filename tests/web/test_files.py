"""Downloads: to the last byte, never shown inside a page, never to whoever may not see the ticket."""

from collections.abc import AsyncIterable
from email.message import EmailMessage
from typing import Any, cast

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient

from opora.accounts.models import User
from opora.channels.models import InboundMail
from opora.channels.queries import store
from opora.tickets.models import Attachment
from tests.stories.may_2026 import local
from tests.stories.street import letter, receive
from tests.web.console import Console

pytestmark = [pytest.mark.django_db, pytest.mark.both]

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
MORE_THAN_A_CHUNK = bytes(range(256)) * 2048  # 512 KiB


def attached(console: Console, name: str, content: bytes, kind: str = "application/octet-stream") -> Attachment:
    """The file of a real letter."""
    raw = letter("anna@gear.example.org", "Файл", "Смотрите.", local("05-08 15:00"))
    from email import message_from_bytes
    from email.policy import default

    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    main, sub = kind.split("/")
    message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    ticket = console.received(message.as_bytes(), "05-08 15:00")
    return Attachment.objects.get(message__ticket=ticket)


def get(user: User, path: str) -> tuple[Any, bytes]:
    """The answer and its whole body, read as the server reads it."""
    client = AsyncClient()
    client.force_login(user)

    async def ask() -> tuple[Any, bytes]:
        answer = await client.get(path)
        if not answer.streaming:
            return answer, answer.content
        pieces = cast(AsyncIterable[bytes], answer)
        return answer, b"".join([piece async for piece in pieces])

    return async_to_sync(ask)()


def path_of(file: Attachment) -> str:
    return f"/tickets/{file.message.ticket.number}/files/{file.pk}/"


@pytest.mark.parametrize("content", [SVG, b"", MORE_THAN_A_CHUNK])
def test_a_file_comes_whole_and_as_a_download(console: Console, content: bytes) -> None:
    file = attached(console, "узел.svg", content, "image/svg+xml")
    answer, body = get(console.world.irina, path_of(file))
    assert answer.status_code == 200
    assert body == content
    assert answer["Content-Length"] == str(len(content))
    # attachment; filename*=utf-8''SD-1000002-%D1%83%D0%B7%D0%B5%D0%BB.svg
    number = file.message.ticket.number
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{number}-%D1%83%D0%B7%D0%B5%D0%BB.svg"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_name_cannot_leave_its_header(console: Console) -> None:
    file = attached(console, "a.txt", b"x")
    Attachment.objects.filter(pk=file.pk).update(name='a"; filename="evil.exe')
    answer, _ = get(console.world.irina, path_of(file))
    number = file.message.ticket.number
    assert answer["Content-Disposition"] == f'attachment; filename="{number}-a\\"; filename=\\"evil.exe"'


def test_others_get_no_file(console: Console) -> None:
    file = attached(console, "a.txt", b"secret")
    for name in ("marina", "lidia", "anton", "galina"):
        assert get(getattr(console.world, name), path_of(file))[0].status_code == 404
    assert get(console.world.irina, path_of(file))[1] == b"secret"


def test_a_file_of_another_ticket_is_not_had_by_its_number(console: Console) -> None:
    file = attached(console, "a.txt", b"secret")
    other = console.asked("05-08 15:10", "oleg@harbour.example.org")
    # Roman may see the other ticket, but the file is not of it.
    assert get(console.world.roman, f"/tickets/{other.number}/")[0].status_code == 200
    assert get(console.world.roman, f"/tickets/{other.number}/files/{file.pk}/")[0].status_code == 404


@pytest.mark.parametrize("number", ["0", "99999", "9" * 19, "9" * 40])
def test_a_file_that_is_none(console: Console, number: str) -> None:
    ticket = attached(console, "a.txt", b"x").message.ticket
    assert get(console.world.irina, f"/tickets/{ticket.number}/files/{number}/")[0].status_code == 404


def test_a_file_whose_bytes_are_lost_is_a_page_and_no_crash(console: Console) -> None:
    file = attached(console, "a.txt", b"x")
    store().path(file.sha256).unlink()
    assert get(console.world.irina, path_of(file))[0].status_code == 404


def test_a_visitor_is_asked_to_sign_in(console: Console) -> None:
    file = attached(console, "a.txt", b"x")
    from django.test import Client

    assert Client().get(path_of(file)).status_code == 302


def test_a_raw_letter_comes_to_the_last_byte(console: Console) -> None:
    raw = letter(
        "a@example.org", "Автоответ", "Меня нет.", local("05-08 15:00"), headers={"Auto-Submitted": "auto-replied"}
    )
    mail = receive(raw, local("05-08 15:00"))
    assert mail.state == "aside"
    answer, body = get(console.world.olga, f"/letters/{mail.pk}/")
    assert (answer.status_code, body) == (200, raw)
    assert answer["Content-Disposition"] == f'attachment; filename="letter-{mail.pk}.eml"'
    for name in ("irina", "lidia", "anton", "galina"):
        assert get(getattr(console.world, name), f"/letters/{mail.pk}/")[0].status_code == 404


def test_the_letter_of_a_ticket_is_for_who_may_see_the_ticket(console: Console) -> None:
    ticket = console.asked("05-08 15:00")
    mail = InboundMail.objects.get(ticket=ticket)
    assert get(console.world.irina, f"/letters/{mail.pk}/")[0].status_code == 200
    for name in ("marina", "galina", "anton"):
        assert get(getattr(console.world, name), f"/letters/{mail.pk}/")[0].status_code == 404

"""Downloads: to the last byte, by links that soon open nothing, never to whoever may not see the ticket."""

import hashlib
from collections.abc import AsyncIterable
from email.message import EmailMessage
from typing import Any, cast

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient, Client

from opora.accounts.models import User
from opora.channels.models import InboundMail
from opora.channels.queries import store
from opora.tickets.models import Attachment
from opora.web import passes
from tests.services.s3 import S3
from tests.stories.may_2026 import local
from tests.stories.street import letter, receive
from tests.web.console import Console, at, words
from tests.web.test_request_page import saved

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
    """The answer and its whole body, read as the server reads it; on to the signed link where it leads to one."""
    client = AsyncClient()
    client.force_login(user)

    async def ask() -> tuple[Any, bytes]:
        answer = await client.get(path)
        if answer.get("Location", "").startswith("/files/"):
            answer = await client.get(answer["Location"])
        if not answer.streaming:
            return answer, answer.content
        pieces = cast(AsyncIterable[bytes], answer)
        return answer, b"".join([piece async for piece in pieces])

    return async_to_sync(ask)()


def opened(link: str, when: str) -> Any:
    """What a signed link answers to a browser that nobody has signed in on, at that moment."""
    with at(when):
        return Client().get(link)


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


def test_the_link_to_a_file_soon_opens_nothing(console: Console) -> None:
    file = attached(console, "a.txt", b"secret")
    with at("05-08 15:30"):
        link = console.browser(console.world.irina).get(path_of(file))["Location"]
    assert saved(opened(link, "05-08 15:34")) == b"secret"
    assert opened(link, "05-08 15:35").status_code == 404


def test_a_link_is_for_what_it_was_made_for(console: Console) -> None:
    file = attached(console, "a.txt", b"secret")
    now = local("05-08 15:30")
    good = passes.to_save("file", file.pk, now).url
    assert saved(opened(good, "05-08 15:31")) == b"secret"
    (payload, code) = good.removeprefix("/files/").rstrip("/").split(".")
    other = passes.to_save("file", file.pk + 1, now).url.removeprefix("/files/").partition(".")[0]
    for bad in (f"{payload}.{code[:-1]}{'b' if code[-1] == 'a' else 'a'}", f"{other}.{code}", payload, "x"):
        assert opened(f"/files/{bad}/", "05-08 15:31").status_code == 404
    # A token of ours for another purpose is no link to a file.
    pictures = passes.to_ask(console.world.irina.pk, file.pk, now)
    assert opened(f"/files/{pictures}/", "05-08 15:31").status_code == 404


def test_what_a_link_opens_is_kept_by_nobody(console: Console) -> None:
    file = attached(console, "a.txt", b"secret")
    answer = opened(passes.to_save("file", file.pk, local("05-08 15:30")).url, "05-08 15:31")
    said = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
    assert {name: answer[name] for name in said} == said


def test_a_name_that_lies_is_told_to_whoever_reads(console: Console) -> None:
    file = attached(console, "Договор.pdf", b"MZ\x90\0\3\0\0\0", "application/pdf")
    assert file.content_type == "application/vnd.microsoft.portable-executable"
    with at("05-08 15:30"):
        browser, url = console.browser(console.world.viktor), f"/tickets/{file.message.ticket.number}/"
        lying = words(browser.get(url).content)
        Attachment.objects.filter(pk=file.pk).update(name="Договор.exe")
        honest = words(browser.get(url).content)
    assert "программа, хотя имя об этом молчит" in lying
    assert "хотя имя" not in honest


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


def test_a_letter_and_its_file_come_out_of_a_bucket(console: Console, s3: S3, settings: Any) -> None:
    settings.S3 = f"{s3.address}/desk"
    file = attached(console, "a.bin", MORE_THAN_A_CHUNK)
    mail = InboundMail.objects.get(ticket=file.message.ticket)
    key = f"{file.sha256[:2]}/{file.sha256[2:4]}/{file.sha256}"
    assert sorted(s3.names()) == sorted([key, f"{mail.digest[:2]}/{mail.digest[2:4]}/{mail.digest}"])
    answer, body = get(console.world.irina, path_of(file))
    assert (answer.status_code, body) == (200, MORE_THAN_A_CHUNK)
    assert hashlib.sha256(get(console.world.irina, f"/letters/{mail.pk}/")[1]).hexdigest() == mail.digest
    s3.remove(key)
    assert get(console.world.irina, path_of(file))[0].status_code == 404

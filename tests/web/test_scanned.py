"""Files and the antivirus: unseen until they are scanned, set aside where they are harmful; without one, as ever."""

from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from opora.channels.clamd import NotScanned
from opora.core.events import FileSetAside
from opora.flow import scan
from opora.ledger.queries import history_of
from opora.tickets.models import Attachment, Ticket
from opora.web import passes
from tests.services.clamd import EICAR, FOUND, Clamd
from tests.stories.may_2026 import local
from tests.web.console import Console, at, words
from tests.web.test_request_page import path

pytestmark = [pytest.mark.django_db, pytest.mark.both]

HTML = '<p>Узел</p><img src="cid:knot@gear">'
GIF = b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\4\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"


@pytest.fixture
def scanned(settings: Any, clamd: Clamd) -> SimpleNamespace:
    """The desk has an antivirus."""
    settings.CLAMD = clamd.socket
    return SimpleNamespace(server=clamd, settings=settings)


def received(console: Console) -> Ticket:
    """Of a letter with a picture and with what an antivirus knows."""
    letter = EmailMessage()
    letter["From"] = "anna@gear.example.org"
    letter["Subject"] = "Узел"
    letter["Message-ID"] = "<scanned@gear.example.org>"
    letter.set_content("Текстом.")
    letter.add_alternative(HTML, subtype="html")
    shown: Any = letter.get_payload(1)
    shown.add_related(GIF, "image", "gif", cid="<knot@gear>", filename="узел.gif")
    letter.add_attachment(EICAR, maintype="application", subtype="octet-stream", filename="договор.com")
    return console.received(letter.as_bytes(), "05-08 15:00")


def opens(ticket: Ticket, console: Console, file: Attachment) -> list[int]:
    """What each way to a file answers: the console, the link of a letter, a signed link to save, one to draw."""
    links = [passes.to_save("file", file.pk, local("05-08 15:30")).url, passes.to_draw(file.pk, local("05-08 15:30"))]
    with at("05-08 15:31"):
        staff = console.browser(console.world.irina).get(f"/tickets/{ticket.number}/files/{file.pk}/")
        customer = Client().get(f"{path(ticket)}files/{file.pk}/")
        return [staff.status_code, customer.status_code, *(Client().get(link).status_code for link in links)]


def pages(ticket: Ticket, console: Console) -> tuple[str, str]:
    """The page of the console and that of the customer."""
    with at("05-08 15:30"):
        staff = console.browser(console.world.viktor).get(f"/tickets/{ticket.number}/")
        return staff.content.decode(), Client().get(path(ticket)).content.decode()


def test_a_file_is_unseen_until_scanned_and_set_aside_when_it_is_harmful(
    console: Console, scanned: SimpleNamespace
) -> None:
    ticket = received(console)
    knot, deal = Attachment.objects.order_by("pk")
    assert (knot.scan_state, deal.scan_state) == ("waiting", "waiting")
    for file in (knot, deal):
        assert opens(ticket, console, file) == [404, 404, 404, 404]
    for page in pages(ticket, console):
        assert words(page.encode()).count("проверяется антивирусом") == 2
        assert f"files/{knot.pk}/" not in page
        assert 'src="/files/' not in page
    for file in (knot, deal):
        scan.file(file.pk, local("05-08 15:05"))
    knot.refresh_from_db()
    deal.refresh_from_db()
    assert (knot.scan_state, knot.virus, deal.scan_state, deal.virus) == ("clean", "", "infected", FOUND)
    # The positive control: the clean one is had and drawn, by the same ways.
    assert opens(ticket, console, knot) == [302, 302, 200, 200]
    assert opens(ticket, console, deal) == [404, 404, 404, 404]
    staff, customer = pages(ticket, console)
    assert f"антивирус нашёл {FOUND}, файл никому не выдаётся" in words(staff.encode())
    assert "файл отложен" in words(staff.encode())
    assert "антивирус нашёл в нём вредоносное, файл никому не выдаётся" in words(customer.encode())
    assert FOUND not in customer
    for page in (staff, customer):
        assert "проверяется" not in words(page.encode())
        assert f"files/{knot.pk}/" in page
        assert f"files/{deal.pk}/" not in page
        assert 'src="/files/' in page
    noted = [one.event for one in history_of("ticket", ticket.pk) if isinstance(one.event, FileSetAside)]
    assert noted == [FileSetAside(deal.message_id, deal.pk)]
    # A second look at either changes nothing.
    scan.file(deal.pk, local("05-08 15:06"))
    assert len([one for one in history_of("ticket", ticket.pk) if isinstance(one.event, FileSetAside)]) == 1


def test_without_an_answer_a_file_stays_unseen_and_is_tried_again(console: Console, scanned: SimpleNamespace) -> None:
    ticket = received(console)
    file = Attachment.objects.order_by("pk")[0]
    scanned.settings.CLAMD = "/nowhere/clamd.ctl"
    with pytest.raises(NotScanned):
        scan.file(file.pk, local("05-08 15:05"))
    assert opens(ticket, console, file) == [404, 404, 404, 404]
    scanned.settings.CLAMD = scanned.server.socket
    scan.file(file.pk, local("05-08 15:06"))
    assert opens(ticket, console, file) == [302, 302, 200, 200]


def test_without_an_antivirus_files_are_seen_at_once(console: Console) -> None:
    ticket = received(console)
    file = Attachment.objects.order_by("pk")[0]
    assert file.scan_state == "off"
    assert opens(ticket, console, file) == [302, 302, 200, 200]


def test_where_the_antivirus_is_taken_away_nothing_waits_for_it(console: Console, scanned: SimpleNamespace) -> None:
    ticket = received(console)
    file = Attachment.objects.order_by("pk")[0]
    scanned.settings.CLAMD = ""
    scan.file(file.pk, local("05-08 15:05"))
    file.refresh_from_db()
    assert file.scan_state == "off"
    assert opens(ticket, console, file) == [302, 302, 200, 200]


def test_a_letter_as_it_came_is_scanned_before_it_is_handed_out(console: Console, scanned: SimpleNamespace) -> None:
    from opora.channels.models import InboundMail

    harmful = InboundMail.objects.get(ticket=received(console))
    clean = InboundMail.objects.get(ticket=console.asked("05-08 15:10", "oleg@harbour.example.org"))
    with at("05-08 15:30"):
        browser = console.browser(console.world.viktor)
        refused, given = (browser.get(f"/letters/{one.pk}/") for one in (harmful, clean))
        assert given["Location"].startswith("/files/")
        assert refused["Location"] == f"/letters/{harmful.pk}/way/"
        assert f"Антивирус нашёл в письме {FOUND}" in words(browser.get(refused["Location"]).content)
        scanned.settings.CLAMD = "/nowhere/clamd.ctl"
        browser.get(f"/letters/{clean.pk}/")
        assert "Антивирус не отвечает" in words(browser.get(f"/letters/{clean.pk}/way/").content)


def test_what_staff_attach_is_scanned_before_it_leaves(console: Console, scanned: SimpleNamespace) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    ticket = console.asked("05-08 15:00")

    def told(content: bytes) -> Any:
        files = [SimpleUploadedFile("файл.txt", content)]
        with at("05-08 15:30"):
            browser = console.browser(console.world.irina)
            return browser.post(f"/tickets/{ticket.number}/notes/", {"text": "Вот.", "files": files})

    refused = told(EICAR)
    assert refused.status_code == 422
    assert f"файл.txt: антивирус нашёл {FOUND}" in words(refused.content)
    assert not Attachment.objects.exists()
    assert told(b"clean").status_code == 303
    assert Attachment.objects.get().scan_state == "clean"
    scanned.settings.CLAMD = "/nowhere/clamd.ctl"
    away = told(b"clean")
    assert away.status_code == 422
    assert "Антивирус не отвечает" in words(away.content)

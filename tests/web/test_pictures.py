"""Pictures of letters: those that came along are drawn from our own address, those from elsewhere only when asked."""

import re
from email.message import EmailMessage
from typing import Any

import pytest
from django.test import Client

from opora.tickets.models import Attachment, Message, Ticket
from opora.web import passes
from tests.stories.may_2026 import local
from tests.web.console import Console, at, words
from tests.web.test_request_page import saved

pytestmark = [pytest.mark.django_db, pytest.mark.both]

GIF = b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\4\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
FAR = "https://pictures.test/sign.png"
HTML = f'<p>Узел:</p><img src="cid:knot@gear" alt="узел"><img src="cid:sly@gear"><img src="{FAR}" alt="логотип">'


@pytest.fixture
def ticket(console: Console) -> Ticket:
    """Of a letter with a picture, with a script that says that it is one, and with a picture from elsewhere."""
    letter = EmailMessage()
    letter["From"] = "anna@gear.example.org"
    letter["Subject"] = "Узел"
    letter["Message-ID"] = "<pictures@gear.example.org>"
    letter.set_content("Текстом.")
    letter.add_alternative(HTML, subtype="html")
    shown: Any = letter.get_payload(1)
    shown.add_related(GIF, "image", "gif", cid="<knot@gear>", filename="узел.gif")
    shown.add_related(SVG, "image", "gif", cid="<sly@gear>", filename="sly.gif")
    return console.received(letter.as_bytes(), "05-08 15:00")


def page(console: Console, ticket: Ticket, user: Any, query: str = "", when: str = "05-08 15:30") -> Any:
    with at(when):
        return console.browser(user).get(f"/tickets/{ticket.number}/{query}")


def laid_out(answer: Any) -> str:
    return str(answer.content.decode().partition('<div class="letter-html">')[2].partition("</details>")[0])


def sources(html: str) -> list[str]:
    return re.findall(r'src="([^"]+)"', html)


def test_a_picture_that_came_along_is_drawn_from_our_own_address(console: Console, ticket: Ticket) -> None:
    knot, sly = sources(laid_out(page(console, ticket, console.world.viktor)))
    with at("05-08 15:31"):
        answer = Client().get(knot)
        assert (answer.status_code, saved(answer)) == (200, GIF)
        # What says that it is a picture, and is none, is not drawn.
        assert Client().get(sly).status_code == 404
    said = {
        "Content-Type": "image/gif", "X-Content-Type-Options": "nosniff", "Cache-Control": "private, max-age=3600",
        "Content-Security-Policy": "default-src 'none'; sandbox", "Cross-Origin-Resource-Policy": "same-origin",
    }  # fmt: skip
    assert {name: answer[name] for name in said} == said
    assert "Content-Disposition" not in answer
    # Asked for once an hour, and open for two at most.
    assert sources(laid_out(page(console, ticket, console.world.viktor, when="05-08 15:59"))) == [knot, sly]
    with at("05-08 16:59"):
        assert Client().get(knot).status_code == 200
    with at("05-08 17:00"):
        assert Client().get(knot).status_code == 404


def test_what_a_page_draws_is_saved_by_no_such_link(console: Console, ticket: Ticket) -> None:
    """The file that is no picture can be saved all the same."""
    sly = Attachment.objects.get(name="sly.gif")
    with at("05-08 15:31"):
        answer = Client().get(passes.to_save("file", sly.pk, local("05-08 15:30")).url)
    assert (saved(answer), answer["Content-Type"]) == (SVG, "application/octet-stream")


def test_pictures_from_elsewhere_are_off_until_asked(console: Console, ticket: Ticket) -> None:
    viktor, message = console.world.viktor, Message.objects.get(author_kind="contact")
    off = page(console, ticket, viktor)
    assert FAR not in off.content.decode()
    assert "https:" not in off["Content-Security-Policy"]
    assert "1 изображение не загружено." in words(off.content)
    (asked,) = re.findall(r'href="[^"]*(\?pictures=[^"#]+)#m', off.content.decode())
    on = page(console, ticket, viktor, asked)
    assert FAR in sources(laid_out(on))
    assert "img-src 'self' data: https:;" in on["Content-Security-Policy"]
    assert "не загружено" not in words(on.content)
    # Nobody else is made to ask by a link, and one is good for an hour.
    assert passes.asked(asked.removeprefix("?pictures="), viktor.pk, local("05-08 15:40")) == message.pk
    for stranger, query, when in (
        (console.world.olga, asked, "05-08 15:40"),
        (viktor, f"?pictures={message.pk}", "05-08 15:40"),
        (viktor, asked, "05-08 16:30"),
    ):
        answer = page(console, ticket, stranger, query, when)
        assert (answer.status_code, FAR in answer.content.decode()) == (200, False)
        assert "https:" not in answer["Content-Security-Policy"]


def test_a_customer_sees_the_pictures_of_their_letter_and_fetches_none(console: Console, ticket: Ticket) -> None:
    from tests.web.test_request_page import path

    with at("05-08 15:30"):
        answer = Client().get(path(ticket))
    assert len(sources(laid_out(answer))) == 2
    assert FAR not in answer.content.decode()
    assert "pictures=" not in answer.content.decode()

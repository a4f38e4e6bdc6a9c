"""HTML of strangers through the real letter path: what acts is gone, what is read is there."""

import re
from email.message import EmailMessage
from itertools import count

import pytest

from tests.lib.test_safe_html import BAD, acts
from tests.web.console import Console, at, words

pytestmark = [pytest.mark.django_db, pytest.mark.both]

_letters = count(1)


def shown(console: Console, html: str) -> str:
    """The HTML of a letter as the page of its ticket shows it."""
    message = EmailMessage()
    message["From"] = "anna@gear.example.org"
    message["Subject"] = "HTML"
    message["Message-ID"] = f"<html-{next(_letters)}@gear.example.org>"
    message.set_content("Текстом.")
    message.add_alternative(f"<html><body><p>Начало</p>{html}<p>Конец</p></body></html>", subtype="html")
    ticket = console.received(message.as_bytes(), "05-08 15:00")
    with at("05-08 15:30"):
        page = console.browser(console.world.viktor).get(f"/tickets/{ticket.number}/").content.decode()
    found = page.partition('<div class="letter-html">')[2].partition("</details>")[0]
    return found.rpartition("</div>")[0]


def test_what_acts_is_gone(console: Console) -> None:
    for name, bad in BAD.items():
        html = shown(console, bad)
        assert "<p>Начало</p>" in html, name
        assert not acts(html), (name, html)


def test_what_is_read_stays(console: Console) -> None:
    good = '<h2>Шаги</h2><ol><li>раз</li></ol><table><tr><td colspan="2"><b>жирно</b></td></tr></table><pre>код</pre>'
    html = shown(console, good)
    for piece in ("<h2>Шаги</h2>", "<li>раз</li>", '<td colspan="2"><b>жирно</b></td>', "<pre>код</pre>"):
        assert piece in html


def test_links_open_apart_and_tell_nobody_where_from(console: Console) -> None:
    html = shown(console, '<a href="https://example.org/a?b=1&c=2" target="_self" rel="opener">ссылка</a>')
    (link,) = re.findall(r"<a [^>]*>", html)
    assert 'href="https://example.org/a?b=1&amp;c=2"' in link
    assert 'target="_blank"' in link
    assert 'rel="noopener noreferrer nofollow"' in link
    assert 'href="mailto:a@example.org"' in shown(console, '<a href="mailto:a@example.org">почта</a>')


def test_images_are_not_fetched_and_counted(console: Console) -> None:
    letter = EmailMessage()
    letter["From"] = "anna@gear.example.org"
    letter["Subject"] = "HTML"
    letter.set_content('<img src="http://evil.example.org/1.gif" alt="чертёж">' * 5, subtype="html")
    ticket = console.received(letter.as_bytes(), "05-08 15:00")
    with at("05-08 15:30"):
        page = console.browser(console.world.viktor).get(f"/tickets/{ticket.number}/").content
    assert "5 изображений не загружено." in words(page)
    assert "evil.example.org" not in page.decode().partition('<div class="letter-html">')[2]


def test_a_letter_without_html_offers_none(console: Console) -> None:
    ticket = console.asked("05-08 15:00")
    with at("05-08 15:30"):
        page = console.browser(console.world.irina).get(f"/tickets/{ticket.number}/").content.decode()
    assert "letter-html" not in page

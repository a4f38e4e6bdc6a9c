"""What a letter quotes and its signature are folded, for staff and the customer alike; every line is on the page."""

import re
from html import unescape

import pytest
from django.test import Client

from opora.tickets.queries import link_token
from tests.stories.may_2026 import local
from tests.stories.street import letter, ours, receive
from tests.web.console import Console, at

pytestmark = [pytest.mark.django_db]

ANNA = "anna@gear.example.org"
BODY = (
    "Отвечаю по порядку.\r\n\r\n6 мая 2026 г., 11:00, Ирина <support@vendor.test> пишет:\r\n> Какая <версия>?\r\n"
    "    22.0 & старше\r\n> Какой драйвер?\r\nНовый.\r\n\r\n-- \r\nАнна\r\nтел. 000-00-01\r\n"
)
# Worked out from the letter: (what the fold is called, or nothing; the lines in it).
SHOWN = [
    ("", "Отвечаю по порядку."),
    ("цитата, 2 строки", "6 мая 2026 г., 11:00, Ирина <support@vendor.test> пишет:\n> Какая <версия>?"),
    ("", "    22.0 & старше"),
    ("цитата, 1 строка", "> Какой драйвер?"),
    ("", "Новый."),
    ("подпись", "-- \nАнна\nтел. 000-00-01"),
]
STRETCH = re.compile(
    r'(?:<details class="folded"><summary>(?P<name>[^<]+)</summary>)?<div class="said">(?P<text>[^<]*)</div>'
)


def test_what_is_not_new_is_folded_by_the_browsers_own_element_and_nothing_is_lost(console: Console) -> None:
    ticket = console.asked("05-06 10:00")
    told = ours(ticket)[0]
    receive(letter(ANNA, "Re", BODY, local("05-06 11:00"), reply_to=told["Message-ID"]), local("05-06 11:00"))
    with at("05-06 11:30"):
        portal = Client().get(f"/help/requests/{link_token(ticket, ANNA)}/").content.decode()
        desk = console.browser(console.world.irina).get(f"/tickets/{ticket.number}/").content.decode()
    for page in (portal, desk):
        found = [(unescape(one["name"] or ""), unescape(one["text"])) for one in STRETCH.finditer(page)]
        at_first = found.index(SHOWN[0])
        assert found[at_first : at_first + len(SHOWN)] == SHOWN

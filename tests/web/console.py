"""The staff console for tests: browsers of named people, tickets by real letters, an hour set by hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser

import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from opora.accounts.models import User
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.stories.street import letter, receive
from tests.world import World

ASKED = "Здравствуйте! Чертёж-3D v22 не открывает сборку после обновления драйвера."


@dataclass
class Console:
    """A desk with its people; moments are local to Yekaterinburg, as «05-08 17:40»."""

    world: World

    def browser(self, user: User, *, csrf: bool = False) -> Client:
        """A browser in which this person has signed in."""
        client = Client(enforce_csrf_checks=csrf)
        client.force_login(user)
        return client

    def asked(
        self,
        at: str,
        sender: str = "anna@gear.example.org",
        subject: str = "Не открывается сборка",
        text: str = ASKED,
    ) -> Ticket:
        """The ticket of a customer's letter that came at this moment."""
        return self.received(letter(sender, subject, text, local(at)), at)

    def received(self, raw: bytes, at: str) -> Ticket:
        """The ticket of these bytes."""
        filed = receive(raw, local(at))
        assert filed.ticket is not None, (filed.state, filed.rule, filed.trouble)
        return filed.ticket


@contextmanager
def at(moment: str) -> Iterator[datetime]:
    """The clock stands at this local moment."""
    now = local(moment).astimezone(UTC)
    with time_machine.travel(now, tick=False):
        yield now


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements of SQL that were run inside."""
    said: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield said
    said += [one["sql"] for one in captured.captured_queries]


def words(html: str | bytes) -> str:
    """What a reader sees of a page, on one line, with ordinary spaces."""
    reader = _Reader()
    reader.feed(html.decode() if isinstance(html, bytes) else html)
    return " ".join("".join(reader.said).split())


INLINE = {"a", "b", "em", "i", "span", "strong", "time"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._mute = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._mute += tag in ("style", "script")
        self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        self._mute -= tag in ("style", "script")
        self._part(tag)

    def handle_data(self, data: str) -> None:
        if not self._mute:
            self.said.append(data)

    def _part(self, tag: str) -> None:
        if tag not in INLINE:
            self.said.append(" ")

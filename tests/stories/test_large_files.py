"""Files that a letter cannot carry go as links: the largest first, until the rest fits; each opens for thirty days."""

from datetime import UTC, timedelta
from typing import Any

import pytest
import time_machine
from asgiref.sync import async_to_sync
from django.test import Client

from opora.core.facts import AttachedFile, Verb
from opora.flow import act
from opora.tickets.models import Attachment
from tests.stories.may_2026 import local
from tests.stories.street import Street, ours
from tests.stories.street import words as plain
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

SENT = local("05-06 11:00")
KB = 1024


@pytest.fixture
def street(world: World, settings: Any) -> Street:
    """A letter of Irina's with 200, 700 and 400 kB, where a letter carries 1 MB."""
    settings.FILE_LIMITS = {**settings.FILE_LIMITS, "letter": 1}
    street = Street(world, "anna@gear.example.org")
    street.happen("opens", local("05-06 10:00"))
    files = [AttachedFile(f"{name}.log", "text/plain", name.encode() * (size * KB // len(name.encode())))
             for name, size in (("ход", 200), ("сборка", 700), ("ядро", 400))]  # fmt: skip
    act.send(street.ticket_id, world.irina, Verb.ANSWER, "Исправили.", SENT.astimezone(UTC), files=files)
    return street


def saved(response: Any) -> bytes:
    """What a browser saves of a download."""

    async def whole() -> bytes:
        return b"".join([chunk async for chunk in response.streaming_content])

    return async_to_sync(whole)()


def link_in(street: Street) -> str:
    said = plain(ours(street.ticket, "carry")[0])
    return "/files/" + said.partition("/files/")[2].split()[0]


def test_the_largest_is_a_link_and_the_rest_is_carried(street: Street) -> None:
    """1,300 kB are more than a megabyte; without the largest 600 kB are left."""
    (sent,) = ours(street.ticket, "carry")
    assert [one.get_filename() for one in sent.iter_attachments()] == ["ход.log", "ядро.log"]
    said = plain(sent)
    assert "Большие файлы – по ссылкам, до пятницы, 5 июня, 11:00; потом они есть на странице обращения." in said
    assert "сборка.log (1 МБ): http" in said
    html = sent.get_body(("html",))
    assert html is not None
    assert f'{link_in(street)}">сборка.log (1 МБ)</a>' in html.get_content()
    assert len(sent.as_bytes()) < 1_100 * KB


def test_its_link_opens_for_thirty_days(street: Street) -> None:
    link, browser = link_in(street), Client()
    with time_machine.travel(SENT + timedelta(days=30) - timedelta(seconds=1), tick=False):
        answer = browser.get(link)
        assert answer.status_code == 200
        assert saved(answer) == "сборка".encode() * (700 * KB // 12)
        assert browser.get(link.replace("/files/", "/files/x")).status_code == 404
    with time_machine.travel(SENT + timedelta(days=30), tick=False):
        assert browser.get(link).status_code == 404
    assert Attachment.objects.filter(message__verb="answer").count() == 3


def test_what_fits_is_carried_whole(world: World, settings: Any) -> None:
    settings.FILE_LIMITS = {**settings.FILE_LIMITS, "letter": 1}
    street = Street(world, "anna@gear.example.org")
    street.happen("opens", local("05-06 10:00"))
    whole = AttachedFile("всё.log", "text/plain", b"x" * 1024 * KB)
    act.send(street.ticket_id, world.irina, Verb.ANSWER, "Исправили.", SENT.astimezone(UTC), files=[whole])
    (sent,) = ours(street.ticket, "carry")
    assert [one.get_filename() for one in sent.iter_attachments()] == ["всё.log"]
    assert "/files/" not in plain(sent)

"""Two integrations at one instant: one idempotency key, or one address that nobody knew, and still no error."""

import threading
from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection

from opora.accounts.access import key_of
from opora.flow.by_key import Opened, OtherRequest, Request, open_by_key
from opora.registry.models import Contact
from opora.tickets.models import Ticket
from tests.api.programs import Programs
from tests.stories.may_2026 import local
from tests.world import build

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]

NOW = local("05-06 12:00").astimezone(UTC)
PEOPLE = 4


def together(deed: Callable[[int], Opened]) -> list[Opened | BaseException]:
    """What came of it in each of the threads, which all begin at once."""
    gate = threading.Barrier(PEOPLE)
    outcomes: list[Opened | BaseException] = []

    def run(number: int) -> None:
        gate.wait()
        try:
            outcomes.append(deed(number))
        except BaseException as error:
            outcomes.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_one_key_or_one_new_address_at_one_instant(tmp_path: Path, settings: SimpleNamespace) -> None:
    settings.DATA_DIR = tmp_path
    key = key_of(Programs(build()).key("tickets:write"))
    assert key is not None
    same = Request("new@home.example.org", "Не печатает.")
    opened = together(lambda number: open_by_key(key, same, NOW, "order-17"))
    tickets = {one.ticket.pk for one in opened if isinstance(one, Opened)}
    assert (len(opened), len(tickets)) == (PEOPLE, 1), opened
    assert sorted(one.new for one in opened if isinstance(one, Opened)) == [False] * (PEOPLE - 1) + [True]
    others = together(lambda number: open_by_key(key, Request("a@home.example.org", f"{number}"), NOW, "order-18"))
    assert [type(one) for one in others if not isinstance(one, Opened)] == [OtherRequest] * (PEOPLE - 1), others
    strangers = together(lambda number: open_by_key(key, Request("never@home.example.org", f"{number}"), NOW))
    assert len({one.ticket.pk for one in strangers if isinstance(one, Opened)}) == PEOPLE, strangers
    assert Contact.objects.filter(addresses__normalised="never@home.example.org").count() == 1
    assert Ticket.objects.count() == 1 + 1 + PEOPLE

"""The calls of a duty by the desk's hook: what it says, when it leaves, what the ticket tells of it (O3)."""

import json
from collections.abc import Iterator
from datetime import UTC
from types import SimpleNamespace

import pytest

from opora.channels.models import Ring
from opora.cli import sources
from opora.cli.heart import Heart
from opora.contracts import actions as contracts
from opora.contracts.models import Duty
from opora.core.step import MACHINE
from opora.flow.called import accept
from opora.flow.hush import hush
from opora.flow.step import begin
from opora.tickets.models import DutyCall
from opora.tickets.queries import call_token
from tests.services.receiver import Receiver, receiver
from tests.stories.may_2026 import local
from tests.stories.test_call_out import LEASE, instant, opened, told, worker
from tests.web.console import Console, at, words
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def there(settings: SimpleNamespace) -> Iterator[Receiver]:
    with receiver() as made:
        settings.CALL_URL, settings.CALL_SECRET = made.url, "a secret between the desk and the receiver"
        yield made


@pytest.fixture
def duty(world: World) -> Duty:
    with begin(local("05-05 12:00").astimezone(UTC), MACHINE, "cli") as step:
        return contracts.enter_duty(
            step, organisation=world.gear, from_at=local("05-06 18:00"), until_at=local("05-06 22:00"),
            staff=[world.irina, world.artyom], reason="Запуск цеха",
        )  # fmt: skip


def rung(at: str) -> None:
    """The worker takes the rings that are due at this moment."""
    source = sources.RowSource(sources.RINGS, LEASE, Heart(lambda: instant(at), LEASE))
    while source.step(instant(at)):
        pass


def states() -> list[tuple[str, str]]:
    return list(Ring.objects.order_by("pk").values_list("state", "said"))


def test_the_hook_says_who_is_called_to_what_and_nothing_that_the_customer_wrote(
    world: World, duty: Duty, there: Receiver
) -> None:
    ticket = opened(world, "05-06 19:00")
    rung("05-06 19:00")
    link = f"http://127.0.0.1:8000/duty/{call_token(DutyCall.objects.get())}/"
    (post,) = there.posts
    assert json.loads(post.body) == {
        "id": f"{ticket.number}/1",
        "event": "call_out",
        "number": ticket.number,
        "call": 1,
        "level": "warranty",
        "organisation": "Демо-завод «Шестерня»",
        "person": {"name": "Ирина Сомова", "email": "irina@vendor.test"},
        "called_at": "2026-05-06T14:00:00+00:00",
        "until": "2026-05-06T14:10:00+00:00",
        "link": link,
        "text": f"Дежурство: {ticket.number}, Демо-завод «Шестерня». Принять до 19:10: {link}",
    }
    for personal in ("Анна", "Лаптева", "anna@gear.example.org", "сборк", "драйвер"):
        assert personal not in post.body.decode()


def test_each_person_gets_a_call_of_their_own(world: World, duty: Duty, there: Receiver) -> None:
    opened(world, "05-06 19:00")
    rung("05-06 19:00")
    worker("05-06 19:10")
    rung("05-06 19:10")
    people = [json.loads(post.body)["person"]["email"] for post in there.posts]
    assert people == ["irina@vendor.test", "artyom@vendor.test"]
    assert states() == [("sent", "200"), ("sent", "200")]


def test_without_an_address_there_is_no_such_call(world: World, duty: Duty) -> None:
    opened(world, "05-06 19:00")
    assert states() == []
    assert DutyCall.objects.count() == 1


def test_what_was_not_taken_ends_with_the_persons_turn(world: World, duty: Duty, there: Receiver) -> None:
    there.statuses = [503]
    opened(world, "05-06 19:00")
    for minute in range(10):
        rung(f"05-06 19:0{minute}")
    # After the tenth try, at 19:09, another one would come with the next person's turn.
    assert states() == [("failed", "503")]
    rung("05-06 19:10")
    assert len(there.posts) == 10


def test_what_was_accepted_meanwhile_rings_no_more(world: World, duty: Duty, there: Receiver) -> None:
    there.statuses = [503, 200]
    ticket = opened(world, "05-06 19:00")
    rung("05-06 19:00")
    accept(ticket.pk, world.irina, instant("05-06 19:02"))
    rung("05-06 19:03")
    assert states() == [("stale", "503")]
    assert len(there.posts) == 1


def test_a_desk_that_was_put_back_rings_nobody(world: World, duty: Duty, there: Receiver) -> None:
    ticket = opened(world, "05-06 19:00")
    hush(instant("05-06 19:01"), instant("05-06 19:05"))
    rung("05-06 19:06")
    assert (states(), there.posts) == ([("stale", "")], [])
    worker("05-06 19:10")
    assert told(ticket)[-1] == ("CalledOff", {"because": "quiet"})


def test_the_timeline_tells_what_became_of_each_call(world: World, duty: Duty, there: Receiver) -> None:
    there.statuses = [503, 503, 200]
    ticket = opened(world, "05-06 19:00")
    page = Console(world)
    with at("05-06 19:01"):
        client = page.browser(world.olga)
        assert "вызов отправляем" in words(client.get(f"/tickets/{ticket.number}/").content)
        rung("05-06 19:00")
        assert "вызов ещё не доставлен: 503" in words(client.get(f"/tickets/{ticket.number}/").content)
    rung("05-06 19:10")
    worker("05-06 19:10")
    there.statuses = [200]
    rung("05-06 19:10")
    with at("05-06 19:11"):
        said = words(page.browser(world.olga).get(f"/tickets/{ticket.number}/").content)
    assert "Ирина Сомова; до 19:10; письмо ещё не ушло; вызов не доставлен: 503" in said
    assert "Артём Лугин; до 19:20; письмо ещё не ушло; вызов доставлен" in said

"""kill -9 while staff on duty are called out: nobody is called twice, and nobody is forgotten (O3)."""

import json
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from opora.channels.models import Outbound, Ring
from opora.contracts import actions as contracts
from opora.core.step import MACHINE
from opora.flow.step import begin
from opora.ledger.models import Event
from opora.tickets.models import DutyCall
from tests.processes import start
from tests.services.ground import until
from tests.services.receiver import Receiver, receiver
from tests.stories.street import letter, receive
from tests.world import World, build

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]

SECRET = "a secret between the desk and the receiver"


@pytest.fixture
def there(settings: SimpleNamespace) -> Iterator[Receiver]:
    with receiver() as made:
        settings.CALL_URL, settings.CALL_SECRET = made.url, SECRET
        yield made


@pytest.fixture
def world(tmp_path: Path, settings: SimpleNamespace, there: Receiver) -> World:
    """Irina was called out a moment ago, and her ten minutes are over; Artyom is next."""
    settings.DATA_DIR = tmp_path
    made, now = build(), datetime.now(UTC)
    with begin(now - timedelta(hours=2), MACHINE, "cli") as step:
        contracts.enter_duty(
            step, organisation=made.gear, from_at=now - timedelta(hours=1), until_at=now + timedelta(hours=4),
            staff=[made.irina, made.artyom], reason="Запуск цеха",
        )  # fmt: skip
    receive(letter("anna@gear.example.org", "Сборка", "Чертёж-3D v22 не открывает сборку.", now), now)
    assert DutyCall.objects.filter(next_at__isnull=False).update(next_at=now - timedelta(seconds=1)) == 1
    return made


def worker(data: Path, sources: str, there: Receiver, **more: str) -> int:
    """A worker that takes these sources until it dies, or until it is stopped when all is done; its status."""
    given = {"OPORA_DATA_DIR": str(data), "OPORA_CALL_URL": there.url, "OPORA_CALL_SECRET": SECRET} | more
    process = start("worker", "--lease", "2", "--sources", sources, log=data / "worker.log", **given)
    try:
        until(lambda: process.poll() is not None or (not more and _done(sources)), "the worker has worked", seconds=120)
    finally:
        process.terminate()
        status = process.wait(60)
    return status


def _done(sources: str) -> bool:
    if sources == "rings":
        return not Ring.objects.filter(state="queued").exists()
    return DutyCall.objects.count() == 2


def killed_at(data: Path, seam: str) -> dict[str, str]:
    return {"OPORA_KILL_AT": seam, "OPORA_KILL_ONCE": str(data / "killed")}


def test_a_worker_dies_in_the_middle_of_calling_the_next_person(world: World, there: Receiver, tmp_path: Path) -> None:
    assert worker(tmp_path, "calls", there, **killed_at(tmp_path, "called")) == -signal.SIGKILL
    assert list(DutyCall.objects.values_list("user", "ended")) == [(world.irina.pk, "")], "nothing is half done"
    worker(tmp_path, "calls", there)
    calls = DutyCall.objects.order_by("number").values_list("user", "number", "ended")
    assert list(calls) == [(world.irina.pk, 1, "next"), (world.artyom.pk, 2, "")]
    assert Event.objects.filter(type="CalledOut").count() == 2
    people = Outbound.objects.filter(reaction="call_out").order_by("pk").values_list("recipient", flat=True)
    assert list(people) == ["irina@vendor.test", "artyom@vendor.test"]
    assert Ring.objects.count() == 2


def test_a_worker_dies_between_the_hooks_answer_and_its_note(world: World, there: Receiver, tmp_path: Path) -> None:
    """It cannot be known whether the other side heard it: the same call comes again, and is known by its id."""
    assert worker(tmp_path, "rings", there, **killed_at(tmp_path, "rung")) == -signal.SIGKILL
    assert [len(there.posts), Ring.objects.get().state] == [1, "queued"]
    worker(tmp_path, "rings", there)
    assert [json.loads(post.body)["call"] for post in there.posts] == [1, 1]
    assert len({post.body for post in there.posts}) == 1
    assert Ring.objects.get().state == "sent"

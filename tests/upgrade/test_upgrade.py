"""A desk of an older version is brought up to date, is sound, and opens; on the database that this run is on."""

import gzip
import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from django.db import connection

from opora.flow.doctor import examine
from opora.tickets.models import Ticket
from tests.backup.conftest import Place
from tests.processes import ROOT, environment
from tests.upgrade.make import HERE, KEY
from tests.upgrade.tickets import AT, STAGES, fill

pytestmark = [pytest.mark.both]

FIXTURES = sorted(HERE.glob("v*.sql.gz"))

LOOK = """
import json, sys, django; django.setup()
from datetime import datetime
from django.contrib.auth import get_user_model
from django.test import Client
from opora.flow.doctor import examine
from opora.tickets.access import found_for
from opora.tickets.queries import all_tickets, number_of

at = datetime.fromisoformat(sys.argv[1])
client = Client(headers={"host": "localhost"})
head = get_user_model().objects.filter(role="head").order_by("pk")[0]
client.force_login(head)
pages = {"": client.get("/")} | {
    ticket.subject: client.get(f"/tickets/{number_of(ticket.pk)}/") for ticket in all_tickets()
}
print(json.dumps({
    "found": [f"{one.check}: {one.about}: {one.sentence}" for one in examine(at)],
    "stages": {ticket.subject: ticket.stage for ticket in all_tickets()},
    "status": {name: page.status_code for name, page in pages.items()},
    "shown": [name for name, page in pages.items() if name and name in page.content.decode()],
    "by_number": [
        ticket.subject for ticket in all_tickets()
        if [one.ticket.pk for one in found_for(head, number_of(ticket.pk), at)] == [ticket.pk]
    ],
    "by_name": [one.ticket.subject for one in found_for(head, "лаптева", at)],
    "queue": [name for name in pages if name and name in pages[""].content.decode()],
}))
"""


def _load(file: Path, place: Place) -> None:
    statements = gzip.decompress(file.read_bytes()).decode()
    if connection.vendor == "sqlite":
        place.data.mkdir()
        with closing(sqlite3.connect(place.data / "opora.sqlite3")) as older:
            older.executescript(statements)
    else:
        with psycopg.connect(place.url) as server:
            server.execute(statements.encode())


def _run(place: Place, *words: str) -> str:
    ran = subprocess.run(
        [sys.executable, *words], env=environment(**place.environment, OPORA_SECRET_KEY=KEY), cwd=ROOT,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def _versions() -> list[str]:
    return sorted({file.name.rsplit(".", 3)[0] for file in FIXTURES})


def test_there_is_a_fixture_of_each_kind_and_they_are_small() -> None:
    assert "v0.1.0" in _versions()
    wanted = {f"{version}.{kind}.sql.gz" for version in _versions() for kind in ("sqlite", "postgresql")}
    assert {file.name for file in FIXTURES} == wanted
    assert sum(file.stat().st_size for file in FIXTURES) < 500_000


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("version", _versions())
def test_an_older_desk_is_brought_up_to_date_and_opens(version: str, empty: Callable[[], Place]) -> None:
    place = empty()
    _load(HERE / f"{version}.{connection.vendor}.sql.gz", place)
    _run(place, "-m", "opora.cli", "setup", "--json")
    assert json.loads(_run(place, "-m", "opora.cli", "setup", "--json"))["migrated"] == 0
    said = json.loads(_run(place, "-c", LOOK, AT.isoformat()))
    subjects = {*STAGES, "Принято дважды"}
    assert {name: said["stages"][name] for name in STAGES} == STAGES
    assert set(said["stages"]) == subjects
    assert set(said["status"].values()) == {200}
    assert set(said["shown"]) == subjects
    # The queue has what is open.
    assert set(said["queue"]) == {name for name, stage in STAGES.items() if stage != "closed"}
    # So it is found, by words that were not kept then.
    assert set(said["by_number"]) >= {name for name, stage in STAGES.items() if stage != "closed"}
    assert said["by_name"]
    # One letter of ours was given up in the fixture, and that is all there is to say.
    assert [line.partition(":")[0] for line in said["found"]] == ["outbound"]
    proven = subprocess.run(
        [sys.executable, "-m", "opora.cli", "backup", "--to", str(place.data / "copy.tar.gz")], cwd=ROOT,
        env=environment(**place.environment, OPORA_SECRET_KEY=KEY), capture_output=True, text=True, check=False,
    )  # fmt: skip
    # The letters' bytes are not in the fixture, and the backup says so.
    assert proven.returncode == 3, proven.stderr


@pytest.mark.django_db(transaction=True)
def test_the_maker_of_fixtures_still_works(tmp_path: Path, settings: SimpleNamespace) -> None:
    settings.DATA_DIR = tmp_path
    fill()
    stages = dict(Ticket.objects.values_list("subject", "stage"))
    assert {name: stages[name] for name in STAGES} == STAGES
    assert [finding.check for finding in examine(AT)] == ["outbound"]

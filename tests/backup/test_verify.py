"""A backup is proven without touching the desk, and what cannot be restored is found out before it is needed."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from opora.tickets.models import Ticket
from tests.backup.parts import apart, changed, letters, opora, rows, together
from tests.cli.desk import is_a_sentence
from tests.processes import database_url
from tests.services.s3 import S3
from tests.world import World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


@pytest.fixture
def backup(world: World, data: Path, tmp_path: Path) -> Path:
    """A backup of a desk with two tickets."""
    letters(world)
    return _backup(tmp_path, data)


def _backup(tmp_path: Path, data: Path) -> Path:
    made = opora("backup", "--to", str(tmp_path / "desk.tar.gz"), OPORA_DATA_DIR=str(data))
    assert made.returncode == 0, made.stderr
    return tmp_path / "desk.tar.gz"


def _traces() -> list[str]:
    """Databases that a proof of this desk made and left; another test may be proving one beside it."""
    if connection.vendor == "sqlite":
        return []
    ours = f"select datname from pg_database where datname ~ '^opora_verify.*_{connection.settings_dict['NAME']}$'"
    return [name for (name,) in rows(database_url(), ours)]


def test_a_sound_one_is_proven_in_figures_and_nothing_is_touched(backup: Path, data: Path, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    events = rows(database_url(), "select count(*) from ledger_event")
    # A bucket that the desk may have is not asked: nobody listens there.
    here = {"OPORA_DATA_DIR": str(data), "TMPDIR": str(scratch), "OPORA_S3": "http://127.0.0.1:1/desk"}
    proven = opora("restore", "--verify", str(backup), "--json", **here)
    assert proven.returncode == 0, proven.stderr
    said = json.loads(proven.stdout)
    manifest = json.loads(apart(backup)["manifest.json"])
    assert (said["tickets"], said["files"], said["missing"], said["damaged"]) == (2, len(manifest["files"]), 0, 0)
    assert said["rows"] == sum(manifest["tables"].values())
    assert {path: path.read_bytes() for path in data.rglob("*") if path.is_file()} == before
    assert rows(database_url(), "select count(*) from ledger_event") == events
    assert list(scratch.iterdir()) == []
    assert _traces() == []


def test_what_lies_in_a_bucket_is_in_the_backup(
    world: World, data: Path, tmp_path: Path, s3: S3, settings: Any
) -> None:
    settings.S3 = f"{s3.address}/desk"
    letters(world)
    assert len(s3.names()) == 2
    assert not list((data / "store").glob("??"))
    made = opora("backup", "--to", str(tmp_path / "desk.tar.gz"), OPORA_DATA_DIR=str(data), OPORA_S3=settings.S3)
    assert made.returncode == 0, made.stderr
    members = apart(tmp_path / "desk.tar.gz")
    manifest = json.loads(members["manifest.json"])
    assert (len(manifest["files"]), manifest["missing"], manifest["damaged"]) == (2, [], [])
    assert {sha256(members[f"store/{name}"]).hexdigest() for name in manifest["files"]} == set(manifest["files"])


def test_a_damaged_one_is_refused(backup: Path, data: Path, tmp_path: Path) -> None:
    members = apart(backup)
    tables = json.loads(members["manifest.json"])["tables"]
    fewer = changed(members, tables=tables | {"tickets_ticket": 1})
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(backup.read_bytes()[:-2000])
    for file, words in (
        (cut, "cut off"),
        (together(tmp_path / "fewer.tar.gz", fewer), "tickets_ticket has 2 rows, and 1"),
    ):
        refused = opora("restore", "--verify", str(file), OPORA_DATA_DIR=str(data))
        assert (refused.returncode, is_a_sentence(refused.stderr)) == (1, True), refused.stderr
        assert words in refused.stderr
        assert _traces() == []


def test_a_dump_that_does_not_load_is_refused(backup: Path, data: Path, tmp_path: Path) -> None:
    """Every digest is right, but what is in the database's file is no database."""
    members = apart(backup)
    dump = next(name for name in members if name.startswith("database."))
    rubbish = members[dump][: len(members[dump]) // 2]
    file = changed(members | {dump: rubbish}, database_sha256=sha256(rubbish).hexdigest())
    refused = opora("restore", "--verify", str(together(tmp_path / "half.tar.gz", file)), OPORA_DATA_DIR=str(data))
    assert (refused.returncode, is_a_sentence(refused.stderr)) == (1, True), refused.stderr
    assert _traces() == []


def test_a_ticket_that_is_not_as_its_ledger_says_is_found(world: World, data: Path, tmp_path: Path) -> None:
    street = letters(world)
    Ticket.objects.filter(pk=street.ticket_id).update(stage="research")
    refused = opora("restore", "--verify", str(_backup(tmp_path, data)), OPORA_DATA_DIR=str(data))
    assert (refused.returncode, is_a_sentence(refused.stderr)) == (1, True), refused.stderr
    assert "doctor finds 1 faults" in refused.stderr
    assert street.ticket.number in refused.stderr


def test_without_the_right_to_make_a_database_it_says_so(backup: Path, data: Path) -> None:
    """PostgreSQL only knows such a right; SQLite's place is a file."""
    if connection.vendor == "sqlite":
        assert opora("restore", "--verify", str(backup), OPORA_DATA_DIR=str(data)).returncode == 0
        return
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE of_little_right LOGIN")
    try:
        url = database_url().replace("opora@", "of_little_right@", 1)
        refused = opora("restore", "--verify", str(backup), OPORA_DATA_DIR=str(data), OPORA_DATABASE_URL=url)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP ROLE of_little_right")
    assert (refused.returncode, is_a_sentence(refused.stderr)) == (1, True), refused.stderr
    assert "CREATEDB" in refused.stderr
    assert opora("restore", "--verify", str(backup), OPORA_DATA_DIR=str(data)).returncode == 0

"""What does not belong here is not put back, and what cannot be backed up leaves no half file: always a sentence, and
always beside what does work."""

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from opora.channels.queries import store
from opora.tickets.models import Attachment, Message
from tests.backup.conftest import Place
from tests.backup.parts import apart, changed, letters, opora, together
from tests.cli.desk import is_a_sentence
from tests.processes import ROOT, environment
from tests.services.ground import until
from tests.world import World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]

DUMPS = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


@pytest.fixture
def backup(world: World, data: Path, tmp_path: Path) -> Path:
    """A backup of a desk with two tickets."""
    letters(world)
    made = _back_up(tmp_path / "desk.tar.gz", data)
    assert made.returncode == 0, made.stderr
    return tmp_path / "desk.tar.gz"


def _back_up(to: Path, data: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return opora("backup", "--to", str(to), *words, OPORA_DATA_DIR=str(data), **more)


def _sentence(refused: subprocess.CompletedProcess[str]) -> str:
    assert (refused.returncode, is_a_sentence(refused.stderr)) == (1, True), refused.stderr
    return refused.stderr


def test_another_kind_of_database_is_refused(backup: Path, tmp_path: Path, empty: Callable[[], Place]) -> None:
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[connection.vendor]
    members = apart(backup)
    renamed = {name.replace(DUMPS[connection.vendor], DUMPS[other]): content for name, content in members.items()}
    file = together(tmp_path / "other.tar.gz", changed(renamed, database=other))
    assert "The backup is of" in _sentence(opora("restore", str(file), **empty().environment))
    place = empty()
    assert opora("restore", str(backup), **place.environment).returncode == 0


def test_only_an_empty_place_is_filled(backup: Path, data: Path, empty: Callable[[], Place]) -> None:
    """Neither over a desk's folder nor into a desk's database; a place with its key alone is empty enough."""
    place = empty()
    for taken in (data, place.data):
        assert "is not empty" in _sentence(opora("restore", str(backup), OPORA_DATA_DIR=str(taken)))
    assert not place.data.exists()
    place.data.mkdir()
    (place.data / "secret-key").write_text("as it was\n")
    (place.data / "passwords").mkdir()
    assert opora("restore", str(backup), **place.environment).returncode == 0
    assert (place.data / "secret-key").read_text() == "as it was\n"
    assert not (place.data / "restore-begun").exists()


def test_a_restore_that_breaks_off_leaves_nothing_that_starts(
    backup: Path, tmp_path: Path, empty: Callable[[], Place]
) -> None:
    """The manifest promises a row more than there is, so it fails after the database is in; then as by kill -9."""
    members = apart(backup)
    tables = json.loads(members["manifest.json"])["tables"]
    more = changed(members, tables=tables | {"tickets_ticket": tables["tickets_ticket"] + 1})
    place = empty()
    refused = opora("restore", str(together(tmp_path / "more.tar.gz", more)), **place.environment)
    assert "tickets_ticket has 2 rows, and 3" in _sentence(refused)
    # Of SQLite nothing is left; whoever runs Opora may not be allowed to empty a database of PostgreSQL.
    assert ("Make the database anew" in refused.stderr) == (connection.vendor == "postgresql")
    assert list(place.data.iterdir()) == []
    whole = empty()
    assert opora("restore", str(backup), **whole.environment).returncode == 0
    assert opora("worker", "--once", "--sources", "letters", **whole.environment).returncode == 0
    (whole.data / "restore-begun").touch()
    for words in (("worker", "--once"), ("serve", "--port", "1"), ("start-answering", "--all", "silent")):
        assert "was broken off" in _sentence(opora(*words, **whole.environment))


# --- making one ---------------------------------------------------------------------------------------------


def test_nothing_is_overwritten(backup: Path, data: Path) -> None:
    before = backup.read_bytes()
    assert "is there already" in _sentence(_back_up(backup, data))
    assert backup.read_bytes() == before


@pytest.mark.parametrize("small_disk", ["6m"], indirect=True)
def test_a_full_disk_leaves_no_half_file(world: World, small_disk: Path, data: Path) -> None:
    """The disk of six megabytes takes a backup until a file of eight megabytes, of random bytes, is in it."""
    street = letters(world)
    made = _back_up(small_disk, data, "--json")
    assert made.returncode == 0, made.stderr
    file = Path(json.loads(made.stdout)["file"])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.unlink()
    kept = store().keep(os.urandom(8_000_000))
    message = Message.objects.filter(ticket=street.ticket)[0]
    Attachment.objects.create(message=message, name="big", size=kept.size, sha256=kept.sha256)
    assert _sentence(_back_up(small_disk, data)).startswith(f"The disk under {small_disk} is full: ")
    assert list(small_disk.iterdir()) == []


def test_a_folder_that_is_not_there_does_not_become_a_file(world: World, data: Path, tmp_path: Path) -> None:
    said = _sentence(_back_up(tmp_path / "nightly", data))
    assert said.startswith(f"There is no folder {tmp_path}/nightly: ")
    (tmp_path / "nightly").mkdir()
    left, young = (tmp_path / "nightly" / f".opora-{name}.tar.gz.database" for name in ("killed", "at-work"))
    for draft in (left, young):
        draft.write_bytes(b"half")
    os.utime(left, (0, 0))
    assert _back_up(tmp_path / "nightly", data).returncode == 0
    # What a killed backup left is gone, and what another may be writing is not.
    assert sorted(path.name.partition("-")[0] for path in (tmp_path / "nightly").iterdir()) == [".opora", "opora"]
    assert young.exists()


def test_no_folder_and_no_right_are_sentences(world: World, data: Path, tmp_path: Path) -> None:
    letters(world)
    nowhere = _sentence(_back_up(tmp_path / "nowhere" / "desk.tar.gz", data))
    assert nowhere.startswith(f"There is no folder {tmp_path}/nowhere: ")
    # Root may read everything, so it is a folder where a file should be that cannot be read.
    one = sorted((data / "store").glob("??/??/*"))[0]
    content = one.read_bytes()
    one.unlink()
    one.mkdir()
    unreadable = _sentence(_back_up(tmp_path / "desk.tar.gz", data))
    assert unreadable.startswith(f"{one} cannot be read or written (Is a directory)")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    one.rmdir()
    one.write_bytes(content)
    assert _back_up(tmp_path / "desk.tar.gz", data).returncode == 0


def _is_read(pipe: Path, held: list[int]) -> bool:
    """Whether a program has opened this pipe and waits for what comes; while ours is held it goes on waiting."""
    try:
        held.append(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
    except OSError:
        return False
    return True


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_one_leaves_no_half_file(world: World, data: Path, tmp_path: Path, how: signal.Signals) -> None:
    """A file of the store is a pipe that nobody fills: the backup hangs in the middle, and is told to end."""
    letters(world)
    one = sorted((data / "store").glob("??/??/*"))[-1]
    one.unlink()
    os.mkfifo(one)
    file = tmp_path / "desk.tar.gz"
    command = [sys.executable, "-m", "opora.cli", "backup", "--to", str(file)]
    held: list[int] = []
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(OPORA_DATA_DIR=str(data)), stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            # Only once somebody reads it can a pipe be opened for writing without waiting.
            until(lambda: _is_read(one, held), "the backup has come to the pipe")
            process.send_signal(how)
            _, said = process.communicate(timeout=60)
        finally:
            process.kill()
            for descriptor in held:
                os.close(descriptor)
    assert (process.returncode, said) == (130, "Broken off: no backup was written.\n")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_what_the_store_has_lost_is_told_and_the_rest_is_kept(
    world: World, data: Path, tmp_path: Path, empty: Callable[[], Place]
) -> None:
    letters(world)
    first, second = sorted((data / "store").glob("??/??/*"))[:2]
    first.unlink()
    second.chmod(0o600)
    second.write_bytes(b"not what it was")
    made = _back_up(tmp_path / "poor.tar.gz", data, "--json")
    said = json.loads(made.stdout)
    assert (made.returncode, said["missing"], said["damaged"]) == (3, [first.name], [second.name])
    assert "lost 1 and damaged 1" in made.stderr
    back = opora("restore", str(tmp_path / "poor.tar.gz"), "--json", **empty().environment)
    assert (back.returncode, json.loads(back.stdout)["missing"]) == (0, 1), back.stderr


def test_without_pg_dump_it_says_what_to_install(world: World, data: Path, tmp_path: Path) -> None:
    """SQLite needs no program; PostgreSQL needs one."""
    made = _back_up(tmp_path / "desk.tar.gz", data, PATH=str(tmp_path))
    if connection.vendor == "sqlite":
        assert made.returncode == 0, made.stderr
    else:
        assert _sentence(made).startswith("The program pg_dump is missing: install Debian's package")
        assert [path.name for path in tmp_path.iterdir()] == ["data"]

"""A backup's file itself: every flaw is seen before anything is restored, each beside the file that has none."""

import gzip
import json
import random
import zlib
from hashlib import sha256
from pathlib import Path

import pytest
from django.apps import apps

from opora.cli.backups import archive, restore
from opora.cli.backups.archive import Broken, Manifest, Writer
from opora.cli.backups.facts import migrations, running, unknown
from tests.backup.parts import apart, changed, together
from tests.cli.desk import is_a_sentence

DATABASE = random.Random(1).randbytes(50_000)
LETTERS = [random.Random(number).randbytes(1000) for number in range(2, 42)]
SPOOLED = "spool/20260506T120000000000Z.pipe.0123456789abcdef.eml"


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A backup in the form of this version, without a desk behind it."""
    file = tmp_path / "desk.tar.gz"
    files = sorted(sha256(letter).hexdigest() for letter in LETTERS)
    by_digest = {sha256(letter).hexdigest(): letter for letter in LETTERS}
    with file.open("wb") as out:
        writer = Writer(out)
        writer.add("opora-backup.json", archive.head(running()))
        loose = {SPOOLED: writer.add(SPOOLED, b"spooled")}
        digest = writer.add("database.sqlite3", DATABASE)
        for name in files:
            writer.add(f"store/{name}", by_digest[name])
        manifest = Manifest(
            opora=running(), made_at="2026-05-07T07:00:00+00:00", database="sqlite", server="", database_sha256=digest,
            migrations={"tickets": ["0001_initial"]}, tables={"tickets_ticket": 2}, files=files,
            bytes_of_files=sum(map(len, LETTERS)), loose=loose,
        )  # fmt: skip
        writer.add("manifest.json", archive.written(manifest))
        writer.close()
    return file


def _refused(file: Path) -> str:
    with pytest.raises(Broken) as broken:
        archive.examine(file)
    assert is_a_sentence(f"{broken.value}\n"), str(broken.value)
    return str(broken.value)


def test_a_whole_one_is_taken_and_put_together_again_too(backup: Path, tmp_path: Path) -> None:
    assert archive.examine(backup).opora == running()
    assert archive.examine(together(tmp_path / "again.tar.gz", apart(backup))) == archive.examine(backup)


def test_a_flipped_bit_is_seen_wherever_it_is(backup: Path, tmp_path: Path) -> None:
    whole = backup.read_bytes()
    places = [*range(50, len(whole), len(whole) // 40), len(whole) - 8, len(whole) - 4, len(whole) - 1]
    harmless = 0
    for place in places:
        flipped = bytearray(whole)
        flipped[place] ^= 0x10
        (tmp_path / "flipped.tar.gz").write_bytes(flipped)
        if _unpacked(bytes(flipped)) == _unpacked(whole):
            # Another way to pack the same bytes.
            harmless += 1
        else:
            _refused(tmp_path / "flipped.tar.gz")
    assert harmless < 3 < 40 < len(places)


def _unpacked(packed: bytes) -> bytes | None:
    try:
        return gzip.decompress(packed)
    except (OSError, EOFError, zlib.error):
        return None


def test_a_file_that_is_cut_off_is_seen_wherever_it_ends(backup: Path, tmp_path: Path) -> None:
    whole = backup.read_bytes()
    for length in (0, 1, 20, len(whole) // 3, len(whole) // 2, len(whole) - 2000, len(whole) - 8, len(whole) - 1):
        (tmp_path / "cut.tar.gz").write_bytes(whole[:length])
        _refused(tmp_path / "cut.tar.gz")
    # Cut at the end of a member, and packed as if it were whole.
    members = apart(backup)
    said = _refused(together(tmp_path / "no-end.tar.gz", dict(list(members.items())[:-1])))
    assert "cut off" in said


def test_a_missing_and_a_changed_file_are_named(backup: Path, tmp_path: Path) -> None:
    members = apart(backup)
    stored = next(name for name in members if name.startswith("store/"))
    less = {name: content for name, content in members.items() if name != stored}
    assert stored in _refused(together(tmp_path / "less.tar.gz", less))
    assert stored in _refused(together(tmp_path / "other.tar.gz", members | {stored: b"other words"}))
    rows = members["database.sqlite3"][:-1] + b"?"
    assert "database.sqlite3" in _refused(together(tmp_path / "rows.tar.gz", members | {"database.sqlite3": rows}))


def test_what_does_not_belong_there_is_refused(backup: Path, tmp_path: Path) -> None:
    members = apart(backup)
    manifest = members.pop("manifest.json")
    for name in ("../outside", "/etc/cron.d/one", "store/short", "spool/../../one.eml", "extra"):
        odd = members | {name: b"words", "manifest.json": manifest}
        assert name in _refused(together(tmp_path / "odd.tar.gz", odd))
        # Also when the manifest speaks of it.
        listed = {name: "5d2d5bb4a6ea3e0b9f9ab6b1cdc6f9b1e2b2b5b0f0b1c7a0d0a9a0e6a1e2c3d4"}
        _refused(together(tmp_path / "odd.tar.gz", changed(odd, loose=listed)))


def test_other_files_are_no_backups(tmp_path: Path, backup: Path) -> None:
    (tmp_path / "text").write_text("no backup")
    assert "is no backup of Opora" in _refused(tmp_path / "text")
    assert "is no backup of Opora" in _refused(together(tmp_path / "tar.tar.gz", {"notes.txt": b"words"}))
    assert "cannot be read" in _refused(tmp_path / "not-there")


def test_one_of_a_newer_version_says_so(backup: Path, tmp_path: Path) -> None:
    members = apart(backup)
    newer = members | {"opora-backup.json": json.dumps({"format": 2, "opora": "9.0.0"}).encode()}
    assert "Opora 9.0.0" in _refused(together(tmp_path / "newer.tar.gz", newer))


@pytest.mark.django_db
def test_tables_of_a_newer_version_are_refused(backup: Path, tmp_path: Path) -> None:
    """The same form of file, but a migration of tomorrow; those of today are known, all of them."""
    there = migrations("default")
    assert sum(map(len, there.values())) > 10
    assert unknown(there) == []
    ahead = there | {"tickets": [*there["tickets"], "9999_of_tomorrow"]}
    file = together(tmp_path / "ahead.tar.gz", changed(apart(backup), migrations=ahead, opora="9.0.0"))
    with pytest.raises(Broken, match=r"newer Opora \(9\.0\.0; .*tickets\.9999_of_tomorrow"):
        restore.check_fit(archive.examine(file))


STORED = {("channels.InboundMail", "digest"), ("tickets.Attachment", "sha256")}
OTHERS = {
    ("accounts.ApiKey", "digest"), ("channels.ApiRequest", "digest"), ("channels.SentForm", "digest"),
    ("tickets.Message", "text_digest"),
}  # fmt: skip


def test_every_column_that_names_a_file_of_the_store_is_known() -> None:
    """A new digest is either a file that a backup must hold, or said here to be none."""
    named = {
        (model._meta.label, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.name.endswith(("digest", "sha256"))
    }
    assert named == STORED | OTHERS

"""There and back: a desk is backed up while it works, and comes back with every row and file, and without a word."""

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session

from opora.channels.models import InboundMail, Outbound
from opora.cli.backups.facts import told_settings
from opora.flow.hush import HELD
from opora.tickets.models import Attachment
from tests.backup.conftest import Place
from tests.backup.live import Live
from tests.backup.parts import apart, letters, opora, rows
from tests.processes import database_url
from tests.stories.street import LONG_AGO
from tests.world import World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]

# Restoring writes to these: the desk becomes quiet, that is noted, and the database marks that settings have changed.
TOUCHED = {
    "channels_outbound", "offices_policysetting", "ledger_event", "ledger_revision", "django_session", "sqlite_sequence"
}  # fmt: skip


def _all(url: str) -> dict[str, list[str]]:
    """Every row of every table as text."""
    if url.startswith("sqlite"):
        names = [name for (name,) in rows(url, "select name from sqlite_master where type = 'table'")]
    else:
        names = [name for (name,) in rows(url, "select tablename from pg_tables where schemaname = 'public'")]
    return {name: sorted(map(repr, rows(url, f'select * from "{name}"'))) for name in names}


def test_a_desk_comes_back_as_it_was(world: World, data: Path, tmp_path: Path, empty: Callable[[], Place]) -> None:
    letters(world)
    Session.objects.create(session_key="k" * 32, session_data="x", expire_date=LONG_AGO)
    waiting = Outbound.objects.filter(state="queued").count()
    assert waiting >= 3
    made = opora("backup", "--to", str(tmp_path), "--json", OPORA_DATA_DIR=str(data))
    assert made.returncode == 0, made.stderr
    said = json.loads(made.stdout)
    file = Path(said["file"])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert said["tickets"] == 2
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []

    place = empty()
    back = opora("restore", str(file), "--data", str(place.data), "--database-url", place.url, "--json")
    assert back.returncode == 0, back.stderr
    figures = json.loads(back.stdout)
    assert (figures["tickets"], figures["held"], figures["same_key"], figures["migrated"]) == (2, waiting, True, 0)
    before, after = _all(database_url()), _all(place.url)
    assert set(before) == set(after)
    assert {name for name in before if before[name] != after[name]} <= TOUCHED
    assert len(before["django_session"]) == 1
    assert after["django_session"] == []
    held = rows(place.url, "select state, server_said from channels_outbound where state <> 'sent'")
    assert held == [("failed", HELD)] * waiting
    digests = set(InboundMail.objects.values_list("digest", flat=True)) | set(
        Attachment.objects.values_list("sha256", flat=True)
    )
    kept = {path.name: path.read_bytes() for path in (place.data / "store").glob("??/??/*")}
    assert set(kept) == digests
    assert kept == {path.name: path.read_bytes() for path in (data / "store").glob("??/??/*")}
    assert opora("doctor", "--json", **place.environment).stdout.count('"ledger"') == 0


def test_nobody_is_written_to_twice(world: World, data: Path, tmp_path: Path, empty: Callable[[], Place]) -> None:
    """The desk goes on after its backup and sends what waited; the restored one sends nothing, whatever its worker
    does. The same worker on the desk itself is the positive control."""
    letters(world)
    file = tmp_path / "desk.tar.gz"
    assert opora("backup", "--to", str(file), OPORA_DATA_DIR=str(data)).returncode == 0
    place = empty()
    assert opora("restore", str(file), **place.environment).returncode == 0
    went = {}
    for name, desk in (("there", place.environment), ("here", {"OPORA_DATA_DIR": str(data)})):
        folder = tmp_path / name
        worked = opora("worker", "--once", OPORA_MAIL_OUT_DIR=str(folder), **desk)
        assert worked.returncode == 0, worked.stderr
        went[name] = len(list(folder.glob("*.eml"))) if folder.exists() else 0
    # Two for customers; colleagues are written to in their working hours.
    assert went["here"] >= 2
    assert went["there"] == 0
    # Moments passed since May were recorded; their letters are written to be shown only, and those for colleagues wait
    # for their working hours.
    assert rows(place.url, "select count(*) from channels_outbound where state in ('queued', 'sending')") == [(0,)]
    written = (
        "select (select count(*) from channels_outbound where state = 'shown') + (select count(*) from channels_notice)"
    )
    assert rows(place.url, written)[0][0] > 0


def test_what_lies_beside_the_database_comes_with_it(
    world: World, data: Path, tmp_path: Path, empty: Callable[[], Place]
) -> None:
    """A letter in the spool is filed by the restored desk; one that a server is known to have taken counts as sent."""
    letters(world)
    row = Outbound.objects.filter(state="queued").order_by("pk")[0]
    Outbound.objects.filter(pk=row.pk).update(state="sending")
    (data / "sent").mkdir()
    (data / "sent" / f"{row.pk}.json").write_text('{"at": "2026-05-06T11:00:00+00:00", "said": "250 taken"}')
    (data / "spool").mkdir()
    spooled = "20260506T120000000000Z.pipe.0123456789abcdef.eml"
    (data / "spool" / spooled).write_bytes(b"From: maria@home.example.org\r\nSubject: Spooled\r\n\r\nWords\r\n")
    file = tmp_path / "desk.tar.gz"
    assert opora("backup", "--to", str(file), OPORA_DATA_DIR=str(data)).returncode == 0
    place = empty()
    assert opora("restore", str(file), **place.environment).returncode == 0
    question = f"select state, server_said from channels_outbound where id = {row.pk}"
    assert rows(place.url, question) == [("sent", "250 taken")]
    assert [path.name for path in (place.data / "spool").iterdir()] == [spooled]
    assert opora("worker", "--once", "--sources", "spool,letters", **place.environment).returncode == 0
    assert rows(place.url, "select count(*) from tickets_ticket where subject = 'Spooled'") == [(1,)]


def test_no_secret_is_in_it(world: World, data: Path, tmp_path: Path) -> None:
    """Settings are there; the key, the mailbox's password and the database's are not."""
    letters(world)
    (data / "secret-key").write_text("the-secret-key-in-its-file\n")
    file = tmp_path / "desk.tar.gz"
    secrets = {"OPORA_SECRET_KEY": "the-key-" + "s" * 50, "OPORA_SUPPORT_BOX": "the-password-of-a-mailbox"}
    made = opora(
        "backup", "--to", str(file), OPORA_DATA_DIR=str(data), OPORA_BASE_URL="https://desk.vendor.test", **secrets
    )
    assert made.returncode == 0, made.stderr
    members = apart(file)
    manifest = members["manifest.json"].decode()
    assert json.loads(manifest)["settings"]["OPORA_BASE_URL"] == "https://desk.vendor.test"
    assert "OPORA_SECRET_KEY" in " ".join(json.loads(manifest)["elsewhere"])
    everything = b"".join(members.values())
    for secret in (*secrets.values(), "the-secret-key-in-its-file"):
        assert secret.encode() not in everything


def test_the_password_of_the_database_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for url in ("postgres://opora:pass@word@db:5432/opora?sslmode=require&password=pass", "postgres://db/opora"):
        monkeypatch.setenv("OPORA_DATABASE_URL", url)
        assert "pass" not in told_settings()["OPORA_DATABASE_URL"]
        assert told_settings()["OPORA_DATABASE_URL"].endswith(("db:5432/opora", "db/opora"))


WRITER = """
import sys, django; django.setup()
from datetime import UTC, datetime
from io import BytesIO
from opora.channels.mail.keep import take_in
for number in range(400):
    raw = f"From: one@firm-{number}.example.org\\r\\nMessage-ID: <{number}@live.test>\\r\\n\\r\\nWords {number}"
    take_in(BytesIO(raw.encode()), "pipe", datetime.now(UTC))
    print(number, flush=True)
"""


def test_nothing_acknowledged_before_it_began_is_missing(
    world: World, data: Path, tmp_path: Path, empty: Callable[[], Place]
) -> None:
    """A writer hands letters over and a worker files them while the backup runs."""
    with Live(WRITER, data, tmp_path) as live:
        live.wait_for(60)
        before = live.acknowledged()
        made = opora("backup", "--to", str(tmp_path / "live.tar.gz"), "--json", OPORA_DATA_DIR=str(data))
        after = live.acknowledged()
        assert made.returncode == 0, made.stderr
        # The positive control: the desk did work meanwhile.
        assert after > before
    said = json.loads(made.stdout)
    assert (said["missing"], said["damaged"]) == ([], [])
    place = empty()
    back = opora("restore", str(tmp_path / "live.tar.gz"), "--json", **place.environment)
    assert back.returncode == 0, back.stderr
    kept = rows(place.url, "select digest from channels_inboundmail order by id")
    assert before <= len(kept) <= live.acknowledged()
    for (digest,) in kept:
        assert (place.data / "store" / digest[:2] / digest[2:4] / digest).is_file()
    proven = opora("restore", "--verify", str(tmp_path / "live.tar.gz"), "--json", OPORA_DATA_DIR=str(data))
    assert proven.returncode == 0, proven.stderr
    assert json.loads(proven.stdout)["tickets"] == said["tickets"]

"""`opora check`: each finding stands beside the same check on a desk where nothing is wrong."""

import json
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings as conf
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from opora.accounts.models import User
from opora.calendars.models import Calendar, CalendarVersion
from opora.channels.models import InboundMail, Mailbox, Outbound
from opora.channels.queries import store
from opora.cli.checks import all as every
from opora.cli.checks import database, machine, people, surroundings, work
from opora.cli.checks.finding import Finding
from opora.contracts.models import Contract
from opora.core import zones
from opora.jobs import queue
from opora.offices.models import Office, Seat
from tests.channels.conftest import Watch, Write
from tests.cli.desk import opora
from tests.services.dovecot import Mailbox as Account
from tests.stories.street import letter, receive
from tests.world import STRANGER, World, build

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOW = datetime(2026, 5, 8, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=6)


@pytest.fixture
def world() -> World:
    return build(NOW - timedelta(days=1))


def _said(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    """Level and check; each sentence ends, and what is not well names what to do."""
    found = list(findings)
    for finding in found:
        assert finding.sentence.endswith((".", "?", "--verify")), finding
        assert (finding.level == "ok") == (finding.mend == ""), finding
    return [(finding.level, finding.check) for finding in found]


def _worst(findings: Iterable[Finding]) -> Finding:
    return max(findings, key=lambda finding: ["ok", "warning", "fault"].index(finding.level))


# --- settings -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "hosts", "quiet", "level"),
    [
        ("https://desk.vendor.test", ["desk.vendor.test"], False, "ok"),
        ("https://desk.vendor.test", [".vendor.test"], False, "ok"),
        ("https://desk.vendor.test", ["localhost"], False, "fault"),
        ("desk.vendor.test", ["desk.vendor.test"], False, "fault"),
        ("http://desk.vendor.test", ["desk.vendor.test"], False, "warning"),
        ("http://127.0.0.1:8000", ["127.0.0.1"], True, "ok"),
        ("http://127.0.0.1:8000", ["127.0.0.1"], False, "warning"),
        ("https://desk.vendor.test", ["*"], False, "warning"),
    ],
)
def test_the_address_leads_somewhere(
    settings: SimpleNamespace, url: str, hosts: list[str], quiet: bool, level: str
) -> None:
    settings.BASE_URL, settings.ALLOWED_HOSTS = url, hosts
    found = list(surroundings.address(quiet))
    assert _worst(found).level == level, found
    _said(found)


def test_the_secret_is_there_long_and_nobody_elses(
    settings: SimpleNamespace, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPORA_SECRET_KEY")
    data_dir.mkdir()
    key = data_dir / "secret-key"
    key.write_text("x")
    settings.SECRET_KEY = "a random one of more than fifty letters, 0123456789-abc"
    key.chmod(0o600)
    assert _said(surroundings.secret()) == [("ok", "secret")]
    key.chmod(0o640)
    assert _said(surroundings.secret()) == [("fault", "secret")]
    key.chmod(0o600)
    settings.SECRET_KEY = "short"
    assert _said(surroundings.secret()) == [("warning", "secret"), ("ok", "secret")]
    settings.SECRET_KEY = "not-yet-set-up-" + "x" * 50
    assert _said(surroundings.secret()) == [("fault", "secret")]


def test_what_is_for_developers_is_named(settings: SimpleNamespace) -> None:
    settings.MAIL_OUT_DIR, settings.MAIL_ALLOW, settings.DEBUG = "", [], False
    assert _said(surroundings.for_developers()) == [("ok", "debug")]
    settings.DEBUG, settings.BASE_URL = True, "http://localhost:8000"
    assert _said(surroundings.for_developers()) == [("warning", "debug")]
    settings.BASE_URL = "https://desk.vendor.test"
    assert _said(surroundings.for_developers()) == [("fault", "debug")]
    settings.DEBUG, settings.MAIL_OUT_DIR, settings.MAIL_ALLOW = False, "/tmp/out", ["@example.org"]
    assert _said(surroundings.for_developers()) == [("ok", "debug"), ("warning", "mail-out"), ("warning", "mail-out")]


# --- the machine --------------------------------------------------------------------------------------------


def test_the_folder_is_ours(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said(machine.folder()) == [("fault", "folder")]
    data_dir.mkdir(mode=0o750)
    assert _said(machine.folder()) == [("ok", "folder")]
    data_dir.chmod(0o755)
    assert _said(machine.folder()) == [("warning", "folder"), ("ok", "folder")]
    data_dir.chmod(0o750)

    def closed(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "touch", closed)
    assert _said(machine.folder()) == [("fault", "folder")]


@pytest.mark.parametrize(
    ("free", "level"),
    [(1_000_000_000, "ok"), (999_999_999, "warning"), (100_000_000, "warning"), (99_999_999, "fault")],
)
def test_room_is_left(data_dir: Path, monkeypatch: pytest.MonkeyPatch, free: int, level: str) -> None:
    data_dir.mkdir()
    monkeypatch.setattr(shutil, "disk_usage", lambda place: SimpleNamespace(free=free))
    assert {said for said, check in _said(machine.room())} == {level}


def test_a_full_disk_is_a_fault(small_disk: Path, settings: SimpleNamespace) -> None:
    """A real one, of a megabyte."""
    settings.DATA_DIR = small_disk
    assert ("fault", "room") in _said(machine.room())


def test_files_are_where_rows_say(world: World, data_dir: Path) -> None:
    filed = receive(letter(STRANGER, "One", "Words", NOW), NOW)
    assert _said(machine.files()) == [("ok", "files")]
    path = store().path(filed.digest)
    content = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(content[:-1])
    assert _said(machine.files()) == [("fault", "files")]
    path.unlink()
    assert _said(machine.files()) == [("fault", "files")]
    path.write_bytes(content)
    assert _said(machine.files()) == [("ok", "files")]


def test_the_clock_is_not_behind_what_happened(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_from_database", lambda now: timedelta(seconds=10))
    assert _said(machine.clock(NOW)) == [("ok", "clock")]
    # The cast was entered a day before NOW; ten seconds are borne.
    assert _said(machine.clock(NOW - timedelta(days=1, seconds=10))) == [("ok", "clock")]
    assert _said(machine.clock(NOW - timedelta(days=1, seconds=11))) == [("fault", "clock")]
    assert _said(machine.clock(datetime(2000, 1, 1, tzinfo=UTC))) == [("fault", "clock")]
    monkeypatch.setattr(machine, "_from_database", lambda now: timedelta(seconds=11))
    assert _said(machine.clock(NOW)) == [("fault", "clock")]


def test_the_clock_of_the_database_is_asked() -> None:
    """PostgreSQL's; SQLite has none of its own. The server of the tests runs on this machine."""
    assert machine._from_database(datetime.now(UTC)) < timedelta(seconds=5)
    apart = machine._from_database(datetime.now(UTC) - timedelta(minutes=5))
    assert (apart > timedelta(minutes=4)) == (connection.vendor == "postgresql")


def test_old_zones_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said(machine.time_zones()) == [("ok", "zones")]
    witness = ("Asia/Almaty", datetime(2024, 6, 1, tzinfo=UTC), timedelta(hours=6))
    monkeypatch.setattr(zones, "WITNESSES", (witness,))
    (finding,) = machine.time_zones()
    assert (finding.level, "Asia/Almaty" in finding.sentence) == ("fault", True)


# --- the database -------------------------------------------------------------------------------------------


def test_tables_are_those_of_this_version() -> None:
    assert _said(database.tables()) == [("ok", "tables")]
    applied = MigrationRecorder(connection)
    there = [name for app, name in applied.applied_migrations() if app == "tickets"]
    for name in there:
        applied.record_unapplied("tickets", name)
    (finding,) = database.tables()
    assert (finding.level, finding.mend) == ("fault", "opora setup")
    for name in (*there, "9999_of_tomorrow"):
        applied.record_applied("tickets", name)
    (finding,) = database.tables()
    assert (finding.level, "tickets.9999_of_tomorrow" in finding.sentence) == ("fault", True)


def test_what_is_committed_must_stay() -> None:
    """As the settings make a connection; then with each guarantee taken away. The tests' PostgreSQL runs without."""
    off = {"sqlite": ["PRAGMA synchronous=NORMAL"], "postgresql": ["SET synchronous_commit = off"]}
    on = {"sqlite": ["PRAGMA synchronous=FULL"], "postgresql": ["SET synchronous_commit = on"]}
    found = {}
    # On again at the end: the connection goes on to the tests that come after this one.
    for name, statements in (("on", on), ("off", off), ("on", on)):
        if connection.vendor == "sqlite":
            # A transaction keeps the level that it began with.
            connection.connection.rollback()
        with connection.cursor() as cursor:
            for statement in statements[connection.vendor]:
                cursor.execute(statement)
        found[name] = [finding.sentence for finding in database.durable() if finding.level == "fault"]
    assert len(found["off"]) == len(found["on"]) + 1
    if connection.vendor == "sqlite":
        assert found["on"] == []


# --- work ---------------------------------------------------------------------------------------------------


def test_without_a_worker_things_wait(world: World, data_dir: Path, write: Write) -> None:
    assert _said(work.worker(LATER)) == [("ok", "worker")]
    filed = receive(letter(STRANGER, "One", "Words", NOW), NOW)
    Outbound.objects.all().delete()
    assert _said(work.worker(LATER)) == [("ok", "worker")]
    InboundMail.objects.filter(pk=filed.pk).update(state="kept")
    assert _said(work.worker(NOW + timedelta(minutes=5))) == [("ok", "worker")]
    assert _said(work.worker(LATER)) == [("fault", "worker")]
    # A worker has it in hand.
    InboundMail.objects.filter(pk=filed.pk).update(lease_until=LATER + timedelta(seconds=1))
    assert _said(work.worker(LATER)) == [("ok", "worker")]


def test_each_kind_of_work_is_asked_for(world: World, data_dir: Path, write: Write) -> None:
    filed = receive(letter(STRANGER, "One", "Words", NOW), NOW)
    assert filed.ticket is not None
    Outbound.objects.all().delete()
    due = filed.ticket.next_at
    assert due is not None
    assert _said(work.worker(due)) == [("ok", "worker")]
    assert "tickets whose moment" in _sentence_of(due + timedelta(minutes=6))
    write(lease_id=None, created_at=NOW, not_before=NOW)
    assert "letters to send" in _sentence_of(LATER)
    Outbound.objects.update(not_before=LATER)
    queue.put("tests.jobs.tasks.add", {"args": [], "kwargs": {}}, NOW)
    assert "jobs" in _sentence_of(LATER)


def _sentence_of(now: datetime) -> str:
    (finding,) = work.worker(now)
    assert finding.level == "fault"
    return finding.sentence


def test_mailboxes_say_how_they_are(watch: Watch, mailbox: Account, tmp_path: Path) -> None:
    assert _said(work.mail_in(NOW)) == [("warning", "mail-in")]
    row = watch(lease_id=None, looked_at=NOW, look_at=NOW + timedelta(seconds=20))
    assert _said(work.mail_in(LATER)) == [("ok", "mail-in")]
    assert _said(work.worker(LATER)) == [("fault", "worker")]
    for failures, level in ((1, "warning"), (3, "fault")):
        Mailbox.objects.update(trouble="The server hung up in the middle.", failures=failures)
        assert _said(work.mail_in(LATER)) == [(level, "mail-in")]
    Mailbox.objects.update(trouble="", failures=0, looked_at=None)
    assert _said(work.mail_in(LATER)) == [("warning", "mail-in")]
    Mailbox.objects.update(secret=f"file:{tmp_path}/not-there")
    (finding,) = work.mail_in(LATER)
    assert (finding.level, "no file" in finding.sentence) == ("fault", True)
    assert mailbox.password not in finding.sentence
    Mailbox.objects.filter(pk=row.pk).update(kind="pipe", secret="")
    assert _said(work.mail_in(LATER)) == [("ok", "mail-in")]
    Mailbox.objects.filter(pk=row.pk).update(alarm="silent", alarm_at=NOW)
    assert _said(work.mail_in(LATER)) == [("warning", "mail-in"), ("ok", "mail-in")]
    assert "the alarm was raised 6 min ago" in _worst(work.mail_in(LATER)).sentence


def test_a_letter_that_cannot_be_filed_is_no_secret(world: World, data_dir: Path) -> None:
    """It is put off ever further, so it is not among those for which no worker seems to run."""
    filed = receive(letter(STRANGER, "One", "Words", NOW), NOW)
    rows = InboundMail.objects.filter(pk=filed.pk)
    for attempts, level in ((2, "ok"), (3, "fault")):
        rows.update(state="kept", attempts=attempts, not_before=LATER)
        assert _worst(work.mail_in(NOW)).level == level


def test_letters_that_do_not_leave_are_counted(settings: SimpleNamespace, write: Write) -> None:
    settings.MAIL_OUT_DIR = ""
    assert _said(work.mail_out(NOW, quiet=True)) == [("warning", "mail-out"), ("ok", "mail-out")]
    assert _said(work.mail_out(NOW, quiet=False)) == [("fault", "mail-out"), ("ok", "mail-out")]
    Mailbox.objects.create(name="out", kind="pipe", smtp_host="127.0.0.1", connected_at=NOW)
    row = write(created_at=NOW)
    late = NOW + timedelta(hours=1, seconds=1)
    assert _said(work.mail_out(late, quiet=False)) == [("ok", "mail-out")]
    Outbound.objects.update(attempts=3)
    assert _said(work.mail_out(NOW + timedelta(hours=1), quiet=False)) == [("ok", "mail-out")]
    assert _said(work.mail_out(late, quiet=False)) == [("fault", "mail-out")]
    Outbound.objects.filter(pk=row.pk).update(state="failed")
    assert _said(work.mail_out(NOW + timedelta(days=7), quiet=False)) == [("warning", "mail-out")]
    assert _said(work.mail_out(NOW + timedelta(days=7, seconds=1), quiet=False)) == [("ok", "mail-out")]


def test_a_letter_in_the_spool_is_brought_in_soon(data_dir: Path) -> None:
    assert _said(work.spool(NOW)) == [("ok", "spool")]
    (data_dir / "spool").mkdir(parents=True)
    (data_dir / "spool" / "20260508T120000000000Z.pipe.0123456789abcdef.eml").write_bytes(b"Words")
    assert _said(work.spool(NOW + timedelta(minutes=5))) == [("ok", "spool")]
    assert _said(work.spool(LATER)) == [("fault", "spool")]


# --- people -------------------------------------------------------------------------------------------------


def test_somebody_answers_for_each_office(world: World) -> None:
    before = [(finding.level, finding.sentence) for finding in people.who_answers(NOW)]
    Seat.objects.filter(office=world.yekaterinburg, role__in=["manager", "deputy"]).delete()
    after = [finding.sentence for finding in people.who_answers(NOW) if finding.level == "warning"]
    name = world.yekaterinburg.name
    assert not any(name in sentence for level, sentence in before)
    assert any(name in sentence for sentence in after)
    User.objects.filter(role__in=["head", "administrator"]).update(is_active=False)
    rest = " ".join(finding.sentence for finding in people.who_answers(NOW))
    assert "Nobody is head" in rest
    assert "no administrator" in rest
    Office.objects.filter(line=2).update(line=3)
    assert "no central service" in " ".join(finding.sentence for finding in people.who_answers(NOW))


def test_a_desk_without_offices_is_a_fault() -> None:
    assert _said(people.who_answers(NOW)) == [("fault", "offices")]


def test_calendars_know_the_coming_year(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The decrees for 2018-2027 are built in: of 2028 nothing is known, and nobody asks before September 2027."""
    (closed,) = people.calendars(NOW)
    # 12:00 UTC is 22:00 in Vladivostok, on a Friday; it opens on Tuesday at 9:00: 2 + 72 + 9 hours.
    assert _said([closed]) == [("warning", "calendars")]
    assert "In vladivostok: The contract МИР-2 promises round the clock" in closed.sentence
    assert "is closed now, for 83\xa0h." in closed.sentence
    Contract.objects.filter(number="МИР-2").update(calendar="vladivostok")
    assert _said(people.calendars(NOW)) == [("ok", "calendars")]
    assert _said(people.calendars(datetime(2027, 8, 31, tzinfo=UTC))) == [("ok", "calendars")]
    (missing,) = people.calendars(datetime(2027, 9, 1, tzinfo=UTC))
    assert _said([missing]) == [("warning", "calendars")]
    # One finding for all that lack the same, each named.
    assert missing.sentence.startswith("In central, development, kaliningrad, moscow, vladivostok, yekaterinburg: ")
    Office.objects.filter(pk=world.moscow.pk).update(calendar="nowhere")
    assert ("fault", "calendars") in _said(people.calendars(NOW))
    Office.objects.filter(pk=world.moscow.pk).update(calendar=world.moscow.calendar)
    broken = Calendar.objects.create(code="broken")
    CalendarVersion.objects.create(calendar=broken, spec={"weekly": 1}, valid_from=NOW.date(), recorded_at=NOW)
    assert ("fault", "calendars") in _said(people.calendars(NOW))


def test_a_quiet_desk_is_named() -> None:
    assert _said(people.speaks(quiet=False)) == [("ok", "quiet")]
    assert _said(people.speaks(quiet=True)) == [("warning", "quiet")]


def test_the_age_of_the_last_backup(data_dir: Path) -> None:
    assert _said(people.backups(NOW)) == [("warning", "backups")]
    data_dir.mkdir()
    (data_dir / "last-backup.json").write_text(json.dumps({"made_at": NOW.isoformat(), "file": "/backups/one"}))
    assert _said(people.backups(NOW + timedelta(days=2))) == [("ok", "backups")]
    assert _said(people.backups(NOW + timedelta(days=2, seconds=1))) == [("warning", "backups")]
    (data_dir / "last-backup.json").write_text("rubbish")
    assert _said(people.backups(NOW)) == [("warning", "backups")]


# --- all of it ----------------------------------------------------------------------------------------------


def test_no_finding_names_a_secret(world: World, data_dir: Path, watch: Watch, mailbox: Account) -> None:
    watch(trouble="The server hung up in the middle.", failures=5)
    said = json.dumps([finding.sentence + finding.mend for finding in every.examine(NOW)], ensure_ascii=False)
    for secret in (mailbox.password, conf.SECRET_KEY, "anna@gear.example.org"):
        assert secret not in said


def test_the_command_tells_and_counts(tmp_path: Path) -> None:
    """A new desk has no fault but its want of a vendor; without a database it says so, and ends with 1 as well."""
    data = tmp_path / "desk"
    assert opora("setup", "--preset", "demo", "--admin", "first@vendor.test", data=data).returncode == 0
    sound = opora("check", data=data)
    assert sound.returncode == 0, sound.stdout
    assert sound.stdout.splitlines()[-1].startswith("Faults: 0, warnings: ")
    lines = [json.loads(line) for line in opora("check", "--json", data=data).stdout.splitlines()]
    assert {"level", "check", "sentence", "mend"} == set(lines[0])
    (data / "secret-key").chmod(0o644)
    assert opora("check", data=data).returncode == 1
    (data / "secret-key").chmod(0o600)
    away = opora("check", data=data, OPORA_DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")
    assert away.returncode == 1
    assert "does not answer" in away.stdout
    assert away.stderr == ""

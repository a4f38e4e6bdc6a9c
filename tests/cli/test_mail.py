"""`opora mail`: a mailbox is added, letters are received from an MTA and fetched, each with words for its reader."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from opora.channels.models import InboundMail, Mailbox
from opora.cli.heart import Heart
from opora.cli.sources import NAMES, chosen
from opora.ledger.models import Event
from opora.offices.models import Office
from tests.services.dovecot import Dovecot
from tests.services.dovecot import Mailbox as Account
from tests.services.smtp_sink import SmtpSink
from tests.services.tokens import CLIENT, CLIENT_SECRET, REFRESH, TokenServer

pytestmark = [pytest.mark.django_db, pytest.mark.both]

LETTER = b"From: client@example.org\r\nMessage-ID: <1@example.org>\r\n\r\nWords\r\n"
NOW = datetime(2026, 5, 8, 12, 40, tzinfo=UTC)


def _said(*words: str) -> str:
    out = StringIO()
    with time_machine.travel(NOW, tick=False):
        call_command("mail", *words, stdout=out)
    return out.getvalue()


# --- receive ------------------------------------------------------------------------------------------------

Receive = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def receive(environment: dict[str, str]) -> Receive:
    """`opora mail receive` in a process of its own, as an MTA calls it."""

    def called(*words: str, **more: Any) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "opora.cli", "mail", "receive", *words]
        return subprocess.run(command, capture_output=True, check=False, **{"env": environment, **more})

    return called


@pytest.mark.django_db(transaction=True)
def test_an_mta_hands_over_a_letter(receive: Receive, data_dir: Path) -> None:
    done = receive("--to", "support@example.org", "--from", "client@example.org", input=LETTER)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    kept = InboundMail.objects.get()
    assert (kept.mailbox.name, kept.mailbox.kind, kept.state, kept.archive) == ("pipe", "pipe", "kept", False)
    assert kept.server_at == kept.kept_at
    assert (data_dir / "store" / kept.digest[:2] / kept.digest[2:4] / kept.digest).read_bytes() == LETTER
    assert receive(input=LETTER).returncode == 0
    assert InboundMail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--mailbox", "sales"], "There is no mailbox “sales”: “opora mail add sales” makes one."),
        (["--no-such-option"], "unrecognized arguments: --no-such-option"),
    ],
)
def test_a_mistake_in_the_alias_makes_no_letter_bounce(receive: Receive, words: list[str], sentence: str) -> None:
    done = receive(*words, input=LETTER)
    assert done.returncode == 75
    assert sentence in done.stderr.decode()
    assert InboundMail.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_leaves_the_letter_with_the_mta(
    receive: Receive, environment: dict[str, str], small_disk: Path
) -> None:
    small = environment | {"OPORA_DATA_DIR": str(small_disk)}
    full = receive(input=LETTER + b"x" * 2_000_000, env=small)
    assert full.returncode == 75
    assert full.stderr.decode() == (
        f"The disk under {small_disk}/store is full: free some space there, or move the data folder to a larger disk.\n"
    )
    assert InboundMail.objects.count() == 0
    assert receive(input=LETTER, env=small).returncode == 0
    assert InboundMail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_data_folder_that_cannot_be_made_is_said(
    receive: Receive, environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    done = receive(input=LETTER, env=environment | {"OPORA_DATA_DIR": str(tmp_path / "file")})
    assert done.returncode == 75
    assert done.stderr.decode().startswith("The letter cannot be kept: ")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.django_db(transaction=True)
def test_a_mistake_in_the_settings_makes_no_letter_bounce(receive: Receive, environment: dict[str, str]) -> None:
    done = receive(input=LETTER, env=environment | {"OPORA_DATABASE_URL": "mysql://desk"})
    assert done.returncode == 75
    assert done.stderr.decode().startswith("The letter cannot be kept: OPORA_DATABASE_URL")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.django_db(transaction=True)
def test_a_hundred_megabytes_pass_through_little_memory(receive: Receive, environment: dict[str, str]) -> None:
    script = (
        "import re, sys; from pathlib import Path\n"
        "from opora.cli.mail_receive import main\n"
        "status = main([])\n"
        # Not getrusage: its figure begins with what the parent had at the fork.
        "peak = re.search(r'VmHWM:\\s+(\\d+) kB', Path('/proc/self/status').read_text())[1]\n"
        "print(peak, file=sys.stderr)\n"
        "sys.exit(status)\n"
    )
    command = [sys.executable, "-c", script]
    peaks = []
    for size in (1_000, 100_000_000):
        done = subprocess.run(command, env=environment, input=LETTER + b"x" * size, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        peaks.append(int(done.stderr.split()[-1]))
    assert InboundMail.objects.latest("size").size == 100_000_064  # 64 bytes of headers and "Words"
    assert peaks[1] - peaks[0] < 20_000  # kilobytes


# --- add ----------------------------------------------------------------------------------------------------


@pytest.fixture
def words(mailbox: Account, smtp_sink: SmtpSink, tmp_path: Path) -> list[str]:
    """What one types to add the dovecot mailbox of this test, with the sink for letters out."""
    secret = tmp_path / "password"
    secret.write_text(mailbox.password + "\n")
    return [
        "add", "support", "--address", "support@example.org", "--host", mailbox.host, "--port", str(mailbox.port),
        "--user", mailbox.user, "--password-file", str(secret), "--smtp-host", smtp_sink.host,
        "--smtp-port", str(smtp_sink.port), "--no-tls",
    ]  # fmt: skip


def test_a_mailbox_is_added_after_signing_in(words: list[str], mailbox: Account, tmp_path: Path) -> None:
    Office.objects.create(
        code="ekb", name="Екатеринбург", name_en="Yekaterinburg", name_where="в Екатеринбурге", lat=56.8, lon=60.6,
        zone="Asia/Yekaterinburg", calendar="ru",
    )  # fmt: skip
    mailbox.append(b"From: old@example.org\r\n\r\nOld\r\n")
    said = _said(*words, "--office", "ekb")
    assert said == (
        "Signed in to 127.0.0.1 for letters in: the folder INBOX holds 1 letter.\n"
        "Signed in to 127.0.0.1 for letters out.\n"
        "The mailbox support is watched from now on. What lay there before stays there.\n"
    )
    row = Mailbox.objects.get()
    assert (row.name, row.kind, row.address) == ("support", "imap", "support@example.org")
    assert row.office is not None
    assert row.office.code == "ekb"
    assert (row.tls, row.smtp_tls, row.secret) == (False, "none", f"file:{tmp_path}/password")
    assert (row.connected_at, row.look_at, row.uid_next) == (NOW, NOW, 2)
    event = Event.objects.get()
    assert (event.type, event.subject, event.subject_id, event.via) == ("MailboxAdded", "mailbox", row.pk, "cli")


def test_usual_ports_and_tls_are_assumed(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("secret")
    _said("add", "support", "--address", "support@example.org", "--host", "imap.example.org", "--smtp-host",
          "smtp.example.org", "--password-file", str(tmp_path / "password"), "--no-try")  # fmt: skip
    row = Mailbox.objects.get()
    assert (row.port, row.tls, row.smtp_port, row.smtp_tls) == (993, True, 587, "starttls")
    assert (row.user, row.uid_next) == ("support@example.org", None)


def test_a_mailbox_may_be_fed_by_the_pipe_and_only_send(smtp_sink: SmtpSink) -> None:
    said = _said("add", "sales", "--address", "sales@example.org", "--smtp-host", smtp_sink.host, "--smtp-port",
                 str(smtp_sink.port), "--no-tls", "--json")  # fmt: skip
    assert json.loads(said) == {"name": "sales", "kind": "pipe", "address": "sales@example.org", "letters": None}
    row = Mailbox.objects.get()
    assert (row.look_at, row.head) == (None, False)


def test_a_mailbox_may_be_the_heads_own() -> None:
    _said("add", "head", "--address", "head@example.org", "--head")
    assert Mailbox.objects.get().head


def test_a_mailbox_may_sign_in_by_token(
    words: list[str], mailbox: Account, tokens: TokenServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "password").write_text(REFRESH + "\n")
    monkeypatch.setenv("CLIENT_SECRET", CLIENT_SECRET)
    at = words.index("--smtp-host")
    asked = [*words[:at], "--no-tls", "--token-url", tokens.url, "--client-id", CLIENT]
    assert _said(*asked, "--client-secret-env", "CLIENT_SECRET").startswith("Signed in to 127.0.0.1 for letters in")
    row = Mailbox.objects.get()
    assert (row.token_url, row.oauth_client, row.oauth_secret) == (tokens.url, CLIENT, "env:CLIENT_SECRET")
    assert row.secret == f"file:{tmp_path}/password"
    for wrong, sentence in (
        (asked[:-2], "--token-url wants --client-id"),
        ([*words, "--client-id", CLIENT], "--client-id goes with --token-url"),
    ):
        with pytest.raises(CommandError, match=sentence):
            _said("add", "another", *wrong[2:])


def test_a_mailbox_may_speak_pop3(words: list[str], mailbox: Account, dovecot: Dovecot) -> None:
    mailbox.append(b"From: old@example.org\r\n\r\nOld\r\n")
    words[words.index("--port") + 1] = str(dovecot.pop_port)
    assert _said(*words, "--pop3") == (
        "Signed in to 127.0.0.1 for letters in: the mailbox holds 1 letter.\n"
        "Signed in to 127.0.0.1 for letters out.\n"
        "The mailbox support is watched from now on. What lay there before stays there. A letter that is filed is "
        "taken off the server.\n"
    )
    row = Mailbox.objects.get()
    assert (row.kind, row.look_at, row.uid_next) == ("pop3", NOW, None)
    with pytest.raises(CommandError, match="POP3 and the pipe know no folders"):
        _said("add", "orders", "--like", "support", "--folder", "Orders")


@pytest.mark.parametrize(("more", "port"), [([], 995), (["--no-tls"], 110)])
def test_usual_ports_of_pop3(tmp_path: Path, more: list[str], port: int) -> None:
    _said("add", "support", "--address", "support@example.org", "--host", "pop.example.org", "--pop3", "--password-env",
          "NO_SUCH", "--no-try", *more)  # fmt: skip
    assert Mailbox.objects.get().port == port


def test_another_folder_is_another_mailbox_of_the_same_account(words: list[str], mailbox: Account) -> None:
    with mailbox.login() as session:
        session.create("Orders")
    _said(*words)
    said = _said("add", "orders", "--like", "support", "--folder", "Orders")
    assert said == (
        "Signed in to 127.0.0.1 for letters in: the folder Orders holds 0 letters.\n"
        "The mailbox orders is watched from now on. What lay there before stays there.\n"
    )
    first, second = Mailbox.objects.order_by("pk")
    same = ("kind", "address", "host", "port", "tls", "user", "secret")
    assert [getattr(second, name) for name in same] == [getattr(first, name) for name in same]
    # It brings letters, and none leaves from it.
    assert (second.folder, second.smtp_host, second.office) == ("Orders", "", None)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (["--like", "nobody", "--folder", "Orders"], "There is no mailbox “nobody”."),
        (["--like", "support"], "There is a mailbox for the folder INBOX of this account already: support."),
        (["--like", "support", "--host", "other.example.org"], "--like takes the account as it is"),
        ([], "The address is wanted: give --address, or --like."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_another_folder_is_said(words: list[str], change: list[str], sentence: str) -> None:
    _said(*words)
    with pytest.raises(CommandError) as refused:
        _said("add", "orders", *change)
    assert sentence in str(refused.value)
    assert Mailbox.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (["--port", "1"], "127.0.0.1 refuses connections on port 1: check the port, and that the mail server runs."),
        (["--folder", "Zzz"], " has no folder “Zzz” on 127.0.0.1."),
        (["--user", "other", "--password-env", "NO_SUCH"], "the environment variable NO_SUCH is empty."),
        (["--smtp-port", "1"], "127.0.0.1 refuses connections on port 1: check the port"),
        (["--smtp-tls", "tls"], "127.0.0.1 speaks no TLS on port "),
        (["--office", "omsk"], "There is no office “omsk”"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_added(words: list[str], change: list[str], sentence: str) -> None:
    if "--password-env" in change:
        at = words.index("--password-file")
        words = words[:at] + words[at + 2 :]
    with pytest.raises(CommandError) as refused:
        _said(*words, *change)
    assert sentence in str(refused.value)
    assert (Mailbox.objects.count(), Event.objects.count()) == (0, 0)
    if "--office" not in change:
        _said(*words, *change, "--no-try")
        assert Mailbox.objects.count() == 1


def test_a_wrong_password_is_said(words: list[str], mailbox: Account, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("wrong")
    with pytest.raises(CommandError) as refused:
        _said(*words)
    assert str(refused.value) == f"127.0.0.1 does not accept the user name or the password of {mailbox.user}."
    assert Mailbox.objects.count() == 0


def test_a_name_is_taken_once(words: list[str]) -> None:
    _said(*words)
    with pytest.raises(CommandError, match="There is a mailbox “support” already"):
        _said(*words)


def test_a_mailbox_needs_a_password(mailbox: Account) -> None:
    with pytest.raises(CommandError, match="--password-file or --password-env"):
        _said("add", "support", "--address", "support@example.org", "--host", mailbox.host)


def test_a_name_is_a_plain_word(smtp_sink: SmtpSink) -> None:
    with pytest.raises(CommandError, match="letters, digits, hyphens"):
        _said("add", "../support", "--address", "support@example.org", "--no-try")


# --- fetch --------------------------------------------------------------------------------------------------


def test_a_look_on_demand(words: list[str], mailbox: Account, data_dir: Path) -> None:
    _said(*words)
    mailbox.append(LETTER, NOW)
    assert _said("fetch") == "support: 1 letter kept.\n"
    assert _said("fetch", "support") == "support: nothing new.\n"
    mailbox.append(LETTER, NOW)
    mailbox.append(LETTER + b".", NOW)
    assert json.loads(_said("fetch", "--json")) == {
        "spool": 0, "mailboxes": [{"name": "support", "kept": 1, "known": 1, "trouble": None}],
    }  # fmt: skip


def test_the_spool_is_picked_up_by_the_way(data_dir: Path) -> None:
    (data_dir / "spool").mkdir(parents=True)
    (data_dir / "spool" / "20260508T120500000001Z.pipe.0a.eml").write_bytes(LETTER)
    assert _said("fetch") == "The spool: 1 letter kept.\nNo mailbox is watched: “opora mail add” adds one.\n"


def test_the_worker_brings_the_spool(data_dir: Path) -> None:
    (data_dir / "spool").mkdir(parents=True)
    (data_dir / "spool" / "20260508T120500000001Z.pipe.0a.eml").write_bytes(LETTER)
    source, *_ = chosen(NAMES, lambda: NOW, timedelta(seconds=60), Heart(lambda: NOW, timedelta(seconds=60)))
    assert source.name == "spool"
    assert source.step(NOW) is True
    assert InboundMail.objects.get().server_at == datetime(2026, 5, 8, 12, 5, 0, 1, tzinfo=UTC)
    assert source.step(NOW) is False


def test_trouble_is_told_and_is_a_failure(words: list[str], data_dir: Path) -> None:
    _said(*words)
    Mailbox.objects.update(port=1)
    with pytest.raises(CommandError, match=r"support: 127\.0\.0\.1 refuses connections on port 1"):
        _said("fetch", "support")
    with pytest.raises(CommandError, match="There is no mailbox “sales”"):
        _said("fetch", "sales")


def test_a_mailbox_that_a_worker_looks_into_is_left_alone(words: list[str], data_dir: Path) -> None:
    _said(*words)
    Mailbox.objects.update(lease_id="11111111-2222-4333-8444-555555555555", lease_until=NOW + timedelta(seconds=30))
    with pytest.raises(CommandError, match=r"support: Somebody else looks into this mailbox now\."):
        _said("fetch", "support")

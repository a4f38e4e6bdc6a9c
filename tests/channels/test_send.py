"""Sending: each letter leaves once as far as SMTP lets us know, in order, and never by mistake."""

import email
import logging
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest

from opora.channels.mail import send as sending
from opora.channels.mail.send import send
from opora.channels.models import Mailbox, Outbound
from opora.tickets.models import Ticket
from tests.channels.conftest import CONNECTED, LEASE, NOW, Write
from tests.services.smtp_sink import Mood, SmtpSink

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("data_dir", "box")]

MINUTE = timedelta(minutes=1)
DOUBT = "It may have been delivered before: an earlier try broke off between the letter and the server's answer."


@pytest.fixture
def box(smtp_sink: SmtpSink) -> Mailbox:
    """A mailbox whose letters leave by the sink."""
    return Mailbox.objects.create(
        name="support", kind="pipe", address="support@example.org", connected_at=CONNECTED,
        smtp_host=smtp_sink.host, smtp_port=smtp_sink.port, smtp_tls="none",
    )  # fmt: skip


def _again(row: Outbound, now: datetime = NOW) -> str:
    """A try as the next worker would make it, with a lease of its own."""
    lease = uuid4()
    Outbound.objects.filter(pk=row.pk).update(lease_id=lease)
    return send(row.pk, lease, now)


def _state(row: Outbound) -> tuple[str, str]:
    row.refresh_from_db()
    return row.state, row.server_said


def test_a_letter_leaves_as_it_was_frozen(write: Write, smtp_sink: SmtpSink) -> None:
    row = write()
    assert send(row.pk, LEASE, NOW) == "sent"
    (delivery,) = smtp_sink.letters
    assert (delivery.sender, delivery.recipients) == ("support@example.org", ("client@example.org",))
    assert delivery.content == bytes(row.raw)
    assert _state(row) == ("sent", "250 2.0.0 kept")
    assert (row.sent_at, row.tried_at, row.attempts, row.lease_id) == (NOW, NOW, 1, None)


def test_a_sent_letter_does_not_leave_again(write: Write, smtp_sink: SmtpSink) -> None:
    row = write()
    send(row.pk, LEASE, NOW)
    assert _again(row) == "gone"
    assert len(smtp_sink.letters) == 1


def test_line_ends_and_leading_dots_survive(write: Write, smtp_sink: SmtpSink) -> None:
    send(write(raw=b"Message-ID: <a@b>\n\n.\n..two\nlast\n").pk, LEASE, NOW)
    assert smtp_sink.letters[0].content == b"Message-ID: <a@b>\r\n\r\n.\r\n..two\r\nlast\r\n"


@pytest.mark.parametrize("state", ["shown", "failed", "stale", "sent"])
def test_what_is_not_queued_never_leaves(write: Write, smtp_sink: SmtpSink, state: str) -> None:
    row = write(state=state)
    assert send(row.pk, LEASE, NOW + timedelta(days=9)) == "gone"
    assert (_state(row)[0], smtp_sink.seen) == (state, [])


def test_without_the_lease_nothing_leaves(write: Write, smtp_sink: SmtpSink) -> None:
    row = write()
    assert send(row.pk, uuid4(), NOW) == "gone"
    assert (_state(row)[0], smtp_sink.seen) == ("queued", [])


def test_before_its_time_nothing_leaves(write: Write, smtp_sink: SmtpSink) -> None:
    row = write(not_before=NOW + timedelta(seconds=10))
    assert send(row.pk, LEASE, NOW + timedelta(seconds=9)) == "queued"
    assert smtp_sink.seen == []
    assert _again(row, NOW + timedelta(seconds=10)) == "sent"


def test_a_letter_counts_as_on_its_way_from_its_text_on(
    write: Write, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = write()
    states = []
    for name in ("_envelope", "_data"):
        part = getattr(sending, name)

        def watched(*words: object, part: Callable[..., object] = part) -> object:
            states.append(_state(row)[0])
            return part(*words)

        monkeypatch.setattr(sending, name, watched)
    assert send(row.pk, LEASE, NOW) == "sent"
    # What breaks before the text leaves no doubt behind.
    assert states == ["queued", "sending"]


# --- the server's answers -----------------------------------------------------------------------------------


def test_put_off_then_taken(write: Write, smtp_sink: SmtpSink) -> None:
    smtp_sink.mood = "put off"
    row = write()
    assert send(row.pk, LEASE, NOW) == "queued"
    assert _state(row) == ("queued", "451 4.3.0 try again later")
    assert (row.not_before, row.attempts, row.sent_at, row.lease_id) == (NOW + MINUTE, 1, None, None)
    smtp_sink.mood = "accept"
    assert _again(row, NOW + MINUTE) == "sent"
    assert _state(row) == ("sent", "250 2.0.0 kept")
    assert (row.attempts, row.sent_at) == (2, NOW + MINUTE)


# (tries before this one, minutes to wait after it): 1, 2, 5, 15, 30, then an hour each; 53 minutes after five tries
# and 23 hours more make 23 h 53 min, so the 28th wait is the last that begins within the day.
@pytest.mark.parametrize(
    ("tries", "minutes"), [(0, 1), (1, 2), (2, 5), (3, 15), (4, 30), (5, 60), (6, 60), (26, 60), (27, 60)]
)
def test_each_try_waits_longer(write: Write, smtp_sink: SmtpSink, tries: int, minutes: int) -> None:
    smtp_sink.mood = "put off"
    row = write(attempts=tries)
    assert send(row.pk, LEASE, NOW) == "queued"
    row.refresh_from_db()
    assert row.not_before == NOW + timedelta(minutes=minutes)


def test_after_a_day_it_is_given_up(write: Write, smtp_sink: SmtpSink) -> None:
    smtp_sink.mood = "put off"
    row = write(attempts=28)
    assert send(row.pk, LEASE, NOW) == "failed"
    assert _state(row) == ("failed", "451 4.3.0 try again later (given up after 29 tries in a day)")
    assert row.lease_id is None


def test_refused_for_good(write: Write, smtp_sink: SmtpSink) -> None:
    smtp_sink.mood = "refuse"
    row = write()
    assert send(row.pk, LEASE, NOW) == "failed"
    assert _state(row) == ("failed", "550 5.7.1 not wanted here")


def test_an_unknown_recipient_is_a_refusal_and_others_get_theirs(write: Write, smtp_sink: SmtpSink) -> None:
    smtp_sink.unknown.add("gone@example.org")
    gone, there = write(recipient="gone@example.org"), write()
    assert send(gone.pk, LEASE, NOW) == "failed"
    assert _state(gone) == ("failed", "550 5.1.1 no such user")
    assert send(there.pk, LEASE, NOW) == "sent"
    assert [delivery.recipients for delivery in smtp_sink.seen] == [("client@example.org",)]


@pytest.mark.parametrize(("mood", "delivered"), [("drop", 1), ("take and drop", 2)])
def test_a_broken_answer_is_a_doubt_that_is_written_down(
    write: Write, smtp_sink: SmtpSink, mood: Mood, delivered: int
) -> None:
    smtp_sink.mood = mood
    row = write()
    assert send(row.pk, LEASE, NOW) == "queued"
    assert _state(row) == ("queued", DOUBT)
    assert row.not_before == NOW + MINUTE
    smtp_sink.mood = "accept"
    assert _again(row, NOW + MINUTE) == "sent"
    assert _state(row) == ("sent", f"250 2.0.0 kept ({DOUBT})")
    assert [email.message_from_bytes(each.content)["Message-ID"] for each in smtp_sink.letters] == (
        [row.message_id] * delivered
    )


def test_a_server_that_is_down_is_tried_again(write: Write, box: Mailbox) -> None:
    Mailbox.objects.update(smtp_port=1)
    row = write()
    assert send(row.pk, LEASE, NOW) == "queued"
    assert _state(row) == (
        "queued", "127.0.0.1 refuses connections on port 1: check the port, and that the mail server runs.",
    )  # fmt: skip
    assert row.attempts == 1


def test_a_server_without_starttls_gets_nothing(write: Write, smtp_sink: SmtpSink) -> None:
    Mailbox.objects.update(smtp_tls="starttls")
    row = write()
    assert send(row.pk, LEASE, NOW) == "queued"
    assert _state(row) == ("queued", f"127.0.0.1 does not offer STARTTLS on port {smtp_sink.port}.")
    assert smtp_sink.seen == []


def test_a_desk_that_cannot_send_keeps_its_letters(write: Write) -> None:
    Mailbox.objects.update(smtp_host="")
    row = write()
    assert send(row.pk, LEASE, NOW) == "queued"
    assert _state(row) == ("queued", "No mailbox has an SMTP server yet: add one with “opora mail add”.")


# --- what must not leave ------------------------------------------------------------------------------------


def test_a_letter_whose_moment_has_passed_is_stale(write: Write, smtp_sink: SmtpSink) -> None:
    passed, now_or_never = write(useless_after=NOW - timedelta(seconds=1)), write(useless_after=NOW)
    assert send(passed.pk, LEASE, NOW) == "stale"
    assert (_state(passed)[0], smtp_sink.seen, passed.attempts) == ("stale", [], 0)
    # A moment is met at its very instant (T4), so it is no lie yet.
    assert send(now_or_never.pk, LEASE, NOW) == "sent"


def test_a_letter_that_may_have_left_and_is_stale_now_says_so(write: Write, smtp_sink: SmtpSink) -> None:
    """Its try broke off after the text, and nobody can know; the same without such a try has nothing to say."""
    doubtful, plain = write(useless_after=NOW), write(useless_after=NOW)
    Outbound.objects.filter(pk=doubtful.pk).update(state="sending", attempts=1, tried_at=NOW)
    assert [_again(row, NOW + MINUTE) for row in (doubtful, plain)] == ["stale", "stale"]
    assert [_state(row) for row in (doubtful, plain)] == [("stale", DOUBT), ("stale", "")]
    assert smtp_sink.seen == []


def test_an_older_letter_to_the_same_reader_goes_first(write: Write, smtp_sink: SmtpSink, ticket: Ticket) -> None:
    older, newer = write(ticket=ticket), write(ticket=ticket)
    colleague = write(ticket=ticket, recipient="colleague@example.org")
    assert send(newer.pk, LEASE, NOW) == "queued"
    newer.refresh_from_db()
    assert (newer.state, newer.attempts, newer.not_before) == ("queued", 0, NOW + timedelta(seconds=5))
    assert newer.lease_id is None
    assert send(colleague.pk, LEASE, NOW) == "sent"
    assert send(older.pk, LEASE, NOW) == "sent"
    assert _again(newer, NOW + timedelta(seconds=5)) == "sent"
    assert [letter.content for letter in smtp_sink.letters] == [bytes(row.raw) for row in (colleague, older, newer)]


def test_a_letter_waits_as_long_as_the_older_one(write: Write, ticket: Ticket) -> None:
    write(ticket=ticket, not_before=NOW + timedelta(minutes=30))
    newer = write(ticket=ticket)
    assert send(newer.pk, LEASE, NOW) == "queued"
    newer.refresh_from_db()
    assert newer.not_before == NOW + timedelta(minutes=30)


@pytest.mark.parametrize("state", ["failed", "stale", "sent", "shown"])
def test_an_older_letter_that_is_done_with_holds_nobody_up(write: Write, ticket: Ticket, state: str) -> None:
    write(ticket=ticket, state=state)
    assert send(write(ticket=ticket).pk, LEASE, NOW) == "sent"


@pytest.mark.parametrize("recipient", ["tester@example.org", "Tester@Example.org", "anybody@allowed.test"])
def test_an_allow_list_lets_through(
    write: Write, smtp_sink: SmtpSink, settings: SimpleNamespace, recipient: str
) -> None:
    settings.MAIL_ALLOW = ["tester@example.org", "@allowed.test"]
    assert send(write(recipient=recipient).pk, LEASE, NOW) == "sent"
    assert len(smtp_sink.letters) == 1


@pytest.mark.parametrize(
    "recipient", ["client@example.org", "anybody@not-allowed.test", "a@deep.allowed.test", "a@allowed.test.example.org"]
)
def test_an_allow_list_stops_the_others(
    write: Write, smtp_sink: SmtpSink, settings: SimpleNamespace, recipient: str
) -> None:
    settings.MAIL_ALLOW = ["tester@example.org", "@allowed.test"]
    row = write(recipient=recipient)
    assert send(row.pk, LEASE, NOW) == "failed"
    assert _state(row) == ("failed", "Not sent: the recipient is not among those that OPORA_MAIL_ALLOW lets through.")
    assert smtp_sink.seen == []


def test_neither_addresses_nor_words_stand_in_the_log(
    write: Write, smtp_sink: SmtpSink, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    smtp_sink.mood = "refuse"
    row = write()
    send(row.pk, LEASE, NOW)
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("opora")]
    assert ours == [f"letter {row.pk}: failed"]


# --- the folder in place of SMTP ----------------------------------------------------------------------------


def test_a_folder_takes_the_letters_of_a_demo(
    write: Write, smtp_sink: SmtpSink, settings: SimpleNamespace, tmp_path: Path
) -> None:
    settings.MAIL_OUT_DIR = str(tmp_path / "out")
    row = write()
    assert send(row.pk, LEASE, NOW + MINUTE) == "sent"
    name = f"20260508T124000Z-{row.pk:08d}.eml"
    assert [path.name for path in (tmp_path / "out").iterdir()] == [name]
    assert (tmp_path / "out" / name).read_bytes() == bytes(row.raw)
    assert _state(row) == ("sent", f"Written to {name}.")
    assert (row.sent_at, smtp_sink.seen) == (NOW + MINUTE, [])


def test_a_folder_that_cannot_be_written_is_tried_again(
    write: Write, settings: SimpleNamespace, tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("a file, not a folder")
    settings.MAIL_OUT_DIR = str(tmp_path / "out")
    row = write()
    assert send(row.pk, LEASE, NOW) == "queued"
    assert _state(row)[1].startswith("The folder OPORA_MAIL_OUT_DIR cannot be written to")


# --- kills --------------------------------------------------------------------------------------------------

SCRIPT = (
    "import sys, django; django.setup()\n"
    "from datetime import datetime; from uuid import UUID\n"
    "from opora.channels.mail.send import send\n"
    "send(int(sys.argv[1]), UUID(sys.argv[2]), datetime.fromisoformat(sys.argv[3]))\n"
)


def _killed(row: Outbound, environment: dict[str, str], seam: str) -> None:
    words = [str(row.pk), str(LEASE), NOW.isoformat()]
    killed = subprocess.run(
        [sys.executable, "-c", SCRIPT, *words],
        env=environment | {"OPORA_KILL_AT": seam, "OPORA_KILL_ONCE": environment["OPORA_DATA_DIR"] + ".killed"},
        check=False,
    )
    assert killed.returncode == -9


@pytest.mark.django_db(transaction=True)
def test_killed_before_the_answer_is_marked(write: Write, smtp_sink: SmtpSink, environment: dict[str, str]) -> None:
    row = write()
    _killed(row, environment, "data-sent")
    assert _state(row) == ("sending", "")
    assert (row.tried_at, row.attempts) == (NOW, 1)
    # Nobody can know: it is sent again, under the same Message-ID, and the doubt is on record.
    assert _again(row, NOW + MINUTE) == "sent"
    assert _state(row) == ("sent", f"250 2.0.0 kept ({DOUBT})")
    assert [bytes(row.raw)] * 2 == [delivery.content for delivery in smtp_sink.letters]


@pytest.mark.django_db(transaction=True)
def test_killed_after_the_mark_nothing_is_sent_twice(
    write: Write, smtp_sink: SmtpSink, environment: dict[str, str]
) -> None:
    row = write()
    _killed(row, environment, "marked")
    assert _state(row) == ("sent", "250 2.0.0 kept")
    assert _again(row, NOW + MINUTE) == "gone"
    assert len(smtp_sink.letters) == 1


@pytest.mark.django_db(transaction=True)
def test_killed_with_a_folder_nothing_is_written_twice(
    write: Write, environment: dict[str, str], tmp_path: Path, settings: SimpleNamespace
) -> None:
    settings.MAIL_OUT_DIR = str(tmp_path / "out")
    row = write()
    _killed(row, environment | {"OPORA_MAIL_OUT_DIR": settings.MAIL_OUT_DIR}, "data-sent")
    assert _state(row)[0] == "sending"
    assert _again(row, NOW + MINUTE) == "sent"
    assert len(list((tmp_path / "out").iterdir())) == 1


def test_a_lease_that_changed_hands_in_mid_sending_does_not_hide_the_answer(
    write: Write, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = write()
    other = UUID(int=7)

    def stolen(name: str) -> None:
        if name == "data-sent":
            Outbound.objects.filter(pk=row.pk).update(lease_id=other)

    monkeypatch.setattr("opora.channels.mail.send.seam", stolen)
    assert send(row.pk, LEASE, NOW) == "sent"
    assert _state(row) == ("sent", "250 2.0.0 kept")
    assert send(row.pk, other, NOW) == "gone"
    assert len(smtp_sink.letters) == 1

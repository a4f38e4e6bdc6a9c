"""What the worker takes up, row by row: what is due, and what becomes of a row on which the work failed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from opora.channels.models import InboundMail, Mailbox, Outbound
from opora.cli import sources
from opora.cli.heart import Heart
from opora.tickets.models import Ticket
from tests.cli import works

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 12, 6, 0, tzinfo=UTC)
LEASE = timedelta(seconds=60)
JUST = timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def _nothing_done() -> None:
    works.DONE.clear()
    works.seen.clear()


def source(rows: sources.Rows, work: Callable[..., None]) -> sources.RowSource:
    heart = Heart(lambda: NOW, LEASE)
    return sources.RowSource(replace(rows, work=f"tests.cli.works.{work.__name__}"), LEASE, heart)


def ticket(next_at: datetime) -> int:
    return Ticket.objects.create(
        registered_at=NOW, subject="s", channel="mail", level="basic", calendar="ru", customer_zone="Europe/Moscow",
        next_at=next_at, next_kind="goal",
    ).pk  # fmt: skip


def mailbox(**columns: object) -> int:
    count = Mailbox.objects.count()
    return Mailbox.objects.create(**{"name": f"box-{count}", "kind": "imap", "connected_at": NOW} | columns).pk


def letter(**columns: object) -> int:
    box = Mailbox.objects.first() or Mailbox.objects.get(pk=mailbox())
    digest = f"{InboundMail.objects.count():064}"
    given = {"mailbox": box, "digest": digest, "size": 1, "server_at": NOW, "kept_at": NOW} | columns
    return InboundMail.objects.create(**given).pk


def outbound(**columns: object) -> int:
    count = Outbound.objects.count()
    given = {
        "event_id": count, "reaction": "r", "recipient": "a@example.org", "message_id": f"<{count}@example.org>",
        "subject": "s", "sender": "desk@example.org", "raw": b"", "state": "queued", "created_at": NOW,
        "not_before": NOW,
    } | columns  # fmt: skip
    return Outbound.objects.create(**given).pk


def worked(each: sources.RowSource, now: datetime = NOW) -> list[int]:
    """The rows that the source works on until it finds nothing more."""
    while each.step(now):
        pass
    return works.DONE


def test_a_ticket_is_due_a_minute_after_its_moment() -> None:
    """An answer at the very instant is in time, so the machine looks a minute later (P1, T4)."""
    ticket(NOW - timedelta(seconds=60))
    late = ticket(NOW - timedelta(seconds=60) - JUST)
    later = ticket(NOW - timedelta(hours=1))
    assert worked(source(sources.TICKETS, works.settle)) == [later, late]
    assert not Ticket.objects.exclude(lease_id=None, lease_until=None).exists()


def test_letters_are_filed_in_order_of_keeping() -> None:
    first = letter()
    letter(not_before=NOW + JUST)
    letter(state="filed")
    letter(state="failed")
    again = letter(not_before=NOW)
    assert worked(source(sources.LETTERS, works.file)) == [first, again]


def test_only_queued_letters_leave_when_their_moment_has_come() -> None:
    second, first = outbound(), outbound(not_before=NOW - JUST)
    outbound(not_before=NOW + JUST)
    interrupted = outbound(state="sending")
    for state in ("shown", "sent", "failed", "stale"):
        outbound(state=state)
    assert worked(source(sources.OUTBOUND, works.send)) == [first, second, interrupted]
    assert Outbound.objects.filter(state="sent").count() == 4


def test_mailboxes_are_looked_at_when_due() -> None:
    due = mailbox(look_at=NOW)
    mailbox(look_at=NOW + JUST)
    mailbox()
    mailbox(kind="pipe", look_at=NOW)
    looked = source(sources.MAILBOXES, works.refuse)
    assert worked(looked) == [due]


def test_a_letter_that_fails_is_counted_and_tried_later() -> None:
    bad, good = letter(), letter()
    assert worked(source(sources.LETTERS, works.refuse)) == [bad, good]
    row = InboundMail.objects.get(pk=bad)
    assert (row.state, row.attempts, row.lease_id) == ("kept", 1, None)
    assert row.not_before == datetime(2026, 5, 12, 6, 0, 30, tzinfo=UTC)
    assert "ValueError" in row.trouble
    works.DONE.clear()
    assert worked(source(sources.LETTERS, works.file), NOW + timedelta(seconds=30)) == [bad, good]
    assert InboundMail.objects.get(pk=bad).attempts == 2


def test_what_failed_is_said_without_what_it_said(caplog: pytest.LogCaptureFixture) -> None:
    bad = letter()
    source(sources.LETTERS, works.refuse).step(NOW)
    (line,) = caplog.messages
    assert f"letters {bad}" in line
    assert "ValueError" in line
    assert "lena" not in caplog.text + InboundMail.objects.get().trouble


def test_a_letter_that_kills_its_workers_comes_ever_more_rarely() -> None:
    """Killed at 06:00, 06:01 and 06:02; from the third taking on it is put off (120 s) before the work begins."""
    letter()
    killing = source(sources.LETTERS, works.die)
    for minute in range(3):
        with pytest.raises(works.Killed):
            killing.step(NOW + timedelta(minutes=minute))
    put_off = datetime(2026, 5, 12, 6, 4, tzinfo=UTC)
    assert works.seen == [None, None, put_off]
    assert not killing.step(NOW + timedelta(minutes=3))
    with pytest.raises(works.Killed):
        killing.step(NOW + timedelta(minutes=4))


def test_a_letter_of_ours_that_fails_is_counted_and_tried_later() -> None:
    bad = outbound()
    assert worked(source(sources.OUTBOUND, works.refuse)) == [bad]
    row = Outbound.objects.get()
    assert (row.state, row.attempts, row.lease_id) == ("queued", 1, None)
    assert row.not_before == datetime(2026, 5, 12, 6, 0, 30, tzinfo=UTC)
    assert worked(source(sources.OUTBOUND, works.send), NOW + timedelta(seconds=30)) == [bad, bad]


def test_a_ticket_that_fails_rests_and_the_others_go_on() -> None:
    bad, next_bad = ticket(NOW - timedelta(hours=2)), ticket(NOW - timedelta(hours=1))
    failing = source(sources.TICKETS, works.refuse)
    assert worked(failing) == [bad, next_bad]
    assert worked(failing, NOW + timedelta(seconds=59)) == [bad, next_bad]
    assert worked(source(sources.TICKETS, works.settle), NOW + timedelta(seconds=60)) == [bad, next_bad, bad, next_bad]


def test_a_row_that_stays_due_does_not_keep_the_worker(caplog: pytest.LogCaptureFixture) -> None:
    """A defect in the work would otherwise turn one ticket round for ever, before all others."""
    stuck, waiting = ticket(NOW - timedelta(hours=2)), ticket(NOW - timedelta(hours=1))
    assert worked(source(sources.TICKETS, works.idle)) == [stuck] * 20 + [waiting] * 20
    assert [message for message in caplog.messages if "stays due" in message] != []
    works.DONE.clear()
    assert worked(source(sources.TICKETS, works.settle), NOW + timedelta(seconds=60)) == [stuck, waiting]


def test_a_full_mailbox_is_emptied_look_after_look(caplog: pytest.LogCaptureFixture) -> None:
    """The look gives the mailbox back by itself, due at once as long as there is more: that is no defect."""
    full = mailbox(look_at=NOW)
    assert worked(source(sources.MAILBOXES, works.look)) == [full] * 30
    assert caplog.messages == []


def test_a_mailbox_is_looked_into_after_a_clock_was_set_back() -> None:
    """A look is ten minutes off at most: one that is due tomorrow was put there by a clock that was wrong."""
    mailbox(look_at=NOW + timedelta(hours=1))
    assert worked(source(sources.MAILBOXES, works.idle)) == []
    far = mailbox(look_at=NOW + timedelta(days=1))
    assert worked(source(sources.MAILBOXES, works.look))[0] == far


def test_a_source_works_where_the_street_is() -> None:
    """The names under which the street is called."""
    assert [
        (rows.name, rows.work) for rows in (sources.LETTERS, sources.TICKETS, sources.OUTBOUND, sources.MAILBOXES)
    ] == [
        ("letters", "opora.flow.arrive.letter"),
        ("tickets", "opora.flow.tick.ticket"),
        ("outbound", "opora.flow.depart.letter"),
        ("mailboxes", "opora.channels.mail.fetch.look"),
    ]

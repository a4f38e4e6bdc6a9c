"""A mailbox that falls silent, or cannot be looked into, is told of once; a letter, or a look, ends it.

Yekaterinburg, 9-13 and 14-18: 17-19, 22-26, 29, 30 December 2025 and 12 January 2026 are full days, all between is off.
With twenty letters on each of the fourteen dates, 10:00 to 14:45, silence is against the habit from 12 January 11:03:45
(tests/core/test_silence.py).
"""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.utils.module_loading import import_string

from opora.channels import actions as channels
from opora.channels.mail.keep import keep
from opora.channels.models import InboundMail, Mailbox, Outbound
from opora.cli import sources
from opora.core.events import MailboxAlarmed, MailboxCleared
from opora.flow import watch
from opora.ledger.queries import history_of
from tests.core.test_silence import at, every_quarter
from tests.stories.street import letter
from tests.world import build

pytestmark = [pytest.mark.django_db, pytest.mark.both]

WINTER = datetime(2025, 12, 1, tzinfo=UTC)


@pytest.fixture
def support(tmp_path: Path, settings: SimpleNamespace) -> Mailbox:
    """The mailbox of Yekaterinburg, into which a worker looks: twenty letters came on each of fourteen dates."""
    settings.DATA_DIR = tmp_path
    world = build(WINTER)
    row = Mailbox.objects.create(
        name="support", kind="imap", host="mail.vendor.test", address="support@vendor.test",
        smtp_host="mail.vendor.test", office=world.yekaterinburg, connected_at=WINTER,
    )  # fmt: skip
    arrived(row, every_quarter(date(2025, 12, 17), 14))
    return row


def arrived(row: Mailbox, instants: list[datetime]) -> None:
    """Letters of which only the instants matter."""
    InboundMail.objects.bulk_create(
        InboundMail(
            mailbox=row, digest=uuid4().hex, size=1, server_at=one, kept_at=one, state="aside", rule="bounce"
        )
        for one in instants
    )  # fmt: skip


def looked(row: Mailbox, text: str, trouble: str = "", failures: int = 0) -> None:
    """A worker has looked into the mailbox, and then watches over it."""
    now = at(text).astimezone(UTC)
    lease = channels.lease_mailbox(row.pk, now)
    assert lease is not None
    if trouble:
        channels.note_trouble(row.pk, lease, trouble, failures, now)
    else:
        channels.note_look(row.pk, lease, now, now, row.look_at)
    watch.over_all(now)


def told() -> list[tuple[str, str]]:
    """To whom the letters went, and what they are about."""
    return list(
        Outbound.objects.filter(reaction="tell_administrators").order_by("pk").values_list("recipient", "subject")
    )


def state(row: Mailbox) -> str:
    return Mailbox.objects.get(pk=row.pk).alarm


def test_silence_is_told_once_after_the_holidays_and_a_letter_ends_it(support: Mailbox) -> None:
    for day in range(31):  # 30 December to 11 January, morning and evening
        looked(support, f"{date(2025, 12, 30) + timedelta(days=day // 2.4):%Y-%m-%d} {(9, 18)[day % 2]}:30")
    looked(support, "2026-01-11 23:50")
    looked(support, "2026-01-12 11:00")
    assert (state(support), told()) == ("", [])
    for minute in (10, 20, 30):
        looked(support, f"2026-01-12 11:{minute}")
    looked(support, "2026-01-12 18:00")
    looked(support, "2026-01-19 18:00")
    assert state(support) == "silent"
    assert told() == [("galina@vendor.test", "Почтовый ящик молчит: support@vendor.test")]
    # One more letter, and the worker's next round.
    came = at("2026-01-19 18:02").astimezone(UTC)
    keep(BytesIO(letter("anna@gear.example.org", "Не открывается", "Сборка", came)), support, came, came)
    looked(support, "2026-01-19 18:10")
    assert (state(support), len(told())) == ("", 1)
    happened = [one.event for one in history_of("mailbox", support.pk)]
    last = at("2025-12-30 14:45").astimezone(UTC)
    assert happened == [MailboxAlarmed("silent", last, letters=280, days=10), MailboxCleared("silent")]


def test_a_mailbox_into_which_nobody_can_look_is_failing_and_not_silent(support: Mailbox) -> None:
    """What lies on the server nobody knows. A quarter of an hour is left to a server that begins anew."""
    looked(support, "2026-01-12 09:00")
    looked(support, "2026-01-12 09:10", "mail.vendor.test hung up.", 6)
    assert (state(support), told()) == ("", [])
    for minute in (15, 20):
        looked(support, f"2026-01-12 09:{minute}", "mail.vendor.test hung up.", 7)
    looked(support, "2026-01-12 09:50", "mail.vendor.test hung up.", 9)
    assert state(support) == "failing"
    assert told() == [("galina@vendor.test", "Почтовый ящик не открывается: support@vendor.test")]
    looked(support, "2026-01-12 10:00")
    assert (state(support), len(told())) == ("", 1)


def test_a_desk_that_was_off_looks_before_it_says_that_nothing_comes(support: Mailbox) -> None:
    """A worker that was stopped for a week must not take its own silence for the customers'."""
    looked(support, "2026-01-12 09:30")
    watch.over_all(at("2026-01-19 09:00").astimezone(UTC))
    assert state(support) == ""
    looked(support, "2026-01-19 09:10")
    assert state(support) == "silent"


def test_the_worker_watches_by_the_clock() -> None:
    assert watch.WATCHING in sources.STANDING
    assert import_string(watch.WATCHING.task) is watch.look


def test_two_who_watch_at_the_same_time_tell_once(support: Mailbox) -> None:
    """The one who comes second finds it told, though what they read said otherwise."""
    looked(support, "2026-01-12 11:00")
    stale = Mailbox.objects.get(pk=support.pk)
    stale.looked_at = at("2026-01-12 11:10").astimezone(UTC)
    looked(support, "2026-01-12 11:10")
    watch.over(stale, at("2026-01-12 11:10").astimezone(UTC))
    assert len(told()) == 1

"""No plan of the journal, nor of a mailbox's page and watch, reads all letters: EXPLAIN over some thousand of them."""

import re
from datetime import UTC, timedelta

import pytest
from django.db import connection

from opora.channels.access import Asked, journal_for, mailboxes_for
from opora.channels.models import InboundMail, Mailbox
from opora.flow import watch
from tests.plans import plans
from tests.stories.may_2026 import local
from tests.web.console import Console

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOW = local("05-06 12:00").astimezone(UTC)
LETTERS = 6000


@pytest.fixture
def support(console: Console) -> Mailbox:
    """Two mailboxes with a letter every two hours, turn by turn, from four hundred senders."""
    since = NOW - timedelta(hours=2 * LETTERS)
    rows = [
        Mailbox.objects.create(name=name, kind="pipe", connected_at=since, office=console.world.yekaterinburg)
        for name in ("support", "sales")
    ]
    InboundMail.objects.bulk_create(
        InboundMail(
            mailbox=rows[one % 2], digest=f"{one:064}", size=1, server_at=NOW - timedelta(hours=2 * one),
            kept_at=NOW - timedelta(hours=2 * one), letter_key=f"<{one}@mail.example.org>",
            own_id=f"<{one}@mail.example.org>", sender=f"person{one % 400}@example.org", state="filed",
        )
        for one in range(LETTERS)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return rows[0]


def whole(plan: str) -> list[str]:
    """The lines of a plan that read all letters, or sort more than those of one Message-ID."""
    if "letter_by_own_id" in plan:
        return []
    if connection.vendor == "sqlite":
        pattern = r"SCAN (channels_inboundmail|U0)(?! USING (COVERING )?INDEX letter_by_date)|TEMP B-TREE FOR ORDER BY"
    else:
        pattern = r"Seq Scan on channels_inboundmail"
    return [line for line in plan.splitlines() if re.search(pattern, line)]


def test_the_journal_reads_a_page_however_it_is_asked(console: Console, support: Mailbox) -> None:
    day = NOW - timedelta(days=100)
    for asked in (
        Asked(),
        Asked("77@mail.example.org"),
        Asked("person7@example.org"),
        Asked("nobody@example.org"),
        Asked(since=day, until=day + timedelta(days=1)),
        Asked("person7@example.org", day, day + timedelta(days=1)),
    ):
        with plans("channels_inboundmail") as said:
            _, after = journal_for(console.world.olga, asked)
            journal_for(console.world.olga, asked, after)
        assert len(said) >= 2
        assert [line for plan in said for line in whole(plan)] == [], (asked, said)


def test_a_mailbox_is_watched_and_shown_by_its_last_weeks(console: Console, support: Mailbox) -> None:
    with plans("channels_inboundmail") as said:
        watch.over_all(NOW + timedelta(days=2))
        seen = watch.seen(support, NOW)
        assert [last for row, last in mailboxes_for(console.world.galina) if row.pk == support.pk] == [NOW]
    # Monday 13 April to Wednesday 6 May, 12:00, every four hours: the 6th has 0, 4, 8 and 12.
    assert [count for _on, count in seen.dates] == [6] * 23 + [4]
    assert len(said) >= 5
    # What came in weeks is counted by dates, sorted in memory.
    found = [line for plan in said for line in whole(plan) if "GROUP BY" not in line]
    assert found == [], said


def test_a_question_without_its_index_is_noticed(console: Console, support: Mailbox) -> None:
    with plans("channels_inboundmail") as said:
        assert not InboundMail.objects.filter(size__gt=1).exists()
    assert whole(said[0])

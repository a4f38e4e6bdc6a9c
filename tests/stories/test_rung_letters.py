"""A rung that is theirs now is told at once, though three letters have gone (E4, «yours now»), over the whole street.

Olga manages Yekaterinburg; her hours are 9-13 and 14-18, her digests at 9:00 and 14:00, three letters a day.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from opora.core.events import LadderListed
from opora.core.step import MACHINE
from opora.flow import act, bundle
from opora.flow.bundle import letters_of_day
from opora.flow.step import begin
from tests.stories.may_2026 import local
from tests.stories.street import Street
from tests.stories.test_bundles import letters, moments, opened
from tests.stories.test_ladder import called
from tests.stories.test_rules import utc
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def reminded(world: World, at: str) -> Street:
    """A ticket of an hour before, and its customer calls: it is Olga's rung now."""
    street = opened(world, f"{local(at) - timedelta(hours=1):%m-%d %H:%M}")
    called(street.ticket, world.irina, at, 1)
    bundle.write_all(utc(at))
    return street


def test_the_third_letter_is_the_rungs_and_the_digest_goes_with_it(world: World) -> None:
    """What is near waits for 14:00, and goes with the third letter at 11:30: no other one is left for it."""
    mine = opened(world, "05-06 08:55")
    act.assign(mine.ticket_id, world.irina, world.olga, utc("05-06 09:00"))
    bundle.write_all(utc("05-06 09:05"))
    reminded(world, "05-06 10:00")
    assert moments("olga") == ["05-06 09:00", "05-06 10:00"]
    # The third is kept for the digest: a reply waits for it, a rung does not.
    mine.reply("Есть новости?", local("05-06 11:00"))
    bundle.write_all(utc("05-06 11:29"))
    assert moments("olga") == ["05-06 09:00", "05-06 10:00"]
    rung = reminded(world, "05-06 11:30")
    at, text = letters("olga")[-1]
    assert at == "05-06 11:30"
    assert rung.ticket.number in text
    assert mine.ticket.number in text
    bundle.write_all(utc("05-07 08:59"))
    assert len(letters("olga")) == 3


def test_after_three_it_goes_all_the_same_and_many_are_one_an_hour(world: World) -> None:
    for at in ("05-06 10:00", "05-06 10:30", "05-06 11:00"):
        reminded(world, at)
    assert moments("olga") == ["05-06 10:00", "05-06 10:30", "05-06 11:00"]
    fourth, fifth = reminded(world, "05-06 11:10"), reminded(world, "05-06 11:40")
    bundle.write_all(utc("05-06 14:59"))
    assert moments("olga")[3:] == ["05-06 12:00"]
    assert all(street.ticket.number in letters("olga")[3][1] for street in (fourth, fifth))
    # An hour later at once; what is no rung waits for tomorrow.
    act.assign(fourth.ticket_id, world.irina, world.olga, utc("05-06 15:10"))
    bundle.write_all(utc("05-06 15:10"))
    assert len(letters("olga")) == 4
    reminded(world, "05-06 15:20")
    assert moments("olga")[4:] == ["05-06 15:20"]


# --- how many have gone is asked of a day ---------------------------------------------------------------------------


@contextmanager
def asked() -> Iterator[list[str]]:
    """The plans of what the ledger is asked."""
    plans: list[str] = []
    with CaptureQueriesContext(connection) as done:
        yield plans
    how = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
        for one in (query["sql"] for query in done.captured_queries if "ledger_event" in query["sql"]):
            cursor.execute(f"{how} {one}")
            plans.append(str(cursor.fetchall()))


def test_a_heads_letters_of_a_day_are_found_by_type_and_day(world: World) -> None:
    """However many mornings lie behind: an index names them, and none of another day is read."""
    first = datetime(2026, 1, 12, 6, tzinfo=UTC)
    for number in range(60):
        with begin(first + timedelta(days=number), MACHINE, "tick") as step:
            day = (first + timedelta(days=number)).date()
            step.note(LadderListed(day.isoformat()), "user", world.viktor.pk)
    with asked() as plans:
        assert letters_of_day(world.viktor, date(2026, 2, 2)) == 1
        assert letters_of_day(world.viktor, date(2026, 6, 2)) == 0
    assert len(plans) == 2
    # The index is entered by the type and by the day: (type=? AND at>? AND at<?), or Index Cond: (… AND (at >= …
    assert all(re.search(r"event_type_at.*\bat ?>", plan, re.S) for plan in plans), plans

"""`opora doctor` proves that nobody is forgotten, on tables that somebody spoiled by hand."""

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection

from opora.flow import act
from opora.flow.doctor import LAWS, examine
from opora.promises.models import Promise
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.stories.street import Street
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOW = local("05-06 11:00").astimezone(UTC)


@pytest.fixture
def street(world: World) -> Street:
    """A warranty ticket of 6 May 10:00, due on 7 May 10:00."""
    made = Street(world, "anna@gear.example.org")
    made.happen("opens", local("05-06 10:00"))
    return made


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def checks(now: datetime = NOW, *, repair: bool = False) -> list[tuple[str, str]]:
    """What is found ticket by ticket; the laws have tests of their own."""
    laws = {law.name for law in LAWS}
    return [(found.check, found.about) for found in examine(now, repair=repair) if found.check not in laws]


def test_a_sound_desk_has_no_findings(street: Street) -> None:
    assert checks() == []


def test_a_wrong_moment_is_found_and_mended(street: Street) -> None:
    sql("UPDATE tickets_ticket SET next_at = %s WHERE id = %s", datetime(2027, 1, 1, tzinfo=UTC), street.ticket_id)
    assert checks(repair=True) == [("ledger", street.ticket.number)]
    assert (street.ticket.next_at, checks()) == (local("05-07 10:00"), [])


def test_a_ticket_closed_behind_its_ledger_is_found_and_mended(street: Street) -> None:
    """The worst of all: nobody looks at a closed ticket any more."""
    sql(
        "UPDATE tickets_ticket SET stage = 'closed', next_at = NULL, next_kind = '', closed_at = %s WHERE id = %s",
        NOW, street.ticket_id,
    )  # fmt: skip
    assert checks(repair=True) == [("ledger", street.ticket.number)] * 4
    assert (street.ticket.stage, street.ticket.next_at) == ("received", local("05-07 10:00"))
    assert checks() == []


def test_a_promise_row_that_differs_is_found_and_mended(street: Street) -> None:
    sql("UPDATE promises_promise SET due_at = %s WHERE kind = 'resolution'", NOW)
    sql("DELETE FROM promises_promise WHERE kind = 'word'")
    assert checks(repair=True) == [("promise", street.ticket.number)] * 2
    # 40 wh as in story A.
    assert Promise.objects.get(kind="resolution").due_at == local("05-14 11:00")
    assert checks() == []


def test_a_ticket_without_its_ledger_is_a_finding_and_no_crash(street: Street) -> None:
    other = Street(street.world, "sergey@bridge.example.org")
    other.happen("opens", local("05-06 10:30"))
    sql("DELETE FROM ledger_event WHERE subject = 'ticket' AND subject_id = %s", street.ticket_id)
    sql("UPDATE tickets_ticket SET next_kind = 'word' WHERE id = %s", other.ticket_id)
    assert checks(repair=True) == [("ledger", street.ticket.number), ("ledger", other.ticket.number)]
    assert checks() == [("ledger", street.ticket.number)]


def test_a_worker_that_sleeps_is_noticed(street: Street) -> None:
    """7 May 10:00 is due; 15 working minutes are allowed."""
    assert checks(local("05-07 10:15").astimezone(UTC)) == []
    assert checks(local("05-07 10:17").astimezone(UTC)) == [("worker", street.ticket.number)]


def test_a_moment_too_far_ahead_is_found(street: Street) -> None:
    """Seen from Monday 20 April, 7 May is the 12th working date: 21-24, 27-30 April, 4-7 May."""
    assert checks(local("04-20 10:00").astimezone(UTC)) == [("P4", street.ticket.number)]


def test_ten_working_days_are_ten_also_when_looked_at_on_a_holiday(world: World) -> None:
    """Promised on Friday 1 May (off) 9:00 for the tenth working date, 18 May 9:00: 4-8, 12-15, 18 May. The night
    after, "ten working days later" by T10 would be the evening of the 15th, and nobody is late."""
    made = Street(world, "sergey@bridge.example.org")
    made.happen("opens", local("04-30 10:00"))
    now, until = local("05-01 09:00").astimezone(UTC), local("05-18 09:00")
    act.tell(made.ticket_id, world.irina, "Напишем 18-го.", now, word_until=until, consent="по телефону")
    assert (made.ticket.next_at, made.ticket.next_kind) == (local("05-18 09:00"), "word")
    assert checks(local("05-02 00:00").astimezone(UTC)) == []


def test_the_command_says_so_and_its_status_too(street: Street) -> None:
    said = io.StringIO()
    with time_machine.travel(NOW, tick=False):
        call_command("doctor", stdout=said)
    assert "No faults" in said.getvalue()
    # The law that it breaks, then the column: nobody is owed a goal here.
    Ticket.objects.filter(pk=street.ticket_id).update(next_kind="goal")
    said = io.StringIO()
    with time_machine.travel(NOW, tick=False), pytest.raises(SystemExit) as status:
        call_command("doctor", "--json", "--repair", stdout=said)
    assert [json.loads(line)["check"] for line in said.getvalue().splitlines()] == ["next", "ledger"]
    assert status.value.code == 1
    assert street.ticket.next_kind == "first_response"

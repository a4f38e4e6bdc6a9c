"""`opora doctor --repair`: what stands in the rows beside what the ledger says, column by column, and mended (P4, P5).

A warranty ticket of Wed 6 May 2026 10:00: first response Thu 7 May 10:00, resolution Thu 14 May 11:00, word Tue 12 May
10:00 (7, 8, 12 May), all told.
"""

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from opora.core.events import Repaired
from opora.flow import act
from opora.flow.doctor import examine
from opora.ledger.models import Event
from opora.ledger.queries import history_of
from opora.promises.models import Promise
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.stories.street import Street
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOW = local("05-06 11:00").astimezone(UTC)
WRONG = datetime(2026, 5, 20, 6, 0, tzinfo=UTC)
AS_TEXT = "2026-05-20T06:00:00+00:00"
THURSDAY_10, THURSDAY_11 = "2026-05-07T05:00:00+00:00", "2026-05-14T06:00:00+00:00"
WEDNESDAY_10, TUESDAY_10 = "2026-05-06T05:00:00+00:00", "2026-05-12T05:00:00+00:00"

# table, kind, column, what is planted, what is shown of it, what the ledger says. The database itself refuses a
# closed_at of an open ticket, and a second live promise of a kind.
PLANTED = [
    ("ticket", "", "next_at", WRONG, AS_TEXT, THURSDAY_10),
    ("ticket", "", "next_kind", "word", "word", "first_response"),
    ("ticket", "", "stage", "research", "research", "received"),
    ("ticket", "", "stage_before", "research", "research", "office"),
    ("ticket", "", "answered_at", WRONG, AS_TEXT, ""),
    ("ticket", "", "closed_why", "spam", "spam", ""),
    ("promise", "resolution", "due_at", WRONG, AS_TEXT, THURSDAY_11),
    ("promise", "resolution", "met_at", WRONG, AS_TEXT, ""),
    ("promise", "resolution", "met_by", 3, "3", ""),
    ("promise", "resolution", "missed_at", WRONG, AS_TEXT, ""),
    ("promise", "resolution", "confessed_at", WRONG, AS_TEXT, ""),
    ("promise", "resolution", "told_due_at", None, "", THURSDAY_11),
    ("promise", "resolution", "told_at", None, "", WEDNESDAY_10),
    ("promise", "resolution", "paused_at", WRONG, AS_TEXT, ""),
    ("promise", "resolution", "withdrawn_because", "closed", "closed", ""),
    ("promise", "resolution", "span", 60, "60", "144000"),
    ("promise", "resolution", "spent", 60, "60", "0"),
    ("promise", "resolution", "basis", "moscow", "moscow", "yekaterinburg"),
    ("promise", "word", "due_at", WRONG, AS_TEXT, TUESDAY_10),
    ("promise", "word", "started_at", WRONG, AS_TEXT, WEDNESDAY_10),
    ("promise", "word", "opened_by", 9, "9", "1"),
]


@pytest.fixture
def street(world: World) -> Street:
    made = Street(world, "anna@gear.example.org")
    made.happen("opens", local("05-06 10:00"))
    return made


def plant(street: Street, table: str, kind: str, column: str, value: Any) -> None:
    with connection.cursor() as cursor:
        if table == "ticket":
            cursor.execute(f"UPDATE tickets_ticket SET {column} = %s WHERE id = %s", [value, street.ticket_id])
        else:
            statement = f"UPDATE promises_promise SET {column} = %s WHERE ticket_id = %s AND kind = %s"
            cursor.execute(statement, [value, street.ticket_id, kind])


def found(now: datetime = NOW, *, repair: bool = False) -> list[tuple[str, str, str, str]]:
    differences = [one for one in examine(now, repair=repair) if one.check in ("ledger", "promise")]
    return [(one.kind, one.field, one.stored, one.derived) for one in differences]


def everything() -> list[Any]:
    """All that a repair may touch."""
    return [list(model.objects.order_by("pk").values()) for model in (Ticket, Promise, Event)]


@pytest.mark.parametrize(("table", "kind", "column", "value", "stored", "derived"), PLANTED)
def test_a_fault_in_each_column_is_shown_and_mended(
    street: Street, table: str, kind: str, column: str, value: Any, stored: str, derived: str
) -> None:
    before = everything()
    plant(street, table, kind, column, value)
    spoiled = everything()
    shown = [(f"{kind} 1" if kind else "ticket", column, stored, derived)]
    assert found() == shown
    assert everything() == spoiled, "without --repair it only shows"
    assert found(repair=True) == shown
    assert found(repair=True) == []
    tickets, promises, events = everything()
    assert promises == before[1]
    assert [{**one, "row_version": 0} for one in tickets] == [{**one, "row_version": 0} for one in before[0]]
    assert events[:-1] == before[2]
    repaired = history_of("ticket", street.ticket_id)[-1].event
    assert repaired == Repaired(was={f"{shown[0][0]}: {column}": stored})


def test_a_row_that_is_missing_and_one_too_many_are_mended(street: Street) -> None:
    Promise.objects.filter(kind="word").delete()
    extra = Promise.objects.get(kind="resolution")
    extra.pk, extra.number, extra.withdrawn_because = None, 2, "anew"
    extra.save()
    # A live one of a kind that the ledger knows too: one of a kind may live at a time.
    extra.pk, extra.kind, extra.number, extra.withdrawn_because = None, "word", 7, ""
    extra.save()
    shown = [("word 1", "row", "", "there"), ("resolution 2", "row", "there", ""), ("word 7", "row", "there", "")]
    assert found(repair=True) == shown
    assert (found(), Promise.objects.filter(ticket=street.ticket_id).count()) == ([], 3)


def test_a_ticket_that_was_closed_behind_its_ledger_is_opened(street: Street) -> None:
    statement = (
        "UPDATE tickets_ticket SET stage = 'closed', next_at = NULL, next_kind = '', closed_at = %s WHERE id = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [WRONG, street.ticket_id])
    assert [one[1] for one in found(repair=True)] == ["stage", "next_at", "next_kind", "closed_at"]
    assert (street.ticket.stage, street.ticket.next_at, found()) == ("received", local("05-07 10:00"), [])


def test_a_sound_desk_is_left_alone(street: Street) -> None:
    act.ask(street.ticket_id, street.world.irina, "Какая версия?", NOW)
    other = Street(street.world, "sergey@bridge.example.org")
    other.happen("opens", local("05-06 10:30"))
    act.close(other.ticket_id, street.world.irina, "spam", NOW)
    before = everything()
    assert list(examine(NOW, repair=True)) == []
    assert everything() == before


def test_looking_costs_a_few_statements_for_many_tickets(street: Street) -> None:
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert found() == []
        return len(asked)

    one = statements()
    for minute in range(12):
        Street(street.world, "nikolay@rail.example.org").happen("opens", local(f"05-06 10:{10 + minute}"))
    assert statements() == one


def test_the_command_shows_each_difference_and_its_status_tells_of_them(street: Street) -> None:
    plant(street, "promise", "resolution", "due_at", WRONG)

    def doctor(*words: str) -> tuple[int, str]:
        said = io.StringIO()
        with time_machine.travel(NOW, tick=False), override("en"):
            try:
                call_command("doctor", *words, stdout=said)
            except SystemExit as status:
                return int(str(status.code)), said.getvalue()
        return 0, said.getvalue()

    number = street.ticket.number
    line = f"promise: {number}: resolution 1: due_at is {AS_TEXT}, by the ledger {THURSDAY_11}."
    why = "What we promised follows from the ledger; figures and letters go by the rows."
    assert doctor() == (1, f"{line} -> opora doctor --repair\n    (P4, P5) {why}\n")
    status, said = doctor("--repair", "--json")
    assert status == 1
    assert json.loads(said) == {
        "check": "promise", "about": number, "sentence": line.partition(f"{number}: ")[2], "mend": "mended",
        "kind": "resolution 1", "field": "due_at", "stored": AS_TEXT, "derived": THURSDAY_11,
        "rule": "P4, P5", "why": why,
    }  # fmt: skip
    assert doctor("--repair") == (0, "No faults found.\n")

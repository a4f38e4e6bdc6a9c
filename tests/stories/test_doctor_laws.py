"""The laws of `opora doctor` (docs/how-to/doctor.md): a sound desk breaks none, and each planted fault is named.

Yekaterinburg, May 2026. Anna's ticket of Wed 6 May 10:00 was missed and confessed on Thursday 10:01; Sergey's was
closed as spam, Nikolay's waits, Pavel's is answered with a note; Anna's second one came at 18:30 in a duty, and Irina
is called out.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

import pytest
from django.db import connection, transaction

from opora.channels.queries import store
from opora.contracts import actions as contracts
from opora.core.step import MACHINE
from opora.flow import act
from opora.flow.doctor import LAWS, examine
from opora.flow.step import begin
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.stories.street import Street
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOW = local("05-07 11:00").astimezone(UTC)
PAGE = Path(__file__).resolve().parents[2] / "docs/how-to/doctor.md"
BY_THE_WAY = {"ledger", "promise", "worker"}


@dataclass(frozen=True)
class Desk:
    confessed: Street
    closed: Street
    waiting: Street
    answered: Street
    called: Street


@pytest.fixture
def desk(world: World) -> Desk:
    with begin(local("05-04 09:00").astimezone(UTC), MACHINE, "cli") as step:
        contracts.enter_duty(
            step, organisation=world.gear, from_at=local("05-06 18:00"), until_at=local("05-06 22:00"),
            staff=[world.irina, world.artyom], reason="Запуск цеха",
        )  # fmt: skip
    anna, sergey = "anna@gear.example.org", "sergey@bridge.example.org"
    made = Desk(
        Street(world, anna), Street(world, sergey), Street(world, "nikolay@rail.example.org"),
        Street(world, "pavel@nowhere.example.org"), Street(world, anna),
    )  # fmt: skip
    made.closed.happen("opens", local("05-04 10:00"))
    act.close(made.closed.ticket_id, world.irina, "spam", local("05-04 11:00").astimezone(UTC))
    made.answered.happen("opens", local("05-05 14:00"))
    act.note(made.answered.ticket_id, world.irina, "Похоже на драйвер.", local("05-05 14:30").astimezone(UTC))
    made.answered.happen("answer", local("05-05 15:00"))
    made.confessed.happen("opens", local("05-06 10:00"))
    made.waiting.happen("opens", local("05-06 10:30"))
    made.waiting.happen("ask", local("05-06 11:00"))
    made.called.happen("opens", local("05-06 18:30"))
    made.confessed.happen("tick", local("05-07 10:01"))
    return made


@contextmanager
def planted(*statements: str) -> Iterator[None]:
    """What somebody's hand did to the tables; undone afterwards, with the guards of the database."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # What was written before is checked now: a table of which something waits takes no ALTER.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for statement in statements:
            unguarded = "CONSTRAINT" in statement and connection.vendor == "sqlite"
            cursor.execute("PRAGMA ignore_check_constraints = 1" if unguarded else statement)
        yield
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = 0")
        transaction.set_rollback(True)


def broken(*, files: bool = False, most: int = 100) -> set[tuple[str, str]]:
    """The laws that are broken, and where."""
    return {(one.check, one.about) for one in examine(NOW, files=files, most=most) if one.check not in BY_THE_WAY}


OF = "subject = 'ticket' AND subject_id"
LEDGER = f"ledger_event WHERE {OF}"
EVENT, TICKET, PROMISE = (f"UPDATE {one} SET" for one in ("ledger_event", "tickets_ticket", "promises_promise"))
GHOST = Ticket(pk=90).number
UNGUARDED = "ALTER TABLE tickets_ticket DROP CONSTRAINT nobody_is_forgotten"

# What is named, on which ticket, and the statements that plant it; {confessed} and so on are rows of tickets.
FAULTS = [
    # An open ticket without its next moment. It waits: no law of promises has a say.
    ("forgotten", "waiting", [UNGUARDED, f"{TICKET} next_at = NULL WHERE id = {{waiting}}"]),
    ("stage", "waiting", [f"{TICKET} stage = 'answered', next_kind = 'closing' WHERE id = {{waiting}}"]),
    ("stage", "answered", [f"{TICKET} stage = 'waiting' WHERE id = {{answered}}"]),
    ("next", "confessed", [f"{TICKET} next_kind = 'word' WHERE id = {{confessed}}"]),
    ("next", "answered", [f"{TICKET} next_kind = 'nudge' WHERE id = {{answered}}"]),
    # The recovery of 15:00 comes before the resolution of 14 May 11:00.
    ("sooner", "confessed", [f"{TICKET} next_kind = 'resolution', next_at = (SELECT due_at FROM promises_promise"
                             " WHERE ticket_id = {confessed} AND kind = 'resolution') WHERE id = {confessed}"]),
    ("owed", "closed", [f"{PROMISE} withdrawn_because = '' WHERE ticket_id = {{closed}}"]),
    ("twice-owed", "confessed", ["DROP INDEX promise_one_live", f"{PROMISE} kind = 'recovery', number = 7"
                                 " WHERE ticket_id = {confessed} AND kind = 'resolution'"]),
    ("torn", "waiting", [f"{PROMISE} opened_by = 99 WHERE ticket_id = {{waiting}} AND kind = 'word'"]),
    ("told", "waiting", [f"{PROMISE} told_at = '2026-05-01 00:00:00' WHERE ticket_id = {{waiting}}"]),
    ("confessed", "waiting", [f"{PROMISE} confessed_at = started_at WHERE ticket_id = {{waiting}}"]),
    # The resolution of who waits for the customer stands still.
    ("marks", "waiting", [f"{PROMISE} soon_at = due_at WHERE ticket_id = {{waiting}} AND kind = 'resolution'"]),
    ("marks", "confessed", [f"{PROMISE} due_at = started_at WHERE ticket_id = {{confessed}} AND kind = 'resolution'"]),
    ("sequence", "waiting", [f"DELETE FROM {LEDGER} = {{waiting}} AND sequence = 2"]),
    ("sequence", "closed", [f"{EVENT} sequence = 50 WHERE {OF} = {{closed}} AND type = 'Closed'"]),
    ("sequence", "closed", [f"DELETE FROM {LEDGER} = {{closed}} AND sequence = 1"]),
    ("backwards", "answered", [f"{EVENT} at = '2026-05-05 00:00:00' WHERE {OF} = {{answered}} AND type = 'Answered'"]),
    ("opened", "closed", [f"{EVENT} type = 'Thanked' WHERE {OF} = {{closed}} AND type = 'Opened'"]),
    ("opened", "closed", [f"DELETE FROM {LEDGER} = {{closed}}"]),
    ("opened", "closed", [f"{EVENT} type = 'Opened' WHERE {OF} = {{closed}} AND type = 'Closed'"]),
    ("stray", GHOST, [f"{EVENT} subject_id = 90 WHERE {OF} = {{closed}}"]),
    ("message", "answered", [f"DELETE FROM {LEDGER} = {{answered}} AND type = 'NoteWritten'"]),
    ("unwritten", "answered", ["DELETE FROM tickets_message WHERE ticket_id = {answered} AND audience = 'internal'"]),
    ("informed", "waiting", ["DELETE FROM promises_promise WHERE ticket_id = {waiting} AND kind = 'resolution'"]),
    ("unsent", "waiting", ["DELETE FROM channels_outbound WHERE ticket_id = {waiting} AND reaction = 'acknowledge'"]),
    ("again", "confessed", [f"{EVENT} type = 'Confessed' WHERE {OF} = {{confessed}} AND type = 'Missed'"]),
    ("hushed", "confessed", ["DELETE FROM offices_policysetting WHERE name = 'answering'"]),
    ("merged", "closed", [f"{TICKET} merged_into_id = {{waiting}} WHERE id = {{closed}}"]),
    ("merged", "closed", [f"{EVENT} type = 'Merged' WHERE {OF} = {{closed}} AND type = 'Closed'"]),
    ("called", "called", ["DELETE FROM tickets_dutycall WHERE ticket_id = {called}"]),
    ("called", "called", ["UPDATE tickets_dutycall SET number = 2 WHERE ticket_id = {called}"]),
    ("calling", "closed", ["UPDATE tickets_dutycall SET ticket_id = {closed} WHERE ticket_id = {called}"]),
    ("orphan", "participant {participant}", ["UPDATE tickets_participant SET ticket_id = 90 WHERE id = {participant}"]),
    ("orphan", "letter {letter}", ["UPDATE channels_outbound SET ticket_id = 90 WHERE id = {letter}"]),
    ("orphan", "promise {promise}", [f"{PROMISE} ticket_id = 90 WHERE id = {{promise}}"]),
    ("letter-of", "letter {letter}", ["UPDATE channels_outbound SET event_id = 999999 WHERE id = {letter}"]),
    ("letter-of", "letter {letter}", ["UPDATE channels_outbound SET ticket_id = {closed} WHERE id = {letter}"]),
    ("filed", "inbound {inbound}", ["UPDATE channels_inboundmail SET message_id = NULL WHERE id = {inbound}"]),
    ("filed", "inbound {inbound}", ["DELETE FROM ledger_event WHERE subject = 'letter' AND subject_id = {inbound}"]),
    ("filed-once", "inbound {inbound}", ["DROP INDEX letter_filed_once", "UPDATE channels_inboundmail"
                                         " SET letter_key = 'same' WHERE state = 'filed'"]),
    ("filed-once", "inbound {inbound}", ["UPDATE channels_inboundmail SET message_id = (SELECT message_id FROM"
                                         " channels_inboundmail WHERE id = {inbound})"]),
]  # fmt: skip


def test_a_sound_desk_breaks_no_law_and_each_planted_fault_is_named(desk: Desk) -> None:
    assert desk.called.ticket.next_at is not None
    assert broken(files=True) == set()
    rows = {name: getattr(desk, name).ticket_id for name in ("confessed", "closed", "waiting", "answered", "called")}
    numbers = {name: getattr(desk, name).ticket.number for name in rows}
    with connection.cursor() as cursor:
        tables = {"participant": "tickets_participant", "letter": "channels_outbound", "promise": "promises_promise"}
        for name, table in tables.items():
            cursor.execute(f"SELECT MIN(id) FROM {table} WHERE ticket_id = {rows['waiting']}")
            rows[name] = cursor.fetchone()[0]
        cursor.execute("SELECT MIN(id) FROM channels_inboundmail")
        rows["inbound"] = cursor.fetchone()[0]
    missed = []
    for name, where, statements in FAULTS:
        about = numbers.get(where) or where.format(**rows)
        with planted(*(one.format(**rows) for one in statements)):
            found = broken()
        if (name, about) not in found:
            missed.append((name, about, found))
    assert missed == []
    assert broken() == set(), "all of it is undone"
    with planted("UPDATE channels_outbound SET event_id = 999999 + id"):
        found_letters = [one.about for one in examine(NOW, most=2) if one.check == "letter-of"]
    assert (len(found_letters), found_letters[2:]) == (3, ["…"])
    _lose_files()


def _lose_files() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, digest FROM channels_inboundmail ORDER BY id")
        (first, gone), (second, short), *_ = cursor.fetchall()
    store().path(gone).unlink()
    store().path(short).write_bytes(b"?")
    assert broken() == set()
    assert broken(files=True) == {("file", f"inbound {first}"), ("file", f"inbound {second}")}


def test_every_law_is_told_and_has_a_fault_here() -> None:
    names = {law.name for law in LAWS} | {"file"}
    assert (
        set(re.findall(r"^\| `([a-z-]+)` \|", PAGE.read_text(), re.MULTILINE)) - {"worker", "recount", "quiet"} == names
    )
    assert {name for name, _, _ in FAULTS} | {"file"} == names

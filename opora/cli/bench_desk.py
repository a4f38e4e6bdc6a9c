"""A desk of years for measurements: a hundred tickets that lived on the real street, and their copies, row by row."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from io import BytesIO

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection

from opora.accounts.queries import User, staff
from opora.channels import actions as channels
from opora.channels.mail.keep import keep
from opora.channels.queries import Mailbox, letter
from opora.cli import preset
from opora.cli.bench_letters import WORDS
from opora.core.step import MACHINE
from opora.flow import act, arrive, tick
from opora.flow.step import begin
from opora.offices import actions as offices
from opora.tickets.queries import next_of, open_tickets

# Tuesday 12 May 2026 and the two weeks after it; the doctor comes on Monday 29 June.
FIRST = datetime(2026, 5, 12, 4, 0, tzinfo=UTC)
NOW = datetime(2026, 6, 29, 6, 0, tzinfo=UTC)
GRACE = timedelta(seconds=61)
PATTERNS, OPEN = 100, 2
"""Of a hundred tickets two are open, as on a desk that has kept its history for some years."""
AT_ONCE = 200
"""So many copies of the patterns are written by one statement."""
SEED = 20260629
COPIED = (
    "tickets_ticket", "tickets_participant", "tickets_message", "ledger_event", "promises_promise",
    "channels_outbound", "channels_inboundmail",
)  # fmt: skip
SAID = "('Received', 'Asked', 'Told', 'Answered', 'NoteWritten', 'RatingAsked', 'Rated')"
_INDEXES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({})",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename "
    "IN ({}) AND indexname NOT IN (SELECT conname FROM pg_constraint)",
}
"""The indexes of these tables that no constraint is made of, each with the statement that makes it."""


def lay_out(tickets: int) -> None:
    """So many tickets or a few more, each with its letter, messages, ledger, promises and letters of ours.

    A hundred are played (of a small desk, a few); what is written of them is copied with other rows' numbers. Bodies of
    letters are cut short.
    """
    patterns = PATTERNS if tickets >= PATTERNS else 5
    mailbox = _desk()
    user = next(one for one in staff() if one.role == "central")
    chosen = random.Random(SEED)
    for number in range(patterns):
        late = number >= patterns - OPEN
        at = NOW - timedelta(hours=3) if late else FIRST + timedelta(hours=2 * number)
        _live(_filed(mailbox, number, at, chosen), user, at, chosen)
    for row in list(open_tickets().values_list("pk", flat=True)):
        _let_pass(row)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE channels_outbound SET raw = {_hex('2d')}")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous = OFF")
            cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute(_INDEXES[connection.vendor].format(", ".join(f"'{table}'" for table in COPIED)))
        indexes = cursor.fetchall()
        # Made anew at the end, which is quicker than keeping them up with every row.
        dropped = [f'DROP INDEX "{name}"' for name, _ in indexes]
        made = [statement for _, statement in indexes]
        for statement in [*dropped, *copies(-(-tickets // patterns) - 1), *made, "ANALYZE"]:
            cursor.execute(statement)


def _desk() -> Mailbox:
    with begin(FIRST - timedelta(days=1), MACHINE, "cli") as step:
        preset.load(step, "demo", on=FIRST.date())
        offices.set_policy(step, name="answering", value=True)
        offices.set_policy(step, name="acknowledgements_a_day", value=10**9)
        return channels.add_mailbox(step, name="bench", kind="pipe", address="support@bench.test")


def _filed(mailbox: Mailbox, number: int, at: datetime, chosen: random.Random) -> int:
    message = EmailMessage()
    message["From"] = f"Демо {number} <demo{number}@bench.example.org>"
    message["To"] = "support@bench.test"
    message["Subject"] = f"{' '.join(chosen.sample(WORDS, 4))} {number}"
    message["Date"] = at
    message["Message-ID"] = f"<bench.{number}@bench.example.org>"
    message.set_content(" ".join(chosen.choices(WORDS, k=12)), charset="utf-8", cte="base64")
    row = keep(BytesIO(message.as_bytes()), mailbox, at, at)
    arrive.letter(row, at)
    ticket: int | None = letter(row).ticket_id
    assert ticket is not None
    return ticket


def _live(ticket: int, user: User, at: datetime, chosen: random.Random) -> None:
    """Of ten: five are answered, two are told first, two are asked first, one waits until we are late."""
    dice, hour = chosen.randrange(10), timedelta(hours=1)
    if dice == 9 and at < NOW - timedelta(days=4):
        _let_pass(ticket, at + timedelta(days=3))
        act.answer(ticket, user, "Обновите драйвер.", at + timedelta(days=3))
    elif dice in (5, 6):
        act.tell(ticket, user, "Смотрим.", at + hour)
    elif dice in (7, 8):
        act.ask(ticket, user, "Какая версия?", at + hour)
        act.resume(ticket, user, at + 2 * hour)
    if dice != 9 and at + 3 * hour < NOW:
        act.answer(ticket, user, "Обновите драйвер.", at + 3 * hour)


def _let_pass(ticket: int, until: datetime = NOW) -> None:
    while (next_at := next_of(ticket)) is not None and next_at + GRACE < until:
        tick.ticket(ticket, next_at + GRACE)


def copies(turns: int) -> Iterator[str]:
    """Statements that copy all that hangs on the patterns, so many times, some copies each."""
    last = {name: _end(name, "MAX") for name in COPIED}
    numbered = ("tickets_ticket", "tickets_message", "ledger_event", "channels_inboundmail")
    # As wide as the patterns are: their numbers need not begin at 1, and numbers end at two milliards.
    ticket, message, event, inbound = (f"turn.n * {1 + last[name] - _end(name, 'MIN')}" for name in numbered)
    tables = {
        "tickets_ticket": {"id": f"o.id + {ticket}"},
        "tickets_participant": {"ticket_id": f"o.ticket_id + {ticket}"},
        "tickets_message": {"id": f"o.id + {message}", "ticket_id": f"o.ticket_id + {ticket}"},
        "ledger_event": {
            "id": f"o.id + {event}",
            "subject_id": f"o.subject_id + CASE o.subject WHEN 'ticket' THEN {ticket} ELSE {inbound} END",
            "payload": _with_message(message),
        },
        "promises_promise": {"ticket_id": f"o.ticket_id + {ticket}"},
        "channels_outbound": {
            "ticket_id": f"o.ticket_id + {ticket}",
            "event_id": f"o.event_id + {event}",
            "message_id": "SUBSTR(o.message_id, 1, 200) || '-' || CAST(turn.n AS TEXT)",
        },
        "channels_inboundmail": {
            "id": f"o.id + {inbound}",
            "ticket_id": f"o.ticket_id + {ticket}",
            "message_id": f"o.message_id + {message}",
            "digest": "SUBSTR(o.digest, 1, 50) || '-' || CAST(turn.n AS TEXT)",
            "letter_key": "o.letter_key || '-' || CAST(turn.n AS TEXT)",
            "own_id": "o.own_id || '-' || CAST(turn.n AS TEXT)",
        },
    }
    assert set(tables) == set(COPIED)
    for first in range(1, turns + 1, AT_ONCE):
        for table, made in tables.items():
            yield _copy(table, made, last[table], first, min(first + AT_ONCE - 1, turns))


def count_on() -> Iterator[str]:
    """Statements after which new rows have numbers that no copy has."""
    # A new row of SQLite follows the highest by itself.
    yield from connection.ops.sequence_reset_sql(no_style(), apps.get_models())


def _end(table: str, which: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {which}(o.id) FROM {table} o{_only(table, 'WHERE')}")
        return int(cursor.fetchone()[0])


def _copy(table: str, made: dict[str, str], patterns: int, first: int, until: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE 1 = 0")
        columns = [one[0] for one in cursor.description if one[0] != "id" or "id" in made]
    values = ", ".join(made.get(one, f"o.{one}") for one in columns)
    only = _only(table, "AND")
    return f"""
        INSERT INTO {table} ({", ".join(columns)})
        WITH RECURSIVE turn(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM turn WHERE n < {until})
        SELECT {values} FROM turn CROSS JOIN {table} o WHERE o.id <= {patterns}{only} ORDER BY turn.n, o.id
    """


def _only(table: str, word: str) -> str:
    """Of the ledger what happened to tickets and letters, not what made the desk."""
    return f" {word} o.subject IN ('ticket', 'letter')" if table == "ledger_event" else ""


def _with_message(shift: str) -> str:
    """The payload, its message being that of the copy."""
    if connection.vendor == "sqlite":
        said = f"json_set(o.payload, '$.message', json_extract(o.payload, '$.message') + {shift})"
    else:
        said = f"jsonb_set(o.payload, '{{message}}', to_jsonb((o.payload ->> 'message')::bigint + {shift}))"
    return f"CASE WHEN o.type IN {SAID} THEN {said} ELSE o.payload END"


def _hex(text: str) -> str:
    return f"x'{text}'" if connection.vendor == "sqlite" else f"'\\x{text}'::bytea"

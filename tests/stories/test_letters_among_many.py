"""No statement of a letter's way touches rows in proportion to the tables: each is counted while it runs, on a desk of
some thousand tickets, with statistics."""

from datetime import UTC, timedelta
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection

from opora.channels.mail.keep import keep, take_in
from opora.channels.mail.lmtp import KEPT, Door
from opora.channels.models import InboundMail, Outbound
from opora.cli.bench_desk import copies, count_on
from opora.cli.bench_touch import touched
from opora.cli.heart import Heart
from opora.cli.sources import chosen
from opora.jobs.claims import LEASE
from opora.tickets.models import Message, Ticket
from tests.stories.may_2026 import local
from tests.stories.street import Street, letter, pipe
from tests.world import STRANGER, World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOW = local("05-06 12:00").astimezone(UTC)
PEOPLE = ["anna@gear.example.org", "igor@gear.example.org", "first@example.org", "second@example.org", STRANGER]
TURNS = 600
TICKETS = len(PEOPLE) * (TURNS + 1)
MOST = TICKETS // 2 if connection.vendor == "sqlite" else TICKETS // 3
"""SQLite takes three steps at least for a row, and a thousand to read its own list of triggers."""


@pytest.fixture
def street(world: World, tmp_path: Path, settings: SimpleNamespace) -> Street:
    """The ticket of Anna's, answered; around it thousands that are copies of five."""
    settings.MAIL_OUT_DIR = str(tmp_path / "out")
    streets = [Street(world, who) for who in PEOPLE]
    for number, one in enumerate(streets):
        one.happen("opens", local("05-06 10:00") + timedelta(minutes=number))
        one.happen("tell", local("05-06 11:00") + timedelta(minutes=number))
    # What somebody got today is counted, so the copies are of another day.
    Outbound.objects.update(state="sent", created_at=NOW - timedelta(days=9))
    with connection.cursor() as cursor:
        for statement in [*copies(TURNS), *count_on(), "ANALYZE"]:
            cursor.execute(statement)
    assert Ticket.objects.count() == TICKETS
    assert Message.objects.count() == 2 * TICKETS
    assert InboundMail.objects.count() == TICKETS
    return streets[0]


def letters(street: Street) -> list[tuple[str, bytes]]:
    """By which rule each must be filed, and the letter."""
    at, anna, number = local("05-06 11:55"), PEOPLE[0], street.ticket.number
    told = Outbound.objects.filter(ticket=street.ticket, audience="customer").latest("pk").message_id
    plain = letter("new@example.org", "Печать", "Чертёж-3D v22 не печатает.", at)
    unnamed = b"\r\n".join(line for line in plain.split(b"\r\n") if not line.startswith(b"Message-ID"))
    forward = (
        "Заведите.\n\n---------- Forwarded message ---------\nFrom: Анна Котова <anna@gear.example.org>\n"
        "Date: Wed, May 6, 2026 at 9:30 AM\nSubject: Сборка\nTo: Ирина <irina@vendor.test>\n\nНе открывает сборку.\n"
    )
    return [
        ("new", plain),
        ("double", b"Received: from elsewhere\r\n" + plain),
        ("new", unnamed.replace("Печать".encode("windows-1251"), b"X").replace(b"new@", b"unnamed@")),
        ("new", letter(anna, "Ещё", "Чертёж-3D v22: а это другое.", at)),
        ("own-id", letter(anna, "Re: Сборка", "Вот журнал.", at, reply_to=told)),
        ("number", letter(anna, f"Re: [{number}]", "И ещё журнал.", at)),
        ("new", letter("other@example.org", f"Re: [{number}]", "Пришлите переписку.", at)),
        ("new", letter(anna, "Re: SD-9999999", "По старому обращению.", at, reply_to="<x@y.example.org>")),
        ("colleague", letter("irina@vendor.test", "Re: Сборка", "Я посмотрела.", at, reply_to=told)),
        ("forward", letter("irina@vendor.test", "Fwd: Сборка", forward, at, charset="utf-8")),
        (
            "auto-reply",
            letter("m@example.org", "Нет меня", "До 10 мая.", at, headers={"Auto-Submitted": "auto-replied"}),
        ),
    ]


def test_no_statement_touches_a_table_whole(street: Street) -> None:
    heart = Heart(lambda: NOW, LEASE)
    filing, sending = chosen(["letters", "outbound"], lambda: NOW, LEASE, heart)
    rules = []
    with touched() as counts:
        for _, raw in letters(street):
            row = keep(BytesIO(raw), pipe(), NOW, NOW)
            assert keep(BytesIO(raw), pipe(), NOW, NOW) == row
            assert filing.step(NOW)
            rules.append(InboundMail.objects.values_list("rule", "state").get(pk=row))
        take_in(BytesIO(b"From: a@example.org\r\n\r\nPipe"), "pipe", NOW)
        assert Door("pipe", lambda: NOW).take(BytesIO(b"From: b@example.org\r\n\r\nLMTP"), ["b@vendor.test"]) == [KEPT]
        while filing.step(NOW) or sending.step(NOW):
            pass
    expected = [rule for rule, _ in letters(street)]
    assert [state if state == "double" else rule for rule, state in rules] == expected
    assert Outbound.objects.filter(state="sent", pk__gt=0).count() > 5
    assert len(counts) > 30
    assert {sql: count for sql, count in counts.items() if count > MOST} == {}


def test_a_statement_without_an_index_is_noticed(street: Street) -> None:
    """What the test above is for: read from end to end, and read by an index and thrown away."""
    with touched() as counts:
        assert InboundMail.objects.filter(size=1).first() is None
        assert InboundMail.objects.filter(pk__gt=0, trouble="x").first() is None
        assert Ticket.objects.filter(pk=street.ticket_id).first() is not None
    assert [count > MOST for count in counts.values()] == [True, True, False]

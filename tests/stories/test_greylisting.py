"""A day of greylisting: the letters of a ticket leave in order, under one Message-ID each, and none of them lies.

The clock is set by hand. A letter is tried again after 1, 2, 5, 15, 30 minutes, then each hour.
"""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from opora.channels.models import Mailbox, Outbound
from opora.cli import sources
from opora.cli.heart import Heart
from opora.core import events as e
from opora.flow import act, tick
from opora.ledger.queries import history_of
from tests.services.smtp_sink import SmtpSink
from tests.stories.may_2026 import local
from tests.stories.street import LONG_AGO, Street, words
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ANNA, NIKOLAY = "anna@gear.example.org", "nikolay@rail.example.org"
DOUBT = "It may have been delivered before: an earlier try broke off between the letter and the server's answer."
LEASE = timedelta(seconds=60)


@pytest.fixture(autouse=True)
def box(smtp_sink: SmtpSink) -> Mailbox:
    """The desk's letters leave by the sink, which puts them off at first."""
    smtp_sink.mood = "put off"
    return Mailbox.objects.create(
        name="support", kind="pipe", address="support@vendor.test", connected_at=LONG_AGO,
        smtp_host=smtp_sink.host, smtp_port=smtp_sink.port, smtp_tls="none",
    )  # fmt: skip


class Worker:
    """The worker's part that sends, by a clock of its own; ``tries`` are the moments at which a letter was due."""

    def __init__(self) -> None:
        self.now = LONG_AGO
        self.tries: list[tuple[int, datetime]] = []
        self.source = sources.RowSource(sources.OUTBOUND, LEASE, Heart(lambda: self.now, LEASE))

    def work(self, until: str) -> None:
        """Whatever is due by then, each at its moment."""
        end = local(until).astimezone(UTC)
        waiting = Outbound.objects.filter(state__in=["queued", "sending"], audience="customer")
        while (row := waiting.order_by("not_before", "pk").first()) and row.not_before <= end:
            self.now = max(self.now, row.not_before)
            self.tries.append((row.pk, self.now))
            assert self.source.step(self.now)
        self.now = end


def opened(world: World, sender: str) -> Street:
    street = Street(world, sender)
    street.happen("opens", local("05-06 10:00"))
    return street


def rows(street: Street) -> list[Outbound]:
    return list(Outbound.objects.filter(ticket=street.ticket_id, audience="customer").order_by("pk"))


def ids(contents: list[bytes]) -> list[str]:
    return [message_from_bytes(one, policy=default)["Message-ID"] for one in contents]


def test_six_hours_of_451_then_two_broken_answers(world: World, smtp_sink: SmtpSink) -> None:
    """451 from 10:00 to 16:00. The first letter is tried at 10:00, 10:01, 10:03, 10:08, 10:23, 10:53, 11:53 … 15:53,
    then at 16:53: taken, but the answer never comes. 17:53: taken. The second: the same, and again a minute later."""
    street, worker = opened(world, ANNA), Worker()
    worker.work("05-06 10:05")
    street.happen("tell", local("05-06 10:05"))
    worker.work("05-06 10:10")
    street.happen("answer", local("05-06 10:10"))
    frozen = [bytes(row.raw) for row in rows(street)]
    worker.work("05-06 16:00")
    assert [row.state for row in rows(street)] == ["queued"] * 3
    assert [row.attempts for row in rows(street)] == [11, 0, 0]
    assert rows(street)[0].server_said == "451 4.3.0 try again later"
    assert smtp_sink.letters == []

    smtp_sink.mood, smtp_sink.plan = "accept", ["take and drop", "accept", "take and drop"]
    worker.work("05-06 17:00")
    assert [(row.state, row.server_said) for row in rows(street)] == [("queued", DOUBT), ("queued", ""), ("queued", "")]
    worker.work("05-06 18:00")
    done = rows(street)
    assert [(row.state, row.server_said) for row in done] == [
        ("sent", f"250 2.0.0 kept ({DOUBT})"), ("sent", f"250 2.0.0 kept ({DOUBT})"), ("sent", "250 2.0.0 kept"),
    ]  # fmt: skip
    assert [row.sent_at for row in done] == [local(f"05-06 {at}") for at in ("17:53", "17:54", "17:54")]
    assert [row.attempts for row in done] == [13, 2, 1]
    # In order; what may have come twice is the same letter to the byte, hence of the same Message-ID.
    first, second, third = frozen
    assert [one.content for one in smtp_sink.letters] == [first, first, second, second, third]
    assert len(set(ids(frozen))) == 3
    first_tries = [at for pk, at in worker.tries if pk == done[0].pk]
    assert first_tries == [
        local(f"05-06 {at}")
        for at in ("10:00", "10:01", "10:03", "10:08", "10:23", "10:53", "11:53", "12:53", "13:53", "14:53", "15:53",
                   "16:53", "17:53")
    ]  # fmt: skip


@pytest.mark.parametrize("ticked", [True, False])
def test_a_colleagues_letter_leaves_with_the_moment_that_holds_then(
    ticked: bool, world: World, smtp_sink: SmtpSink
) -> None:
    """Irina promises to write by 15:00; her letter leaves at 16:53. By then the word is missed: what says 15:00 never
    leaves, her own words do, and behind them the confession. Recovery: four working hours from 15:00 (3 h to
    18:00, then from 9:00) are Thursday 10:00; found only at 15:53, when the letter is due again (2 h 07 min), Thursday
    10:53."""
    street, worker = opened(world, ANNA), Worker()
    worker.work("05-06 10:05")
    at, until = (local(f"05-06 {one}").astimezone(UTC) for one in ("10:05", "15:00"))
    act.tell(street.ticket_id, world.irina, "Воспроизвели, ищем причину в драйвере.", at, word_until=until)
    frozen = bytes(rows(street)[1].raw)
    assert "Напишем снова до среды, 6 мая, 15:00." in words(message_from_bytes(frozen, policy=default))
    worker.work("05-06 15:01")
    if ticked:
        tick.ticket(street.ticket_id, local("05-06 15:01").astimezone(UTC))
    worker.work("05-06 16:00")
    smtp_sink.mood = "accept"
    worker.work("05-06 17:00")

    left = [message_from_bytes(one.content, policy=default) for one in smtp_sink.letters]
    assert [row.state for row in rows(street)] == ["sent"] * 3
    assert [row.sent_at for row in rows(street)] == [local("05-06 16:53")] * 3
    assert ids([one.content for one in smtp_sink.letters])[1:2] == ids([frozen])
    assert "Воспроизвели, ищем причину в драйвере." in words(left[1])
    assert "15:00" not in words(left[1])
    assert "Мы обещали написать до среды, 6 мая, 15:00, и не написали." in words(left[2])
    assert f"в четверг, 7 мая, до {'10:00' if ticked else '10:53'}" in words(left[2])
    (again,) = history_of("outbound", rows(street)[1].pk)
    assert again.event == e.LetterRewritten(ticket=street.ticket_id, moment=until)


def test_what_the_machine_wrote_is_withheld_once_its_moment_has_passed(world: World, smtp_sink: SmtpSink) -> None:
    """Nikolay's contract says two hours: 12:00. Tried at 12:53 the acknowledgement would lie; the confession of 12:01
    waits its turn, is put off at 12:53, :54, :56, 13:01, :16, :46, 14:46, 15:46, and leaves at 16:46. Its own moment,
    four working hours from 12:00 (an hour to 13:00, then from 14:00), is 17:00."""
    street, worker = opened(world, NIKOLAY), Worker()
    worker.work("05-06 12:01")
    tick.ticket(street.ticket_id, local("05-06 12:01").astimezone(UTC))
    worker.work("05-06 16:00")
    smtp_sink.mood = "accept"
    worker.work("05-06 17:00")
    assert [(row.reaction, row.state) for row in rows(street)] == [("acknowledge", "stale"), ("confess", "sent")]
    assert rows(street)[1].sent_at == local("05-06 16:46")
    (left,) = (message_from_bytes(one.content, policy=default) for one in smtp_sink.letters)
    assert "Мы обещали ответить до среды, 6 мая, 12:00, и не успели." in words(left)
    assert "в среду, 6 мая, до 17:00" in words(left)

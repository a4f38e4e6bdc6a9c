"""The five tickets of May 2026 over the real street: letters in, verbs, ticks; every next moment worked out by hand."""

from datetime import UTC, date
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.utils.translation import override

from opora.core.standing import Standing
from opora.flow import act
from opora.flow.start import stop
from opora.ledger.queries import history_of
from opora.lib.errors import Refused
from opora.promises.models import Promise
from opora.promises.queries import standing_of
from tests.stories.may_2026 import STORIES, local
from tests.stories.street import Street, ours, words
from tests.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.both]

SENDERS = {"warranty": "anna@gear.example.org", "basic": "sergey@bridge.example.org"}


@pytest.fixture
def world(tmp_path: Path, settings: SimpleNamespace) -> World:
    """The named cast on a desk that answers."""
    settings.DATA_DIR = tmp_path
    return build()


def walk(name: str, world: World, until: int | None = None) -> Street:
    """Play a story, checking the next moment after each line."""
    level, lines = STORIES[name]
    street = Street(world, SENDERS[level])
    for number, line in enumerate(lines[:until]):
        street.happen(line.what, line.instant)
        ticket = street.ticket
        assert ticket.level == level
        assert (ticket.next_at, ticket.next_kind) == (line.next_instant, line.next_kind), (
            f"{name} line {number}: {line.at} {line.what}"
        )
    return street


def events_of(street: Street, *names: str) -> list[str]:
    """The names of the events of a ticket, in order, of these kinds only."""
    return [
        type(one.event).__name__ for one in history_of("ticket", street.ticket_id) if type(one.event).__name__ in names
    ]


@pytest.mark.parametrize("name", STORIES)
def test_every_next_moment_over_the_street(name: str, world: World) -> None:
    street = walk(name, world)
    standing: Standing = standing_of(street.ticket)
    assert [clock.kind for clock in standing.clocks if clock.live] == [
        row.kind
        for row in Promise.objects.filter(
            ticket=street.ticket_id, met_at=None, missed_at=None, withdrawn_because=""
        ).order_by("pk")
    ]


def test_a_answered_late_is_confessed_twice_and_closes(world: World) -> None:
    street = walk("A", world)
    assert [message["Subject"] for message in ours(street.ticket, "confess")] == [
        f"Re: [{street.ticket.number}] Не открывается сборка"
    ] * 2
    said = [words(message) for message in ours(street.ticket, "confess")]
    assert "Мы обещали ответить до четверга, 7 мая, 10:00, и не успели." in said[0]
    assert "до 15:00" in said[0] or "15:00" in said[0]
    assert events_of(street, "Missed", "Confessed", "Climbed", "Closed") == [
        "Missed", "Confessed", "Missed", "Confessed", "Closed",
    ]  # fmt: skip
    rows = {(row.kind, row.number): row for row in Promise.objects.filter(ticket=street.ticket_id)}
    first, resolution = rows["first_response", 1], rows["resolution", 1]
    assert first.missed_at == STORIES["A"][1][0].next_instant
    assert first.met_at == STORIES["A"][1][2].instant
    # 40 wh spent by 14 May 11:00, and answered 11-13, 14-15 later: 43 h.
    assert resolution.spent == 43 * 3600
    assert resolution.missed_at is not None


def test_b_a_silent_week_brings_one_letter_a_rung(world: World) -> None:
    street = walk("B", world, until=6)
    letters = ours(street.ticket)
    # Acknowledgement, confession, manager, central service, head; the head's repetition brings none.
    assert len(letters) == 5
    assert "это ориентир, а не гарантия" in words(letters[0])
    assert "базовый уровень, бессрочно" in words(letters[0])
    assert len(ours(street.ticket, "climbed")) == 3


def test_c_the_reply_at_night_ends_the_pause(world: World) -> None:
    street = walk("C", world)
    assert len(ours(street.ticket, "nudge")) == 1
    resolution = Promise.objects.get(ticket=street.ticket_id, kind="resolution")
    # 2 h before the question; Tue 8 and Wed 9-13, 14-17 (7) after the reply: 17 h.
    assert resolution.spent == 17 * 3600
    assert resolution.met_at == STORIES["C"][1][-1].instant


def test_d_the_continuation_tells_the_resumed_moment(world: World) -> None:
    street = walk("D", world)
    first = next(words(message) for message in ours(street.ticket, "continued"))
    assert first.count("19 мая") == 1
    assert "Не засчитываем в срок время с нашего ответа до ваших слов." in first


def test_e_every_told_word_is_kept_or_confessed(world: World) -> None:
    street = walk("E", world)
    assert events_of(street, "Missed", "Confessed") == ["Missed", "Confessed", "Missed", "Confessed"]


def test_a_second_tick_adds_nothing(world: World) -> None:
    street = walk("A", world, until=2)
    before = len(history_of("ticket", street.ticket_id))
    street.happen("tick", STORIES["A"][1][1].instant)
    assert len(history_of("ticket", street.ticket_id)) == before
    assert len(ours(street.ticket, "confess")) == 1


def test_f_a_confirmed_defect_waits_and_its_customer_knows_until_when(world: World) -> None:
    street = walk("F", world, until=6)
    (letter,) = ours(street.ticket, "release")
    assert "ждёт выпуска исправления. Напишем вам до пятницы, 29 мая, 18:00, даже если новостей ещё не будет." in words(
        letter
    )
    assert "Напишем снова до пятницы, 19 июня, 18:00." in words(ours(street.ticket, "carry")[-1])
    (confession,) = ours(street.ticket, "confess")
    assert "Мы обещали написать до пятницы, 19 июня, 18:00, и не написали. Простите." in words(confession)
    assert "в понедельник, 22 июня, до 13:00" in words(confession)


@pytest.mark.parametrize(
    ("on", "refused"),
    [
        (date(2026, 5, 7), "must lie ahead"),  # today
        (date(2026, 5, 6), "must lie ahead"),
        (date(2026, 6, 7), "at most thirty days ahead"),  # 7 May + 31
        (date(2026, 6, 6), ""),  # 7 May + 30, a Saturday: until the end of Friday
    ],
)
def test_the_word_on_a_release_lies_within_thirty_days(on: date, refused: str, world: World) -> None:
    street = walk("F", world, until=2)
    now = local("05-07 11:00").astimezone(UTC)
    if refused:
        with override("en"), pytest.raises(Refused, match=refused):
            act.await_release(street.ticket_id, world.irina, on, now)
        assert street.ticket.stage == "answered"
        return
    act.await_release(street.ticket_id, world.irina, on, now)
    assert (street.ticket.next_at, street.ticket.next_kind) == (local("06-05 18:00"), "release_word")
    with override("en"), pytest.raises(Refused, match="at most thirty days ahead"):
        act.tell(street.ticket_id, world.irina, "Ещё ждём.", now, word_until=local("06-08 10:00"), consent="да")
    with override("en"), pytest.raises(Refused, match="Answer first"):
        act.await_release(street.ticket_id, world.irina, on, now)


def test_what_was_never_answered_waits_for_no_release(world: World) -> None:
    """Closed by hand and written to again it is "answered" too, though nobody answered."""
    street = walk("F", world, until=1)
    at = local("05-07 09:00")
    act.close(street.ticket_id, world.irina, "by_hand", at.astimezone(UTC))
    street.reply("Вопрос остался.", at)
    assert street.ticket.stage == "answered"
    with override("en"), pytest.raises(Refused, match="Answer first"):
        act.await_release(street.ticket_id, world.irina, date(2026, 5, 29), at.astimezone(UTC))


def test_a_quiet_desk_promises_no_word_on_a_release(world: World) -> None:
    street = walk("F", world, until=2)
    now = local("05-07 11:00").astimezone(UTC)
    stop(world.viktor, now)
    with override("en"), pytest.raises(Refused, match="quiet"):
        act.await_release(street.ticket_id, world.irina, date(2026, 5, 29), now)

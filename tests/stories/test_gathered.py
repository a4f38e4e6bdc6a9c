"""At most so many letters of the machine to one address a day; what comes beyond that goes in one letter (P1)."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from opora.channels.models import Outbound
from opora.core.step import MACHINE
from opora.flow import act, depart, doctor, gather, tick
from opora.flow.step import begin
from opora.ledger.models import Event
from opora.offices import actions as offices
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.stories.street import letter, receive, ticket_of, words
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ANNA = "anna@gear.example.org"
TEN = timedelta(minutes=10)


def limit(most: int) -> None:
    with begin(local("05-05 10:00").astimezone(UTC), MACHINE, "cli") as step:
        offices.set_policy(step, name="automatic_letters_a_day", value=most)


def asked(count: int, day: str = "05-06") -> list[Ticket]:
    """Anna asks so many things on a Wednesday morning, a minute apart from 10:00 on."""
    times = [local(f"{day} 10:{number:02}") for number in range(count)]
    return [ticket_of(receive(letter(ANNA, f"Вопрос {at:%M}", f"Не печатает лист {at:%M}.", at), at)) for at in times]


def states(reaction: str) -> list[str]:
    return list(Outbound.objects.filter(reaction=reaction).order_by("pk").values_list("state", flat=True))


def write(until: datetime) -> list[Any]:
    """The worker's turn: what waits to be gathered by then; the letters that came of it, as they are read."""
    before = set(Outbound.objects.filter(reaction="gathered").values_list("pk", flat=True))
    waiting = Outbound.objects.filter(state="gathered", not_before__lte=until).order_by("not_before")
    while (row := waiting.first()) is not None:
        gather.write(row.pk, row.not_before)
    made = Outbound.objects.filter(reaction="gathered").exclude(pk__in=before).order_by("pk")
    return [message_from_bytes(bytes(one.raw), policy=default) for one in made]


def test_what_comes_beyond_the_limit_is_one_letter(world: World) -> None:
    limit(3)
    tickets = asked(6)
    assert states("acknowledge") == ["queued"] * 3 + ["gathered"] * 3
    assert write(local("05-06 10:12")) == []
    (joined,) = write(local("05-06 10:13"))
    assert states("acknowledge") == ["queued"] * 3 + ["joined"] * 3
    assert (joined["To"], joined["Auto-Submitted"]) == (ANNA, "auto-generated")
    text = words(joined)
    assert [ticket.number in text for ticket in tickets] == [False] * 3 + [True] * 3
    # 8 working hours after 10:04: Thursday 10:04; each request with its own moment and its own link.
    assert "до четверга, 7 мая, 10:04" in text
    assert text.count("/help/requests/") == 3
    assert joined["Subject"] == "Новости по 3 обращениям"
    # What was told stands in the ledger from the moment at which it was written.
    assert Event.objects.filter(type="Informed", subject_id=tickets[5].pk).count() == 1
    found = {one.check for one in doctor.examine(local("05-06 11:00").astimezone(UTC))}
    assert found.isdisjoint({"unsent", "letter-of"})


def test_below_the_limit_each_is_its_own(world: World) -> None:
    limit(6)
    asked(6)
    assert states("acknowledge") == ["queued"] * 6
    assert write(local("05-06 23:00")) == []


def test_confessions_of_one_evening_are_bundled_within_a_quarter_of_an_hour(world: World) -> None:
    """First responses fall due on Thursday at 10:00 and later; within a day one letter has gone to Anna, the joined."""
    limit(3)
    tickets = asked(6)
    write(local("05-06 12:00"))
    for ticket in tickets:
        tick.ticket(ticket.pk, local("05-07 10:06").astimezone(UTC))
    assert Event.objects.filter(type="Confessed").count() == 6
    assert states("confess") == ["queued"] * 2 + ["gathered"] * 4
    (joined,) = write(local("05-07 10:16"))
    assert Outbound.objects.filter(reaction="gathered").latest("pk").created_at - local("05-07 10:06") <= TEN
    text = words(joined)
    assert [ticket.number in text for ticket in tickets] == [False] * 2 + [True] * 4
    assert text.count("и не успели") == 4


def test_a_colleagues_word_waits_for_nothing(world: World) -> None:
    limit(1)
    first, second = asked(2)
    act.answer(second.pk, world.irina, "Обновите драйвер.", local("05-06 10:05").astimezone(UTC))
    assert states("carry") == ["queued"]
    assert states("acknowledge") == ["queued", "gathered"]
    assert first.pk != second.pk


def test_one_alone_goes_as_itself(world: World) -> None:
    """Nothing is gained by a letter around it, and its thread would be lost."""
    limit(1)
    asked(2)
    assert write(local("05-06 10:11")) == []
    assert states("acknowledge") == ["queued", "queued"]


def test_what_has_become_untrue_is_left_out(world: World) -> None:
    """P2: a moment that has passed is not told; what replaces it is the confession."""
    limit(1)
    asked(4)
    late = Outbound.objects.filter(state="gathered").order_by("pk").first()
    assert late is not None
    Outbound.objects.filter(pk=late.pk).update(useless_after=local("05-06 10:05").astimezone(UTC))
    (joined,) = write(local("05-06 10:11"))
    assert states("acknowledge") == ["queued", "stale", "joined", "joined"]
    assert late.ticket is not None
    assert late.ticket.number not in words(joined)


def test_what_went_in_one_letter_that_could_not_leave_in_time_goes_alone(
    world: World, tmp_path: Path, settings: SimpleNamespace
) -> None:
    """The server was away until the first of their moments had passed; the others still hold, and are told (P2)."""
    settings.MAIL_OUT_DIR = str(tmp_path)
    limit(1)
    asked(4)
    write(local("05-06 10:11"))
    one = Outbound.objects.get(reaction="gathered")
    parts = list(Outbound.objects.filter(state="joined").order_by("pk"))
    assert one.useless_after is not None
    assert one.useless_after == min(part.useless_after for part in parts if part.useless_after)
    late = one.useless_after + timedelta(seconds=1)

    assert left(one, late) == "stale"
    assert states("acknowledge") == ["queued"] * 4
    assert [left(part, late) for part in parts] == ["stale", "sent", "sent"]
    assert left(one, late) == "gone"


def left(letter: Outbound, now: datetime) -> str:
    """What becomes of it when the worker has it at this moment."""
    lease = uuid4()
    Outbound.objects.filter(pk=letter.pk).update(lease_id=lease, lease_until=now + TEN)
    return depart.letter(letter.pk, lease, now)


def test_a_desk_that_was_made_quiet_gathers_nothing(world: World) -> None:
    limit(1)
    asked(3)
    with begin(local("05-06 10:05").astimezone(UTC), MACHINE, "cli") as step:
        offices.set_policy(step, name="answering", value=False)
    assert write(local("05-06 10:12")) == []
    assert states("acknowledge") == ["queued", "shown", "shown"]

"""The head's morning letter: what is on the ladder, once a working day, and nothing where nothing is."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest

from opora.channels.models import Outbound
from opora.flow import act, digest
from opora.flow.by_call import Call, log
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.stories.street import words as plain
from tests.web.console import Console
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def msk(text: str) -> datetime:
    """A moment in Moscow, the head's zone: two hours behind Yekaterinburg."""
    return datetime.strptime(f"2026-{text}+0300", "%Y-%m-%d %H:%M%z").astimezone(UTC)


@pytest.fixture
def ticket(world: World) -> Ticket:
    """Anna asked on Wednesday 6 May at 10:00 and says on the telephone at 11:00 that we forgot her."""
    one = Console(world).asked("05-06 10:00")
    now = local("05-06 11:00").astimezone(UTC)
    log(one.pk, world.irina, Call(started_at=now, reminder=1), now)
    return one


def sent(world: World) -> list[str]:
    rows = Outbound.objects.filter(reaction="send_digest", recipient=world.viktor.email).order_by("pk")
    return [plain(message_from_bytes(bytes(row.raw), policy=default)) for row in rows]


def test_it_names_ticket_rung_holder_and_both_moments(world: World, ticket: Ticket) -> None:
    digest.write(msk("05-07 09:00"))
    (said,) = sent(world)
    # Reminded on Wed 6 May 11:00 in Yekaterinburg, which is 9:00 in Moscow; 8 working hours later is Thu 9:00 there.
    assert "На ступенях 1 обращение." in said
    assert (
        f"{ticket.number} «Не открывается сборка»: руководитель офиса, Ольга К., со среды, 6 мая; "
        "слово до четверга, 7 мая, 9:00."
    ) in said


def test_once_a_working_day_and_not_before_nine(world: World, ticket: Ticket) -> None:
    for moment in ("05-07 08:59", "05-07 09:00", "05-07 10:00", "05-07 23:59"):
        digest.write(msk(moment))
    assert len(sent(world)) == 1
    digest.write(msk("05-08 11:30"))
    assert len(sent(world)) == 2


@pytest.mark.parametrize("moment", ["05-09 10:00", "05-10 10:00", "05-11 10:00"])
def test_never_at_a_weekend_or_on_a_holiday(world: World, ticket: Ticket, moment: str) -> None:
    digest.write(msk(moment))
    assert sent(world) == []


def test_nothing_on_the_ladder_no_letter(world: World, ticket: Ticket) -> None:
    act.tell(ticket.pk, world.olga, "Разбираемся.", local("05-06 12:00"))
    digest.write(msk("05-07 09:00"))
    assert sent(world) == []
    # And if something comes there on the same day, the letter of that day still leaves.
    now = local("05-07 12:00").astimezone(UTC)
    log(ticket.pk, world.irina, Call(started_at=now, reminder=3), now)
    digest.write(msk("05-07 11:00"))
    assert len(sent(world)) == 1


def test_many_are_counted_and_the_first_thirty_named(world: World, ticket: Ticket) -> None:
    for number in range(32):
        one = Console(world).asked(f"05-06 11:{number:02}", text=f"Чертёж-3D v22, вопрос {number}.")
        now = local("05-06 12:00").astimezone(UTC)
        log(one.pk, world.irina, Call(started_at=now, reminder=2), now)
    digest.write(msk("05-07 09:00"))
    (said,) = sent(world)
    assert "На ступенях 33 обращения." in said
    assert said.count("слово до") == 30
    assert "И ещё 3." in said

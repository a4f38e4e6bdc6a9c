"""The ladder over the whole street, line by line of domain.md 8 (E2-E5); its doors are in test_doors.py.

May 2026 in Yekaterinburg: 4-7 full days (9-13, 14-18), 8 May until 17:00, 9-11 May off, then full weeks. A warranty
ticket of Wed 6 May 10:00 is late on Thu 7 10:00, its recovery (4 wh: 10-13, 14-15) on Thu 7 15:00.
"""

from datetime import UTC

import pytest

from opora.accounts import actions as accounts
from opora.accounts.models import User
from opora.channels.models import Notice
from opora.core.events import Climbed, Reminded
from opora.core.step import MACHINE
from opora.flow import act, tick
from opora.flow.by_call import Call, log
from opora.flow.step import begin
from opora.ledger.queries import history_of
from opora.offices import actions as offices
from opora.tickets.access import reads_internal
from opora.tickets.models import Reading, Ticket
from tests.stories.may_2026 import local
from tests.stories.street import ours
from tests.stories.street import words as plain
from tests.web.console import Console, at
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def console(world: World) -> Console:
    """The named cast."""
    return Console(world)


@pytest.fixture
def ticket(console: Console) -> Ticket:
    """Anna at warranty asked on Wednesday 6 May at 10:00."""
    return console.asked("05-06 10:00")


@pytest.fixture
def deputy(world: World) -> User:
    """A second head of support, who stands in for Viktor."""
    with begin(local("05-01 10:00").astimezone(UTC), MACHINE, "cli") as step:
        return accounts.add_staff(step, email="vera@vendor.test", first_name="Вера", last_name="Лосева", role="head")


def away(*people: User, until: str = "06-30 00:00") -> None:
    with begin(local("05-01 10:00").astimezone(UTC), MACHINE, "cli") as step:
        for person in people:
            offices.enter_absence(step, person, local("05-01 10:00"), local(until))


def passes(ticket: Ticket, *moments: str) -> None:
    """The worker, at each of these."""
    for moment in moments:
        tick.ticket(ticket.pk, local(moment).astimezone(UTC))


def called(ticket: Ticket, who: User, when: str, rung: int) -> None:
    now = local(when).astimezone(UTC)
    log(ticket.pk, who, Call(started_at=now, reminder=rung), now)


def climbs(ticket: Ticket) -> list[tuple[int, int | None, bool]]:
    found = (one.event for one in history_of("ticket", ticket.pk) if isinstance(one.event, Climbed))
    return [(event.rung, event.holder, event.again) for event in found]


def told(ticket: Ticket) -> list[str]:
    """Who gets a notice of a rung, in order."""
    rows = Notice.objects.filter(ticket=ticket, kind__in=["tell_holder", "tell_deputy"]).order_by("pk")
    return [row.user.email.partition("@")[0] for row in rows]


def next_of(ticket: Ticket) -> tuple[str, str]:
    row = Ticket.objects.get(pk=ticket.pk)
    assert row.next_at is not None
    return f"{row.next_at.astimezone(local('05-06 10:00').tzinfo):%m-%d %H:%M}", row.next_kind


def test_e4_every_rung_silent(console: Console, ticket: Ticket, deputy: User) -> None:
    """8 wh a rung: Thu 15:00 -> Fri 15:00 (15-18, 9-13, 14-15) -> Tue 12 16:00 (15-17, 9-13, 14-16) -> Wed 13 16:00 ->
    Thu 14 16:00 -> Fri 15 16:00, daily from there."""
    passes(ticket, "05-07 10:01", "05-07 15:01")
    assert next_of(ticket) == ("05-08 15:00", "escalation")
    passes(ticket, "05-08 15:01")
    assert next_of(ticket) == ("05-12 16:00", "escalation")
    passes(ticket, "05-12 16:01")
    assert next_of(ticket) == ("05-13 16:00", "escalation")
    passes(ticket, "05-13 16:01", "05-14 16:01")
    assert next_of(ticket) == ("05-15 16:00", "escalation")
    world = console.world
    assert climbs(ticket) == [
        (1, world.olga.pk, False),
        (2, world.svetlana.pk, False),
        (3, world.viktor.pk, False),
        (3, world.viktor.pk, True),
        (3, world.viktor.pk, True),
    ]
    # The daily repetition goes to head and deputy; the customer has one letter a rung.
    assert told(ticket) == ["olga", "svetlana", "viktor", "viktor", "vera", "viktor", "vera"]
    assert (len(ours(ticket, "confess")), len(ours(ticket, "climbed"))) == (1, 3)


def test_e4_a_head_without_deputy_is_told_alone(console: Console, ticket: Ticket) -> None:
    called(ticket, console.world.irina, "05-06 11:00", 3)
    act.tell(ticket.pk, console.world.irina, "Смотрим.", local("05-06 12:00"))
    passes(ticket, "05-07 11:01")
    assert told(ticket) == ["viktor", "viktor"]


def test_e4_whoever_is_away_has_a_deputy(console: Console, ticket: Ticket, deputy: User) -> None:
    away(console.world.olga, console.world.viktor)
    called(ticket, console.world.irina, "05-06 11:00", 1)
    assert told(ticket) == ["denis"]
    other = console.asked("05-06 11:30", subject="Лицензия")
    called(other, console.world.irina, "05-06 12:00", 3)
    assert told(other) == ["vera"]


def test_e4_without_a_deputy_absence_means_the_next_at_once(console: Console, ticket: Ticket) -> None:
    away(console.world.olga, console.world.denis)
    called(ticket, console.world.irina, "05-06 11:00", 1)
    (event,) = [one.event for one in history_of("ticket", ticket.pk) if isinstance(one.event, Reminded)]
    # The central service's own eight hours begin at once: Wed 11-13, 14-18, Thu 9-11.
    assert (event.rung, event.holder, event.until) == (2, console.world.svetlana.pk, local("05-07 11:00"))
    letter = plain(ours(ticket, "reminded")[0])
    assert "Центральная служба" in letter


def test_e4_every_holder_away_and_the_heads_learn_it_all_the_same(console: Console, ticket: Ticket) -> None:
    world = console.world
    away(world.olga, world.denis, world.svetlana, world.viktor, until="05-08 12:00")
    passes(ticket, "05-07 10:01", "05-07 15:01")
    assert climbs(ticket) == [(1, None, False)]
    assert told(ticket) == ["viktor"]
    # Back on Friday at noon: the next rung that somebody can hold.
    passes(ticket, "05-08 15:01")
    assert climbs(ticket)[1:] == [(2, world.svetlana.pk, False)]


def test_e4_a_holder_is_never_the_assignee(console: Console, ticket: Ticket) -> None:
    act.assign(ticket.pk, console.world.olga, console.world.olga, local("05-06 10:30"))
    called(ticket, console.world.irina, "05-06 11:00", 1)
    assert told(ticket) == ["denis"]
    other = console.asked("05-06 11:30", subject="Лицензия")
    act.assign(other.pk, console.world.viktor, console.world.viktor, local("05-06 11:40"))
    called(other, console.world.irina, "05-06 12:00", 3)
    # Nobody stands above the head: the nearest below.
    assert told(other) == ["svetlana"]


def test_e4_at_initial_level_the_climb_ends_at_the_central_service(console: Console) -> None:
    """The school is in Moscow's zone, two hours behind: a goal of 24 wh from Wed 9:00 there: Wed 8, Thu 16, Fri 23
    (until 17:00), Tue 9-10 (24). Recovery 10-13 (3), 14-15 (4); rungs on Wed, Thu, Fri at 15:00, here 17:00."""
    ticket = console.asked("05-06 10:00", "dmitry@school.example.org", text="Чертёж-3D учебная версия не печатает.")
    assert ticket.level == "initial"
    assert next_of(ticket) == ("05-12 12:00", "goal")
    passes(ticket, "05-12 12:01")
    assert next_of(ticket) == ("05-12 17:00", "recovery")
    passes(ticket, "05-12 17:01", "05-13 17:01", "05-14 17:01", "05-15 17:01")
    assert [(rung, again) for rung, _, again in climbs(ticket)] == [(1, False), (2, False), (2, True), (2, True)]
    assert "viktor" not in told(ticket)
    # The customer may turn to the head in person all the same (E2).
    act.tell(ticket.pk, console.world.irina, "Смотрим.", local("05-18 10:00"))
    called(ticket, console.world.irina, "05-18 11:00", 3)
    assert told(ticket)[-1] == "viktor"


def test_e2_e3_the_holder_reads_from_then_on_and_outside_readings_are_logged(console: Console, ticket: Ticket) -> None:
    world = console.world
    away(world.olga, world.denis)
    assert not reads_internal(world.svetlana, ticket, local("05-06 10:59"))
    called(ticket, world.irina, "05-06 11:00", 1)
    assert reads_internal(world.svetlana, ticket, local("05-06 11:00"))
    with at("05-06 11:05"):
        assert console.browser(world.svetlana).get(f"/tickets/{ticket.number}/").status_code == 200
        assert console.browser(world.irina).get(f"/tickets/{ticket.number}/").status_code == 200
    assert [row.user for row in Reading.objects.all()] == [world.svetlana]


def test_e3_by_logging_the_call_the_manager_of_another_office_reads_and_it_is_logged(
    console: Console, ticket: Ticket
) -> None:
    world = console.world
    with at("05-06 10:59"):
        assert console.browser(world.pavel).get(f"/tickets/{ticket.number}/").status_code == 404
    called(ticket, world.pavel, "05-06 11:00", 1)
    with at("05-06 11:05"):
        assert console.browser(world.pavel).get(f"/tickets/{ticket.number}/").status_code == 200
        # Their colleague in the same office didn't log it.
        assert console.browser(world.marina).get(f"/tickets/{ticket.number}/").status_code == 404
    assert [row.user for row in Reading.objects.all()] == [world.pavel]


def test_e5_it_is_closed_by_five_working_days_after_the_holders_word(console: Console, ticket: Ticket) -> None:
    """Answered Wed 12:00: closing would be Thu 14 12:00 (7, 8, 12, 13, 14). The manager's word of Thu 7 10:00 makes it
    Fri 15 10:00 (8, 12, 13, 14, 15)."""
    world = console.world
    act.answer(ticket.pk, world.irina, "Обновите драйвер.", local("05-06 12:00"))
    called(ticket, world.irina, "05-06 15:00", 1)
    act.thank(ticket.pk, world.olga, local("05-06 16:00"))
    # Thanks do not close over it: nobody has spoken yet. Wed 15-18 (3), Thu 9-13 (7), 14-15 (8).
    assert next_of(ticket) == ("05-07 15:00", "escalation")
    act.answer(ticket.pk, world.olga, "Это решение; если не поможет, напишите мне.", local("05-07 10:00"))
    assert next_of(ticket) == ("05-15 10:00", "closing")
    passes(ticket, "05-14 12:01")
    assert Ticket.objects.get(pk=ticket.pk).stage == "answered"
    passes(ticket, "05-15 10:01")
    assert Ticket.objects.get(pk=ticket.pk).stage == "closed"


def test_e5_the_customers_word_closes_it_too(console: Console, ticket: Ticket) -> None:
    """«Спасибо», and staff say that it is thanks: from then on the usual closing holds (P7)."""
    world = console.world
    called(ticket, world.irina, "05-06 11:00", 1)
    act.answer(ticket.pk, world.olga, "Обновите драйвер.", local("05-06 12:00"))
    assert next_of(ticket) == ("05-14 12:00", "closing")
    now = local("05-06 15:00").astimezone(UTC)
    log(ticket.pk, world.irina, Call(started_at=now, heard="Спасибо, помогло."), now)
    act.thank(ticket.pk, world.irina, local("05-06 15:10"))
    assert next_of(ticket) == ("05-14 12:00", "closing")


def test_p1_what_is_confessed_beside_a_repetition_has_its_letter(console: Console, ticket: Ticket) -> None:
    """A word that was promised for the very moment of the head's rung, and both missed: the rung has had its letter,
    the word has not."""
    world = console.world
    called(ticket, world.irina, "05-06 11:00", 3)
    act.tell(ticket.pk, world.irina, "Напишем утром.", local("05-06 12:00"), word_until=local("05-07 11:00"))
    passes(ticket, "05-07 11:01")
    assert [again for _, _, again in climbs(ticket)] == [True]
    (letter,) = ours(ticket, "climbed")
    assert "Мы обещали написать до четверга, 7 мая, 11:00, и не написали. Простите." in plain(letter)

"""What begins at a later date lifts on that day what is open then (L7c), whenever the worker comes.

May 2026. Sergey (basic, Yekaterinburg) writes on Wed 6 at 10:00; what begins on Thu 7 does so at its midnight there,
which is Wed 19:00 UTC. 8 h from then end Thu at 18:00, 40 h (Thu 8, Fri 15, Tue 23, Wed 31, Thu 39) Fri 15 at 10:00.
The word: three working days are Fri, Tue, Wed 13 at 0:00, which is closed: Tue 12 at 18:00.
"""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from opora.contracts.actions import record_contract
from opora.core.step import MACHINE
from opora.flow import act, beginnings, gains
from opora.flow.step import begin
from opora.jobs.models import Schedule
from opora.registry.actions import catalogue
from opora.tickets.models import Ticket
from tests.stories.street import ours, words
from tests.stories.test_gains import SERGEY, bought, due, events_of, lifted, opened, sound, utc
from tests.web.console import counted
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

LIFTED = {"goal": "05-08 10:00", "first_response": "05-07 18:00", "resolution": "05-15 10:00", "word": "05-12 18:00"}
THURSDAY = date(2026, 5, 7)


def looked(at: str) -> int:
    """The worker looks what has begun; gives how many tickets it looked into."""
    return beginnings.look_for(utc(at))


def ahead(world: World, entered: str = "05-06 12:00", **more: object) -> None:
    """A purchase that is entered before its date, by which its own job lifts nothing."""
    bought(world, world.bridge, entered, **{"on": THURSDAY, **more})
    lifted(entered)


def test_a_purchase_lifts_on_its_date_in_the_offices_midnight(world: World) -> None:
    looked("05-06 09:00")
    sergey = opened(world, SERGEY)
    ahead(world)
    assert sergey.ticket.level == "basic"
    assert (looked("05-06 23:59"), sergey.ticket.level) == (0, "basic")
    assert (looked("05-07 00:00"), sergey.ticket.level) == (1, "warranty")
    assert due(sergey.ticket) == LIFTED
    (event,) = events_of(sergey.ticket)
    assert (event.because, event.since, event.level_before) == ("purchase", utc("05-07 00:00"), "basic")
    assert "до четверга, 7 мая, 18:00" in words(ours(sergey.ticket, "corrected")[-1])
    assert sound()


def test_a_worker_that_slept_for_days_counts_from_the_date_all_the_same(world: World) -> None:
    looked("05-06 09:00")
    sergey = opened(world, SERGEY)
    ahead(world)
    assert looked("05-08 09:30") == 1
    assert (due(sergey.ticket)["resolution"], events_of(sergey.ticket)[0].since) == ("05-15 10:00", utc("05-07 00:00"))


def test_a_second_look_lifts_nothing_more(world: World) -> None:
    looked("05-06 09:00")
    sergey = opened(world, SERGEY)
    ahead(world)
    assert (looked("05-07 00:10"), looked("05-07 00:25"), looked("05-09 10:00")) == (1, 0, 0)
    # Even if the mark of the look was lost in a crash.
    Schedule.objects.update(done_until=utc("05-06 09:00"))
    assert looked("05-09 10:00") == 1
    assert len(events_of(sergey.ticket)) == 1


def test_a_look_that_dies_in_the_middle_forgets_nobody(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    looked("05-06 09:00")
    first, second = opened(world, SERGEY), opened(world, SERGEY, "05-06 11:00")
    ahead(world)
    really = gains.lift_one
    done: list[int] = []

    def dies(ticket_id: int, *more: object) -> None:
        if done:
            raise RuntimeError("the machine went down")
        done.append(ticket_id)
        really(ticket_id, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(gains, "lift_one", dies)
    with pytest.raises(RuntimeError):
        looked("05-07 00:10")
    assert sorted([first.ticket.level, second.ticket.level]) == ["basic", "warranty"]
    monkeypatch.undo()
    assert looked("05-07 00:20") == 2
    assert [len(events_of(one.ticket)) for one in (first, second)] == [1, 1]


def test_a_contract_lifts_on_its_first_day(world: World) -> None:
    """First response in 2 h from Thu 0:00: 9-11."""
    looked("05-06 09:00")
    sergey = opened(world, SERGEY)
    with begin(utc("05-06 12:00"), MACHINE, "desk") as step:
        record_contract(
            step, organisation=world.bridge, number="Г-1", from_on=THURSDAY, until_on=date(2026, 12, 31),
            first_response=timedelta(hours=2),
        )  # fmt: skip
    lifted("05-06 12:01")
    assert (looked("05-06 23:59"), sergey.ticket.level) == (0, "basic")
    assert (looked("05-07 00:00"), sergey.ticket.level) == (1, "individual")
    assert due(sergey.ticket)["first_response"] == "05-07 11:00"
    assert events_of(sergey.ticket)[0].because == "contract"


def test_l4_the_year_of_an_advance_update_begins_with_the_release(world: World) -> None:
    """Bought ahead in April; «v24» comes out on Thu 7 May. A person has no extended level, so nothing covers before."""
    looked("05-06 09:00")
    with begin(utc("05-05 12:00"), MACHINE, "desk") as step:
        v24 = catalogue.add_version(step, product=world.drawing, name="v24", order=99, released_on=THURSDAY)
    bought(world, world.bridge, "05-05 12:00", kind="advance", version=v24, on=date(2026, 4, 6))
    lifted("05-05 12:01")
    sergey = opened(world, SERGEY)
    assert looked("05-06 23:59") == 0
    assert looked("05-07 00:00") == 1, "looked into"
    assert sound()
    assert sergey.ticket.level == "extended", "which covers every version already, so nothing was gained"
    assert events_of(sergey.ticket) == []


def test_what_was_entered_after_its_date_is_lifted_by_its_entry(world: World) -> None:
    looked("05-06 09:00")
    sergey = opened(world, SERGEY)
    bought(world, world.bridge, "05-07 11:00")
    assert looked("05-07 11:00") == 0
    assert lifted("05-07 11:01") == 1
    assert events_of(sergey.ticket)[0].since == utc("05-07 11:00")


def test_a_ticket_that_came_on_the_day_had_it_from_the_start(world: World) -> None:
    """The worker slept; what was promised at registration (10:00) is not counted from midnight."""
    looked("05-06 09:00")
    ahead(world)
    sergey = opened(world, SERGEY, "05-07 10:00")
    before = due(sergey.ticket)
    assert sergey.ticket.level == "warranty"
    assert looked("05-07 10:15") == 0
    assert (due(sergey.ticket), events_of(sergey.ticket)) == (before, [])


def test_closed_tickets_and_other_customers_are_left_alone(world: World) -> None:
    looked("05-06 09:00")
    sergey, anna = opened(world, SERGEY), opened(world, "anna@gear.example.org")
    act.close(sergey.ticket_id, world.irina, "spam", utc("05-06 15:00"))
    ahead(world)
    assert looked("05-07 00:10") == 0
    assert (events_of(sergey.ticket), events_of(anna.ticket)) == ([], [])


def test_a_look_asks_the_same_of_one_ticket_as_of_many(world: World) -> None:
    looked("05-06 09:00")
    opened(world, SERGEY)

    def asked(at: str) -> int:
        with counted() as said:
            looked(at)
        return len(said)

    one = asked("05-06 15:00")
    for minute in range(1, 12):
        opened(world, SERGEY, f"05-06 10:{minute:02}")
    assert Ticket.objects.count() >= 3
    assert asked("05-06 15:15") == one <= 10


@pytest.mark.parametrize(
    ("index", "question"),
    [
        ("purchase_on", "registry_purchase WHERE \"on\" >= '2026-05-06' AND \"on\" <= '2026-05-07'"),
        (
            "contract_from",
            "contracts_contract WHERE from_on >= '2026-05-06' AND from_on <= '2026-05-07'",
        ),
    ],
)
def test_what_begins_is_found_by_an_index(index: str, question: str, world: World) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
        plan = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
        cursor.execute(f"{plan} SELECT id FROM {question}")
        assert index in str(cursor.fetchall())


def test_the_first_look_of_all_goes_back_a_year(world: World) -> None:
    sergey = opened(world, SERGEY)
    ahead(world)
    Schedule.objects.all().delete()
    assert looked("05-20 10:00") == 1
    assert events_of(sergey.ticket)[0].since == utc("05-07 00:00")


def test_the_dates_are_those_of_each_home_office(world: World) -> None:
    """Midnight in Moscow is two hours after that in Yekaterinburg."""
    looked("05-06 09:00")
    sergey = opened(world, SERGEY)
    Ticket.objects.filter(pk=sergey.ticket_id).update(home_office=world.moscow)
    ahead(world)
    assert (looked("05-07 01:59"), looked("05-07 02:00")) == (0, 1)
    assert events_of(sergey.ticket)[0].since == datetime.fromisoformat("2026-05-06T21:00:00+00:00")

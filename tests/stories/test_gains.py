"""A right gained while a ticket is open (L7c), on the street: purchase, contract, joining an organisation.

May 2026 in Yekaterinburg as in test_gains of the core. Sergey (basic) and Anna (warranty) write on Wed 6 May at 10:00.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from opora.channels.models import Outbound
from opora.contracts.actions import record_contract
from opora.core.events import Gained
from opora.core.step import MACHINE
from opora.flow import act, gains
from opora.flow.step import begin
from opora.jobs.models import Job
from opora.ledger.queries import history_of
from opora.offices.queries import policy_at
from opora.promises.differences import compared
from opora.promises.models import Promise
from opora.registry.actions import contacts, purchases
from opora.registry.models import Contact, Organisation, Purchase
from opora.tickets.models import Ticket
from tests.stories.may_2026 import ZONE, local
from tests.stories.street import Street, ours, words
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

SERGEY, ANNA, STRANGER = "sergey@bridge.example.org", "anna@gear.example.org", "somebody@stranger.example.org"


def utc(at: str) -> datetime:
    return local(at).astimezone(UTC)


def opened(world: World, sender: str, at: str = "05-06 10:00") -> Street:
    street = Street(world, sender)
    street.happen("opens", local(at))
    return street


def bought(world: World, organisation: Organisation, at: str, **more: Any) -> None:
    values = {"kind": "update", "product": world.drawing, "edition": world.full, "version": world.v22, **more}
    with begin(utc(at), MACHINE, "desk") as step:
        purchases.record_purchase(step, organisation=organisation, **{"on": date(2026, 5, 7), **values})


def lifted(at: str) -> int:
    """The worker takes what was left for it; gives how many jobs there were."""
    jobs = list(Job.objects.filter(task=gains.lift.module_path, state="ready"))
    for job in jobs:
        gains.lift_all(**job.arguments["kwargs"], now=utc(at))
        job.delete()
    return len(jobs)


def due(ticket: Ticket) -> dict[str, str]:
    rows = Promise.objects.filter(ticket=ticket, met_at=None, missed_at=None, withdrawn_because="")
    return {row.kind: f"{row.due_at.astimezone(ZONE):%m-%d %H:%M}" for row in rows}


def events_of(ticket: Ticket) -> list[Gained]:
    return [one.event for one in history_of("ticket", ticket.pk) if isinstance(one.event, Gained)]


def sound() -> bool:
    tickets = list(Ticket.objects.order_by("pk"))
    return all(one.differences == () for one in compared(tickets, policy_at(utc("05-07 12:00"))))


def test_a_purchase_lifts_the_open_tickets_of_who_bought(world: World) -> None:
    """Bought Thu 7 May 11:00: 8 h end Fri 11:00, 40 h Fri 15 May 12:00."""
    sergey, anna = opened(world, SERGEY), opened(world, ANNA)
    bought(world, world.bridge, "05-07 11:00")
    assert lifted("05-07 11:01") == 1
    assert sergey.ticket.level == "warranty"
    assert due(sergey.ticket) == {
        "goal": "05-08 10:00", "first_response": "05-08 11:00", "resolution": "05-15 12:00", "word": "05-13 11:00",
    }  # fmt: skip
    (event,) = events_of(sergey.ticket)
    assert (event.because, event.since, event.level_before) == ("purchase", utc("05-07 11:00"), "basic")
    assert sergey.ticket.covered_until == date(2027, 5, 7)
    assert (events_of(anna.ticket), sound()) == ([], True)


def test_the_customer_reads_what_holds_now(world: World) -> None:
    sergey = opened(world, SERGEY)
    bought(world, world.bridge, "05-07 11:00")
    lifted("05-07 11:01")
    letter = words(ours(sergey.ticket, "corrected")[-1])
    assert "до пятницы, 8 мая, 11:00" in letter
    assert Outbound.objects.filter(ticket=sergey.ticket, reaction="corrected").count() == 1


def test_a_second_run_lifts_nothing_more(world: World) -> None:
    sergey = opened(world, SERGEY)
    bought(world, world.bridge, "05-07 11:00")
    lifted("05-07 11:01")
    since = utc("05-07 11:00").isoformat()
    gains.lift_all("organisation", world.bridge.pk, "purchase", since, utc("05-07 11:02"))
    assert len(events_of(sergey.ticket)) == 1


def test_what_lifts_nothing_is_not_noted(world: World) -> None:
    """Bought years ago and entered now: basic they are already. And who has no open ticket gets no job."""
    sergey = opened(world, SERGEY)
    bought(world, world.bridge, "05-07 11:00", on=date(2024, 1, 10))
    assert (lifted("05-07 11:01"), events_of(sergey.ticket), sergey.ticket.level) == (1, [], "basic")
    bought(world, world.rail, "05-07 11:00")
    assert lifted("05-07 11:01") == 0


def test_l7b_what_ends_takes_nothing(world: World) -> None:
    anna = opened(world, ANNA)
    first = Purchase.objects.get(organisation=world.gear)
    bought(world, world.gear, "05-07 11:00", kind="cancellation", refers_to=first)
    lifted("05-07 11:01")
    assert (anna.ticket.level, events_of(anna.ticket)) == ("warranty", [])
    assert due(anna.ticket)["first_response"] == "05-07 10:00"


def test_a_closed_ticket_stays_as_it_was(world: World) -> None:
    sergey = opened(world, SERGEY)
    act.close(sergey.ticket_id, world.irina, "spam", utc("05-06 15:00"))
    bought(world, world.bridge, "05-07 11:00")
    lifted("05-07 11:01")
    assert (sergey.ticket.level, events_of(sergey.ticket)) == ("basic", [])


def test_a_contract_with_better_figures_counts_from_its_entry(world: World) -> None:
    """First response in 2 h from Wed 11:00: 13:00 and not Thu 10:00. The resolution, silent, stays as it was."""
    anna = opened(world, ANNA)
    with begin(utc("05-06 11:00"), MACHINE, "desk") as step:
        record_contract(
            step, organisation=world.gear, number="Г-1", from_on=date(2026, 5, 1), until_on=date(2026, 12, 31),
            first_response=timedelta(hours=2),
        )  # fmt: skip
    lifted("05-06 11:01")
    assert (anna.ticket.level, due(anna.ticket)["first_response"]) == ("individual", "05-06 13:00")
    assert due(anna.ticket)["resolution"] == "05-14 11:00"
    assert events_of(anna.ticket)[0].because == "contract"


def test_t3_a_contract_that_is_gained_is_compared_with_the_office_from_the_gain(world: World) -> None:
    """Around the clock, silent on figures: 8 h from Thu 7 May 11:00 are 19:00, the office's Fri 11:00."""
    sergey = opened(world, SERGEY)
    bought(world, world.bridge, "05-07 11:00")
    with begin(utc("05-07 11:00"), MACHINE, "desk") as step:
        record_contract(
            step, organisation=world.bridge, number="Г-2", from_on=date(2026, 5, 1), until_on=date(2026, 12, 31),
            calendar="around-the-clock",
        )  # fmt: skip
    lifted("05-07 11:01")
    assert due(sergey.ticket)["first_response"] == "05-07 19:00"
    row = Promise.objects.get(ticket=sergey.ticket, kind="first_response")
    assert row.basis == "around-the-clock"


def test_joining_an_organisation_lifts_what_a_stranger_asked(world: World) -> None:
    stranger = opened(world, STRANGER)
    assert stranger.ticket.level == "initial"
    with begin(utc("05-07 11:00"), MACHINE, "desk") as step:
        contacts.join(step, contact=Contact.objects.get(addresses__normalised=STRANGER), organisation=world.gear)
    lifted("05-07 11:01")
    assert (stranger.ticket.level, due(stranger.ticket)["first_response"]) == ("warranty", "05-08 11:00")
    # Whose the ticket is stays as it was: who joins hands nobody their letters of before.
    assert stranger.ticket.organisation is None

"""A duty on the street (T9): its hours in the promises, its people in the acknowledgement, and T3 with it.

May 2026 in Yekaterinburg: 6 and 7 May are full days (9-13, 14-18), 8 May until 17:00, 9-11 May off, 12 May full.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from opora.calendars import actions as calendars
from opora.contracts import actions as contracts
from opora.contracts.models import Duty
from opora.core.step import MACHINE
from opora.flow import act, duties
from opora.flow.correct import Correction, correct
from opora.flow.step import begin
from opora.jobs.models import Job
from opora.ledger.models import Event
from opora.offices.queries import policy_at
from opora.promises.differences import compared
from opora.promises.models import Promise
from opora.registry.models import Organisation
from opora.tickets.models import Ticket
from tests.stories.may_2026 import ZONE, local
from tests.stories.street import Street, ours, words
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ENTERED = local("05-05 12:00").astimezone(UTC)
WEEK = {day: [["12:00", "21:00"]] for day in ("mon", "tue", "wed", "thu")}


def on_duty(world: World, organisation: Organisation, begins: str, ends: str, **more: Any) -> None:
    with begin(more.pop("entered", ENTERED), MACHINE, "cli") as step:
        contracts.enter_duty(
            step, organisation=organisation, from_at=local(begins), until_at=local(ends), reason="Запуск цеха",
            **{"staff": [world.irina], **more},
        )  # fmt: skip


def opened(world: World, sender: str, at: str) -> Ticket:
    street = Street(world, sender)
    street.happen("opens", local(at))
    return street.ticket


def due(ticket: Ticket) -> dict[str, tuple[str, str]]:
    """The live promises by kind: when, and on which calendar."""
    rows = Promise.objects.filter(ticket=ticket, met_at=None, missed_at=None, withdrawn_because="")
    return {row.kind: (f"{row.due_at.astimezone(ZONE):%m-%d %H:%M}", row.basis) for row in rows}


def test_the_hours_of_a_duty_count_for_its_organisation_alone(world: World) -> None:
    """From Wed 10:00: 7 h by 18:00, the eighth in the duty until 19:00; 40 h are over on Wed 13 May 16:00.

    Without it: Thu 10:00 and Thu 14 May 11:00, as in story A.
    """
    on_duty(world, world.gear, "05-06 18:00", "05-06 22:00")
    anna, nikolay = (opened(world, f"{who}.example.org", "05-06 10:00") for who in ("anna@gear", "nikolay@rail"))
    assert due(anna)["first_response"] == ("05-06 19:00", "yekaterinburg")
    assert due(anna)["resolution"] == ("05-13 16:00", "yekaterinburg")
    assert (anna.next_at, anna.next_kind) == (local("05-06 19:00"), "first_response")
    assert due(nikolay)["resolution"] == ("05-14 11:00", "yekaterinburg")
    assert (Event.objects.get(type="Opened", subject_id=nikolay.pk).payload["duties"]) == []


def test_a_duty_may_say_that_it_does_not_count(world: World) -> None:
    on_duty(world, world.gear, "05-06 18:00", "05-06 22:00", counts=False)
    assert due(opened(world, "anna@gear.example.org", "05-06 10:00"))["first_response"][0] == "05-07 10:00"


def test_the_acknowledgement_says_who_is_on_duty_and_that_we_work(world: World) -> None:
    on_duty(world, world.gear, "05-06 18:00", "05-06 22:00", staff=[world.irina, world.artyom], counts=False)
    (letter,) = ours(opened(world, "anna@gear.example.org", "05-06 19:00"))
    assert "На дежурстве Ирина С., Артём Л." in words(letter)
    # The reason is for staff and for the explanation of a moment; the letter does without it.
    assert "Запуск цеха" not in words(letter)
    (other,) = ours(opened(world, "nikolay@rail.example.org", "05-06 19:00"))
    assert "дежурств" not in words(other)


def test_in_a_duty_that_counts_the_desk_is_not_closed(world: World) -> None:
    """Wed 19:00: 3 h until 22:00, Thu 9-13, 14-15 (8). Without it Thu 18:00."""
    on_duty(world, world.gear, "05-06 18:00", "05-06 22:00")
    during, other = (opened(world, f"{who}.example.org", "05-06 19:00") for who in ("anna@gear", "nikolay@rail"))
    assert due(during)["first_response"][0] == "05-07 15:00"
    assert "Сейчас мы не работаем" not in words(ours(during)[0])
    assert "Сейчас мы не работаем" in words(ours(other)[0])


def test_hours_that_were_entered_after_a_letter_was_filed_are_not_among_its_own(world: World) -> None:
    """The ledger says which duties were known; what comes later comes by a recount (T6)."""
    anna = opened(world, "anna@gear.example.org", "05-06 10:00")
    on_duty(world, world.gear, "05-06 18:00", "05-06 22:00", entered=local("05-06 10:01").astimezone(UTC))
    assert due(anna)["first_response"][0] == "05-07 10:00"
    assert due(opened(world, "anna@gear.example.org", "05-06 10:02"))["first_response"][0] == "05-06 19:02"


def test_a_duty_that_is_withdrawn_counts_until_then(world: World) -> None:
    on_duty(world, world.gear, "05-06 18:00", "05-06 22:00")
    with begin(local("05-06 18:30").astimezone(UTC), MACHINE, "cli") as step:
        contracts.withdraw_duty(step, Duty.objects.get())
    # Registered at 18:10: 20 min, then Thu 9-13, 14-17:40 (8 h).
    filed_late = Street(world, "anna@gear.example.org")
    filed_late.happen("opens", local("05-06 18:40"))
    assert due(filed_late.ticket)["first_response"][0] == "05-07 18:00"
    assert "на дежурстве" not in words(ours(filed_late.ticket)[0]).lower()


# --- T3 -------------------------------------------------------------------------------------------------------------


def afternoons(world: World, organisation: Organisation) -> None:
    """A contract whose hours are Monday to Thursday, 12:00 to 21:00, with a first response in 5 h."""
    with begin(ENTERED, MACHINE, "cli") as step:
        calendars.add(step, code="afternoons", name="После обеда", spec={"zone": "Asia/Yekaterinburg", "weekly": WEEK})
        contracts.record_contract(
            step, organisation=organisation, number="Т3", from_on=date(2026, 1, 1), until_on=date(2026, 12, 31),
            calendar="afternoons", first_response=timedelta(hours=5), resolution=timedelta(hours=40),
        )  # fmt: skip


def test_t3_for_each_promise_the_earlier_moment_fixes_the_calendar(world: World) -> None:
    """From Wed 6 May 14:00. Office: 4 h by 18:00, Thu 10:00. Contract: 14-19, Wed 19:00, the earlier.

    40 h. Office: 4, Thu 12, Fri 19, Tue 27, Wed 35, Thu 14 May 9-13 39, 14-15: 15:00. Contract, whose hours know no
    holiday: 7, Thu 16, Mon 11 May 25, Tue 34, Wed 13 May 12-18: 18:00, the earlier.
    """
    afternoons(world, world.gear)
    ticket = opened(world, "anna@gear.example.org", "05-06 14:00")
    assert due(ticket)["first_response"] == ("05-06 19:00", "afternoons")
    assert due(ticket)["resolution"] == ("05-13 18:00", "afternoons")


def test_t3_the_office_counts_where_it_is_the_earlier_one(world: World) -> None:
    """From Thu 7 May 9:00 first response 5 h. Office: 4 by 13:00, 15:00. Contract: 12-17."""
    afternoons(world, world.gear)
    assert due(opened(world, "anna@gear.example.org", "05-07 09:00"))["first_response"] == (
        "05-07 15:00", "yekaterinburg",
    )  # fmt: skip


def test_t3_the_office_counts_where_both_are_equal(world: World) -> None:
    """From Wed 6 May 14:00 with a duty 18-22 the office has its fifth hour at 19:00 too."""
    afternoons(world, world.gear)
    on_duty(world, world.gear, "05-06 18:00", "05-06 22:00")
    ticket = opened(world, "anna@gear.example.org", "05-06 14:00")
    assert due(ticket)["first_response"] == ("05-06 19:00", "yekaterinburg")


def test_t3_duties_count_on_both_calendars_when_they_are_compared(world: World) -> None:
    """A duty Wed 21-22 helps the contract alone, which is open until then.

    From Wed 6 May 17:00, 5 h. Office: 1 by 18:00, 21-22 (2), Thu 9-12 (5): 12:00. Contract: 17-21 (4), 21-22: 22:00.
    """
    afternoons(world, world.gear)
    on_duty(world, world.gear, "05-06 21:00", "05-06 22:00")
    assert due(opened(world, "anna@gear.example.org", "05-06 17:00"))["first_response"] == ("05-06 22:00", "afternoons")


def test_t3_a_correction_compares_both_as_at_registration(world: World) -> None:
    """Who it is was not known; the right organisation has the contract, and the promise its calendar from 14:00 on."""
    afternoons(world, world.gear)
    ticket = opened(world, "somebody@stranger.example.org", "05-06 14:00")
    assert "first_response" not in due(ticket)
    named = (world.drawing, world.full, world.v22)
    now = local("05-06 14:20").astimezone(UTC)
    correct(ticket.pk, world.irina, Correction(ticket.contact, world.gear, *named), now)
    # Four hours of its own after the correction are 18:20; four of the office would be Thu 9:20.
    assert due(ticket)["first_response"] == ("05-06 19:00", "afternoons")
    assert due(ticket)["resolution"] == ("05-13 18:00", "afternoons")


def test_t3_a_correction_counts_the_duties_of_whom_it_names(world: World) -> None:
    """A stranger's ticket of Wed 14:00. 8 h: 14-18 (4), the duty 20-23:30 (7:30), Thu 9:30."""
    on_duty(world, world.gear, "05-06 20:00", "05-06 23:30")
    ticket = opened(world, "somebody@stranger.example.org", "05-06 14:00")
    named = (world.drawing, world.full, world.v22)
    correct(
        ticket.pk, world.irina, Correction(ticket.contact, world.gear, *named), datetime(2026, 5, 6, 9, 20, tzinfo=UTC)
    )
    assert due(ticket)["first_response"] == ("05-07 09:30", "yekaterinburg")


# --- entered or withdrawn while a ticket is open (T6, T9) -----------------------------------------------------------


def worked_off(at: str) -> int:
    """The worker takes what was left for it; gives how many jobs there were."""
    jobs = list(Job.objects.filter(task=duties.count_duties.module_path, state="ready"))
    for job in jobs:
        duties.count_all(**job.arguments["kwargs"], now=local(at).astimezone(UTC))
        job.delete()
    return len(jobs)


def test_a_duty_that_is_entered_later_recounts_the_open_tickets_of_its_organisation(world: World) -> None:
    """Entered Wed 12:00 for 18-22: Wed 19:00 and Wed 13 May 16:00; the customer reads the nearer moments."""
    anna, nikolay = (opened(world, f"{who}.example.org", "05-06 10:00") for who in ("anna@gear", "nikolay@rail"))
    on_duty(world, world.gear, "05-06 18:00", "05-06 22:00", entered=local("05-06 12:00").astimezone(UTC))
    assert due(anna)["first_response"][0] == "05-07 10:00"
    assert worked_off("05-06 12:01") == 1
    assert (due(anna)["first_response"][0], due(anna)["resolution"][0]) == ("05-06 19:00", "05-13 16:00")
    letter = words(ours(anna)[-1])
    assert "до 19:00" in letter or "среды, 6 мая, 19:00" in letter
    assert Promise.objects.get(ticket=anna, kind="first_response").told_due_at == local("05-06 19:00")
    assert len(ours(nikolay)) == 1
    assert worked_off("05-06 12:02") == 0
    duties.count_all(world.gear.pk, local("05-06 12:03").astimezone(UTC))
    assert len(ours(anna)) == 2


def test_a_duty_that_is_withdrawn_moves_what_was_told_later_and_tells_it_again(world: World) -> None:
    """Known from the start: Wed 19:00. Withdrawn Wed 18:30: half an hour is left, Thu 9:30."""
    on_duty(world, world.gear, "05-06 18:00", "05-06 22:00")
    anna = opened(world, "anna@gear.example.org", "05-06 10:00")
    worked_off("05-06 10:01")
    with begin(local("05-06 18:30").astimezone(UTC), MACHINE, "cli") as step:
        contracts.withdraw_duty(step, Duty.objects.get())
    assert worked_off("05-06 18:30") == 1
    assert due(anna)["first_response"][0] == "05-07 09:30"
    letter = words(ours(anna, "recounted")[-1])
    assert "до четверга, 7 мая, 9:30" in letter
    assert Promise.objects.get(ticket=anna, kind="first_response").told_due_at == local("05-07 09:30")


def test_a_word_for_hours_that_are_withdrawn_is_told_again(world: World) -> None:
    """Random weeks, seed 1052. Promised for Sat 9 May 12:00, in a duty that is withdrawn on Fri 8 May at 15:00: four
    hours from then are Tue 12 May 11:00, and that stretch ends at 13:00."""
    on_duty(world, world.gear, "05-09 10:00", "05-09 18:00")
    anna = opened(world, "anna@gear.example.org", "05-06 10:00")
    act.tell(anna.pk, world.irina, "Смотрим.", local("05-06 11:00"), word_until=local("05-09 12:00"), consent="да")
    with begin(local("05-08 15:00").astimezone(UTC), MACHINE, "cli") as step:
        contracts.withdraw_duty(step, Duty.objects.get())
    worked_off("05-08 15:00")
    assert due(anna)["word"][0] == "05-12 13:00"
    assert "до вторника, 12 мая, 13:00" in words(ours(anna, "recounted")[-1])
    word = Promise.objects.get(ticket=anna, kind="word", met_at=None, withdrawn_because="")
    assert word.told_due_at == local("05-12 13:00")


def test_a_duty_that_does_not_count_leaves_no_work(world: World) -> None:
    opened(world, "anna@gear.example.org", "05-06 10:00")
    more = {"entered": local("05-06 12:00").astimezone(UTC), "counts": False}
    on_duty(world, world.gear, "05-06 18:00", "05-06 22:00", **more)
    assert worked_off("05-06 12:01") == 0
    on_duty(world, world.bridge, "05-06 18:00", "05-06 22:00", entered=local("05-06 12:00").astimezone(UTC))
    assert worked_off("05-06 12:01") == 0, "who has no open ticket"


def test_after_a_recount_the_rows_are_what_the_ledger_says(world: World) -> None:
    anna = opened(world, "anna@gear.example.org", "05-06 10:00")
    on_duty(world, world.gear, "05-06 18:00", "05-06 22:00", entered=local("05-06 12:00").astimezone(UTC))
    worked_off("05-06 12:01")
    (one,) = compared([Ticket.objects.get(pk=anna.pk)], policy_at(local("05-06 12:02").astimezone(UTC)))
    assert one.differences == ()

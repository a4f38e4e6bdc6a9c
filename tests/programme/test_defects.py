"""A defect is a cause that tickets wait for: found, linked, its status said to customers in their words.

Anna (Yekaterinburg, warranty) and Sergey (Yekaterinburg, basic) meet the same defect on Wednesday 6 May 2026.
"""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from opora.accounts.models import User
from opora.core.events import DefectChanged, DefectFound, DefectLinked, DefectStatusSet, DefectUnlinked
from opora.flow import defects
from opora.flow.merge import merge
from opora.ledger.queries import history_of
from opora.lib.errors import Refused
from opora.programme.models import Defect
from opora.programme.queries import defect_of, defects_of, id_from_number, number_of, waiting_of
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.web.console import Console

pytestmark = [pytest.mark.django_db, pytest.mark.both]

TITLE = "NPE в AssemblyLoader при старом драйвере"


@pytest.fixture
def ticket(console: Console) -> Ticket:
    return console.asked("05-06 10:00")


def found(console: Console, ticket: Ticket, at: str = "05-06 11:00", **more: Any) -> Defect:
    """A new defect that Irina finds behind a ticket."""
    said = {"title": TITLE, "tracker_key": "CAD-17", "tracker_url": "https://tracker.example.org/CAD-17", **more}
    return defects.find(ticket.pk, console.world.irina, local(at), **said)


def told(subject: str, row: int) -> list[Any]:
    return [one.event for one in history_of(subject, row) if "Defect" in type(one.event).__name__]


def test_a_number_is_ours_and_has_a_check_digit() -> None:
    # 1000 + 1 - 1 = 1000; Damm of 1000: 0 -1-> 3 -0-> 1 -0-> 7 -0-> 8. So the first one is D-10008.
    assert number_of(1) == "D-10008"
    assert id_from_number("D-10008") == id_from_number(" d-10008 ") == 1
    assert [id_from_number(one) for one in ("D-10006", "D-7", "SD-1000002", "", "D-99999999999999999999")] == [None] * 5


def test_a_defect_that_was_found_stands_in_the_ledger_and_on_its_ticket(console: Console, ticket: Ticket) -> None:
    defect = found(console, ticket)
    # Product and version are the ticket's; nobody has said yet what customers may read.
    assert (defect.product, defect.version) == (console.world.drawing, console.world.v22)
    assert (defect.status, defect.public_title, defect.fixed_in) == ("found", "", None)
    assert told("defect", defect.pk) == [DefectFound()]
    assert told("ticket", ticket.pk) == [DefectLinked(defect.pk)]
    assert defect_of(ticket.pk) == defect


def test_a_ticket_waits_for_one_defect_and_can_be_freed(console: Console, ticket: Ticket) -> None:
    irina = console.world.irina
    defect = found(console, ticket)
    second = console.asked("05-06 10:30", "sergey@bridge.example.org")
    defects.link(second.pk, irina, defect.pk, local("05-06 11:10"))
    assert waiting_of([defect.pk]) == {defect.pk: 2}
    assert defects_of([ticket.pk, second.pk, 999]) == {ticket.pk: defect, second.pk: defect}
    other = found(console, console.asked("05-06 10:40"), tracker_key="CAD-18")
    # Another one takes the place of the first: one matter has one cause.
    defects.link(second.pk, irina, other.pk, local("05-06 11:20"))
    assert defect_of(second.pk) == other
    assert told("ticket", second.pk) == [DefectLinked(defect.pk), DefectUnlinked(defect.pk), DefectLinked(other.pk)]
    with pytest.raises(Refused):
        defects.link(second.pk, irina, other.pk, local("05-06 11:21"))
    defects.unlink(second.pk, irina, local("05-06 11:30"))
    assert defect_of(second.pk) is None
    assert waiting_of([defect.pk, other.pk]) == {defect.pk: 1, other.pk: 1}
    with pytest.raises(Refused):
        defects.unlink(second.pk, irina, local("05-06 11:31"))


def test_a_key_of_the_tracker_names_one_defect(console: Console, ticket: Ticket) -> None:
    first = found(console, ticket)
    with pytest.raises(Refused, match=first.number):
        found(console, console.asked("05-06 10:30"), tracker_key="cad-17")
    # Without a key there may be many.
    for minute in (40, 41):
        found(console, console.asked(f"05-06 10:{minute}"), tracker_key="", tracker_url="")
    assert Defect.objects.count() == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        Defect.objects.create(title="x", tracker_key="Cad-17", found_at=local("05-06 12:00"))


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "ftp://tracker.example.org/1", "//tracker.example.org/1", "tracker/1",
     "https://", "http://tracker.example.org/a b", "https://tracker.example.org/\nx", "https:///x",
     "https://" + "a" * 500],
)  # fmt: skip
def test_an_address_that_is_none_of_the_web_is_refused(console: Console, ticket: Ticket, url: str) -> None:
    with pytest.raises(Refused):
        found(console, ticket, tracker_url=url)
    assert Defect.objects.count() == 0


@pytest.mark.parametrize("url", ["", "http://tracker/browse/CAD-17", "HTTPS://tracker.example.org/CAD-17?x=1#c"])
def test_an_address_of_the_web_is_kept(console: Console, ticket: Ticket, url: str) -> None:
    assert found(console, ticket, tracker_url=url).tracker_url == url.replace("HTTPS", "https")


def test_each_change_of_status_is_an_event_and_wants_what_it_promises(console: Console, ticket: Ticket) -> None:
    world, defect = console.world, found(console, ticket)

    def say(status: str, at: str, **more: Any) -> Defect:
        return defects.set_status(defect.pk, world.timur, status, local(at), **more)

    say("confirmed", "05-06 12:00")
    say("confirmed", "05-06 12:05")
    say("planned", "05-06 13:00")
    with pytest.raises(Refused):
        say("fixed", "05-07 10:00")
    with pytest.raises(Refused):
        say("wont_fix", "05-07 10:01", reason="  ")
    with pytest.raises(Refused):
        say("frozen", "05-07 10:02")
    with pytest.raises(Refused):
        # A version of another product.
        say("fixed", "05-07 10:03", fixed_in=world.routes_5)
    assert say("fixed", "05-07 11:00", fixed_in=world.v23).fixed_in == world.v23
    done = say("wont_fix", "05-07 12:00", reason="Так задумано: чертёж хранит единицы сам.")
    assert (done.fixed_in, done.reason) == (None, "Так задумано: чертёж хранит единицы сам.")
    assert told("defect", defect.pk)[1:] == [
        DefectStatusSet("confirmed", "found"),
        DefectStatusSet("planned", "confirmed"),
        DefectStatusSet("fixed", "planned", world.v23.pk),
        DefectStatusSet("wont_fix", "fixed"),
    ]


def test_the_database_keeps_a_status_and_what_it_promises_together(console: Console) -> None:
    for wrong in (
        {"status": "fixed"}, {"status": "wont_fix"}, {"status": "frozen"}, {"fixed_in": console.world.v23},
        {"reason": "Так задумано."}, {"tracker_url": "javascript:alert(1)"},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Defect.objects.create(title="x", found_at=local("05-06 12:00"), **wrong)
    Defect.objects.create(title="x", found_at=local("05-06 12:00"), status="fixed", fixed_in=console.world.v23)


def test_facts_are_corrected_and_what_stays_is_no_event(console: Console, ticket: Ticket) -> None:
    defect, timur = found(console, ticket), console.world.timur
    said = {"title": TITLE, "public_title": "Сборка не открывается", "tracker_key": "CAD-71",
            "tracker_url": defect.tracker_url, "product": defect.product, "version": defect.version}  # fmt: skip
    defects.correct(defect.pk, timur, local("05-06 12:00"), **said)
    defects.correct(defect.pk, timur, local("05-06 12:01"), **said)
    assert told("defect", defect.pk)[1:] == [DefectChanged(("public_title", "tracker_key"))]
    with pytest.raises(Refused):
        defects.correct(defect.pk, timur, local("05-06 12:02"), **{**said, "title": " "})


def test_a_merged_ticket_takes_its_defect_along(console: Console, ticket: Ticket) -> None:
    olga: User = console.world.olga
    defect, second = found(console, ticket), console.asked("05-06 10:30")
    merge(ticket.pk, olga, second.pk, local("05-06 12:00"))
    assert defect_of(second.pk) == defect
    assert defect_of(ticket.pk) is None
    assert told("ticket", second.pk) == [DefectLinked(defect.pk)]
    third = console.asked("05-06 12:30")
    other = found(console, third, tracker_key="CAD-18")
    # The one that goes on keeps its own.
    merge(third.pk, olga, second.pk, local("05-06 13:00"))
    assert defect_of(second.pk) == defect
    assert waiting_of([defect.pk, other.pk]) == {defect.pk: 1}


def test_a_closed_ticket_waits_no_more(console: Console, ticket: Ticket) -> None:
    from opora.flow import act

    defect = found(console, ticket)
    act.close(ticket.pk, console.world.irina, "withdrawn", local("05-06 12:00"))
    assert waiting_of([defect.pk]) == {}

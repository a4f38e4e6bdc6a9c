"""When a promise is near, in its row: after a recount the worker reckons it anew, as settle would have."""

from datetime import datetime

import pytest

from opora.contracts.actions import enter_duty
from opora.core.step import MACHINE
from opora.flow import recount, warn
from opora.flow.step import begin
from opora.offices.queries import policy_at
from opora.promises.models import Promise
from opora.promises.nearness import marks_of
from opora.promises.queries import standing_of
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.stories.street import Street
from tests.stories.test_recount import EKB, SHUT, change, utc
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

Marks = tuple[datetime | None, datetime | None]


def marks(street: Street, kind: str = "first_response") -> Marks:
    row = Promise.objects.get(ticket=street.ticket_id, kind=kind)
    return row.warn_at, row.soon_at


def opened(world: World) -> Street:
    """Anna's of Wed 6 May 10:00: six hours of eight on Wed 17:00, 7 h 12 min on Thu 9:12."""
    street = Street(world, "anna@gear.example.org")
    street.happen("opens", local("05-06 10:00"))
    return street


def as_settle_says(street: Street) -> dict[str, Marks]:
    ticket = Ticket.objects.get(pk=street.ticket_id)
    standing = standing_of(ticket, policy_at(utc("05-06 20:00")))
    found = {clock.kind: marks_of(clock, standing.policy) for clock in standing.clocks if clock.live}
    return {kind: (one["warn_at"], one["soon_at"]) for kind, one in found.items()}


def test_a_recount_takes_the_marks_away_and_the_worker_brings_them_back(world: World) -> None:
    """Thursday is closed: due on Fri 8 May 10:00. Two hours before: Wed 17:00; 48 min before: Fri 9:12."""
    street = opened(world)
    assert marks(street) == (local("05-06 17:00"), local("05-07 09:12"))
    change("05-06 16:00", on_05_07=SHUT)
    assert recount.go_on(EKB, utc("05-06 16:01"))
    assert marks(street) == (None, None)
    # First response and resolution moved; before the word, which stays, there is less working time.
    assert warn.mark_all(utc("05-06 16:10")) == 3
    assert marks(street) == (local("05-06 17:00"), local("05-08 09:12"))
    assert {kind: marks(street, kind) for kind in as_settle_says(street)} == as_settle_says(street)
    assert warn.mark_all(utc("05-06 16:20")) == 0


def test_the_hours_of_a_duty_count(world: World) -> None:
    """A duty on Wed 6 May 18-22 makes it due at 19:00 that day; 48 min before are 18:12."""
    with begin(utc("05-06 09:00"), MACHINE, "cli") as step:
        enter_duty(
            step, organisation=world.gear, from_at=utc("05-06 18:00"), until_at=utc("05-06 22:00"),
            staff=[world.irina], reason="Запуск цеха",
        )  # fmt: skip
    street = opened(world)
    assert marks(street) == (local("05-06 17:00"), local("05-06 18:12"))
    Promise.objects.update(warn_at=None, soon_at=None)
    warn.mark_all(utc("05-06 16:10"))
    assert marks(street) == (local("05-06 17:00"), local("05-06 18:12"))

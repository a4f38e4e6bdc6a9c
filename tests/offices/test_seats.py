"""A seat holds by the local date of its office, whatever the date of UTC is (domain.md 7).

8 May 2026, 20:00 UTC: 9 May 01:00 in Yekaterinburg and 06:00 in Vladivostok, 8 May 23:00 in Moscow, 22:00 in
Kaliningrad.
"""

from datetime import UTC, date, datetime

import pytest

from opora.core.step import MACHINE
from opora.flow.step import begin
from opora.offices import actions
from opora.offices.models import Office, Seat
from opora.offices.queries import managed_by, manager_of, offices_of, places_of, seated, staff_of
from tests.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NIGHT = datetime(2026, 5, 8, 20, 0, tzinfo=UTC)
EIGHTH, NINTH = date(2026, 5, 8), date(2026, 5, 9)


@pytest.fixture
def world() -> World:
    return build()


def sits(world: World, office: Office, **days: date) -> bool:
    """Whether Anton, who sits nowhere else, has a seat there that night; every question says the same."""
    with begin(NIGHT, MACHINE, "desk") as step:
        seat = actions.seat(step, office=office, user=world.anton, role="manager", **days)
    found = {
        world.anton in staff_of(office, NIGHT),
        office in offices_of(world.anton, NIGHT),
        office in managed_by(world.anton, NIGHT),
        office.pk in places_of(world.anton, NIGHT),
        world.anton.pk in seated(NIGHT),
    }
    seat.delete()
    assert len(found) == 1, "two questions differ"
    return found.pop()


def test_in_the_east_it_begins_at_the_offices_midnight(world: World) -> None:
    assert sits(world, world.yekaterinburg, from_on=NINTH)
    assert sits(world, world.vladivostok, from_on=NINTH)
    assert not sits(world, world.moscow, from_on=NINTH)
    assert not sits(world, world.kaliningrad, from_on=NINTH)
    assert not sits(world, world.yekaterinburg, from_on=date(2026, 5, 10))


def test_in_the_east_it_is_over_at_the_offices_midnight(world: World) -> None:
    for office, holds in ((world.yekaterinburg, False), (world.vladivostok, False), (world.moscow, True)):
        assert sits(world, office, from_on=date(2026, 5, 1), until_on=EIGHTH) is holds, office.code
    assert sits(world, world.yekaterinburg, from_on=date(2026, 5, 1), until_on=NINTH)


def test_the_manager_is_the_one_of_the_offices_own_day(world: World) -> None:
    Seat.objects.filter(office=world.yekaterinburg, role__in=["manager", "deputy"]).update(until_on=EIGHTH)
    assert manager_of(world.yekaterinburg, NIGHT) is None
    assert manager_of(world.yekaterinburg, datetime(2026, 5, 8, 18, 59, tzinfo=UTC)) == world.olga


def test_an_office_in_an_unknown_zone_goes_by_the_date_of_utc(world: World) -> None:
    Office.objects.filter(pk=world.moscow.pk).update(zone="Nowhere/Land")
    world.moscow.refresh_from_db()
    assert sits(world, world.moscow, from_on=EIGHTH)
    assert not sits(world, world.moscow, from_on=NINTH)

"""Where a customer is, as far as the registry knows it (O1): site, then organisation; a named office before a place."""

from datetime import timedelta

import pytest

from opora.core.facts import Where
from opora.core.step import MACHINE
from opora.flow.step import begin
from opora.registry.actions import organisations
from opora.registry.models import Contact, Site
from opora.registry.queries import organisation_by, where_of
from tests.world import OPENED, World, build

pytestmark = pytest.mark.django_db

EAST = timedelta(hours=10)


@pytest.fixture
def world() -> World:
    """The named cast."""
    return build()


def at_site(world: World, **more: object) -> Contact:
    """Anna of the plant in Yekaterinburg, as somebody of a branch of it."""
    world.anna.site = Site.objects.create(organisation=world.gear, name="Филиал", **more)
    return world.anna


def test_the_named_office_of_the_site_then_that_of_the_organisation(world: World) -> None:
    world.gear.office = world.moscow
    by_site = where_of(at_site(world, office=world.vladivostok, lat=43.1, lon=131.9), world.gear, EAST)
    assert by_site == Where(office="vladivostok", office_from="site")
    # A branch with a place of its own and no named office: the organisation's is named, and a name comes first.
    by_organisation = where_of(at_site(world, lat=43.1, lon=131.9, zone="Asia/Vladivostok"), world.gear, EAST)
    assert by_organisation == Where(office="moscow", office_from="organisation")


def test_the_place_of_the_site_then_that_of_the_organisation(world: World) -> None:
    by_site = where_of(at_site(world, lat=43.1, lon=131.9, zone="Asia/Vladivostok"), world.gear, EAST)
    assert by_site == Where(lat=43.1, lon=131.9, zone="Asia/Vladivostok", offset=EAST)
    by_organisation = where_of(at_site(world), world.gear, EAST)
    assert (by_organisation.lat, by_organisation.zone) == (world.yekaterinburg.lat, "Asia/Yekaterinburg")


def test_a_zone_without_a_place_is_known_better_than_what_a_letter_says(world: World) -> None:
    world.gear.lat = world.gear.lon = None
    assert where_of(world.anna, world.gear, EAST) == Where(zone="Asia/Yekaterinburg", offset=EAST)
    world.gear.zone = ""
    assert where_of(world.anna, world.gear, EAST) == Where(offset=EAST)
    assert where_of(None, None, None) == Where()


def test_no_key_names_no_organisation(world: World) -> None:
    with begin(OPENED, MACHINE, "cli") as step:
        one = organisations.add_organisation(step, name="Демо-завод без номера", external_key="no-number")
    assert organisation_by("no-number") == one
    assert organisation_by("") is None

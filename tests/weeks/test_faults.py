"""The weeks notice: each fault that is seeded into one place of the product turns them red.

The gate plays the smallest script that shows each, and the control, the same script without the fault, holds. At
length the weeks must find each by themselves, within their own seeds.
"""

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings as desk_settings

from tests.weeks.desk import played
from tests.weeks.faults import Fault
from tests.weeks.seeded import ALL, first_red, kept, seen
from tests.weeks.test_weeks import LENGTH
from tests.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.both]

HERE = ALL if "sqlite" in desk_settings.DATABASES["default"]["ENGINE"] else ALL[:3]
SEEDS = range(12)


@pytest.fixture
def world(tmp_path: Path, settings: SimpleNamespace) -> World:
    settings.DATA_DIR = tmp_path
    return build()


def test_each_fault_has_its_script() -> None:
    assert sorted(kept()) == sorted(fault.__name__ for fault in ALL)


@pytest.mark.parametrize("fault", HERE, ids=lambda one: one.__name__)
def test_a_seeded_fault_turns_its_script_red(fault: Fault, world: World) -> None:
    script = kept()[fault.__name__]
    wrong = seen(world, fault, script)
    assert wrong is not None, f"nobody notices {fault.__name__}"
    played(world, script)  # the control: without the fault the same script holds


@pytest.mark.long
@pytest.mark.parametrize("fault", ALL, ids=lambda one: one.__name__)
def test_the_weeks_find_a_seeded_fault_by_themselves(fault: Fault, world: World) -> None:
    assert first_red(world, fault, SEEDS, LENGTH) is not None, f"nobody notices {fault.__name__}"

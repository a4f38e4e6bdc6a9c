"""Weeks of many tickets at once, drawn by seed over the real street: after every step all that was promised holds.

What went wrong is shrunk to the lines that it takes, with the ledgers of the tickets that it speaks of.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings as desk_settings

from tests.weeks.desk import Told, played
from tests.weeks.many import outcomes, sentence, totals
from tests.weeks.scripts import Line, script_of
from tests.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.both]

LENGTH = 60
# The gate plays two short ones, on PostgreSQL one; --long plays the rest.
SHORT = 30
SEEDS = (1, 3) if "sqlite" in desk_settings.DATABASES["default"]["ENGINE"] else (1,)
LONG_LENGTH = 150
LONG_SEEDS = [range(first, first + 5) for first in range(1000, 1100, 5)]


@pytest.fixture
def world(tmp_path: Path, settings: SimpleNamespace) -> World:
    settings.DATA_DIR = tmp_path
    return build()


@pytest.mark.parametrize("seed", SEEDS)
def test_random_weeks(seed: int, world: World) -> None:
    told = judged(world, seed, SHORT)
    assert told.events > 60
    assert told.letters > 15


def test_a_quiet_desk_begins_to_answer(world: World) -> None:
    """Three letters, a day and more in which nobody is written to, then the beginning, and what comes by itself."""
    opening = [Line(600, "opens", dice) for dice in (1, 2, 3)]
    quiet = [Line(0, "quiet_at_first", 0), *opening, Line(90_000, "wait", 0)]
    assert played(world, quiet, timedelta(days=1)).letters == 0
    assert played(world, [*quiet, Line(600, "starts_answering", 1)], timedelta(days=3)).letters > 0


@pytest.mark.long
@pytest.mark.parametrize("seeds", LONG_SEEDS, ids=str)
def test_many_random_weeks(seeds: range, world: World, record_property: Callable[[str, object], None]) -> None:
    found = list(outcomes(world, seeds, LONG_LENGTH))
    record_property("figures", f"random weeks, seeds {seeds[0]} to {seeds[-1]}: {sentence(totals(found))}")
    assert [one.wrong for one in found if one.wrong] == []


def test_the_same_seed_gives_the_same_weeks(world: World) -> None:
    assert script_of(1, 20) == script_of(1, 20)
    assert script_of(1, 20) != script_of(2, 20)
    first, second = (played(world, script_of(1, 4), timedelta(days=3)) for _ in range(2))
    assert first == second


def judged(world: World, seed: int, length: int) -> Told:
    """The weeks of this seed, or an error with the smallest script that goes wrong."""
    (one,) = outcomes(world, [seed], length)
    assert one.told is not None, one.wrong
    return one.told

"""Weeks of many tickets at once, drawn by seed over the real street: after every step all that was promised holds.

What went wrong is shrunk to the lines that it takes, with the ledgers of the tickets that it speaks of.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings as desk_settings

from tests.weeks.desk import Told, Wrong, played, script_of, shrunk
from tests.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.both]

LENGTH = 60
SEEDS = range(5 if "sqlite" in desk_settings.DATABASES["default"]["ENGINE"] else 2)
LONG_LENGTH = 150
LONG_SEEDS = [range(first, first + 5) for first in range(1000, 1100, 5)]


@pytest.fixture
def world(tmp_path: Path, settings: SimpleNamespace) -> World:
    settings.DATA_DIR = tmp_path
    return build()


@pytest.mark.parametrize("seed", SEEDS)
def test_random_weeks(seed: int, world: World) -> None:
    told = judged(world, seed, LENGTH)
    assert told.events > 60
    assert told.letters > 15


@pytest.mark.long
@pytest.mark.parametrize("seeds", LONG_SEEDS, ids=str)
def test_many_random_weeks(seeds: range, world: World, record_property: Callable[[str, object], None]) -> None:
    said = figures([judged(world, seed, LONG_LENGTH) for seed in seeds])
    record_property("figures", f"random weeks, seeds {seeds[0]} to {seeds[-1]}: {said}")


def test_the_same_seed_gives_the_same_weeks(world: World) -> None:
    assert script_of(1, 20) == script_of(1, 20)
    assert script_of(1, 20) != script_of(2, 20)
    first, second = (played(world, script_of(1, 20)) for _ in range(2))
    assert first == second


def judged(world: World, seed: int, length: int) -> Told:
    """The weeks of this seed, or an error with the smallest script that goes wrong."""
    script = script_of(seed, length)
    try:
        return played(world, script)
    except Wrong as wrong:
        small = shrunk(world, script)
        raise AssertionError(f"seed {seed}, {length} lines: {wrong}\n\nIt takes these alone: {small}") from wrong


def figures(all_told: Iterable[Told]) -> str:
    """What all of them amounted to."""
    total: Counter[str] = Counter()
    for told in all_told:
        total.update(
            {name: getattr(told, name) for name in ("tickets", "events", "letters", "works", "deaths", "looks")}
        )
        total.update({"deeds": sum(told.deeds.values()), "weeks": round(told.days / 7)})
    return ", ".join(f"{number} {name}" for name, number in sorted(total.items())) + ", 0 violations"

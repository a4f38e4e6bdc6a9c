"""Many seeds, one after the other, and what all of them amounted to."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tests.weeks.desk import Told, Wrong, played, shrunk
from tests.weeks.scripts import script_of
from tests.world import World


@dataclass(frozen=True, slots=True)
class Outcome:
    """The weeks of a seed: what they amounted to, or what broke, perhaps with the smallest script for it."""

    seed: int
    told: Told | None = None
    wrong: str = ""


def outcomes(world: World, seeds: Iterable[int], length: int, *, small: bool = True) -> Iterator[Outcome]:
    """Each seed in its turn; a violation of one does not keep the others from being played."""
    for seed in seeds:
        script = script_of(seed, length)
        try:
            yield Outcome(seed, played(world, script))
        except Wrong as wrong:
            alone = f"\n\nIt takes these alone: {shrunk(world, script, wrong)}" if small else ""
            yield Outcome(seed, None, f"seed {seed}, {length} lines: {wrong}{alone}")


def totals(found: Iterable[Outcome]) -> dict[str, int]:
    """Figures of the seeds that held, by name, and how many did not."""
    total: Counter[str] = Counter({"seeds": 0, "violations": 0})
    days = 0.0
    for one in found:
        total["seeds"] += 1
        total["violations"] += one.told is None
        if one.told is not None:
            total.update(one.told.figures())
            days += one.told.days
    return {**dict(sorted(total.items())), "weeks": round(days / 7)}


def sentence(figures: Mapping[str, int]) -> str:
    """«100 seeds, 812 weeks, …» on one line."""
    return ", ".join(f"{figures[name]:,} {name}" for name in sorted(figures))

"""The weeks notice: each fault that is seeded into one place of the product turns them red within their own seeds.

The control is `test_weeks`: without a fault the same seeds hold to the end.
"""

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings as desk_settings

from tests.weeks import faults
from tests.weeks.desk import Line, Wrong, played, script_of
from tests.weeks.faults import Fault
from tests.weeks.test_weeks import LENGTH, SEEDS
from tests.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.both]

OFTEN: dict[Fault, tuple[str, ...]] = {
    faults.no_recount_on_a_day_off: ("change_day",),
    faults.absent_holders_not_skipped: ("absence", "remind_us"),
    faults.whoever_goes_away_keeps_the_rung: ("absence", "remind_us"),
    faults.the_assignee_holds_the_rung: ("assign", "remind_us"),
    faults.a_machine_passes_for_a_human: ("ask", "machine"),
}
"""What has to happen often for a fault to show soon."""
ALL = [
    one for name, one in vars(faults).items() if getattr(one, "__module__", "") == faults.__name__ and name[0] != "_"
]
HERE = ALL if "sqlite" in desk_settings.DATABASES["default"]["ENGINE"] else ALL[:3]


@pytest.fixture
def world(tmp_path: Path, settings: SimpleNamespace) -> World:
    settings.DATA_DIR = tmp_path
    return build()


@pytest.mark.parametrize("fault", HERE, ids=lambda one: one.__name__)
def test_a_seeded_fault_turns_the_weeks_red(fault: Fault, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    scripts = [script_of(seed, LENGTH, OFTEN.get(fault, ())) for seed in SEEDS]
    with monkeypatch.context() as patch:
        fault(patch)
        red = next((script for script in scripts if goes_wrong(world, script)), None)
    assert red is not None, f"nobody notices {fault.__name__}"
    if fault in OFTEN:
        played(world, red)  # the control: without the fault the same script holds


def goes_wrong(world: World, script: Sequence[Line]) -> bool:
    """Whether these weeks break a rule; says which."""
    try:
        played(world, script)
    except Wrong as wrong:
        print(str(wrong).splitlines()[1])
        return True
    return False

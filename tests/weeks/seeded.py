"""Faults and the scripts that show them: found by seed, then made as small as they go, for the gate to play."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from datetime import timedelta
from pathlib import Path

import pytest

from tests.weeks import faults
from tests.weeks.desk import SILENCE, Wrong, played, shrunk
from tests.weeks.faults import Fault
from tests.weeks.scripts import Line, script_of
from tests.world import World

KEPT = Path(__file__).with_name("smallest.json")
"""The smallest script for each fault, by name; ``python -m tests.weeks --faults`` finds them anew."""
OFTEN: dict[Fault, tuple[str, ...]] = {
    faults.no_settle_on_hand_over: ("hand_over",),
    faults.no_settle_on_merge: ("merge_two", "opens"),
    faults.no_settle_on_correction: ("correct_facts",),
    faults.no_settle_on_reply: ("ask", "reply"),
    faults.confession_lost: ("wait",),
    faults.rung_letter_lost: ("remind_us", "wait"),
    faults.confessed_twice: ("wait",),
    faults.a_word_beside_the_recovery: ("wait",),
    faults.next_word_too_late: ("tell",),
    faults.another_calendar_after_handing_over: ("hand_over",),
    faults.late_at_the_very_instant: ("punctual",),
    faults.recovery_never_missed: ("wait",),
    faults.any_word_meets_a_reminder: ("remind_us", "tell"),
    faults.pages_show_what_is_stored: ("look", "worker_dies"),
    faults.no_recount_on_a_day_off: ("change_day",),
    faults.absent_holders_not_skipped: ("absence", "remind_us"),
    faults.whoever_goes_away_keeps_the_rung: ("holder_goes", "remind_us"),
    faults.the_assignee_holds_the_rung: ("assign", "remind_us"),
    faults.a_machine_passes_for_a_human: ("ask", "machine"),
    faults.no_settle_on_readdressing: ("address_mended",),
    faults.no_settle_on_a_duty: ("duty", "duty_withdrawn"),
    faults.no_settle_on_a_gain: ("purchase", "contract", "opens"),
    faults.no_settle_on_a_correction_that_lifts: ("correct_facts", "opens"),
    faults.a_correction_moves_into_the_night: ("correct_facts", "opens"),
    faults.a_duty_ends_unnoticed: ("duty", "watch", "duty_withdrawn"),
    faults.nobody_is_called_out: ("watch", "opens"),
    faults.who_is_away_is_called_out: ("watch", "on_call_goes", "remind_us"),
    faults.what_was_told_is_merged_away: ("answer", "merge_two", "opens"),
    faults.a_slip_gets_our_letter: ("address_mended",),
    faults.drafts_outlive_their_ticket: ("cause", "news_for_all", "cause_becomes", "close"),
}
"""What has to happen often for a fault to show soon."""
ALL: list[Fault] = [
    one for name, one in vars(faults).items() if getattr(one, "__module__", "") == faults.__name__ and name[0] != "_"
]


def first_red(world: World, fault: Fault, seeds: Iterable[int], length: int) -> tuple[list[Line], Wrong] | None:
    """The first of these seeds that turns red with this fault in the product, and how it goes wrong."""
    for seed in seeds:
        script = script_of(seed, length, OFTEN.get(fault, ()))
        wrong = seen(world, fault, script)
        if wrong is not None:
            return script, wrong
    return None


def seen(world: World, fault: Fault, script: Sequence[Line], silence: timedelta = SILENCE) -> Wrong | None:
    """How this script goes wrong with the fault in the product; null: nobody notices it."""
    with pytest.MonkeyPatch.context() as patch:
        fault(patch)
        try:
            played(world, script, silence)
        except Wrong as wrong:
            return wrong
    return None


def smallest(world: World, fault: Fault, script: Sequence[Line], wrong: Wrong) -> list[Line]:
    """What it takes of this script to show the fault in the same way."""
    with pytest.MonkeyPatch.context() as patch:
        fault(patch)
        return shrunk(world, script, wrong)


def kept() -> dict[str, list[Line]]:
    """The smallest scripts that were found, by the fault's name."""
    return {name: [Line(*line) for line in lines] for name, lines in json.loads(KEPT.read_text()).items()}


def keep(scripts: dict[str, list[Line]]) -> None:
    """Write them down, a line of a script on each line."""
    said = (
        f'"{name}": [\n' + ",\n".join(json.dumps(astuple(line)) for line in lines) + "\n]"
        for name, lines in sorted(scripts.items())
    )
    KEPT.write_text("{\n" + ",\n".join(said) + "\n}\n")

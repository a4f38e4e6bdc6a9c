"""A script of the weeks, drawn from a seed: who does what after which time; the dice of each line say how."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.weeks.book import contract, joins, purchase, purchase_mended
from tests.weeks.causes import (
    cause,
    cause_becomes,
    cause_unlinked,
    draft_dropped,
    draft_sent,
    news_for_all,
    waits_for_fix,
)
from tests.weeks.deeds import (
    At,
    absence,
    answer,
    ask,
    assign,
    call,
    change_day,
    close,
    correct_facts,
    hand_over,
    holder_tells,
    look,
    machine,
    merge_two,
    move,
    note,
    opens,
    punctual,
    rate,
    reject,
    release,
    remind_us,
    repeat,
    reply,
    resume,
    split_off,
    tell,
    tell_late,
    tell_until,
    thank,
    wait,
    worker_dies,
    worker_is_killed,
    write,
)  # fmt: skip
from tests.weeks.doors import address_mended, form, holder_goes, link_revoked, to_head, twin
from tests.weeks.quiet import quiet_at_first, starts_answering
from tests.weeks.watch import accepts, duty, duty_withdrawn, on_call_goes, watch

AT_FIRST = 4
DEEDS: dict[Callable[[At], None], float] = {
    opens: 8, reply: 6, machine: 3, ask: 4, tell: 6, tell_until: 2, tell_late: 3, repeat: 1, answer: 6, punctual: 4,
    move: 3, release: 2, assign: 3, hand_over: 4, correct_facts: 4, merge_two: 5, call: 5, write: 2, reject: 3, rate: 1,
    remind_us: 4, holder_tells: 3, thank: 1, split_off: 1, resume: 2, note: 1, close: 0.3, absence: 3, change_day: 3,
    duty: 2, purchase: 2, worker_dies: 2, worker_is_killed: 2, look: 5, wait: 8,
    form: 1, address_mended: 3, twin: 2, to_head: 1, link_revoked: 0.3, holder_goes: 3,
    watch: 2, duty_withdrawn: 2, accepts: 2, on_call_goes: 1,
    cause: 2, cause_unlinked: 0.5, cause_becomes: 2, news_for_all: 1, draft_sent: 2, draft_dropped: 0.5,
    waits_for_fix: 2, purchase_mended: 2, contract: 1, joins: 1, starts_answering: 2,
}  # fmt: skip
"""How often each is drawn, beside the others."""
BY_NAME = {deed.__name__: deed for deed in (*DEEDS, quiet_at_first)}
QUIET = 5
"""Of so many seeds one begins on a desk that writes to nobody yet."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a script: after so many seconds somebody does this; the dice say how."""

    after: int
    what: str
    dice: int


def script_of(seed: int, length: int, often: Sequence[str] = ()) -> list[Line]:
    """The script of a seed. Each line has dice of its own, so that leaving others out changes nothing of it.

    ``often``: deeds that are drawn as often as all others together.
    """
    dice = random.Random(seed)
    names, weights = [deed.__name__ for deed in DEEDS], list(DEEDS.values())
    weights = [sum(weights) / len(often) if name in often else one for name, one in zip(names, weights, strict=True)]
    drawn = dice.choices(names, weights, k=length)
    waits = (dice.randint(1, 60 * dice.choice([5, 60, 400, 900])) for _ in drawn)
    lines = [Line(wait, what, dice.getrandbits(32)) for wait, what in zip(waits, drawn, strict=True)]
    quiet = [Line(0, "quiet_at_first", 0)] if seed % QUIET == QUIET - 1 else []
    return [*quiet, *(Line(600, "opens", dice.getrandbits(32)) for _ in range(AT_FIRST)), *lines]

"""What programs are told of the moments of a ticket: each with its reason, stretch by stretch (P5)."""

from datetime import datetime
from typing import Any

from ninja import Field, Schema

from opora.core.clock import explanation
from opora.core.standing import Standing
from opora.flow.letter_facts import TELLABLE


class StretchShown(Schema):
    """From ``begins`` until before ``ends`` the clock counts or not. ``cause`` says why: work, working_saturday, duty,
    fallback, night, lunch, weekend, holiday, moved, shortened, office; and of a promise that stands still: pause (the
    customer owes an answer), answered (from our answer until it did not suit), release (one is awaited), closed, gain
    (before the right to it began)."""

    begins: datetime
    ends: datetime
    counted: bool
    cause: str
    name: str = Field(description="of a holiday, an exception or a duty; else empty")
    document: str = Field(description="the law or the decree behind it; else empty")


class MomentShown(Schema):
    """A promise, goal or word that is owed. ``due_at`` is null while it stands still; ``told``: the customer knows it.
    What counts of ``stretches`` sums to its working time."""

    kind: str
    due_at: datetime | None
    told: bool
    stretches: list[StretchShown]


def moments(standing: Standing) -> list[dict[str, Any]]:
    """What is owed on a ticket that stands so, the nearest first."""
    live = [clock for clock in standing.clocks if clock.live and clock.kind in TELLABLE]
    return [
        {
            "kind": clock.kind,
            "due_at": None if clock.paused_at else clock.due_at,
            "told": clock.told,
            "stretches": [
                {
                    "begins": one.start,
                    "ends": one.end,
                    "counted": one.counted,
                    "cause": one.cause.value,
                    "name": one.name,
                    "document": one.document,
                }
                for one in explanation(clock)
            ],
        }
        for clock in sorted(live, key=lambda clock: (clock.paused_at is not None, clock.due_at))
    ]

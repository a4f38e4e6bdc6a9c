"""What a ticket's own open events say of how the work goes: points from which a word of progress is drafted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from opora.core import events as e
from opora.core.facts import Stage
from opora.core.standing import Standing
from opora.core.step import Noted

Code = Literal["received", "handed_over", "research"]


@dataclass(frozen=True, slots=True)
class Point:
    """Something that the customer may be told: ``at`` is when it happened (aware), ``office`` who has it since."""

    code: Code
    at: datetime
    office: str = ""


def points_of(history: Sequence[Noted], standing: Standing) -> tuple[Point, ...]:
    """What happened since our last word, the latest of each kind, in order; and since when we research.

    Nothing internal: no notes, no assignee, no defect. Empty when there is nothing new to tell.
    """
    found: dict[Code, Point] = {}
    begun: Point | None = None
    for one in history[1:]:
        event = one.event
        if isinstance(event, e.Asked | e.Told | e.Answered):
            found = {}
        elif isinstance(event, e.Received) and event.human and one.sequence > _opening(history):
            found["received"] = Point("received", event.received_at)
        elif isinstance(event, e.HandedOver):
            found["handed_over"] = Point("handed_over", one.at, event.office)
        elif isinstance(event, e.Moved) and event.stage == Stage.RESEARCH:
            begun = Point("research", one.at)
    if standing.stage is Stage.RESEARCH and begun is not None:
        found["research"] = begun
    return tuple(sorted(found.values(), key=lambda point: point.at))


def _opening(history: Sequence[Noted]) -> int:
    """The sequence of the message with which the ticket came."""
    return next((one.sequence for one in history if isinstance(one.event, e.Received)), 0)

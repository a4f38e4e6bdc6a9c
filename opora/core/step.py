"""A Step: who does something, when, and through what; and the events noted so far (architecture.md)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from opora.core.events import Event

ActorKind = Literal["machine", "staff", "contact", "guest", "key"]
Via = Literal["mail", "desk", "portal", "api", "cli", "tick", "call"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts; ``id`` is the row of that kind, null for the machine and for a guest without a row."""

    kind: ActorKind
    id: int | None = None


MACHINE = Actor("machine")


@dataclass(frozen=True, slots=True)
class Noted:
    """An event as it stands in the ledger: which thing it happened to, in which order, when and by whom."""

    event: Event
    subject: str
    subject_id: int
    sequence: int
    at: datetime
    actor: Actor
    id: int | None = None


Recorder = Callable[["Step", Event, str, int], Noted]


def _nothing(subject: str, subject_id: int) -> None:
    """A recorder that counts by itself needs not be told of new subjects."""


@dataclass(slots=True)
class Step:
    """One transaction's frame. ``now`` is an aware UTC instant, fixed for the whole Step.

    ``record`` writes an event to the ledger at once and gives it back with its place there; ``begins`` is told of a
    subject that is new in this Step, so that nobody needs to ask how far its events are counted. ``endings`` write what
    nobody reads before the Step has ended, once and in its last form.
    """

    now: datetime
    actor: Actor
    via: Via
    id: UUID
    record: Recorder
    noted: list[Noted] = field(default_factory=list)
    begins: Callable[[str, int], None] = _nothing
    endings: dict[tuple[str, int], Callable[[], None]] = field(default_factory=dict)

    def note(self, event: Event, subject: str, subject_id: int) -> Noted:
        """Write the event down as having happened now to this subject, and remember it for the reactions."""
        noted = self.record(self, event, subject, subject_id)
        self.noted.append(noted)
        return noted

"""Programme: the causes that tickets wait for."""

from dataclasses import dataclass

from opora.core.events.base import Event

# --- defects -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DefectFound(Event):
    """A defect was entered, by staff or from the developers' tracker; its titles and its key stand on its row."""


@dataclass(frozen=True, slots=True)
class DefectChanged(Event):
    """Something of a defect is different now: names of its columns."""

    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DefectStatusSet(Event):
    """What becomes of a defect: "found", "confirmed", "planned", "fixed" (in the ``version`` of that row) or
    "wont_fix"; ``before``: what it was until then."""

    status: str
    before: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class DefectLinked(Event):
    """The cause of a ticket was found: it waits for this defect from now on. It moves no moment."""

    defect: int


@dataclass(frozen=True, slots=True)
class DefectUnlinked(Event):
    """This defect is not the cause of the ticket, or not any more."""

    defect: int

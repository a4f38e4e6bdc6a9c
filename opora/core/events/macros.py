"""Macros: texts that are written once and used often."""

from dataclasses import dataclass

from opora.core.events.base import Event

# --- macros --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MacroMade(Event):
    """A text with fields is offered from now on, for one of the three verbs or for a note ("note")."""

    verb: str


@dataclass(frozen=True, slots=True)
class MacroChanged(Event):
    """Something of a macro is different now: names of its columns."""

    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MacroEnded(Event):
    """A macro is offered no more."""

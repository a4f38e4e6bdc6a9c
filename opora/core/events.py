"""The vocabulary of what happens (placeholder while the rooms are being laid)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, in the past tense."""

"""What every event is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

Moments = Mapping[str, datetime]

Duties = tuple[tuple[int, datetime, datetime], ...]
"""The hours of duties that count on a ticket: row, from, until (T9)."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, in the past tense."""

    type_version: ClassVar[int] = 1

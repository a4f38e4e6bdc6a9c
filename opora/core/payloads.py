"""Events as JSON values for the ledger, and back."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from opora.core.events import Duties, Event

DUTIES = str(Duties)


def vocabulary() -> dict[str, type[Event]]:
    """All event classes by name."""
    return {cls.__name__: cls for cls in Event.__subclasses__()}


def payload_of(event: Event) -> dict[str, Any]:
    """The event as JSON values; instants become ISO 8601 in UTC."""
    return {one.name: _plain(getattr(event, one.name)) for one in fields(event)}


def event_from(name: str, payload: Mapping[str, Any]) -> Event:
    """The event that `payload_of` wrote; unknown fields of a newer writer are left out.

    Raises KeyError when the name is not in the vocabulary.
    """
    cls = _BY_NAME[name]
    return cls(**{f.name: _typed(str(f.type), payload[f.name]) for f in fields(cls) if f.name in payload})


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _typed(kind: str, value: Any) -> Any:
    if value is None:
        return None
    if "Moments" in kind or "Mapping[str, datetime.datetime]" in kind:
        return {key: datetime.fromisoformat(item) for key, item in value.items()}
    if kind == DUTIES:
        return tuple((row, datetime.fromisoformat(begins), datetime.fromisoformat(ends)) for row, begins, ends in value)
    if "datetime" in kind:
        return datetime.fromisoformat(value)
    if kind.startswith("tuple"):
        return tuple(value)
    return value


_BY_NAME = vocabulary()

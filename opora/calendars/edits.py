"""Edits of a calendar file (T6): a version is made of the one before by what is different."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

Spec = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Edited:
    """Days in a row that say something else: what is written there now, null when the exception was taken away."""

    first: date
    last: date
    written: Any


def own_exceptions(spec: Any) -> dict[str, Any]:
    """The exceptions that a version says itself, by date; those of its preset are not among them."""
    found = spec.get("exceptions") if isinstance(spec, dict) else None
    return found if isinstance(found, dict) else {}


def with_days(spec: Spec, days: Mapping[date, Any]) -> dict[str, Any]:
    """The file with these days written into its exceptions; null takes one away. The file that is given stays."""
    written = {on.isoformat(): value for on, value in days.items()}
    return _with_exceptions(spec, own_exceptions(dict(spec)) | written)


def with_week(spec: Spec, week: Mapping[str, Any], valid_from: date) -> dict[str, Any]:
    """The file with these hours of the week, for a version from this day on; days before it are left behind."""
    kept = {on: value for on, value in own_exceptions(dict(spec)).items() if on >= valid_from.isoformat()}
    return _with_exceptions({**spec, "weekly": dict(week)}, kept)


def differences(before: Spec, after: Spec, valid_from: date = date.min) -> list[Edited | str]:
    """What a version says otherwise: its fields by name, and days; those before ``valid_from`` are not its own."""
    names = sorted((set(before) | set(after)) - {"exceptions"})
    found: list[Edited | str] = [name for name in names if before.get(name) != after.get(name)]
    was, now = own_exceptions(dict(before)), own_exceptions(dict(after))
    days = [on for on in sorted(set(was) | set(now)) if was.get(on) != now.get(on) and on >= valid_from.isoformat()]
    runs: list[Edited] = []
    for text in days:
        on, written = date.fromisoformat(text), now.get(text)
        last = runs[-1] if runs else None
        if last and on == last.last + timedelta(days=1) and written == last.written:
            runs[-1] = Edited(last.first, on, written)
        else:
            runs.append(Edited(on, on, written))
    return [*found, *runs]


def _with_exceptions(spec: Spec, exceptions: Mapping[str, Any]) -> dict[str, Any]:
    kept = {on: value for on, value in sorted(exceptions.items()) if value is not None}
    bare = {name: value for name, value in spec.items() if name != "exceptions"}
    return bare | ({"exceptions": kept} if kept else {})

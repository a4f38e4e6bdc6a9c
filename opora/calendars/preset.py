"""The calendars that come with Opora, and calendar files: read without Django, so that tools start at once."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from opora.core.hours import CalendarFileError, WorkCalendar

FOLDER = Path(__file__).parents[1] / "presets" / "calendars"


def names() -> tuple[str, ...]:
    """The names of the calendars that come with Opora."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def load(name: str, zone: str | None = None) -> WorkCalendar:
    """The calendar of this name, or of the calendar file at this path; in another zone when one is given.

    Raises CalendarFileError for an unknown name and a wrong file, UnknownZoneError.
    """
    path = Path(name)
    if path.suffix == ".json" or len(path.parts) > 1:
        return from_spec(_written(path), code=path.stem, zone=zone, said_in=name)
    return _built(name, zone)


def from_spec(written: object, code: str = "", zone: str | None = None, said_in: str = "") -> WorkCalendar:
    """The calendar of a calendar file that may stand on a preset: ``{"preset": "ru", "zone", "weekly", "exceptions"}``.

    What it says takes the place of what the preset says; its exceptions come on top. ``said_in`` is named in refusals.
    """
    try:
        spec = _on_preset(written)
        return WorkCalendar.from_spec(spec | {"zone": zone} if zone and isinstance(spec, dict) else spec, code)
    except CalendarFileError as wrong:
        raise CalendarFileError(f"{said_in}: {wrong}" if said_in else str(wrong)) from None


@lru_cache(maxsize=256)
def _built(name: str, zone: str | None) -> WorkCalendar:
    return from_spec(_preset(name), code=name, zone=zone)


def _on_preset(written: object) -> Any:
    if not isinstance(written, dict) or "preset" not in written:
        return written
    base = _preset(written["preset"])
    own = {field: value for field, value in written.items() if field != "preset"}
    exceptions = own.get("exceptions", {})
    if isinstance(exceptions, dict):
        own["exceptions"] = base.get("exceptions", {}) | exceptions
    return base | own


@lru_cache(maxsize=32)
def _preset(name: object) -> dict[str, Any]:
    if name not in names():
        known = ", ".join(names())
        raise CalendarFileError(f"there is no preset {name!r}; write one of {known} or the path of a FILE.json")
    spec: dict[str, Any] = _written(FOLDER / f"{name}.json")
    return spec


def _written(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_once)
    except CalendarFileError as wrong:
        raise CalendarFileError(f"{path}: {wrong}") from None
    except json.JSONDecodeError as wrong:
        place = f"line {wrong.lineno}, column {wrong.colno}"
        raise CalendarFileError(f"{path}: {place}: {wrong.msg}; a calendar file is JSON") from None
    except UnicodeDecodeError:
        raise CalendarFileError(f"{path} is not written in UTF-8") from None
    except RecursionError:
        raise CalendarFileError(f"{path}: brackets are nested too deep for a calendar file") from None
    except OSError as wrong:
        raise CalendarFileError(f"{path} cannot be read: {wrong.strerror or wrong}") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON; a name that is given twice would hide its first value without a word."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise CalendarFileError(f"{name!r} is given twice; leave one of them out")
        found[name] = value
    return found

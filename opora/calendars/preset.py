"""The calendars that come with Opora, and calendar files: read without Django, so that tools start at once."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from opora.core.hours import CalendarFileError, WorkCalendar

FOLDER = Path(__file__).parents[1] / "presets" / "calendars"
OVERLAYS = FOLDER / "overlays"
DAYS = {"yearly_days_off": "day", "moved_days_off": "day_off", "days_off": "day_off"}
"""Lists of days, and what tells a day of each from the others."""


def names() -> tuple[str, ...]:
    """The names of the calendars that come with Opora."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def overlay_names() -> tuple[str, ...]:
    """The names of the overlays that come with Opora: days off that count only for who asks for them."""
    return tuple(sorted(path.stem for path in OVERLAYS.glob("*.json")))


def load(name: str, zone: str | None = None, overlays: tuple[str, ...] = ()) -> WorkCalendar:
    """The calendar of this name, or of the calendar file at this path; in another zone, with overlays when given.

    Raises CalendarFileError for an unknown name and a wrong file, UnknownZoneError.
    """
    path = Path(name)
    if path.suffix == ".json" or len(path.parts) > 1:
        return from_spec(_written(path), path.stem, zone, said_in=name, overlays=overlays)
    return _built(name, zone, overlays)


def from_spec(
    written: object, code: str = "", zone: str | None = None, said_in: str = "", overlays: tuple[str, ...] = ()
) -> WorkCalendar:
    """The calendar of a calendar file that may stand on a preset and name overlays.

    ``{"preset": "ru", "overlays": ["ru-2020-2021"], "zone", "weekly", "exceptions"}``: what it says takes the place of
    what the preset says; its days (exceptions and lists of days off) come on top. ``said_in`` is named in refusals.
    """
    try:
        spec = _laid(written, overlays)
        return WorkCalendar.from_spec(spec | {"zone": zone} if zone and isinstance(spec, dict) else spec, code)
    except CalendarFileError as wrong:
        raise CalendarFileError(f"{said_in}: {wrong}" if said_in else str(wrong)) from None


@lru_cache(maxsize=256)
def _built(name: str, zone: str | None, overlays: tuple[str, ...]) -> WorkCalendar:
    return from_spec(_preset(name), code=name, zone=zone, overlays=overlays)


def _laid(written: object, overlays: tuple[str, ...] = ()) -> Any:
    """The file with its preset under it and its overlays over it."""
    if not isinstance(written, dict):
        return written
    laid = {field: value for field, value in written.items() if field not in ("preset", "overlays")}
    if "preset" in written:
        laid = _over(laid, _laid(_preset(written["preset"])))
    own = written.get("overlays", [])
    if not isinstance(own, list):
        raise CalendarFileError(f'overlays: {own!r} is no list; write one such as ["ru-2020-2021"]')
    for name in (*own, *overlays):
        laid = _over(_overlay(name), laid)
    return laid


def _over(top: dict[str, Any], base: dict[str, Any]) -> dict[str, Any]:
    """One file over another. Days come together, the upper one's win; of anything else the upper one's word stands."""
    laid = base | top
    exceptions, below = top.get("exceptions"), base.get("exceptions")
    if isinstance(exceptions, dict) and isinstance(below, dict):
        laid["exceptions"] = below | exceptions
    for field, key in DAYS.items():
        ours, theirs = top.get(field), base.get(field)
        if isinstance(ours, list) and isinstance(theirs, list):
            taken = [_key(one, key) for one in ours]
            laid[field] = [*(one for one in theirs if _key(one, key) not in taken), *ours]
    return laid


def _key(day: Any, key: str) -> Any:
    return day.get(key) if isinstance(day, dict) else day


@lru_cache(maxsize=32)
def _overlay(name: object) -> dict[str, Any]:
    if name not in overlay_names():
        raise CalendarFileError(f"there is no overlay {name!r}; write one of {', '.join(overlay_names())}")
    spec: dict[str, Any] = _written(OVERLAYS / f"{name}.json")
    return spec


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

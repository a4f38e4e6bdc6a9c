"""Reading work calendars."""

import json
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from opora.calendars import preset
from opora.calendars.models import Calendar, CalendarVersion
from opora.core.doubts import Version
from opora.core.hours import WorkCalendar
from opora.lib.remembered import remembered

__all__ = [
    "Calendar",
    "CalendarVersion",
    "broken_calendars",
    "calendar_codes",
    "dated",
    "fallback",
    "named",
    "own_exceptions",
    "versions_in_force",
    "work_calendar",
    "work_calendars",
]


def work_calendar(code: str) -> WorkCalendar:
    """The work calendar of this code as its newest version says; built once a version and process.

    An unknown or broken one never stops intake (L1): it counts as `fallback`, and `opora doctor` names it.
    """
    return _built(code, _newest(code))


def work_calendars(codes: Iterable[str]) -> dict[str, WorkCalendar]:
    """Several work calendars by code, in one query."""
    wanted = set(codes)
    versions = CalendarVersion.objects.filter(calendar__code__in=wanted).order_by("valid_from", "recorded_at")
    specs = {code: json.dumps(spec) for code, spec in versions.values_list("calendar__code", "spec")}
    return {code: _built(code, specs.get(code)) for code in wanted}


def versions_in_force(code: str) -> list[CalendarVersion]:
    """What a calendar says by now, by ``valid_from``: of several records from one date the newest."""
    rows = CalendarVersion.objects.filter(calendar__code=code).order_by("valid_from", "recorded_at", "pk")
    return list({row.valid_from: row for row in rows}.values())


def dated(code: str) -> list[Version]:
    """The versions in force as they can be doubted; none of one that can't be read."""
    if code in preset.names() and not CalendarVersion.objects.filter(calendar__code=code).exists():
        return [Version(date.min, preset.load(code))]
    found = []
    for row in versions_in_force(code):
        calendar = _read(code, row.spec)
        if calendar is not None:
            found.append(
                Version(row.valid_from, calendar, frozenset(map(date.fromisoformat, own_exceptions(row.spec))))
            )
    return found


def own_exceptions(spec: Any) -> dict[str, Any]:
    """The exceptions that a version says itself, by date; those of its preset are not among them."""
    found = spec.get("exceptions") if isinstance(spec, dict) else None
    return found if isinstance(found, dict) else {}


def named(code: str) -> tuple[str, WorkCalendar] | None:
    """Name and hours of a calendar of the desk or of one that comes with Opora (its name is empty); null: of none."""
    own = Calendar.objects.filter(code=code).values_list("name", flat=True).first()
    if own is not None:
        return own, work_calendar(code)
    return ("", preset.load(code)) if code in preset.names() else None


def calendar_codes() -> list[str]:
    """The codes of all calendars that were entered."""
    return list(Calendar.objects.order_by("code").values_list("code", flat=True))


def broken_calendars() -> list[str]:
    """The codes of calendars whose newest version can't be read."""
    newest = CalendarVersion.objects.order_by("calendar__code", "valid_from", "recorded_at").select_related("calendar")
    by_code = {version.calendar.code: version for version in newest}
    return [code for code, version in by_code.items() if _read(code, version.spec) is None]


@remembered
def _newest(code: str) -> str | None:
    versions = CalendarVersion.objects.filter(calendar__code=code).order_by("-valid_from", "-recorded_at")
    spec = versions.values_list("spec", flat=True).first()
    return None if spec is None else json.dumps(spec)


@lru_cache(maxsize=1)
def fallback() -> WorkCalendar:
    """T7: weekdays 09-18 UTC, for a desk whose calendar can't be read."""
    weekdays = {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    return WorkCalendar.from_spec({"zone": "UTC", "weekly": weekdays})


@lru_cache(maxsize=256)
def _built(code: str, spec: str | None) -> WorkCalendar:
    # Kept by what it says and not by its row: a row's number may come again after a rollback, with another spec.
    return (_read(code, json.loads(spec)) if spec is not None else None) or fallback()


def _read(code: str, spec: Any) -> WorkCalendar | None:
    try:
        return preset.from_spec(spec, code)
    except (ValueError, KeyError, TypeError, OSError):
        return None

"""Reading work calendars: what their dated versions say together (T6)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from opora.calendars import preset
from opora.calendars.edits import own_exceptions
from opora.calendars.models import Calendar, CalendarVersion, Recount
from opora.core import doubts
from opora.core.hours import WorkCalendar
from opora.core.hours.versions import Version, composed
from opora.ledger.revisions import Room

__all__ = [
    "Calendar",
    "CalendarVersion",
    "Progress",
    "Recount",
    "broken_calendars",
    "calendar_codes",
    "calendar_with",
    "code_of",
    "codes_under_way",
    "corrected_since",
    "dated",
    "day_before_next",
    "fallback",
    "named",
    "progress_of",
    "recount_since",
    "version_on",
    "versions_in_force",
    "versions_of",
    "work_calendar",
    "work_calendars",
]

CALENDARS = Room("calendars", "calendars_calendar", "calendars_calendarversion")

Written = tuple[date, datetime, bool, str]
"""A version as it is kept: valid from, recorded at, whether it corrects, its spec as JSON."""

COLUMNS = ("valid_from", "recorded_at", "correcting", "spec")


def work_calendar(code: str) -> WorkCalendar:
    """The work calendar of this code out of all its versions; put together once for these versions and process.

    A version that can't be read never stops intake (L1): the others count, without any `fallback`; `opora doctor`
    names it. What was known at an instant: `as_known` of it.
    """
    return _composed(code, _written(code))


def work_calendars(codes: Iterable[str]) -> dict[str, WorkCalendar]:
    """Several work calendars by code, in one query."""
    wanted = set(codes)
    found: dict[str, list[Written]] = {code: [] for code in wanted}
    rows = CalendarVersion.objects.filter(calendar__code__in=wanted).order_by("recorded_at", "pk")
    for code, *columns in rows.values_list("calendar__code", *COLUMNS):
        found[code].append(_as_kept(*columns))
    return {code: _composed(code, tuple(written)) for code, written in found.items()}


def calendar_with(
    code: str, spec: Mapping[str, Any], valid_from: date, recorded_at: datetime, *, correcting: bool = False
) -> WorkCalendar:
    """The work calendar as it would be with one more version; nothing is written. Raises CalendarFileError."""
    preset.from_spec(dict(spec), code)
    return _composed(code, (*_written(code), _as_kept(valid_from, recorded_at, correcting, dict(spec))))


def version_on(code: str, on: date) -> CalendarVersion | None:
    """The version that says what a date is like, as far as it is known now; what is edited there stands on it."""
    versions = CalendarVersion.objects.filter(calendar__code=code)
    newest = versions.filter(valid_from__lte=on).order_by("-valid_from", "-recorded_at").first()
    return newest or versions.order_by("recorded_at", "valid_from").first()


def day_before_next(code: str, version: CalendarVersion) -> date | None:
    """The last day of a version, before the next one begins; null: none follows."""
    later = CalendarVersion.objects.filter(calendar__code=code, valid_from__gt=version.valid_from)
    first: date | None = later.order_by("valid_from").values_list("valid_from", flat=True).first()
    return first - timedelta(days=1) if first else None


def versions_of(code: str) -> list[CalendarVersion]:
    """All versions of a calendar, in the order in which they were recorded."""
    return list(CalendarVersion.objects.filter(calendar__code=code).order_by("recorded_at", "pk"))


def versions_in_force(code: str) -> list[CalendarVersion]:
    """What a calendar says by now, by ``valid_from``: of several records from one date the newest."""
    rows = CalendarVersion.objects.filter(calendar__code=code).order_by("valid_from", "recorded_at", "pk")
    return list({row.valid_from: row for row in rows}.values())


def dated(code: str) -> list[doubts.Version]:
    """The versions in force as they can be doubted; none of one that can't be read."""
    if code in preset.names() and not CalendarVersion.objects.filter(calendar__code=code).exists():
        return [doubts.Version(date.min, preset.load(code))]
    found = []
    for row in versions_in_force(code):
        calendar = _read(code, row.spec)
        if calendar is not None:
            own = frozenset(map(date.fromisoformat, own_exceptions(row.spec)))
            found.append(doubts.Version(row.valid_from, calendar, own))
    return found


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
    """The codes of calendars of which a version can't be read."""
    rows = CalendarVersion.objects.order_by("calendar__code").values_list("calendar__code", "spec")
    return list(dict.fromkeys(code for code, spec in rows if _read(code, spec) is None))


# --- recounting (T6) ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a recount is: ``examined`` of ``total`` tickets, so many ``moved``; then ``told`` of ``to_tell``."""

    version: int
    total: int
    examined: int
    moved: int
    to_tell: int
    told: int
    begun_at: datetime
    counted_at: datetime | None
    ended_at: datetime | None
    superseded: bool


def progress_of(code: str) -> Progress | None:
    """The latest recount of a calendar; null: it never changed."""
    row = Recount.objects.filter(version__calendar__code=code).order_by("-pk").first()
    if row is None:
        return None
    names = (one for one in Progress.__dataclass_fields__ if one != "version")
    return Progress(version=row.version_id, **{name: getattr(row, name) for name in names})


def recount_since(code: str) -> datetime | None:
    """Since when the recount that is under way takes in versions; the next one will, too. Null: there is none."""
    rows = Recount.objects.filter(version__calendar__code=code, ended_at=None)
    return rows.order_by("since").values_list("since", flat=True).first()


def codes_under_way() -> list[str]:
    """The calendars of which a recount is under way."""
    rows = Recount.objects.filter(ended_at=None).order_by("version__calendar__code")
    return list(rows.values_list("version__calendar__code", flat=True).distinct())


def code_of(version_id: int) -> str:
    """The code of the calendar of a version."""
    code: str = CalendarVersion.objects.values_list("calendar__code", flat=True).get(pk=version_id)
    return code


def corrected_since(code: str, since: datetime) -> bool:
    """Whether a version that was recorded since then corrects an error."""
    versions = CalendarVersion.objects.filter(calendar__code=code, recorded_at__gte=since, correcting=True)
    return versions.exists()


# --- parts --------------------------------------------------------------------------------------------------


@CALENDARS
def _written(code: str) -> tuple[Written, ...]:
    rows = CalendarVersion.objects.filter(calendar__code=code).order_by("recorded_at", "pk")
    return tuple(_as_kept(*columns) for columns in rows.values_list(*COLUMNS))


def _as_kept(valid_from: date, recorded_at: datetime, correcting: bool, spec: Any) -> Written:
    return valid_from, recorded_at, correcting, json.dumps(spec)


@lru_cache(maxsize=1)
def fallback() -> WorkCalendar:
    """T7: weekdays 09-18 UTC, for a desk whose calendar can't be read."""
    weekdays = {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    return WorkCalendar.from_spec({"zone": "UTC", "weekly": weekdays})


@lru_cache(maxsize=256)
def _composed(code: str, written: tuple[Written, ...]) -> WorkCalendar:
    # Kept by what it says and not by its row: a row's number may come again after a rollback, with another spec.
    read = ((columns, _built(code, columns[3])) for columns in written)
    versions = [Version(a, b, hours, correcting) for (a, b, correcting, _), hours in read if hours is not None]
    return composed(versions) if versions else fallback()


@lru_cache(maxsize=512)
def _built(code: str, spec: str) -> WorkCalendar | None:
    return _read(code, json.loads(spec))


def _read(code: str, spec: Any) -> WorkCalendar | None:
    try:
        return preset.from_spec(spec, code)
    except (ValueError, KeyError, TypeError, OSError):
        return None

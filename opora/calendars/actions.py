"""Writes to work calendars: versions are added, never changed (T6); and how far their recount is."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from opora.calendars import preset
from opora.calendars.models import Calendar, CalendarVersion, Recount
from opora.calendars.queries import version_on
from opora.core.events import CalendarAdded, CalendarChanged, RecountBegun, RecountEnded
from opora.core.step import Step
from opora.lib.remembered import forget

FROM_THE_BEGINNING = date(1900, 1, 1)


def add(
    step: Step, *, code: str, name: str, spec: Mapping[str, Any], valid_from: date = FROM_THE_BEGINNING
) -> Calendar:
    """Enters a calendar with its first version; one of that code stays as it is.

    ``spec`` is the file of `opora worktime`, or ``{"preset": "ru", "zone": …}``; ``valid_from`` a local date of it.
    """
    calendar, new = Calendar.objects.get_or_create(code=code, defaults={"name": name})
    if new:
        _write(step, calendar, spec, valid_from)
        step.note(CalendarAdded(), "calendar", calendar.pk)
    return calendar


def record(
    step: Step, *, code: str, spec: Mapping[str, Any], valid_from: date, correcting: bool = False
) -> CalendarVersion | None:
    """Adds a version: from this local date on the calendar says ``spec``; the open tickets are recounted (T6).

    ``correcting``: it mends an error, so that time before this Step counts by it too. Null: the version that counts
    from that date says so already, and nothing is written. Raises CalendarFileError, Calendar.DoesNotExist.
    """
    preset.from_spec(dict(spec), code)
    calendar = Calendar.objects.select_for_update().get(code=code)
    now = version_on(code, valid_from)
    if now is not None and now.spec == dict(spec) and now.correcting >= correcting and now.valid_from <= valid_from:
        return None
    version = _write(step, calendar, spec, valid_from, correcting)
    step.note(CalendarChanged(version=version.pk, correcting=correcting), "calendar", calendar.pk)
    return version


def _write(
    step: Step, calendar: Calendar, spec: Mapping[str, Any], valid_from: date, correcting: bool = False
) -> CalendarVersion:
    version = CalendarVersion.objects.create(
        calendar=calendar, valid_from=valid_from, recorded_at=step.now, correcting=correcting, spec=dict(spec)
    )
    forget()
    return version


# --- recounting ---------------------------------------------------------------------------------------------


def begin_recount(step: Step, version_id: int, tickets: int) -> Recount:
    """So many open tickets are to be recounted after this version; a recount of an earlier one ends here."""
    version = CalendarVersion.objects.get(pk=version_id)
    since = version.recorded_at
    for earlier in Recount.objects.select_for_update().filter(version__calendar_id=version.calendar_id, ended_at=None):
        since = min(since, earlier.since)
        end_recount(step, earlier, superseded=True)
    begun = Recount.objects.create(version=version, total=tickets, since=since, begun_at=step.now)
    step.note(RecountBegun(version=version.pk, tickets=tickets), "calendar", version.calendar_id)
    return begun


def lock_recount(code: str) -> Recount | None:
    """The recount of this calendar that is under way, locked for the Step; null: there is none."""
    rows = Recount.objects.filter(version__calendar__code=code, ended_at=None)
    return rows.select_related("version").select_for_update(of=("self",)).order_by("-pk").first()


def advance_recount(step: Step, recount: Recount, **reached: Any) -> None:
    """It is so far: columns of the row. The moved tickets' own events are noted in the same Step."""
    for name, value in reached.items():
        setattr(recount, name, value)
    recount.save(update_fields=[*reached])


def end_recount(step: Step, recount: Recount, *, superseded: bool = False) -> None:
    """Nothing is left to do, or a later recount does it."""
    advance_recount(step, recount, ended_at=step.now, superseded=superseded)
    ended = RecountEnded(recount.version_id, recount.moved, recount.told, superseded)
    step.note(ended, "calendar", recount.version.calendar_id)

"""Writes to work calendars: versions are added, never changed (T6)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from opora.calendars.models import Calendar, CalendarVersion
from opora.core.events import CalendarAdded
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
        CalendarVersion.objects.create(calendar=calendar, valid_from=valid_from, recorded_at=step.now, spec=dict(spec))
        forget()
        step.note(CalendarAdded(), "calendar", calendar.pk)
    return calendar

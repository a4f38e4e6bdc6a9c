"""Why an office is closed now, out of its work calendar, in the terms in which a letter says it."""

from datetime import date, datetime, time, timedelta
from typing import Literal

from opora.channels.letters.facts import Closed
from opora.core.hours import Cause, WorkCalendar


def closed_at(calendar: WorkCalendar, now: datetime) -> Closed | None:
    """What a letter written now says of the hours: null while it is open. ``now`` is aware, of any zone.

    Dates are those of the calendar's zone; hours of a duty that are overlaid count as open (T9).
    """
    if calendar.is_open(now):
        return None
    opens_at = calendar.next_open(now)
    today, opening = (at.astimezone(calendar.tz).date() for at in (now, opens_at))
    off = [day for day in _days(today, opening) if not calendar.works_on(day)]
    return Closed(
        why=_why(calendar, now, today),
        today=today,
        off_from=off[0] if off else None,
        off_until=off[-1] if off else None,
        opens_at=opens_at,
    )


def _why(
    calendar: WorkCalendar, now: datetime, today: date
) -> Literal["day_off", "short_day", "evening", "night", "break"]:
    if not calendar.works_on(today):
        return "day_off"
    because = calendar.closed_because(now)
    if because is not None and because.cause is Cause.LUNCH:
        return "break"
    if not calendar.between(datetime.combine(today, time(), calendar.tz), now):
        return "night"
    return "short_day" if _ends_early(calendar, today) else "evening"


def _ends_early(calendar: WorkCalendar, today: date) -> bool:
    """Whether the date ends before its weekday usually does, by decree or by the office's own exception."""
    hours, usual = calendar.hours_on(today), calendar.weekly.on(today)
    return bool(hours and usual) and hours[-1].end < usual[-1].end


def _days(first: date, before: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((before - first).days)]

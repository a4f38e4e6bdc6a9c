"""Who may look at work calendars as a whole: whoever sets up the desk. Their hours are no secret of anybody's.

An administrator alone changes them: a change moves what customers were promised.
"""

from opora.accounts.access import may_set_up
from opora.accounts.models import Role, User
from opora.calendars import preset
from opora.calendars.models import Calendar, CalendarVersion
from opora.calendars.queries import named
from opora.core.hours import WorkCalendar

__all__ = ["calendar_for", "calendars_for", "may_change_calendars", "versions_for"]


def calendars_for(user: User) -> list[tuple[str, str]]:
    """Code and name of all calendars of the desk, then of those that come with Opora (their name is empty)."""
    if not may_set_up(user):
        return []
    own = list(Calendar.objects.order_by("name", "code").values_list("code", "name"))
    return [*own, *((code, "") for code in preset.names() if code not in dict(own))]


def calendar_for(user: User, code: str) -> tuple[str, WorkCalendar] | None:
    """Name and hours of one of them as its versions say; null: there is none."""
    if not may_set_up(user):
        return None
    return named(code)


def may_change_calendars(user: User) -> bool:
    """Whether this person records versions of calendars: the administrator alone."""
    return user.is_active and user.role == Role.ADMINISTRATOR


def versions_for(user: User, code: str) -> list[CalendarVersion]:
    """All versions of a calendar, the one recorded last first."""
    if not may_set_up(user):
        return []
    rows = CalendarVersion.objects.filter(calendar__code=code).select_related("calendar")
    return list(rows.order_by("-recorded_at", "-pk"))

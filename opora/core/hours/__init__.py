"""Working time (domain.md section 3): when an office works, and why not.

Read in this order: `calendar` (what may be asked), `axis` (how it is answered fast), `timetable` (which hours a date
has), `days` and `public` (what they are made of), `explain` (the reasons), `spec` (the calendar file).
"""

from opora.core.hours.calendar import Flag, NaiveInstantError, WorkCalendar
from opora.core.hours.days import Cause, DayException, Interval, Reason, WeeklyHours
from opora.core.hours.explain import Stretch
from opora.core.hours.public import DatedDay, MovedDay, PublicDays, YearlyDay
from opora.core.hours.spec import CalendarFileError

__all__ = [
    "CalendarFileError",
    "Cause",
    "DatedDay",
    "DayException",
    "Flag",
    "Interval",
    "MovedDay",
    "NaiveInstantError",
    "PublicDays",
    "Reason",
    "Stretch",
    "WeeklyHours",
    "WorkCalendar",
    "YearlyDay",
]

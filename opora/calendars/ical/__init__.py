"""iCalendar in and out: the days of a work calendar as events, and a file of events as exceptions of an office.

Read in this order: `write` (out), `read` (in), `events` and `blocks` (what a file says, and where), `recurrence`.
"""

from opora.calendars.ical.events import Wrong
from opora.calendars.ical.read import Read, read
from opora.calendars.ical.write import written

__all__ = ["Read", "Wrong", "read", "written"]

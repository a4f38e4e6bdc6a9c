"""iCalendar in and out: the days of a work calendar as VEVENTs, and a file of events as exceptions of an office."""

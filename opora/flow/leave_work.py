"""Reactions that leave work for the background."""

from django.utils.module_loading import import_string

from opora.calendars import actions as calendars
from opora.calendars.queries import code_of
from opora.core.events import CalendarChanged
from opora.core.step import Noted, Step
from opora.promises.queries import counted_by

RECOUNT = "opora.flow.recount.recount"
"""By its name: it stands on Steps, and these on the reactions."""


def begin_recount(step: Step, noted: Noted) -> None:
    """A calendar says something else: the open tickets that count by it are recounted (T6)."""
    assert isinstance(noted.event, CalendarChanged)
    code = code_of(noted.event.version)
    begun = calendars.begin_recount(step, noted.event.version, counted_by(code).count())
    if begun.total:
        import_string(RECOUNT).enqueue(calendar=code)
    else:
        calendars.end_recount(step, begun)

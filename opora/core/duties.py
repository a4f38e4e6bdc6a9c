"""A duty is entered or withdrawn while tickets are open: which hours count on them from now on, and what moves (T9).

As after a change of the calendar (T6): what was worked stays worked, a moment that comes nearer falls no earlier than
four working hours from now and never later than it was. Words and other moments that are dates stay where they are, but
for one in hours of a duty that is withdrawn: it moves as from a day that is closed now.
"""

from datetime import datetime

from opora.core import events as e
from opora.core.clock import Clock
from opora.core.events import Duties
from opora.core.hours import WorkCalendar
from opora.core.recount import Moves, dated, not_before
from opora.core.standing import Standing, on_duty


def duty_moves(standing: Standing, duties: Duties, at: datetime) -> Moves:
    """What moves on a ticket that stands so, if from this instant on these duties count on it."""
    was: dict[str, datetime] = {}
    due: dict[str, datetime] = {}
    for clock in standing.clocks:
        if clock.live:
            calendar = _under(clock, standing, duties)
            floor = calendar.add(at, standing.policy.no_earlier_than)
            if clock.span is None:
                moment = dated(clock.due_at, clock.calendar, calendar, floor)
            else:
                moment = not_before(floor, clock.due_at, clock.aimed_by(calendar))
            if moment != clock.due_at:
                was[clock.kind], due[clock.kind] = clock.due_at, moment
    return Moves(was, due)


def duties_counted(s: Standing, event: e.DutiesCounted, at: datetime) -> None:
    """The moments lie where the event says; of what stands still as much is left as was."""
    for clock in s.clocks:
        if clock.live:
            clock.count_by(_under(clock, s, event.duties), event.due.get(clock.kind, clock.due_at))
    s.work_by(s.basis, event.duties)


def _under(clock: Clock, standing: Standing, duties: Duties) -> WorkCalendar:
    return on_duty(clock.calendar.plain or clock.calendar, duties, standing.reason_of)

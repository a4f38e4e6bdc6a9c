"""What the manager's offices are soon late with: above the queue, while there is time to do something."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from opora.accounts.queries import User
from opora.calendars.queries import work_calendars
from opora.contracts.queries import duties_ahead
from opora.core.hours import WorkCalendar
from opora.core.standing import on_duty
from opora.offices.queries import managed_by
from opora.promises.nearness import soon_late
from opora.promises.queries import Promise
from opora.tickets.access import reads_tickets
from opora.web.desk import named
from opora.web.desk.rows import Next, next_of

MOST = 5


@dataclass(frozen=True, slots=True)
class Line:
    """A promise that is nearly due; ``who`` is empty where nobody has the ticket."""

    number: str
    url: str
    subject: str
    customer: str
    who: str
    next: Next


@dataclass(frozen=True, slots=True)
class Board:
    """The nearest of them, and how many there are beside these."""

    lines: tuple[Line, ...]
    count: int
    more: int


def board(user: User, now: datetime) -> Board | None:
    """What the offices that this person manages are soon late with, in as many queries for five as for one; null for
    nothing, and for who manages none."""
    offices = managed_by(user, now) if reads_tickets(user) else []
    rows, count = soon_late(offices, now, MOST) if offices else ([], 0)
    if not rows:
        return None
    calendars = work_calendars({row.basis for row in rows})
    duties = duties_ahead({row.ticket.organisation_id for row in rows if row.ticket.organisation_id}, now)
    lines = [
        _line(row, on_duty(calendars[row.basis], duties.get(row.ticket.organisation_id or 0, ()), str), user, now)
        for row in rows
    ]
    return Board(tuple(lines), count, count - len(lines))


def _line(row: Promise, calendar: WorkCalendar, user: User, now: datetime) -> Line:
    ticket = row.ticket
    return Line(
        number=ticket.number,
        url=reverse("ticket", args=[ticket.number]),
        subject=ticket.subject,
        customer=named.customer(ticket),
        who=ticket.assignee.short_name if ticket.assignee else "",
        next=next_of((row.due_at, row.kind), calendar, user, now),
    )

"""A line of the queue, every text ready to be shown, so that rendering asks nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from opora.accounts.queries import User
from opora.calendars.queries import work_calendars
from opora.contracts.queries import duties_ahead
from opora.core.hours import WorkCalendar
from opora.core.standing import Standing, on_duty
from opora.ledger.queries import timeline_of
from opora.lib import moments
from opora.offices.queries import is_quiet, policy_at
from opora.promises.queries import basis_of_next, foreseen
from opora.tickets.queries import Ticket
from opora.web.desk import named, words

SOON = timedelta(hours=2)
"""Of working time: what is nearer is marked."""
OWN_WORK = ("nudge", "closing")
"""What the machine does by itself: no deadline of ours."""
ARREARS = ("recovery", "escalation")
"""What is next only because something was missed before."""


@dataclass(frozen=True, slots=True)
class Next:
    """The next moment of a ticket in words, and how it stands: calm, soon, late or idle."""

    at: datetime | None
    kind_text: str
    moment_text: str
    left_text: str
    state: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the queue."""

    number: str
    url: str
    subject: str
    customer: str
    product: str
    level: str
    level_text: str
    stage_text: str
    who: str
    next: Next
    work_stopped: bool
    drafted: bool = False


def rows(tickets: Sequence[Ticket], user: User, now: datetime) -> list[Row]:
    """Tickets as lines, in as many queries for fifty as for one; two more when the worker is behind."""
    basis = basis_of_next(tickets)
    calendars = work_calendars(basis.values())
    duties = duties_ahead([one.organisation_id for one in tickets if one.organisation_id], now)
    behind = _foreseen([ticket for ticket in tickets if ticket.next_at is not None and ticket.next_at < now], now)
    return [
        _row(
            ticket,
            on_duty(calendars[basis[ticket.pk]], duties.get(ticket.organisation_id or 0, ()), str),
            behind.get(ticket.pk), user, now,
        )
        for ticket in tickets
    ]  # fmt: skip


def next_of(upcoming: tuple[datetime, str] | None, calendar: WorkCalendar, user: User, now: datetime) -> Next:
    """A next moment in words, in the reader's zone; ``calendar`` is that of its promise."""
    if upcoming is None:
        return Next(None, "", "", "", "idle")
    at, kind = upcoming
    language = words.language()
    own_work = kind in OWN_WORK
    left = calendar.between(now, at)
    say = moments.short if own_work else moments.short_by
    return Next(
        at=at,
        kind_text=words.said(words.KINDS, kind),
        moment_text=say(at, now, user.zone, language),
        left_text="" if own_work else moments.span(left, language),
        state="idle" if own_work else "late" if kind in ARREARS else "soon" if left <= SOON else "calm",
    )


def calendar_of_next(standing: Standing) -> WorkCalendar:
    """The calendar on which the next moment counts."""
    upcoming = standing.next()
    clock = standing.live(upcoming[1]) if upcoming else None
    return clock.calendar if clock is not None else standing.calendar


def _foreseen(late: Sequence[Ticket], now: datetime) -> dict[int, Standing]:
    if not late:
        return {}
    histories = timeline_of("ticket", [ticket.pk for ticket in late])
    return foreseen(histories, policy_at(now), now, quiet=is_quiet(now))


def _row(ticket: Ticket, calendar: WorkCalendar, behind: Standing | None, user: User, now: datetime) -> Row:
    assert ticket.next_at is not None
    upcoming: tuple[datetime, str] | None = (ticket.next_at, ticket.next_kind)
    stage = ticket.stage
    if behind is not None:
        upcoming, stage = behind.next(), behind.stage.value
        calendar = calendar_of_next(behind)
    return Row(
        number=ticket.number,
        url=reverse("ticket", args=[ticket.number]),
        subject=ticket.subject,
        customer=named.customer(ticket),
        product=named.product(ticket),
        level=ticket.level,
        level_text=words.said(words.LEVELS, ticket.level),
        stage_text=words.said(words.STAGES, stage),
        who=ticket.assignee.short_name if ticket.assignee else named.office(ticket.owning_office),
        next=next_of(upcoming, calendar, user, now),
        work_stopped=ticket.work_stopped,
        drafted=getattr(ticket, "drafted", False),
    )

"""The queue: open tickets by their next moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from opora.accounts.queries import User
from opora.calendars.queries import work_calendars
from opora.core.hours import WorkCalendar
from opora.lib import moments
from opora.offices.queries import is_quiet, offices_of
from opora.promises.queries import basis_of_next
from opora.tickets.access import tickets_for
from opora.tickets.queries import Ticket, mine, of_offices, open_tickets, page_by_next
from opora.web.desk import words

SOON = timedelta(hours=2)
VIEWS = ("mine", "office", "all")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the queue, every text ready to be shown."""

    number: str
    url: str
    subject: str
    customer: str
    product: str
    level: str
    level_text: str
    stage_text: str
    who: str
    next_at: datetime
    kind_text: str
    moment_text: str
    left_text: str
    state: str
    work_stopped: bool


@login_required
def queue(request: HttpRequest) -> HttpResponse:
    """The signed-in person's queue; ``view`` is mine, office (the usual) or all, ``after`` a page's token."""
    now = timezone.now()
    user = request.user
    assert isinstance(user, User)
    offices = offices_of(user, now)
    seen = open_tickets() & tickets_for(user, now)
    lists = {"mine": mine(seen, user), "office": of_offices(seen, offices), "all": seen}
    usual = "office" if offices else "all"
    view = request.GET.get("view", usual)
    view = view if view in VIEWS else usual
    tickets, following = page_by_next(lists[view], request.GET.get("after", ""))
    context = {
        "rows": rows(tickets, user, now),
        "view": view,
        "views": [(name, lists[name].count()) for name in VIEWS],
        "following": following,
        "quiet": is_quiet(now),
        "now": now,
    }
    return render(request, "desk/queue.html", context)


def rows(tickets: list[Ticket], user: User, now: datetime) -> list[Row]:
    """Tickets as lines; one query for what their next moments count on, one for the calendars."""
    basis = basis_of_next(tickets)
    calendars = work_calendars(basis.values())
    return [_row(ticket, calendars[basis[ticket.pk]], user, now) for ticket in tickets]


def _row(ticket: Ticket, calendar: WorkCalendar, user: User, now: datetime) -> Row:
    language = words.language()
    assert ticket.next_at is not None
    left = calendar.between(now, ticket.next_at)
    late = ticket.next_at < now
    office = ticket.owning_office
    office_name = (office.name_en if language == "en" else office.name) if office else ""
    return Row(
        number=ticket.number,
        url=reverse("ticket", args=[ticket.number]),
        subject=ticket.subject,
        customer=customer(ticket),
        product=product(ticket),
        level=ticket.level,
        level_text=words.said(words.LEVELS, ticket.level),
        stage_text=words.said(words.STAGES, ticket.stage),
        who=ticket.assignee.short_name if ticket.assignee else office_name,
        next_at=ticket.next_at,
        kind_text=words.said(words.KINDS, ticket.next_kind),
        moment_text=moments.short_by(ticket.next_at, now, user.zone, language),
        left_text="" if late else moments.span(left, language),
        state="late" if late else "soon" if left <= SOON else "calm",
        work_stopped=ticket.work_stopped,
    )


def customer(ticket: Ticket) -> str:
    """The organisation and the person, as far as known."""
    organisation = ticket.organisation.name if ticket.organisation else ""
    contact = ticket.contact.name if ticket.contact else ""
    return " · ".join(filter(None, [organisation, contact]))


def product(ticket: Ticket) -> str:
    """Product and version, as far as known."""
    return " ".join(one.name for one in (ticket.product, ticket.version) if one)

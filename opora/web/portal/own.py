"""All requests of whoever has signed in, the newest first."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from opora.core.facts import Stage
from opora.lib import moments, pages
from opora.registry.access import Contact, reads_organisation
from opora.tickets.access import own_tickets_of, tickets_for_contact
from opora.tickets.queries import Ticket, page_of_newest
from opora.web import told
from opora.web.portal.frame import portal_page, show
from opora.web.portal.who import contact_of
from opora.web.words import language, said

PAGE = 20


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list."""

    number: str
    url: str
    subject: str
    stage_text: str
    waits: bool
    at: datetime
    when: str
    who: str
    wrote: str


@never_cache
@portal_page
def requests(request: HttpRequest) -> HttpResponse:
    """A page of their own or, with the right, of the whole organisation's; whoever has not signed in does so first."""
    contact = contact_of(request)
    if contact is None:
        return HttpResponseRedirect(f"{reverse('portal-sign-in')}?next={reverse('portal-requests')}")
    now, reads = timezone.now(), reads_organisation(contact)
    whole = reads and request.GET.get("whose") == "all"
    tickets = tickets_for_contact(contact) if whole else own_tickets_of(contact)
    found, following = page_of_newest(tickets, pages.read(request.GET.get("after", "")), PAGE)
    context = {
        "rows": [_row(one, contact, now) for one in found],
        "following": following,
        "organisation": contact.organisation if reads else None,
        "whole": whole,
    }
    return show(request, "portal/requests.html", context)


def _row(ticket: Ticket, contact: Contact, now: datetime) -> Row:
    return Row(
        number=ticket.number,
        url=reverse("portal-request", args=[ticket.number]),
        subject=ticket.subject,
        stage_text=said(told.STAGES, ticket.stage),
        waits=ticket.stage == Stage.WAITING,
        at=ticket.registered_at,
        when=moments.short(ticket.registered_at, now, ticket.customer_zone, language()),
        who=ticket.assignee.short_name if ticket.assignee else "",
        wrote=str(ticket.contact) if ticket.contact and ticket.contact != contact else "",
    )

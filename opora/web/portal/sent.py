"""The page after sending: the number, what happens next and when, how to add; and a mistyped address is mended."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from opora.core.addresses import for_mail, readable
from opora.core.facts import Arrival, Sender
from opora.flow.by_form import in_zone
from opora.flow.foresee import foresee
from opora.flow.readdress import Mend, may_readdress, readdress
from opora.lib import signed
from opora.lib.errors import Refused
from opora.offices.queries import is_quiet, offices_all
from opora.registry.access import Contact
from opora.tickets.access import ticket_just_sent
from opora.tickets.queries import Ticket, first_message
from opora.web.client import client_of
from opora.web.portal.ahead import Ahead, ahead
from opora.web.portal.frame import language, portal_page, show
from opora.web.portal.typed import wrong_address
from opora.web.portal.who import contact_of

READ_FOR = timedelta(days=1)
"""The page is read once; after a day its address leads nowhere."""


def address_of_sent(ticket: Ticket, zone: str, now: datetime) -> str:
    """The address of the page about a ticket that was sent a moment ago; whoever has it may mend the address."""
    token = signed.token(settings.SECRET_KEY, "sent", ticket.pk, zone, expires=now + READ_FOR)
    return reverse("portal-sent", args=[token])


@require_safe
@portal_page
def sent(request: HttpRequest, token: str) -> HttpResponse:
    """What happens next. A stranger reads what any stranger would, whoever the address belongs to."""
    now = timezone.now()
    ticket, zone = _found(token, now)
    return _page(request, token, ticket, zone, now)


@require_POST
@portal_page
def address(request: HttpRequest, token: str) -> HttpResponse:
    """The right address in place of a mistyped one."""
    now = timezone.now()
    ticket, zone = _found(token, now)
    typed = request.POST.get("address", "").strip()
    wrong = wrong_address(typed)
    if not wrong:
        try:
            readdress(ticket.pk, Mend(for_mail(typed), zone, client_of(request)), now)
        except Refused as refused:
            wrong = str(refused)
    if wrong:
        return _page(request, token, ticket, zone, now, typed, wrong)
    messages.success(request, _("The address is corrected. The confirmation is on its way there."))
    return HttpResponseRedirect(reverse("portal-sent", args=[token]), status=303)


def _page(
    request: HttpRequest, token: str, ticket: Ticket, zone: str, now: datetime, typed: str = "", wrong: str = ""
) -> HttpResponse:
    contact = contact_of(request)
    contact = contact if contact is not None and contact.pk == ticket.contact_id else None
    mendable = contact is None and may_readdress(ticket, now)
    context: dict[str, Any] = {
        "number": ticket.number,
        "address": readable(first_message(ticket).sender_address) if mendable or contact else "",
        "mendable": mendable,
        "token": token,
        "typed": typed,
        "wrong": wrong,
        "quiet": is_quiet(now),
        "ahead": _ahead(ticket, zone, contact, now),
    }
    response = show(request, "portal/sent.html", context, status=422 if wrong else 200)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _ahead(ticket: Ticket, zone: str, contact: Contact | None, now: datetime) -> Ahead:
    """Foreseen again as of registration: the same that was told before sending, without what has passed since."""
    named = (ticket.product, ticket.edition, ticket.version) if contact else (None, None, None)
    arrival = Arrival(
        channel="form", sender=Sender(""), sent_at=in_zone(ticket.registered_at, zone), language=language(), zone=zone
    )
    return ahead(foresee(arrival, contact, ticket.registered_at, now, named), offices_all(), now)


def _found(token: str, now: datetime) -> tuple[Ticket, str]:
    """The ticket of a token of ours. Raises Http404 for any other text, and after a day."""
    said = signed.read_token(settings.SECRET_KEY, "sent", token, now=now)
    ticket = ticket_just_sent(int(said[0])) if said is not None else None
    if said is None or ticket is None:
        raise Http404
    return ticket, said[1]

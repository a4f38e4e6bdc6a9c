"""Correcting the facts of a ticket: who, organisation, product, edition, version (L7a)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.queries import User
from opora.flow.correct import Correction, correct
from opora.lib.errors import Refused
from opora.registry.queries import address_of, choices_of, contact_of, edition_by, organisation_by, version_by
from opora.tickets.queries import Ticket
from opora.web.desk import words
from opora.web.desk.ticket import found


@login_required
def facts(request: HttpRequest, number: str) -> HttpResponse:
    """The form with what is known, and on POST the correction; a refusal keeps what was typed."""
    now = timezone.now()
    ticket = found(request, number, now)
    assert isinstance(request.user, User)
    if request.method != "POST":
        return _form(request, ticket, _known(ticket))
    try:
        correct(ticket.pk, request.user, _read(request), now, request.POST.get("reason", ""))
    except Refused as refused:
        return _form(request, ticket, request.POST, str(refused))
    messages.success(request, _("Corrected. Level and moments were computed as at registration."))
    return redirect("ticket", number=number)


def _form(request: HttpRequest, ticket: Ticket, typed: Any, trouble: str = "") -> HttpResponse:
    context = {
        "ticket": ticket,
        "typed": typed,
        "trouble": trouble,
        "products": choices_of(),
        "level_text": words.said(words.LEVELS, ticket.level),
        "level_reasons": words.reasons(ticket.because),
    }
    return render(request, "desk/facts.html", context, status=422 if trouble else 200)


def _known(ticket: Ticket) -> dict[str, str]:
    organisation = ticket.organisation
    return {
        "contact": address_of(ticket.contact),
        "organisation": (organisation.tax_number or organisation.external_key or "") if organisation else "",
        "product": ticket.product.code if ticket.product else "",
        "edition": f"{ticket.product.code}/{ticket.edition.code}" if ticket.product and ticket.edition else "",
        "version": f"{ticket.product.code}/{ticket.version.name}" if ticket.product and ticket.version else "",
    }


def _read(request: HttpRequest) -> Correction:
    typed = {name: request.POST.get(name, "").strip() for name in ("contact", "organisation", "product")}
    edition, version = request.POST.get("edition", ""), request.POST.get("version", "")
    contact = contact_of(typed["contact"]) if typed["contact"] else None
    organisation = organisation_by(typed["organisation"]) if typed["organisation"] else None
    product = next((one for one in choices_of() if one.code == typed["product"]), None)
    if typed["contact"] and contact is None:
        raise Refused(_("No contact has this address. Check it, or leave the field empty."))
    if typed["organisation"] and organisation is None:
        raise Refused(_("No organisation, or several, have this tax number or key. Check it, or leave it empty."))
    return Correction(
        contact=contact,
        organisation=organisation or (contact.organisation if contact else None),
        product=product,
        edition=edition_by(*edition.split("/", 1)) if "/" in edition else None,
        version=version_by(*version.split("/", 1)) if "/" in version else None,
    )

"""Correcting the facts of a ticket: who, organisation, product, edition, version (L7a)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.flow.correct import Correction, correct
from opora.lib.errors import Refused
from opora.registry.queries import (
    Contact,
    Organisation,
    address_of,
    choices_of,
    contact_of,
    edition_by,
    organisation_by_id,
    search_organisations,
    version_by,
)
from opora.tickets.queries import Ticket
from opora.web.desk import words
from opora.web.desk.frame import desk_page, show, signed_in
from opora.web.desk.ticket import found
from opora.web.desk.typed import line
from opora.web.kinds import KINDS

KEEP, OF_CONTACT, NONE = "keep", "contact", "none"
"""What stands for an organisation where it is no row: as it is, the contact's own, not known."""


@desk_page
def facts(request: HttpRequest, number: str) -> HttpResponse:
    """The form with what is known; on POST the correction, or only a search for an organisation."""
    now = timezone.now()
    ticket = found(request, number, now)
    if request.method != "POST":
        return _form(request, ticket, now, _known(ticket))
    if "look" in request.POST:
        return _form(request, ticket, now, request.POST)
    try:
        correct(ticket.pk, signed_in(request), _read(request, ticket), now, _reason(request))
    except Refused as refused:
        return _form(request, ticket, now, request.POST, str(refused))
    messages.success(request, _("Corrected. Level and moments were computed as at registration."))
    return HttpResponseRedirect(reverse("ticket", args=[number]), status=303)


def _form(
    request: HttpRequest, ticket: Ticket, now: datetime, typed: Mapping[str, Any], trouble: str = ""
) -> HttpResponse:
    looked_for = str(typed.get("find", "")).replace("\0", "").strip()
    context = {
        "ticket": ticket,
        "typed": typed,
        "trouble": trouble,
        "looked_for": looked_for,
        "organisations": _organisations(ticket, typed, looked_for),
        "products": [(one, list(one.editions.all()), list(one.versions.all())) for one in choices_of()],
        "reasons": [(code, words.said(words.WHY_CORRECTED, code)) for code in words.WHY_CORRECTED if code],
        "kinds": [(one.value, text) for one, text in KINDS.items()],
        "level_text": words.said(words.LEVELS, ticket.level),
        "level_reasons": words.reasons(ticket.because),
    }
    return show(request, "desk/facts.html", context, now, status=422 if trouble else 200)


def _known(ticket: Ticket) -> dict[str, str]:
    return {
        "contact": address_of(ticket.contact),
        "organisation": KEEP,
        "product": ticket.product.code if ticket.product else "",
        "edition": f"{ticket.product.code}/{ticket.edition.code}" if ticket.product and ticket.edition else "",
        "version": f"{ticket.product.code}/{ticket.version.name}" if ticket.product and ticket.version else "",
    }


def _organisations(ticket: Ticket, typed: Mapping[str, Any], looked_for: str) -> list[tuple[str, str, str]]:
    """The choices as (value, name, key): as it is, what was found, what was chosen before, the contact's own, none."""
    shown = [(KEEP, ticket.organisation.name, _("as it is"))] if ticket.organisation else []
    found = search_organisations(looked_for) if looked_for else []
    chosen = _row(str(typed.get("organisation", "")))
    if chosen is not None and chosen not in found:
        found.insert(0, chosen)
    shown += [(str(one.pk), one.name, one.tax_number or one.external_key or "") for one in found]
    return [*shown, (OF_CONTACT, _("the contact's own"), ""), (NONE, _("not known, or a private person"), "")]


def _read(request: HttpRequest, ticket: Ticket) -> Correction:
    contact = _contact(line(request, "contact"), ticket)
    code = line(request, "product")
    product = next((one for one in choices_of() if one.code == code), None)
    if code and product is None:
        raise Refused(_("There is no such product. Choose one from the list."))
    edition, version = line(request, "edition"), line(request, "version")
    return Correction(
        contact=contact,
        organisation=_organisation(line(request, "organisation"), contact, ticket),
        product=product,
        edition=edition_by(*edition.split("/", 1)) if "/" in edition else None,
        version=version_by(*version.split("/", 1)) if "/" in version else None,
    )


def _contact(address: str, ticket: Ticket) -> Contact | None:
    # A contact without an address shows as an empty field: that field, left alone, must not lose them.
    if address == address_of(ticket.contact):
        return ticket.contact
    contact = contact_of(address) if address else None
    if address and contact is None:
        raise Refused(_("No contact has this address. Check it, or leave the field empty."))
    return contact


def _organisation(choice: str, contact: Contact | None, ticket: Ticket) -> Organisation | None:
    if choice in (KEEP, ""):
        return ticket.organisation
    if choice == OF_CONTACT:
        return contact.organisation if contact else None
    if choice == NONE:
        return None
    chosen = _row(choice)
    if chosen is None:
        raise Refused(_("There is no such organisation. Look for it by name or tax number, and choose it."))
    return chosen


def _row(choice: str) -> Organisation | None:
    return organisation_by_id(int(choice)) if choice.isascii() and choice.isdecimal() and len(choice) < 19 else None


def _reason(request: HttpRequest) -> str:
    reason = line(request, "reason")
    if reason not in words.WHY_CORRECTED or not reason:
        raise Refused(_("Say how you know it: choose a reason."))
    return reason

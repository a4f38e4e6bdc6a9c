"""The form: nobody needs an account to write to us, and what will happen is told before anything is sent."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from opora.flow.by_form import OtherForm, arrival_of, open_by_form
from opora.flow.foresee import foresee
from opora.lib import limits
from opora.lib.errors import Refused
from opora.lib.remembered import remembering
from opora.offices.queries import Office, offices_all
from opora.registry.access import Contact
from opora.registry.queries import address_of, consented, end_customer
from opora.web.portal.ahead import Ahead, ahead
from opora.web.portal.choices import consent_of, customer_choices, field_choices
from opora.web.portal.frame import portal_page, show
from opora.web.portal.sent import address_of_sent
from opora.web.portal.typed import Typed, check, empty, new_key, read, take_files
from opora.web.portal.uploads import with_files
from opora.web.portal.who import contact_of


@require_http_methods(["GET", "HEAD", "POST"])
@with_files
@portal_page
def ask(request: HttpRequest) -> HttpResponse:
    """The form, empty or as it was typed; sent, it leads to the page that says what happens next."""
    now, contact = timezone.now(), contact_of(request)
    if request.method != "POST":
        return _page(request, empty(now), contact, now)
    typed = read(request)
    if "look" in request.POST:
        with remembering():
            return _page(request, typed, contact, now)
    return _send(request, typed, contact, now)


@require_POST
@portal_page
def look(request: HttpRequest) -> HttpResponse:
    """What would happen, alone: for a page that refreshes this part of itself."""
    now = timezone.now()
    with remembering():
        told = _ahead(request, read(request), contact_of(request), offices_all(), now)
    return render(request, "portal/parts/ahead.html", {"ahead": told})


def _send(request: HttpRequest, typed: Typed, contact: Contact | None, now: datetime) -> HttpResponse:
    text = consent_of(now)
    agreed = contact is not None and consented(contact, text.version)
    check(request, typed, now, known=contact is not None, agreed=agreed)
    if not typed.wrong:
        take_files(request, typed)
    if typed.wrong:
        return _page(request, typed, contact, now)
    form = typed.form(request, text.version)
    try:
        ticket = open_by_form(form, contact, now)
    except OtherForm:
        typed.key = new_key(now)
        typed.wrong[""] = _("This form was sent before. If this is another request, send it now; else close the page.")
    except Refused as refused:
        typed.wrong[""] = str(refused)
    else:
        return HttpResponseRedirect(address_of_sent(ticket, form.zone, now), status=303)
    return _page(request, typed, contact, now)


def _page(request: HttpRequest, typed: Typed, contact: Contact | None, now: datetime) -> HttpResponse:
    text, offices = consent_of(now), offices_all()
    context: dict[str, Any] = {
        "typed": typed.values,
        "wrong": typed.wrong,
        "wrongs": typed.in_order(),
        "own_address": address_of(contact),
        "customers": customer_choices(contact, typed.values.get("customer", "")),
        "key": typed.key,
        "megabytes": limits.megabytes("form"),
        "lost_files": typed.lost_files,
        "ahead": _ahead(request, typed, contact, offices, now),
        "consent": text,
        "agreed": contact is not None and consented(contact, text.version),
        **field_choices(typed.values, offices, now),
    }
    return show(request, "portal/ask.html", context, status=422 if typed.wrong else 200)


def _ahead(request: HttpRequest, typed: Typed, contact: Contact | None, offices: list[Office], now: datetime) -> Ahead:
    form = typed.form(request, "")
    arrival, named = arrival_of(form, now)
    customer = end_customer(contact, form.customer)
    return ahead(foresee(arrival, contact, now, now, named, customer), offices, now)

"""Signing in to the portal: an address, the code that a letter brings, then all requests of one's own."""

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from opora.core.addresses import for_mail
from opora.flow import enter
from opora.lib.errors import Refused
from opora.offices.queries import is_quiet
from opora.web.client import client_of
from opora.web.portal.frame import portal_page, show
from opora.web.portal.who import contact_of, sign_in
from opora.web.typed import line

CODE, NEXT = "sign_in_code", "sign_in_next"
"""Keys of the session: the code that this browser asked for, and where it goes then."""


@never_cache
@portal_page
def address(request: HttpRequest) -> HttpResponse:
    """The address. What follows is the same whether we know it or not."""
    now = timezone.now()
    if contact_of(request) is not None:
        return HttpResponseRedirect(_onward(request.GET.get("next", "")))
    if request.method != "POST":
        return show(request, "portal/sign_in.html", {"quiet": is_quiet(now), "next": request.GET.get("next", "")})
    typed = line(request, "address")
    try:
        forms.EmailField(max_length=254).clean(for_mail(typed))
        code = enter.ask_code(typed, client_of(request), now)
    except (Refused, forms.ValidationError) as error:
        no_address = _("This is no e-mail address. Write it as name@example.org.")
        trouble = str(error) if isinstance(error, Refused) else no_address
        context = {"quiet": is_quiet(now), "typed": typed, "next": line(request, "next"), "trouble": trouble}
        return show(request, "portal/sign_in.html", context, status=422)
    request.session[CODE], request.session[NEXT] = code, _onward(line(request, "next"))
    return HttpResponseRedirect(reverse("portal-sign-in-code"), status=303)


@never_cache
@portal_page
def code(request: HttpRequest) -> HttpResponse:
    """The code, in the browser that asked for it."""
    asked = request.session.get(CODE)
    if asked is None:
        return HttpResponseRedirect(reverse("portal-sign-in"))
    if request.method != "POST":
        return show(request, "portal/sign_in_code.html", {})
    now = timezone.now()
    contact = enter.try_code(asked, line(request, "code"), now)
    if contact is None:
        trouble = _("The code does not fit or is no longer valid. Check the digits; after five tries ask for another.")
        return show(request, "portal/sign_in_code.html", {"trouble": trouble}, status=422)
    onward = request.session.get(NEXT) or reverse("portal-requests")
    sign_in(request, contact, now)
    return HttpResponseRedirect(onward, status=303)


def _onward(wanted: str) -> str:
    """Only to requests of the portal, or to its form: a link to this page may be anybody's."""
    home, form = reverse("portal-requests"), reverse("portal-ask")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    ours = (safe and wanted.startswith(home)) or wanted == form
    return wanted if ours else home

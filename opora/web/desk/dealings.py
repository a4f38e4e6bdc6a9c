"""For whom a dealer writes: said and taken back on the dealer's page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.core.step import Actor
from opora.flow.step import begin
from opora.lib.errors import Refused
from opora.registry.access import dealer_to_mark_for, marks_dealers
from opora.registry.actions import dealings
from opora.registry.queries import Organisation, organisation_by
from opora.web.desk.frame import desk_page, signed_in
from opora.web.typed import line, number


@desk_page
def begun(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """The organisation writes for one more end customer, named by tax number or external key."""
    dealer, user = _dealer(request, organisation_id), signed_in(request)
    if request.method != "POST":
        return _back(dealer)
    customer = organisation_by(line(request, "customer"))
    try:
        if customer is None:
            raise Refused(_("No organisation, or more than one, has this tax number or key."))
        with begin(timezone.now(), Actor("staff", user.pk), "desk") as step:
            dealings.begin_dealing(step, dealer=dealer, customer=customer, by=user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("People of this dealer may write for %(name)s now.") % {"name": customer})
    return _back(dealer)


@desk_page
def ended(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """It writes for this end customer no more."""
    dealer, user = _dealer(request, organisation_id), signed_in(request)
    if request.method == "POST":
        with begin(timezone.now(), Actor("staff", user.pk), "desk") as step:
            dealings.end_dealing(step, dealer, number(line(request, "customer")))
        messages.success(request, _("The dealer writes for this customer no more."))
    return _back(dealer)


def _dealer(request: HttpRequest, organisation_id: int) -> Organisation:
    user = signed_in(request)
    if not marks_dealers(user):
        raise PermissionDenied
    dealer = dealer_to_mark_for(user, organisation_id)
    if dealer is None:
        raise Http404
    return dealer


def _back(dealer: Organisation) -> HttpResponse:
    return HttpResponseRedirect(reverse("customer", args=[dealer.pk]) + "#dealings", status=303)

"""The two ways to a request: by the link of a letter, and by its number for whoever has signed in.

A link is a secret: its page is kept by nobody, found by no search engine, and tells no other site where its reader
came from. The address alone opens it and no cookie is looked at, so that no other site can press a button on it
without knowing the link; and since a page that tells no referrer sends ``Origin: null``, Django's check against such
sites would refuse every form. Hence the links, and they alone, are exempt from it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from opora.tickets.access import Visitor, ticket_for_contact, ticket_for_link
from opora.tickets.queries import Ticket
from opora.web.portal.frame import portal_page, show
from opora.web.portal.uploads import Measured
from opora.web.portal.who import contact_of


@dataclass(frozen=True, slots=True)
class Visit:
    """A customer at their request; ``token`` is the link by which they came, empty for whoever has signed in."""

    visitor: Visitor
    token: str = ""

    @property
    def ticket(self) -> Ticket:
        """What they look at."""
        return self.visitor.ticket

    def url(self, what: str = "", *more: Any) -> str:
        """An address under this request's, by the way on which they came."""
        name = f"portal-{'link' if self.token else 'request'}{what and f'-{what}'}"
        return reverse(name, args=[self.token or self.ticket.number, *more])


View = Callable[..., HttpResponseBase]
"""Of the request, the visit, the instant, and what else stands in the address."""


def by_link(view: View) -> View:
    """The view behind the link of a letter. What opens nothing (any more) says so, and how to go on."""

    @csrf_exempt
    @portal_page
    def around(request: HttpRequest, /, token: str, **more: Any) -> HttpResponse:
        now = timezone.now()
        if request.method == "POST":
            request.upload_handlers.insert(0, Measured(request))
        visitor = ticket_for_link(token, now)
        if visitor is None:
            response = _sealed(show(request, "portal/no_link.html", {}, status=404))
        else:
            response = _sealed(view(request, Visit(visitor, token), now, **more))
        response["Referrer-Policy"] = "no-referrer"
        return response

    return around


def by_number(view: View) -> View:
    """The view of a request of whoever has signed in; others sign in first, and strangers' numbers are unknown."""

    @portal_page
    def around(request: HttpRequest, /, number: str, **more: Any) -> HttpResponse:
        contact = contact_of(request)
        if contact is None:
            return HttpResponseRedirect(f"{reverse('portal-sign-in')}?next={reverse('portal-request', args=[number])}")
        now = timezone.now()
        visitor = ticket_for_contact(contact, number)
        if visitor is None:
            raise Http404
        return _sealed(view(request, Visit(visitor), now, **more))

    return around


def _sealed(response: HttpResponseBase) -> HttpResponse:
    """Kept by nobody, found by nobody."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return cast(HttpResponse, response)


def back(visit: Visit, anchor: str = "") -> HttpResponse:
    """To the page, so that loading it again sends nothing again."""
    return HttpResponseRedirect(visit.url() + anchor, status=303)

"""The first page of the portal: how to reach us."""

from django.http import HttpRequest, HttpResponse

from opora.web.portal.frame import portal_page, show


@portal_page
def ask(request: HttpRequest) -> HttpResponse:
    """Where a customer begins."""
    return show(request, "portal/ask.html", {})

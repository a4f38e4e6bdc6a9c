"""Pages for what leads nowhere: a customer is not sent to the queue of the staff console."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

PORTAL = "/help/"


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is no such page, or no longer, or not for this reader: which of them is not told."""
    return render(request, "portal/404.html" if _of_portal(request) else "404.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without the token of its page: its page is too old, or another site sent it."""
    return render(request, "portal/403_csrf.html" if _of_portal(request) else "403_csrf.html", status=403)


def _of_portal(request: HttpRequest) -> bool:
    return request.path.startswith(PORTAL)

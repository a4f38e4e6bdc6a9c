"""The page of one request: what happens, who has it, when they hear next, what they can do; and answering there."""

import secrets
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from opora.flow import by_portal
from opora.lib.errors import Refused
from opora.tickets.access import public_attachment_of, public_messages_of
from opora.web.download import download
from opora.web.portal.conversation import conversation
from opora.web.portal.frame import show
from opora.web.portal.standing import stands
from opora.web.portal.visit import Visit, back, by_link, by_number
from opora.web.typed import files, names_of_files, text


def page(request: HttpRequest, visit: Visit, now: datetime) -> HttpResponse:
    """The request, whole. Looking changes nothing: a scanner of letters may look as well."""
    return _shown(request, visit, now)


def message(request: HttpRequest, visit: Visit, now: datetime) -> HttpResponse:
    """The customer's words, with files. Refused: the page again with all that was typed, and status 422."""
    if request.method != "POST":
        return back(visit)
    try:
        written = by_portal.write(
            visit.visitor, text(request), now, files=files(request), form=request.POST.get("form", "")
        )
    except Refused as refused:
        return _shown(request, visit, now, str(refused))
    messages.success(request, _("Sent. Your words are with us."))
    return back(visit, f"#m{written.pk}")


def file(request: HttpRequest, visit: Visit, now: datetime, attachment_id: int) -> HttpResponseBase:
    """A file of the conversation, to be saved."""
    found = public_attachment_of(visit.visitor, attachment_id)
    if found is None:
        raise Http404
    return download(found.sha256, found.size, f"{visit.ticket.number}-{found.name}")


def _shown(request: HttpRequest, visit: Visit, now: datetime, refusal: str = "") -> HttpResponse:
    context = {
        "ticket": visit.ticket,
        "visit": visit,
        "secret": bool(visit.token),
        "stands": stands(visit.ticket, now),
        "conversation": conversation(public_messages_of(visit.visitor), visit, now),
        "message_url": visit.url("message"),
        "form": request.POST.get("form") or secrets.token_urlsafe(12),
        "typed": request.POST,
        "refusal": refusal,
        "lost_files": names_of_files(request) if refusal else (),
    }
    return show(request, "portal/request.html", context, status=422 if refusal else 200)


page_by_link, page_by_number = by_link(page), by_number(page)
message_by_link, message_by_number = by_link(message), by_number(message)
file_by_link, file_by_number = by_link(file), by_number(file)

"""The defect behind a ticket: looked for by key or title, or entered anew; and freed of it."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.queries import User
from opora.flow import defects as flow
from opora.lib.errors import Refused
from opora.programme.access import defect_for, defects_for
from opora.tickets.queries import Ticket
from opora.web.desk.defects import lines, typed_find
from opora.web.desk.frame import desk_page, show, signed_in
from opora.web.desk.ticket import found
from opora.web.desk.verbs import deed
from opora.web.typed import line


@desk_page
def defect(request: HttpRequest, number: str) -> HttpResponse:
    """The form; on POST the defect that was chosen, or a new one with its title."""
    now = timezone.now()
    ticket = found(request, number, now)
    if request.method != "POST":
        return _form(request, ticket, now)
    try:
        _link(request, ticket, now)
    except Refused as refused:
        return _form(request, ticket, now, str(refused))
    messages.success(request, _("Linked: the ticket waits for this defect."))
    return HttpResponseRedirect(reverse("ticket", args=[number]) + "#defect", status=303)


@deed("defect", lambda: _("The ticket waits for that defect no more."))
def end(request: HttpRequest, ticket: Ticket, user: User, now: datetime) -> None:
    """The ticket has another cause."""
    flow.unlink(ticket.pk, user, now)


def _link(request: HttpRequest, ticket: Ticket, now: datetime) -> None:
    user = signed_in(request)
    if "defect" not in request.POST:
        texts = {"title": 250, "tracker_key": 81, "tracker_url": 501}
        flow.find(ticket.pk, user, now, **{name: line(request, name)[:most] for name, most in texts.items()})
        return
    chosen = defect_for(user, line(request, "defect"))
    if chosen is None:
        raise Refused(_("There is no such defect. Look for it by its key or its title."))
    flow.link(ticket.pk, user, chosen.pk, now)


def _form(request: HttpRequest, ticket: Ticket, now: datetime, trouble: str = "") -> HttpResponse:
    user, find = signed_in(request), typed_find(request)
    found_, following = defects_for(user, find) if find else ([], "")
    context = {
        "ticket": ticket,
        "find": find,
        "lines": lines(found_, user, now),
        "more": bool(following),
        "typed": request.POST,
        "trouble": trouble,
    }
    return show(request, "desk/ticket_defect.html", context, now, status=422 if trouble else 200)

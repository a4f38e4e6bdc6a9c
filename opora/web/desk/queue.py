"""The queue: open tickets by their next moment."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from opora.accounts.access import may_set_up
from opora.offices.queries import offices_of
from opora.tickets.access import reads_tickets, tickets_for
from opora.tickets.queries import PAGE, mine, of_offices, open_tickets, page_by_next
from opora.web.desk import named
from opora.web.desk.frame import desk_page, show, signed_in
from opora.web.desk.near import board
from opora.web.desk.rows import rows

VIEWS = ("mine", "office", "all")


@desk_page
def queue(request: HttpRequest) -> HttpResponse:
    """The signed-in person's queue; ``view`` is mine, office (the usual) or all, ``after`` a page's token."""
    now, user = timezone.now(), signed_in(request)
    if may_set_up(user) and not reads_tickets(user):
        # An administrator reads no tickets: their desk is set-up.
        return redirect("setup")
    offices = offices_of(user, now)
    view = request.GET.get("view", "")
    if view not in VIEWS:
        view = "office" if offices else "all"
    seen = open_tickets() & tickets_for(user, now)
    chosen = {"mine": mine(seen, user), "office": of_offices(seen, offices), "all": seen}[view]
    tickets, following = page_by_next(chosen, request.GET.get("after", ""))
    context = {
        "rows": rows(tickets, user, now),
        "view": view,
        "offices": ", ".join(named.office(one) for one in offices),
        "following": following,
        "near": board(user, now) if view != "mine" and "after" not in request.GET else None,
        "first_page": "after" not in request.GET,
        "page_away": -PAGE,
        "reads_tickets": reads_tickets(user),
    }
    return show(request, "desk/queue.html", context, now, here=view)

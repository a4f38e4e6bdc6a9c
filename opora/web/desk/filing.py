"""A letter is filed elsewhere by hand: into the ticket of a number, or as one of its own; back is the same deed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.channels.access import letter_for
from opora.flow import refile
from opora.lib.errors import Refused
from opora.tickets.access import ticket_for
from opora.web.desk.frame import desk_page, signed_in
from opora.web.desk.typed import line
from opora.web.desk.way import way_page


@desk_page
def filing(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Where the letter lies from now on."""
    now, user = timezone.now(), signed_in(request)
    if request.method != "POST":
        return redirect("letter-way", letter_id)
    if letter_for(user, letter_id, now) is None:
        raise Http404
    try:
        into = None
        if not line(request, "own"):
            into = ticket_for(user, line(request, "into").strip().upper(), now)
            if into is None:
                raise Refused(_("There is no such ticket in your sight. Write its number as on its page: SD-1000002."))
        refile.place(letter_id, user, into.pk if into else None, now, human=bool(line(request, "human")))
    except Refused as refused:
        return way_page(request, letter_id, str(refused))
    messages.success(request, _("The letter is filed. From here it can go back."))
    there = letter_for(user, letter_id, now) is not None
    return HttpResponseRedirect(reverse("letter-way", args=[letter_id]) if there else reverse("queue"), status=303)

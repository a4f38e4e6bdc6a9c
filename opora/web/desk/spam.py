"""Spam: a ticket that was none is a request again; whose letters open nothing, and letting them in."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.queries import User
from opora.channels.access import letter_for, may_see_tray
from opora.core.addresses import readable
from opora.flow import arrive, spam
from opora.lib import moments
from opora.lib.errors import Refused
from opora.registry.queries.blocks import Block, blocks_in_force
from opora.tickets.queries import Ticket, number_of
from opora.web.desk import words
from opora.web.desk.frame import desk_page, show, signed_in
from opora.web.desk.typed import line
from opora.web.desk.verbs import deed
from opora.web.typed import number as number_typed


@dataclass(frozen=True, slots=True)
class Blocked:
    """A line of the list."""

    row: int
    target: str
    at: datetime
    when: str
    person: str


@deed("restoration", lambda: _("Not spam after all: it is a request again, registered when it was written."))
def restoration(request: HttpRequest, ticket: Ticket, user: User, now: datetime) -> str:
    """What was closed as spam by mistake."""
    return reverse("ticket", args=[number_of(spam.restore(ticket.pk, user, now))])


@desk_page
def blocks(request: HttpRequest) -> HttpResponse:
    """Whose letters open nothing; on POST one of them is let in again."""
    now, user = timezone.now(), signed_in(request)
    if not may_see_tray(user):
        raise PermissionDenied
    if request.method == "POST":
        return _lift(request, user, now)
    return _page(request, user, now)


def _lift(request: HttpRequest, user: User, now: datetime) -> HttpResponse:
    try:
        spam.lift(number_typed(line(request, "block")), user, now)
    except Refused as refused:
        return _page(request, user, now, str(refused))
    messages.success(request, _("Their letters are filed again as anybody's."))
    return HttpResponseRedirect(reverse("blocks"), status=303)


def _page(request: HttpRequest, user: User, now: datetime, trouble: str = "") -> HttpResponse:
    lines = [_line(row, user, now) for row in blocks_in_force()]
    context = {"lines": lines, "trouble": trouble}
    return show(request, "desk/blocks.html", context, now, here="tray", status=422 if trouble else 200)


def _line(row: Block, user: User, now: datetime) -> Blocked:
    when = moments.short(row.since, now, user.zone, words.language())
    return Blocked(row.pk, readable(row.target), row.since, when, row.made_by.full_name)


@desk_page
def letter_restoration(request: HttpRequest, letter_id: int) -> HttpResponse:
    """A blocked sender's letter becomes a request, and its sender is let in."""
    now, user = timezone.now(), signed_in(request)
    if request.method != "POST":
        return redirect("letter-way", letter_id)
    if letter_for(user, letter_id, now) is None:
        raise Http404
    try:
        arrive.let_in(letter_id, user, now)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The letter is filed, and its sender blocked no more."))
    return HttpResponseRedirect(reverse("letter-way", args=[letter_id]), status=303)

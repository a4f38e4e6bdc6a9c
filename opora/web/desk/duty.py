"""«Принимаю»: by the link of a call, without signing in, or on the ticket's page (O3)."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from opora.accounts.queries import User
from opora.flow.called import accept, accepted_by, may_accept
from opora.lib import moments
from opora.lib.errors import Refused
from opora.tickets.access import call_for_link
from opora.tickets.queries import DutyCall, Ticket, last_round
from opora.web.desk import words
from opora.web.desk.verbs import deed


def call(request: HttpRequest, token: str) -> HttpResponse:
    """What somebody is called out to, with one button; it is the POST that accepts, a scanner's visit does nothing.

    The link stands for the person who was called; whoever has signed in as somebody else is turned away.
    """
    now = timezone.now()
    one = call_for_link(token, now)
    if one is None:
        raise Http404
    with translation.override(one.user.language):
        if request.user.is_authenticated and request.user != one.user:
            return _page(request, one, now, {"foreign": one.user.full_name}, 403)
        refused = ""
        if request.method == "POST":
            try:
                accept(one.ticket_id, one.user, now)
            except Refused as error:
                refused = str(error)
        return _page(request, one, now, _state(one, now) | {"refused": refused}, 422 if refused else 200)


@deed("decision", lambda: _("Accepted. The request is yours, nobody more is called."))
def acceptance(request: HttpRequest, ticket: Ticket, user: User, now: datetime) -> None:
    """The same by whoever sees the ticket."""
    accepted = accept(ticket.pk, user, now)
    if accepted != user:
        raise Refused(_("%(name)s has accepted it already.") % {"name": accepted.full_name})


def _state(one: DutyCall, now: datetime) -> dict[str, Any]:
    """What has become of the round of this call; of an earlier one, that it is over."""
    calls = last_round(one.ticket)
    if calls[-1].round != one.round:
        return {"over": True}
    accepted = accepted_by(calls)
    if accepted is not None:
        at = next(moments.short(c.accepted_at, now, one.user.zone, words.language()) for c in calls if c.accepted_at)
        return {"accepted": accepted.full_name, "by_them": accepted == one.user, "at": at}
    return {"open": may_accept(one.ticket, calls), "over": not may_accept(one.ticket, calls)}


def _page(request: HttpRequest, one: DutyCall, now: datetime, state: dict[str, Any], status: int) -> HttpResponse:
    organisation = one.ticket.organisation
    context = {
        "number": one.ticket.number,
        "level": words.said(words.LEVELS, one.ticket.level),
        "organisation": organisation.name if organisation else "",
        "reason": one.duty.reason,
        "called_text": moments.short(one.called_at, now, one.user.zone, words.language()),
        "person": one.user,
    }
    response = render(request, "desk/duty.html", {**context, **state}, status=status)
    # The address is the key: it must not lie in a cache.
    response["Cache-Control"] = "no-store"
    return response

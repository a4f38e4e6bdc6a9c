"""Logging a call or a visit: one page, one press (domain.md 4, E1, O4)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.queries import User
from opora.flow import by_call
from opora.flow.by_portal import may_reject
from opora.flow.remind import owes_by
from opora.lib import moments
from opora.lib.errors import Refused
from opora.offices.queries import is_quiet, policy_at
from opora.promises.queries import foreseen_one
from opora.registry.queries import choices_of
from opora.tickets.access import logs_calls, ticket_for, ticket_to_log_for
from opora.tickets.queries import Message, Ticket, number_of
from opora.web.desk import called, words
from opora.web.desk.called import people_found
from opora.web.desk.choices import usual_word
from opora.web.desk.frame import desk_page, show, signed_in
from opora.web.desk.rows import calendar_of_next, next_of
from opora.web.desk.ticket import found
from opora.web.desk.typed import line

NAMED = ("first_response", "goal", "resolution", "word", "release_word", "recovery")
"""The moments that are said to a customer at the end of a call."""


@desk_page
def new(request: HttpRequest) -> HttpResponse:
    """A call about a new matter, or about a ticket whose number the customer names; on POST it is logged."""
    now, user = timezone.now(), signed_in(request)
    if not logs_calls(user):
        raise PermissionDenied
    if request.method != "POST":
        return _form(request, None, now, request.GET)
    if "look" in request.POST:
        return _form(request, None, now, request.POST)
    try:
        message = _logged(request, user, now)
    except Refused as refused:
        return _form(request, None, now, request.POST, str(refused))
    return _done(request, message, user, now)


@desk_page
def on_ticket(request: HttpRequest, number: str) -> HttpResponse:
    """A call about this ticket; on POST it is logged."""
    now, user = timezone.now(), signed_in(request)
    ticket = found(request, number, now)
    if request.method != "POST":
        return _form(request, ticket, now, request.GET)
    try:
        message = by_call.log(ticket.pk, user, called.call(request, user, now), now)
    except Refused as refused:
        return _form(request, ticket, now, request.POST, str(refused))
    return _done(request, message, user, now)


@desk_page
def people(request: HttpRequest) -> HttpResponse:
    """Who may be meant by what is typed so far: the choices of the form alone."""
    if not logs_calls(signed_in(request)):
        raise PermissionDenied
    return render(request, "desk/parts/callers.html", {"callers": people_found(request.GET), "typed": request.GET})


def _logged(request: HttpRequest, user: User, now: datetime) -> Message:
    call, number = called.call(request, user, now), line(request, "number")
    if not number:
        return by_call.open_by_call(
            user, called.caller(request), call, now, subject=line(request, "subject"), named=called.named(request)
        )
    ticket = ticket_to_log_for(user, number, now)
    if ticket is None:
        raise Refused(_("There is no such ticket, or it is not in your sight. Check the number, or leave it empty."))
    return by_call.log(ticket.pk, user, call, now)


def _form(
    request: HttpRequest, ticket: Ticket | None, now: datetime, typed: Mapping[str, Any], trouble: str = ""
) -> HttpResponse:
    user = signed_in(request)
    context = {
        "ticket": ticket,
        "typed": typed,
        "trouble": trouble,
        "entry": called.entry(typed) or uuid4(),
        "started": typed.get("started") or called.wall(now, user.zone),
        "zone": moments.zone_mark(now, user.zone),
        "callers": people_found(typed),
        "products": [(one, list(one.editions.all()), list(one.versions.all())) for one in choices_of()],
        "verbs": called.verbs(ticket),
        **(_standing(ticket, user, now) if ticket else {}),
    }
    return show(request, "desk/call.html", context, now, here="call", status=422 if trouble else 200)


def _standing(ticket: Ticket, user: User, now: datetime) -> dict[str, Any]:
    """What to say to a customer who asks how it stands (domain.md 11)."""
    standing = foreseen_one(ticket, policy_at(now), now, quiet=is_quiet(now))
    last = standing.last_word_at
    return {
        "stage_text": words.said(words.STAGES, standing.stage.value),
        "next": next_of(standing.next(), calendar_of_next(standing), user, now),
        "usual_word": usual_word(ticket, standing, user, now),
        "may_reject": may_reject(ticket, now),
        "reminded": standing.reminded_at is not None,
        "early": owes_by(standing),
        "rungs": [("", _("they do not")), *words.RUNGS.items()],
        "rung_span": moments.span(standing.policy.rung, words.language()),
        "last_word": moments.short(last, now, user.zone, words.language()) if last else "",
    }


def _done(request: HttpRequest, message: Message, user: User, now: datetime) -> HttpResponse:
    number = number_of(message.ticket_id)
    seen = ticket_for(user, number, now)
    messages.success(request, _to_say(number, seen, user, now))
    path = reverse("ticket", args=[number]) + f"#m{message.pk}" if seen else reverse("queue")
    return HttpResponseRedirect(path, status=303)


def _to_say(number: str, ticket: Ticket | None, user: User, now: datetime) -> str:
    if ticket is None or ticket.next_kind not in NAMED or ticket.next_at is None:
        return _("Logged. The number for the customer: %(number)s.") % {"number": number}
    kind = words.said(words.KINDS, ticket.next_kind)
    by = moments.short_by(ticket.next_at, now, user.zone, words.language())
    said = {"number": number, "kind": kind, "by": by}
    return _("Logged. Tell the customer: the number is %(number)s, %(kind)s %(by)s.") % said

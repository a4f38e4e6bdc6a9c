"""Thirty seconds at the telephone: one screen, one press for a reminder, one for the answer (domain.md 8, E1-E3)."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.queries import User
from opora.core.facts import Verb
from opora.core.ladder import MANAGER
from opora.flow import by_call
from opora.flow.by_call import Call, Caller
from opora.flow.read import read
from opora.lib import moments
from opora.lib.errors import Refused
from opora.registry.access import Contact
from opora.tickets.access import reads_internal, ticket_to_log_for, ticket_to_say_for
from opora.tickets.queries import Ticket, caller_of
from opora.web.desk import called, words
from opora.web.desk.frame import desk_page, show, signed_in
from opora.web.desk.screen import callers, stage_alone, standing_at, whole
from opora.web.desk.typed import line
from opora.web.typed import number as typed_number


@desk_page
def screen(request: HttpRequest, number: str) -> HttpResponse:
    """How a ticket stands; ``caller`` is who calls. Nobody known for the customer: the stage alone."""
    return _shown(request, _to_say(request, number, timezone.now()), timezone.now())


@desk_page
def reminder(request: HttpRequest, number: str) -> HttpResponse:
    """«Про меня забыли», said by telephone: recorded by one press, whoever says it; so is «не подошёл»."""
    now, user = timezone.now(), signed_in(request)
    ticket = _to_say(request, number, now)
    if request.method != "POST":
        return _back(ticket, None)
    caller = _caller(request, ticket)
    rejected = line(request, "rejected") == "1"
    rung = 0 if rejected else typed_number(line(request, "rung")) or MANAGER
    call = Call(now, entry=called.entry(request.POST), reminder=rung, rejected=rejected, caller=Caller(caller))
    try:
        if rejected and caller is None:
            raise Refused(_("Choose who calls: nobody unknown sends an answer back."))
        by_call.log(ticket.pk, user, call, now)
    except Refused as refused:
        return _shown(request, ticket, now, str(refused))
    messages.success(request, _sent_back() if rejected else _recorded(ticket, caller, user, now))
    return _back(ticket, caller)


@desk_page
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """What was told by telephone, to somebody who is known, answers to the point."""
    now, user = timezone.now(), signed_in(request)
    ticket = ticket_to_log_for(user, number, now)
    if ticket is None:
        raise Http404
    if request.method != "POST":
        return _back(ticket, None)
    caller = _caller(request, ticket)
    try:
        if caller is None:
            raise Refused(_("Choose who calls: nobody unknown is told the answer."))
        call = Call(now, said=line(request, "said"), verb=Verb.ANSWER, entry=called.entry(request.POST),
                    caller=Caller(caller))  # fmt: skip
        by_call.log(ticket.pk, user, call, now)
    except Refused as refused:
        return _shown(request, ticket, now, str(refused))
    messages.success(request, _("The answer is recorded. No letter leaves: the customer has heard it."))
    return _back(ticket, caller)


def _to_say(request: HttpRequest, number: str, now: datetime) -> Ticket:
    ticket = ticket_to_say_for(signed_in(request), number, now)
    if ticket is None:
        raise Http404
    return ticket


def _caller(request: HttpRequest, ticket: Ticket) -> Contact | None:
    return caller_of(
        ticket, typed_number((request.POST if request.method == "POST" else request.GET).get("caller", ""))
    )


def _shown(request: HttpRequest, ticket: Ticket, now: datetime, trouble: str = "") -> HttpResponse:
    user, caller = signed_in(request), _caller(request, ticket)
    seen = reads_internal(user, ticket, now)
    if caller is not None and seen:
        read(ticket, user, now)
    standing, since = standing_at(ticket, now)
    about = whole(ticket, standing, since, user, now, seen=seen) if caller else {}
    who = request.GET.get("who", "").replace("\0", "").strip()[:100]
    context: dict[str, Any] = {
        **(about or stage_alone(ticket, standing, since, user, now)),
        "number": ticket.number,
        "caller": caller,
        "callers": callers(ticket, caller, who),
        "who": who,
        "known": caller is not None,
        "seen": seen,
        "reminded": standing.reminded_at is not None,
        "rungs": [(rung, label, rung == (line(request, "rung") or "1")) for rung, label in words.RUNGS.items()],
        "rung_span": moments.span(standing.policy.rung, words.language()),
        "may_answer": about.get("may_answer", False) or "said" in request.POST,
        "entry": uuid4(),
        "typed": request.POST,
        "trouble": trouble,
    }
    return show(request, "desk/phone.html", context, now, here="phone", status=422 if trouble else 200)


def _sent_back() -> str:
    return _("It is recorded that the answer did not suit: the work goes on.")


def _recorded(ticket: Ticket, caller: Contact | None, user: User, now: datetime) -> str:
    standing, _since = standing_at(ticket, now)
    clock = standing.live("escalation")
    if caller is None or clock is None:
        return _("The reminder is recorded.")
    holder = words.said(words.RUNGS, str(standing.rung))
    by = moments.short_by(clock.due_at, now, user.zone, words.language())
    return _("The reminder is recorded. Tell the customer: %(holder)s answers %(by)s.") % {"holder": holder, "by": by}


def _back(ticket: Ticket, caller: Contact | None) -> HttpResponse:
    here = reverse("call-screen", args=[ticket.number])
    return HttpResponseRedirect(f"{here}?caller={caller.pk}" if caller else here, status=303)

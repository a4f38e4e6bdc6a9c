"""Ctrl-K: a ticket is found by a few letters, from any page; and the same as a page of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from opora.accounts.queries import User
from opora.lib import moments
from opora.tickets.access import Found, found_for, logs_calls
from opora.web.desk import named, words
from opora.web.desk.frame import desk_page, show, signed_in


@dataclass(frozen=True, slots=True)
class Line:
    """A ticket that was found, and its call screen; who was typed by name or telephone is taken for the caller.

    Of one that the person may not read, no more than whose it is and how it stands.
    """

    url: str
    number: str
    subject: str
    customer: str
    stage_text: str
    who: str
    closed_text: str
    seen: bool


@desk_page
def find(request: HttpRequest) -> HttpResponse:
    """The page, for whoever has no JavaScript or wants the address: ``q`` is what was typed."""
    now, user = timezone.now(), signed_in(request)
    return show(request, "desk/find.html", {**_found(request, user, now), "typed": _typed(request)}, now, here="find")


@desk_page
def found(request: HttpRequest) -> HttpResponse:
    """The lines alone, while somebody types."""
    now, user = timezone.now(), signed_in(request)
    return render(request, "desk/parts/found.html", _found(request, user, now))


def _found(request: HttpRequest, user: User, now: datetime) -> dict[str, object]:
    if not logs_calls(user):
        raise PermissionDenied
    typed = _typed(request)
    return {"lines": _lines(found_for(user, typed, now), user, now), "asked": bool(typed)}


def _typed(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\0", "").strip()[:200]


def _lines(rows: Sequence[Found], user: User, now: datetime) -> list[Line]:
    return [_line(one, user, now) for one in rows]


def _line(one: Found, user: User, now: datetime) -> Line:
    ticket, closed = one.ticket, one.ticket.closed_at
    here = reverse("call-screen", args=[ticket.number])
    return Line(
        url=f"{here}?caller={ticket.contact_id}" if one.names_contact else here,
        number=ticket.number,
        subject=ticket.subject if one.seen else "",
        customer=named.customer(ticket),
        stage_text=words.said(words.STAGES, ticket.stage),
        who=ticket.assignee.short_name if ticket.assignee else named.office(ticket.owning_office),
        closed_text=moments.day(closed, now, user.zone, words.language()) if closed else "",
        seen=one.seen,
    )

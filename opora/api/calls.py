"""Calls and visits by program: a telephone exchange or an office's own list logs what was said, in somebody's name."""

from dataclasses import replace
from datetime import UTC
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.http import Http404, HttpRequest
from ninja import Router
from ninja.responses import Status

from opora.accounts.access import ApiKey
from opora.api import shown
from opora.api.asked import CallOnTicket, NewCall, SaidInCall
from opora.api.keys import Key, acting, came_in
from opora.api.problems import Denied, declared
from opora.api.tickets import IdempotencyKey
from opora.core.facts import Verb
from opora.flow import by_call
from opora.flow.by_call import Call, Caller
from opora.flow.by_key import named_by
from opora.tickets.access import logs_calls, ticket_to_log_for
from opora.tickets.queries import number_of

router = Router(tags=["calls"])
WRITE = Key("tickets:write")
RUNGS = ("", "manager", "central", "head")


@router.post("/calls", auth=WRITE, response={201: shown.Opened, **declared(409)}, by_alias=True)
def create(request: HttpRequest, body: NewCall, idempotency_key: IdempotencyKey = "") -> Status[dict[str, Any]]:
    """Log a call or a visit about a new matter; the ticket is registered when it began."""
    key, now = came_in(request)
    user = acting(key)
    if not logs_calls(user):
        raise Denied("not_allowed", f"{user.email} may not log calls: that role reads no tickets.")
    named, unknown = named_by(body.product, body.edition, body.version)
    who = Caller(None, body.contact.name, body.contact.address, body.contact.phone)
    call = _call(body, key, idempotency_key)
    first = by_call.open_by_call(user, who, call, now, subject=body.subject, named=named)
    told = {"number": number_of(first.ticket_id), "registered_at": first.ticket.registered_at}
    return Status(201, {**told, "unknown": list(unknown)})


@router.post(
    "/tickets/{number}/calls", auth=WRITE, response={201: shown.MessageShown, **declared(404, 409)}, by_alias=True
)
def log(
    request: HttpRequest, number: str, body: CallOnTicket, idempotency_key: IdempotencyKey = ""
) -> Status[dict[str, Any]]:
    """Log a call or a visit about a ticket that there is; gives the last message that came of it.

    ``forgotten`` is the customer's reminder, to the rung of that name; ``rejected`` sends our answer back.
    """
    key, now = came_in(request)
    user = acting(key)
    ticket = ticket_to_log_for(user, number, now)
    if ticket is None:
        raise Http404
    rung = RUNGS.index(body.forgotten)
    call = replace(_call(body, key, idempotency_key), reminder=rung, rejected=body.rejected)
    return Status(201, shown.message(by_call.log(ticket.pk, user, call, now)))


def _call(body: SaidInCall, key: ApiKey, idempotency_key: str) -> Call:
    return Call(
        started_at=body.started_at.astimezone(UTC),
        heard=body.heard,
        said=body.said,
        verb=Verb(body.verb) if body.verb else None,
        visit=body.kind == "visit",
        word_until=body.word_until,
        consent=body.consent,
        entry=_entry(key, idempotency_key),
    )


def _entry(key: ApiKey, idempotency_key: str) -> UUID | None:
    """The same key of the same integration is the same form, and is logged once."""
    return uuid5(NAMESPACE_URL, f"opora:{key.pk}:{idempotency_key}") if idempotency_key else None

"""Tickets by program: ask for a customer, read, write by the three verbs, note."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Header, Router
from ninja.responses import Status
from pydantic import Field

from opora.api import shown
from opora.api.asked import Line, NewFile, NewMessage, NewNote, NewTicket
from opora.api.keys import Key, acting, came_in
from opora.api.problems import declared
from opora.core.facts import AttachedFile, Kind, Verb
from opora.flow import act, scan
from opora.flow.by_key import Request, open_by_key
from opora.flow.read import read as read_by
from opora.lib import limits, pages
from opora.lib.errors import Refused
from opora.registry.queries import organisation_by
from opora.tickets.access import messages_for_key, ticket_for_key, tickets_for_key
from opora.tickets.queries import Ticket, closed_tickets, of_organisation, open_tickets, page_of_newest, repeats_last

router = Router(tags=["tickets"])
READ, WRITE = Key("tickets:read"), Key("tickets:write")
STATES = {"open": open_tickets, "closed": closed_tickets}

IdempotencyKey = Annotated[str, Header(alias="Idempotency-Key", pattern=r"^[\x21-\x7e]{0,200}$")]


@router.post("", auth=WRITE, response={200: shown.Opened, 201: shown.Opened, **declared(409)}, by_alias=True)
def create(request: HttpRequest, body: NewTicket, idempotency_key: IdempotencyKey = "") -> Status[dict[str, Any]]:
    """Ask for a customer. The same request under the same Idempotency-Key is answered 200 with the same ticket."""
    key, now = came_in(request)
    said = body.dict(exclude={"contact", "files", "kind"})
    asked = Request(
        **said, address=body.contact.address, name=body.contact.name, kind=Kind(body.kind), files=_files(body.files)
    )
    done = open_by_key(key, asked, now, idempotency_key)
    told = {"number": done.ticket.number, "registered_at": done.ticket.registered_at, "unknown": list(done.unknown)}
    return Status(201 if done.new else 200, told)


@router.get("", auth=READ, response={200: shown.Page, **declared(404)})
def find(
    request: HttpRequest,
    state: Literal["open", "closed", "all"] = "all",
    organisation: Annotated[Line, Field(max_length=80, description="tax number or external key")] = "",
    after: Annotated[Line, Field(max_length=pages.LONGEST, description="where the page before ended")] = "",
    size: Annotated[int, Field(ge=1, le=100)] = 50,
) -> dict[str, Any]:
    """Tickets, the newest first."""
    key, now = came_in(request)
    tickets = tickets_for_key(key, now)
    if state in STATES:
        tickets = STATES[state]() & tickets
    if organisation:
        customer = organisation_by(organisation)
        if customer is None:
            raise Http404("No organisation, or more than one, has this tax number or external key.")
        tickets = of_organisation(tickets, customer)
    place = pages.read(after)
    if after and place is None:
        raise Http404("There is no such page; begin without after.")
    rows, following = page_of_newest(tickets, place, size)
    return {"tickets": shown.lines(rows, now), "after": following}


@router.get("/{number}", auth=READ, response={200: shown.TicketShown, **declared(404)})
def read(request: HttpRequest, number: str) -> dict[str, Any]:
    """One ticket with its conversation; internal messages with the scope notes:read alone, as the key's user."""
    key, now = came_in(request)
    ticket = ticket_for_key(key, number, now)
    if ticket is None:
        raise Http404
    if key.user is not None:
        read_by(ticket, key.user, now, "api")
    return shown.ticket(ticket, messages_for_key(key, ticket), now)


@router.post("/{number}/messages", auth=WRITE, response={201: shown.MessageShown, **declared(404, 409)})
def send(request: HttpRequest, number: str, body: NewMessage) -> Status[dict[str, Any]]:
    """Write to the customer, in the name of the key's user: ask, tell how the work goes, or answer."""
    key, now = came_in(request)
    user, ticket = acting(key), _found(request, number)
    if body.verb == "tell" and not body.repeat and repeats_last(ticket, body.text):
        raise Refused("This text repeats the last letter, so no moment would move. Say repeat if you mean it.")
    sent = act.send(
        ticket.pk, user, Verb(body.verb), body.text, now,
        word_until=body.word_until, consent=body.consent, late=body.late, files=_files(body.files), via="api",
    )  # fmt: skip
    return Status(201, shown.message(sent))


@router.post("/{number}/notes", auth=WRITE, response={201: shown.MessageShown, **declared(404, 409)})
def note(request: HttpRequest, number: str, body: NewNote) -> Status[dict[str, Any]]:
    """Write an internal note, in the name of the key's user."""
    key, now = came_in(request)
    user, ticket = acting(key), _found(request, number)
    written = act.note(ticket.pk, user, body.text, now, files=_files(body.files), via="api")
    return Status(201, shown.message(written))


def _files(files: Iterable[NewFile]) -> tuple[AttachedFile, ...]:
    taken = [one.file() for one in files]
    if sum(one.size for one in taken) > limits.most("api"):
        raise Refused(f"The files are larger than {limits.megabytes('api')} MB together. Send fewer or smaller ones.")
    return scan.attached(taken)


def _found(request: HttpRequest, number: str) -> Ticket:
    key, now = came_in(request)
    ticket = ticket_for_key(key, number, now)
    if ticket is None:
        raise Http404
    return ticket

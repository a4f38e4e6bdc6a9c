"""A mistyped address is mended: the ticket is registered anew for whoever has the right one.

Nothing of what the wrong address was owed or told passes on: else somebody would type a customer's address, mend it to
his own, and read in the acknowledgement at what level, in which office and until when that customer is helped.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from opora.channels import actions as channels
from opora.channels.forms import form_of
from opora.core import events as e
from opora.core.facts import Arrival, Kind, Segment, Sender
from opora.core.step import Actor, Step
from opora.flow.by_form import check_limits, in_zone
from opora.flow.decide import Decision, decide, place_reasons, reasons
from opora.flow.step import begin
from opora.ledger.queries import history_of
from opora.lib.errors import Refused
from opora.offices.queries import office_by_code, policy_at
from opora.promises import actions as promises
from opora.registry.actions import meeting
from opora.registry.actions.consents import move_consent
from opora.registry.queries import Contact
from opora.tickets import actions as tickets
from opora.tickets.queries import Message, Ticket, first_message, has_other_tickets

WITHIN = timedelta(hours=1)
HARMLESS = (e.Opened, e.Received, e.ConsentGiven, e.Informed)
"""What may stand in the ledger of a ticket whose address can still be mended, each at most once."""


@dataclass(frozen=True, slots=True)
class Mend:
    """The right address, the zone that the form named, and the browser that mends it."""

    address: str
    zone: str
    client: str


def may_readdress(ticket: Ticket, now: datetime) -> bool:
    """Whether the address can still be mended: a stranger's form, within an hour, nothing but our acknowledgement."""
    history = history_of("ticket", ticket.pk)
    kinds = [type(one.event) for one in history]
    untouched = all(kind in HARMLESS for kind in kinds) and len(kinds) == len(set(kinds))
    by_form = ticket.channel == "form" and history[0].actor.kind == "guest"
    return by_form and untouched and now < ticket.registered_at + WITHIN and ticket.assignee_id is None


def readdress(ticket_id: int, mend: Mend, now: datetime) -> None:
    """Give the ticket to the right address and acknowledge it there. ``now`` is aware, UTC.

    Raises Refused when it is too late, when it is the same address, and at the limits of forms.
    """
    with begin(now, Actor("guest"), "portal") as step:
        ticket = tickets.lock(ticket_id)
        if not may_readdress(ticket, now):
            raise Refused(_("It is too late to mend the address. Write to us from the right one and name the number."))
        message = first_message(ticket)
        if message.sender_address == mend.address:
            raise Refused(_("This is the address that we have."))
        check_limits(mend.address, mend.client, now)
        form = form_of(ticket)
        if form is not None:
            channels.readdress_form(step, form, mend.address)
        _register_anew(step, ticket, message, mend)
        promises.settle(step, ticket, policy_at(now))


def _register_anew(step: Step, ticket: Ticket, message: Message, mend: Mend) -> None:
    before, wrong = message.contact, message.sender_address
    arrival = _arrival(ticket, message, mend)
    contact = _contact(step, ticket, before, wrong, arrival)
    named = (ticket.product, ticket.edition, ticket.version)
    decision = decide(arrival, contact, ticket.registered_at, step.now, named=named)
    tickets.readdress(
        step, ticket, _event(decision), _values(decision),
        wrong=wrong, right=mend.address, name=message.sender_name, contact=contact,
    )  # fmt: skip
    channels.withhold(step, ticket, wrong)
    if before is not None and contact is not None:
        move_consent(step, before, ticket.registered_at, contact)


def _contact(step: Step, ticket: Ticket, before: Contact | None, wrong: str, arrival: Arrival) -> Contact | None:
    """Whoever was met by this very form, and did nothing else, was never there; anybody else stays as they are."""
    if before is None or has_other_tickets(before, ticket):
        return meeting.meet(step, arrival.sender, arrival.language)
    met = [one for one in history_of("contact", before.pk) if isinstance(one.event, e.ContactMet)]
    if met and met[0].at == ticket.registered_at:
        return meeting.readdress(step, before, wrong, arrival.sender, arrival.language)
    return meeting.meet(step, arrival.sender, arrival.language)


def _arrival(ticket: Ticket, message: Message, mend: Mend) -> Arrival:
    language: Literal["ru", "en"] = "en" if ticket.language == "en" else "ru"
    return Arrival(
        channel="form",
        sender=Sender(mend.address, message.sender_name),
        subject=ticket.subject,
        segments=tuple(Segment(one["kind"], one["text"]) for one in message.segments),
        sent_at=in_zone(ticket.registered_at, mend.zone),
        language=language,
        kind=Kind(ticket.kind),
        zone=mend.zone,
    )


def _event(decision: Decision) -> e.Readdressed:
    opened = decision.opened
    return e.Readdressed(
        level=opened.level,
        calendar=opened.calendar,
        office=opened.office,
        line=opened.line,
        word_days=opened.word_days,
        spans=opened.spans,
        calendars=opened.calendars,
        unclear=opened.unclear,
        duties=opened.duties,
    )


def _values(decision: Decision) -> dict[str, Any]:
    opened, contact = decision.opened, decision.contact
    office = office_by_code(decision.place.office)
    return {
        "contact": contact,
        "organisation": decision.organisation,
        "site": contact.site if contact else None,
        "level": opened.level,
        "unclear": list(opened.unclear),
        "covered_until": decision.coverage.until,
        "because": reasons(decision.coverage.because),
        "place_because": place_reasons(decision),
        "home_office": office_by_code(decision.home.office),
        "registering_office": office,
        "owning_office": office,
        "line": opened.line,
        "calendar": opened.calendar,
        "customer_zone": decision.customer_zone,
    }

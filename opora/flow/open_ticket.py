"""A new matter: what was decided about it becomes a ticket, its first message and its promises."""

from datetime import datetime

from opora.channels import queries as letters
from opora.core.facts import Arrival
from opora.core.step import Step
from opora.flow.decide import Decision, Named, decide, place_reasons, reasons
from opora.offices.queries import office_by_code, policy_at
from opora.promises import actions as promises
from opora.registry.queries import Contact, Organisation
from opora.tickets import actions as tickets
from opora.tickets.queries import Message, Ticket

__all__ = ["Named", "open_ticket", "register"]


def open_ticket(
    step: Step,
    arrival: Arrival,
    contact: Contact | None,
    registered_at: datetime,
    split_from: Ticket | None = None,
    named: Named | None = None,
    customer: Organisation | None = None,
) -> Message:
    """Register a ticket for what arrived; intake never refuses (L1). Gives back its first message.

    ``named``: product, edition and version as they were chosen; null: what the words name. ``customer``: for whom a
    dealer's contact writes.
    """
    ticket = register(step, arrival, contact, registered_at, split_from, named, customer)
    message = tickets.receive(step, ticket, arrival, contact, registered_at, letters.store())
    promises.settle(step, ticket, policy_at(step.now))
    return message


def register(
    step: Step,
    arrival: Arrival,
    contact: Contact | None,
    registered_at: datetime,
    split_from: Ticket | None = None,
    named: Named | None = None,
    customer: Organisation | None = None,
) -> Ticket:
    """The ticket alone, before its messages: coverage, place and promises decided and pinned (O2)."""
    decision = decide(arrival, contact, registered_at, step.now, split_from, named, customer)
    return _write(step, decision, arrival, split_from)


def _write(step: Step, decision: Decision, arrival: Arrival, split_from: Ticket | None) -> Ticket:
    # The first moment comes from the core before the row is written, since no row may stand without one (P4).
    upcoming = decision.standing.next()
    assert upcoming is not None
    product, edition, version = decision.named
    opening = tickets.Opening(
        opened=decision.opened,
        subject=arrival.subject,
        language=arrival.language,
        customer_zone=decision.customer_zone,
        next_at=upcoming[0],
        next_kind=upcoming[1],
        stage_before=decision.standing.stage_before.value,
        contact=decision.contact,
        organisation=decision.organisation,
        product=product,
        edition=edition,
        version=version,
        covered_until=decision.coverage.until,
        because=reasons(decision.coverage.because),
        place_because=place_reasons(decision),
        home_office=office_by_code(decision.home.office),
        office=office_by_code(decision.place.office),
        split_from=split_from,
        work_stopped=arrival.work_stopped,
        kind=arrival.kind.value,
    )
    return tickets.open(step, opening)[0]

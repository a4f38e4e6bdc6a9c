"""The customer's words join a ticket of theirs: one way for letters and for the portal."""

from datetime import datetime

from opora.channels import queries as letters
from opora.core.facts import Arrival, Stage
from opora.core.step import Step
from opora.offices.queries import policy_at
from opora.promises import actions as promises
from opora.registry.queries import Contact
from opora.tickets import actions as tickets
from opora.tickets.queries import Message, Ticket


def join(
    step: Step, ticket: Ticket, arrival: Arrival, contact: Contact | None, received_at: datetime, sent_key: str = ""
) -> Message:
    """The words become a message of this ticket, which is locked; a closed one comes back (P7), a wait ends (P3)."""
    if ticket.stage == Stage.CLOSED and arrival.automatic is None:
        tickets.reopen(step, ticket)
    message = tickets.receive(step, ticket, arrival, contact, received_at, letters.store(), sent_key=sent_key)
    promises.settle(step, ticket, policy_at(step.now))
    return message

"""«Про меня забыли»: the customer takes their ticket to a rung of their choice (domain.md 8, E1-E5)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from opora.channels.queries import Mailbox, heads_addresses
from opora.core import ladder
from opora.core.facts import Arrival, Sender, Stage
from opora.core.standing import Standing
from opora.core.step import Actor, Step
from opora.flow.by_portal import arrival_of, check_pace, sent_key
from opora.flow.join import join
from opora.flow.step import begin
from opora.flow.tick import follow
from opora.lib.errors import Refused
from opora.offices.queries import holders_of, policy_at
from opora.promises import actions as promises
from opora.promises.queries import standing_of
from opora.registry.queries import Contact, contact_of
from opora.tickets import actions as tickets
from opora.tickets.access import Visitor
from opora.tickets.queries import Ticket, asks_reminder, near_office, returns, sent_before

RUNGS = (ladder.MANAGER, ladder.CENTRAL, ladder.HEAD)


def remind(visitor: Visitor, rung: int, text: str, now: datetime, *, form: str = "") -> bool:
    """Whoever holds that rung owes a word within its hours; the customer's words join the ticket, if there are any.

    ``now`` is aware, UTC. False: a reminder lives already, and only the words were added (E5). A ticket closed not long
    ago comes back. Raises Refused for what is no rung, and when it was closed for too long (E1).
    """
    check_rung(rung)
    contact = contact_of(visitor.address)
    with begin(now, Actor("contact", contact.pk) if contact else Actor("guest"), "portal") as step:
        ticket = tickets.lock(visitor.ticket.pk)
        if not returns(ticket, now):
            raise Refused(_("This request was closed long ago. Write a new one, and name this number in it."))
        follow(step, ticket)
        _words(step, ticket, visitor, contact, text, form)
        return take_up(step, ticket, rung)


def is_for_head(arrival: Arrival, mailbox: Mailbox) -> bool:
    """Whether a letter came by the head's own mailbox, or names its address: of two copies either may come first."""
    named = {one.address.lower() for one in (*arrival.to, *arrival.cc)}
    return mailbox.head or not named.isdisjoint(heads_addresses())


def asked_in(arrival: Arrival, ticket: Ticket, mailbox: Mailbox) -> int:
    """To which rung a letter that joins this ticket takes it; 0: to none.

    What is written to the head goes to the head, the twin of a link where the first way leads: to the manager (E2). No
    machine reminds us.
    """
    if arrival.automatic is not None:
        return 0
    if is_for_head(arrival, mailbox):
        return ladder.HEAD
    return ladder.MANAGER if asks_reminder(arrival.subject, arrival.sender.address, ticket) else 0


def owes_by(standing: Standing) -> bool:
    """Whether we have promised a moment and still can keep it, so that a reminder comes before its time (E5).

    ``standing`` is that of now: whatever has passed is recorded in it.
    """
    return standing.stage not in (Stage.WAITING, Stage.ANSWERED, Stage.CLOSED)


def check_rung(rung: int) -> None:
    """Raises Refused for what is no rung."""
    if rung not in RUNGS:
        raise Refused(_("Choose whom to remind."))


def take_up(step: Step, ticket: Ticket, rung: int) -> bool:
    """The reminder itself, on a ticket that is locked and whose passed moments are recorded.

    False: one lives already (E5). A closed ticket comes back.
    """
    standing = standing_of(ticket, policy_at(step.now))
    if standing.reminded_at is not None:
        return False
    if standing.stage is Stage.CLOSED:
        tickets.reopen(step, ticket)
    holders = holders_of(near_office(ticket), ticket.assignee_id, step.now)
    tickets.remind(step, ticket, ladder.reminded(standing, step.now, rung, holders))
    promises.settle(step, ticket, policy_at(step.now))
    return True


def _words(step: Step, ticket: Ticket, visitor: Visitor, contact: Contact | None, text: str, form: str) -> None:
    """The same words sent again from the same form are the same message."""
    key = sent_key(form, text, ())
    if text.strip() and sent_before(ticket, key) is None:
        check_pace(ticket, visitor, step.now)
        arrival = arrival_of(ticket, Sender(visitor.address, contact.name if contact else ""), text, ())
        join(step, ticket, arrival, contact, step.now, key)

"""«Новый вопрос»: the customer's words after an answer become a ticket of their own (P7)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from opora.accounts.queries import User
from opora.core import stages
from opora.core.facts import Arrival, Segment, Sender
from opora.core.step import Actor, Step
from opora.flow.open_ticket import register
from opora.flow.step import begin
from opora.flow.tick import catch_up_for_reading, end_if_over
from opora.lib.errors import Refused
from opora.offices.queries import policy_at
from opora.promises import actions as promises
from opora.promises.queries import standing_of
from opora.registry.queries import Contact, dealer_at
from opora.tickets import actions as tickets
from opora.tickets.queries import Message, Ticket, words_after


def split(ticket_id: int, user: User, now: datetime) -> int:
    """Open a ticket for what the customer wrote since the answer, and move those messages there; gives its row.

    It is registered when they wrote, not when this was decided. Raises Refused when there are no such words.
    """
    with begin(now, Actor("staff", user.pk), "desk") as step:
        ticket = tickets.lock(ticket_id)
        since = standing_of(ticket, policy_at(now)).words_since
        words = words_after(ticket, since) if ticket.stage in stages.TO_LOOK and since else []
        if not words:
            raise Refused(_("There are no words of the customer after the answer to make a new ticket of."))
        catch_up_for_reading(step, ticket)
        new = open_of(step, ticket, words, ticket.contact)
        tickets.split_off(step, ticket, new)
        end_if_over(step, ticket, "answered")
        promises.settle(step, new, policy_at(now))
        promises.settle(step, ticket, policy_at(now))
        return new.pk


def open_of(step: Step, ticket: Ticket, words: list[Message], contact: Contact | None) -> Ticket:
    """A ticket of this contact, made of these messages of another, which move there."""
    first = words[0]
    arrival = Arrival(
        channel="mail",
        sender=Sender(first.sender_address, first.sender_name),
        subject=ticket.subject,
        segments=tuple(Segment(one["kind"], one["text"]) for one in first.segments),
        language="en" if ticket.language == "en" else "ru",
    )
    through = dealer_at(contact, ticket.organisation, ticket.registered_at)
    customer = ticket.organisation if through else None
    new = register(step, arrival, contact, first.at, split_from=ticket, customer=customer)
    tickets.move_messages(step, words, new)
    return new

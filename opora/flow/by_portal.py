"""A customer writes on the page of a ticket of theirs: the same street as a letter's reply, entered by a form."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from opora.core import stages
from opora.core.events import Rated
from opora.core.facts import Arrival, AttachedFile, Segment, Sender, Stage
from opora.core.step import Actor, Step
from opora.flow.join import join
from opora.flow.step import begin
from opora.flow.tick import catch_up
from opora.ledger.queries import history_of
from opora.lib.errors import Refused
from opora.offices.queries import policy_at, setting_at
from opora.promises import actions as promises
from opora.promises.queries import standing_of
from opora.registry.actions.meeting import meet
from opora.registry.queries import contact_of
from opora.tickets import actions as tickets
from opora.tickets.access import Visitor
from opora.tickets.queries import Message, Ticket, last_answer, returns, sent_before, words_lately

LATELY = timedelta(hours=1)
TOO_MANY = _(
    "Many messages came by this link within an hour, so this one was not sent. Your text is kept: send it again in an "
    "hour, or reply to our letter."
)


def write(visitor: Visitor, text: str, now: datetime, *, files: Sequence[AttachedFile] = (), form: str = "") -> Message:
    """The visitor's words join their ticket. The same words sent again from the same ``form`` are the same message.

    ``now`` is aware, UTC. Raises Refused when there is nothing to send, too much was sent within an hour, or the ticket
    has been closed for too long.
    """
    if not text.strip() and not files:
        raise Refused(_("There is nothing to send yet. Write a few words, or choose a file."))
    contact = contact_of(visitor.address)
    with begin(now, Actor("contact", contact.pk) if contact else Actor("guest"), "portal") as step:
        ticket = tickets.lock(visitor.ticket.pk)
        key = sent_key(form, text, files)
        before = sent_before(ticket, key)
        if before is not None:
            return before
        if not returns(ticket, now):
            raise Refused(_("This request was closed long ago. Write a new one, and name this number in it."))
        check_pace(ticket, visitor, now)
        arrival = arrival_of(ticket, Sender(visitor.address, contact.name if contact else ""), text, files)
        return join(step, ticket, arrival, meet(step, arrival.sender, arrival.language), now, key)


def reject(visitor: Visitor, text: str, now: datetime, *, form: str = "") -> bool:
    """«Ответ не подошёл», pressed by the customer: a rejection at once (P7), after their words where there are some.

    The ticket works again; false: it does already, so that nothing happens. A ticket that was closed after an answer
    comes back. Raises Refused where nothing was answered, or it has been closed for too long.
    """
    contact = contact_of(visitor.address)
    with begin(now, Actor("contact", contact.pk) if contact else Actor("guest"), "portal") as step:
        ticket = tickets.lock(visitor.ticket.pk)
        if last_answer(ticket) is None or not returns(ticket, now):
            raise Refused(_("There is no answer here that could be sent back. Write to us what you need."))
        if not may_reject(ticket, now):
            return False
        if text.strip():
            check_pace(ticket, visitor, now)
            arrival = arrival_of(ticket, Sender(visitor.address, contact.name if contact else ""), text, ())
            join(step, ticket, arrival, contact, now, sent_key(form, text, ()))
        elif ticket.stage == Stage.CLOSED:
            tickets.reopen(step, ticket)
        catch_up(step, ticket)
        send_back(step, ticket, now)
    return True


def may_reject(ticket: Ticket, now: datetime) -> bool:
    """Whether our answer is the last that happened, and may still be sent back (P7)."""
    done = ticket.stage in {*stages.TO_LOOK, Stage.CLOSED}
    return done and returns(ticket, now) and last_answer(ticket) is not None


def send_back(step: Step, ticket: Ticket, at: datetime) -> None:
    """The customer's own word that the answer did not suit; said ``at`` this instant, where they wrote nothing before.

    The ticket is locked and open, and what passed is recorded.
    """
    since = standing_of(ticket, policy_at(step.now)).words_since or at
    tickets.reject(step, ticket, since, by_customer=True)
    promises.settle(step, ticket, policy_at(step.now))


def rate(visitor: Visitor, answer_id: int, mark: int, text: str, now: datetime) -> None:
    """The customer says whether our answer helped: 1 no, 2 in part, 3 yes, with words or without (S1).

    Raises Refused for what is no answer on their ticket, and for another mark.
    """
    contact = contact_of(visitor.address)
    with begin(now, Actor("contact", contact.pk) if contact else Actor("guest"), "portal") as step:
        ticket = tickets.lock(visitor.ticket.pk)
        answer = last_answer(ticket)
        if answer is None or answer.pk != answer_id or mark not in (1, 2, 3):
            raise Refused(_("This answer cannot be rated; there may be a newer one below. Look once more."))
        marks = [one for one in history_of("ticket", ticket.pk) if isinstance(one.event, Rated)]
        if sum(one.at > now - LATELY for one in marks) >= setting_at("words_an_hour_by_link", now):
            raise Refused(TOO_MANY)
        tickets.rate(step, answer, mark, text.strip(), contact)


def check_pace(ticket: Ticket, visitor: Visitor, now: datetime) -> None:
    """A link may be forwarded, so nobody may fill a ticket through it; the ticket is locked. Raises Refused."""
    most: int = setting_at("words_an_hour_by_link", now)
    if words_lately(ticket, visitor.address, now - LATELY) >= most:
        raise Refused(TOO_MANY)


def arrival_of(ticket: Ticket, sender: Sender, text: str, files: Sequence[AttachedFile]) -> Arrival:
    """What was typed on the page, as a letter would bring it."""
    return Arrival(
        channel="form",
        sender=sender,
        subject=ticket.subject,
        segments=(Segment("text", text),),
        files=tuple(files),
        language="en" if ticket.language == "en" else "ru",
    )


def sent_key(form: str, text: str, files: Sequence[AttachedFile]) -> str:
    """Of the form and of all that was sent with it: whoever goes back and writes something else has sent another."""
    if not form:
        return ""
    parts = [form, " ".join(text.split()), *(f"{one.name} {hashlib.sha256(one.content).hexdigest()}" for one in files)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()

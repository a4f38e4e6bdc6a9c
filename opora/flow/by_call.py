"""Somebody calls or comes by: what was said is logged in one action and counts from its start (domain.md 4, E1)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from opora.accounts.queries import User
from opora.channels import queries as letters
from opora.core import stages
from opora.core.facts import Arrival, Segment, Sender, Stage, Verb
from opora.core.step import Actor, Step
from opora.flow.act import check_goes_on, check_word
from opora.flow.by_portal import send_back
from opora.flow.open_ticket import Named, open_ticket
from opora.flow.remind import check_rung, take_up
from opora.flow.step import begin
from opora.flow.tick import catch_up, follow
from opora.lib.errors import Refused
from opora.offices.queries import holders_of, policy_at
from opora.promises import actions as promises
from opora.promises.queries import standing_of
from opora.registry.actions.meeting import meet_in_person
from opora.registry.queries import Contact, Organisation, address_of
from opora.tickets import actions as tickets
from opora.tickets.access import reads_internal, sees_by_call
from opora.tickets.queries import (
    Message,
    Spoken,
    Ticket,
    continues,
    last_answer,
    logged_once,
    near_office,
    repeats_last,
)

OLDEST = timedelta(days=7)
"""A call is logged from memory; what is longer ago is a slip of the date."""

_REMINDED = _("The customer reminded us of the request.")
_REJECTED = _("The customer said that the answer did not suit.")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who called: a contact whom we know, or what they said of themselves; nothing: nobody in particular (L1)."""

    contact: Contact | None = None
    name: str = ""
    address: str = ""
    phone: str = ""
    organisation: Organisation | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A call or a visit: what the customer said, and what we answered by one of the three verbs (domain.md 5).

    ``started_at`` is aware, UTC. ``entry`` is the form's own number: the same one twice is logged once.
    ``caller``: who called about a ticket that there is, where it may be another than its contact.
    ``reminder``: to which rung the customer takes it, since they say that we forgot them (E1); 0: they don't.
    ``rejected``: they say that our answer did not suit: a rejection at once, as by a press of theirs (P7, E1).
    """

    started_at: datetime
    heard: str = ""
    said: str = ""
    verb: Verb | None = None
    visit: bool = False
    word_until: datetime | None = None
    consent: str = ""
    entry: UUID | None = None
    reminder: int = 0
    rejected: bool = False
    caller: Caller | None = None

    @property
    def channel(self) -> Literal["call", "visit"]:
        """How they came to us."""
        return "visit" if self.visit else "call"

    @property
    def words(self) -> str:
        """What the customer said, or what it came to."""
        came_to = _REJECTED if self.rejected else _REMINDED if self.reminder else ""
        return self.heard.strip() or str(came_to)

    @property
    def spoken(self) -> Spoken:
        """What the messages of this call share."""
        return Spoken(self.started_at, self.channel)


def open_by_call(
    user: User, caller: Caller, call: Call, now: datetime, *, subject: str = "", named: Named | None = None
) -> Message:
    """Register what somebody called about, as of the start of the call; gives back the first message of its ticket.

    ``named``: product, edition and version as they were chosen; null: what the words name. Raises Refused without the
    customer's words, and for a start in the future or longer ago than a week.
    """
    if not call.heard.strip():
        raise Refused(_("Write what the customer said; it becomes the first message."))
    _check(call, now, now - OLDEST, _("A call is logged within a week. Check when it began."))

    def logged(step: Step) -> Message:
        contact = caller.contact or meet_in_person(
            step, name=caller.name, address=caller.address, phone=caller.phone, organisation=caller.organisation
        )
        arrival = _arrival(call, contact, subject.strip() or _topic(call.heard))
        first = open_ticket(step, arrival, contact, call.started_at, named=named)
        _speak(step, tickets.lock(first.ticket_id), user, call)
        tickets.enter(first, call.entry)
        return first

    return _once(user, call, now, logged)


def log(ticket_id: int, user: User, call: Call, now: datetime) -> Message:
    """Log a call about a ticket that there is; gives back the last message that came of it.

    Raises Refused without words, in a wrong stage, for a start before the ticket's or in the future, and for a ticket
    that goes on in another.
    """

    def logged(step: Step) -> Message:
        ticket = tickets.lock(ticket_id)
        check_goes_on(ticket)
        _check(call, now, ticket.registered_at, _("The ticket was not there yet. Check when the call began."))
        if not reads_internal(user, ticket, now) and sees_by_call(user):
            tickets.give_sight(step, ticket, user, "call")
        if call.verb is not None:
            catch_up(step, ticket, call.started_at)
        if call.reminder:
            check_rung(call.reminder)
        message = _hear(step, ticket, replace(call, heard=call.words)) if call.words else None
        spoken = _complain(step, ticket, user, call)
        message = spoken or _speak(step, ticket, user, call) or message
        if message is None:
            raise Refused(_("Write what was said: by the customer, by us, or both."))
        tickets.enter(message, call.entry)
        # No page may name a moment that passed since the call began as the next one (P2).
        follow(step, ticket)
        return message

    return _once(user, call, now, logged)


def _once(user: User, call: Call, now: datetime, logged: Callable[[Step], Message]) -> Message:
    """A form that is sent twice, by a second press or a bad line, has done its work the first time."""
    done = logged_once(call.entry)
    if done is not None:
        return done
    try:
        with begin(now, Actor("staff", user.pk), "call") as step:
            return logged(step)
    except IntegrityError:
        done = logged_once(call.entry)
        if done is None:
            raise
        return done


def _hear(step: Step, ticket: Ticket, call: Call) -> Message:
    """The customer's words: they end a pause, set a look, reopen, as in a letter."""
    if ticket.stage == Stage.CLOSED:
        if not continues(ticket, call.started_at, policy_at(step.now).reopen_calendar_days):
            raise Refused(_("This ticket was closed long ago. Log the call as a new matter."))
        tickets.reopen(step, ticket)
    contact = call.caller.contact if call.caller else ticket.contact
    arrival = _arrival(call, contact)
    if contact != ticket.contact:
        # Somebody who only says who they are makes nobody a participant.
        arrival = replace(arrival, sender=replace(arrival.sender, address=""))
    message = tickets.receive(step, ticket, arrival, contact, call.started_at, letters.store())
    promises.settle(step, ticket, policy_at(step.now))
    return message


def _complain(step: Step, ticket: Ticket, user: User, call: Call) -> Message | None:
    """They say that we forgot them, or that the answer did not suit; gives our word of this call if it comes before.

    What passed is recorded first. But our word meets what came due since the call began, and nobody confesses that; so
    it comes first as well, unless it answers the reminder: an answer to the point, or a word of whom it goes to.
    """
    standing = standing_of(ticket, policy_at(step.now))
    meets = call.verb is not None and not call.rejected and standing.live("escalation") is None
    spoken = None
    if call.reminder and meets and call.verb is not Verb.ANSWER:
        holders = holders_of(near_office(ticket), ticket.assignee_id, step.now)
        spoken = _speak(step, ticket, user, call) if holders.get(call.reminder) != user.pk else None
    if call.rejected or (call.reminder and not meets):
        follow(step, ticket)
    if call.rejected:
        _reject(step, ticket, call)
    if call.reminder:
        take_up(step, ticket, call.reminder)
    return spoken


def _reject(step: Step, ticket: Ticket, call: Call) -> None:
    """Their words are heard and what passed is recorded; a ticket that works again, works."""
    if last_answer(ticket) is None:
        raise Refused(_("There is no answer on this ticket that could be sent back."))
    if ticket.stage in stages.TO_LOOK:
        send_back(step, ticket, call.started_at)


def _speak(step: Step, ticket: Ticket, user: User, call: Call) -> Message | None:
    """What we answered, with the consequences of its verb; null: nothing."""
    if call.verb is None:
        if call.said.strip():
            raise Refused(_("Choose what the answer was: a question, a word of progress, or an answer to the point."))
        return None
    if not call.said.strip():
        raise Refused(_("Write what was answered: the customer reads it on the ticket's page."))
    if not stages.may_send(Stage(ticket.stage), call.verb):
        raise Refused(_("The customer has answered already: say first what their words are, then write."))
    if call.verb is Verb.TELL and repeats_last(ticket, call.said):
        raise Refused(_("This repeats the last message word for word. Write what was said this time."))
    if call.word_until is not None:
        if call.verb is not Verb.TELL:
            raise Refused(_("Only a word of progress promises a moment."))
        check_word(standing_of(ticket, policy_at(step.now)), call.word_until, call.consent, step.now)
    message = tickets.say(
        step, ticket, user, call.verb, call.said,
        word_until=call.word_until, consent=call.consent, spoken=call.spoken,
    )  # fmt: skip
    promises.settle(step, ticket, policy_at(step.now))
    return message


def _check(call: Call, now: datetime, earliest: datetime, sentence: object) -> None:
    if call.started_at > now:
        raise Refused(_("A call can't begin in the future. Check when it began."))
    if call.started_at < earliest:
        raise Refused(sentence)


def _topic(heard: str) -> str:
    """A subject where none was typed: the first line of what was said, cut at a word."""
    first = " ".join(heard.strip().partition("\n")[0].split())
    return first if len(first) <= 80 else first[:80].rpartition(" ")[0] + "…"


def _arrival(call: Call, contact: Contact | None, subject: str = "") -> Arrival:
    return Arrival(
        channel=call.channel,
        sender=Sender(address_of(contact), contact.name if contact else ""),
        subject=subject,
        segments=(Segment("text", call.heard),),
        language="en" if contact is not None and contact.language == "en" else "ru",
    )

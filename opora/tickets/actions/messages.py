"""Messages join a ticket: from the customer, from staff, internal."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from opora.accounts.models import User
from opora.core.events import Answered, Asked, Event, MessageMoved, NoteWritten, Received, Told
from opora.core.facts import Arrival, AttachedFile, Invite, Sender, Verb
from opora.core.step import Step
from opora.lib.remembered import kept
from opora.lib.rows import write_down
from opora.lib.store import Store
from opora.registry.models import Contact
from opora.tickets.actions.files import attach
from opora.tickets.actions.opening import add_participant
from opora.tickets.models import Message, Participant, Ticket
from opora.tickets.queries.conversation import MOST_COPIES, Spoken, digest_of, last_digest
from opora.tickets.queries.threads import kept_id


def receive(
    step: Step,
    ticket: Ticket,
    arrival: Arrival,
    contact: Contact | None,
    received_at: datetime,
    store: Store,
    *,
    sent_key: str = "",
) -> Message:
    """A message of the customer joins the ticket, files with it; what it says of people becomes participants.

    ``sent_key`` names the sending of a form, of which there is one message.
    """
    message = Message(
        ticket=ticket,
        at=received_at,
        audience=Message.Audience.PUBLIC,
        author_kind="contact" if contact else "guest",
        contact=contact,
        sender_address=arrival.sender.address[:254],
        sender_name=arrival.sender.name[:250],
        is_human=arrival.automatic is None,
        message_id=kept_id(arrival.message_id),
        segments=[asdict(segment) for segment in arrival.segments],
        html=arrival.html,
        sent_key=sent_key,
        text_digest=digest_of(arrival.text),
        channel=arrival.channel if arrival.channel in ("call", "visit") else "",
        troubles=list(arrival.troubles),
        signed=arrival.signed,
        invite=_row_of(arrival.invite),
    )
    write_down(message)
    attach(step, message, arrival.files, store)
    _remember(message)
    if arrival.automatic is None:
        add_participant(ticket, arrival.sender.address, arrival.sender.name, "author")
        _bring_in(ticket, arrival.cc)
    step.note(Received(message.pk, received_at, arrival.automatic is None), "ticket", ticket.pk)
    return message


def say(
    step: Step,
    ticket: Ticket,
    user: User,
    verb: Verb,
    text: str,
    *,
    word_until: datetime | None = None,
    consent: str = "",
    late: bool = False,
    files: Iterable[AttachedFile] = (),
    store: Store | None = None,
    spoken: Spoken | None = None,
) -> Message:
    """A human of ours writes to the customer by one of the three verbs (domain.md 5), or said it in a call."""
    digest = digest_of(text)
    repeat = verb is Verb.TELL and last_digest(ticket) == digest
    message = _written(ticket, user, text, spoken.at if spoken else step.now, Message.Audience.PUBLIC)
    message.channel = spoken.channel if spoken else ""
    message.verb, message.word_until, message.consent, message.text_digest = verb, word_until, consent[:250], digest
    message.save()
    if store is not None:
        attach(step, message, files, store)
    spoken_at = spoken.at if spoken else None
    events: dict[Verb, Event] = {
        Verb.ASK: Asked(message.pk, spoken_at),
        Verb.TELL: Told(message.pk, word_until, repeat, spoken_at, late),
        Verb.ANSWER: Answered(message.pk, spoken_at),
    }
    step.note(events[verb], "ticket", ticket.pk)
    return message


def enter(message: Message, entry: UUID | None) -> None:
    """Say by which form a message was logged. Raises IntegrityError when that form has done its work before."""
    if entry is not None:
        message.entry = entry
        message.save(update_fields=["entry"])


def write_note(
    step: Step,
    ticket: Ticket,
    user: User,
    text: str,
    *,
    files: Iterable[AttachedFile] = (),
    store: Store | None = None,
) -> Message:
    """An internal note, with its files; the customer never sees them."""
    message = _written(ticket, user, text, step.now, Message.Audience.INTERNAL)
    message.save()
    if store is not None:
        attach(step, message, files, store)
    step.note(NoteWritten(message.pk), "ticket", ticket.pk)
    return message


def move_messages(step: Step, messages: Iterable[Message], ticket: Ticket) -> None:
    """Move the customer's messages to another ticket of theirs; each is received there as of when it came."""
    for message in messages:
        message.moved_from, message.ticket = message.ticket, ticket
        message.save(update_fields=["ticket", "moved_from"])
        _remember(message)
        add_participant(ticket, message.sender_address, message.sender_name, "author")
        step.note(Received(message.pk, message.at, message.is_human), "ticket", ticket.pk)


def take_out(step: Step, ticket: Ticket, message: Message, into: Ticket) -> None:
    """A message that lay in this ticket by mistake lies in another now."""
    step.note(MessageMoved(message.pk, into.pk), "ticket", ticket.pk)


def _bring_in(ticket: Ticket, people: Iterable[Sender]) -> None:
    """Who has a copy takes part; anybody can name ten thousand, and each gets our answers."""
    named = list(people)
    if named:
        room = MOST_COPIES - Participant.objects.filter(ticket=ticket, role="copy").count()
        for one in named[: max(room, 0)]:
            add_participant(ticket, one.address, one.name, "copy")


def _remember(message: Message) -> None:
    """The letters of a ticket that this Step has made: what ours refer to."""
    letters = kept("letters of ticket", message.ticket_id)
    if letters is not None and message.message_id:
        letters.append((message.at, message.message_id))


def _row_of(invite: Invite | None) -> dict[str, Any] | None:
    """An invitation as `tickets.queries.invite_of` reads it."""
    if invite is None:
        return None
    ends = invite.ends.isoformat() if invite.ends else None
    return {**asdict(invite), "starts": invite.starts.isoformat(), "ends": ends}


def _written(ticket: Ticket, user: User, text: str, at: datetime, audience: Message.Audience) -> Message:
    return Message(
        ticket=ticket,
        at=at,
        audience=audience,
        author_kind="staff",
        user=user,
        segments=[{"kind": "text", "text": text}],
    )

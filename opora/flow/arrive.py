"""Somebody writes: a letter becomes a message of a ticket, old or new; whoever wrote it is told what happens next."""

import hashlib
from datetime import UTC, datetime

from opora.accounts.queries import user_by_email
from opora.channels import actions as channels
from opora.channels import queries as letters
from opora.channels.mail.parse import parse
from opora.channels.outgoing import read_own_id
from opora.channels.queries import InboundMail
from opora.core.facts import Arrival, Stage
from opora.core.step import Actor, Step
from opora.flow.open_ticket import open_ticket
from opora.flow.step import begin
from opora.lib.seams import seam
from opora.offices.queries import policy_at
from opora.promises import actions as promises
from opora.registry.actions.meeting import meet
from opora.registry.queries import Contact
from opora.tickets import actions as tickets
from opora.tickets import queries
from opora.tickets.queries import Message, Ticket


def letter(letter_id: int, now: datetime) -> None:
    """File one kept letter: into its ticket, into a new one, or aside. Filed already: nothing happens.

    ``now`` is aware, UTC. What the database refuses is raised, and the letter stays kept, to be tried again.
    """
    mail = letters.letter(letter_id)
    arrival = parse(letters.bytes_of(mail), ours=letters.our_addresses())
    with begin(now, Actor("guest"), "mail") as step:
        mail = letters.lock(letter_id)
        if mail.state == "kept":
            _file(step, mail, arrival)
    seam("filed")


def _file(step: Step, mail: InboundMail, arrival: Arrival) -> None:
    key = _letter_key(arrival)
    first = letters.filed_with(key)
    if first is not None:
        channels.mark_double(step, mail, key, first)
        return
    if mail.archive:
        channels.set_aside(step, mail, "archive", key)
        return
    thread = queries.thread_of(arrival, read_own_id)
    if thread is None and arrival.automatic is not None:
        channels.set_aside(step, mail, arrival.automatic, key)
        return
    if thread is not None and (colleague := user_by_email(arrival.sender.address)):
        note = tickets.write_note(step, tickets.lock(thread.ticket.pk), colleague, arrival.text)
        channels.file_letter(step, mail, thread.ticket, note, "colleague", key)
        return
    contact = meet(step, arrival.sender, arrival.language) if arrival.automatic is None else None
    received_at = _registered(mail, step.now)
    if thread is not None and _continues(thread.ticket, received_at, step):
        message = _join(step, tickets.lock(thread.ticket.pk), arrival, contact, received_at)
        channels.file_letter(step, mail, message.ticket, message, thread.rule, key)
        return
    before = thread.ticket if thread else None
    message = open_ticket(step, arrival, contact, received_at, split_from=before)
    channels.file_letter(step, mail, message.ticket, message, "linked" if before else "new", key)


def _join(step: Step, ticket: Ticket, arrival: Arrival, contact: Contact | None, received_at: datetime) -> Message:
    if ticket.stage == Stage.CLOSED and arrival.automatic is None:
        tickets.reopen(step, ticket)
    message = tickets.receive(step, ticket, arrival, contact, received_at, letters.store())
    promises.settle(step, ticket, policy_at(step.now))
    return message


def _continues(ticket: Ticket, received_at: datetime, step: Step) -> bool:
    """P7: for thirty days after closing a letter returns to its ticket; later it opens a new one, linked."""
    if ticket.closed_at is None:
        return True
    return (received_at - ticket.closed_at).days < policy_at(step.now).reopen_calendar_days


def _registered(mail: InboundMail, now: datetime) -> datetime:
    """T5: the server's arrival time, not before the mailbox was connected, and never in the future."""
    return min(max(mail.server_at, mail.mailbox.connected_at), now).astimezone(UTC)


def _letter_key(arrival: Arrival) -> str:
    """What makes two letters the same one: the Message-ID, else what they say and who says it."""
    if arrival.message_id:
        return arrival.message_id[:998]
    sent = arrival.sent_at.isoformat() if arrival.sent_at else ""
    said = "\0".join([arrival.sender.address, arrival.subject, sent, " ".join(arrival.body.split())])
    files = "".join(hashlib.sha256(file.content).hexdigest() for file in arrival.files)
    return "sha256:" + hashlib.sha256(f"{said}\0{files}".encode()).hexdigest()

"""Somebody writes: a letter becomes a message of a ticket, old or new; whoever wrote it is told what happens next."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from opora.accounts.queries import User, user_by_email
from opora.channels import actions as channels
from opora.channels import queries as letters
from opora.channels.mail import proof
from opora.channels.mail.parse import LARGEST, parse
from opora.channels.outgoing import read_own_id
from opora.channels.queries import InboundMail
from opora.core.events import WrittenToHead
from opora.core.facts import Arrival
from opora.core.step import Actor, Step
from opora.flow import spam
from opora.flow.copies import shown
from opora.flow.doubles import known
from opora.flow.forward import RULE as FORWARD
from opora.flow.forward import passed_on, take_forward
from opora.flow.join import join
from opora.flow.open_ticket import open_ticket
from opora.flow.proposals import judged
from opora.flow.remind import asked_in, is_for_head, take_up
from opora.flow.returned import letter_of_ours, take_report, verdict_on_report
from opora.flow.step import begin
from opora.flow.tick import follow
from opora.lib.errors import Refused
from opora.lib.seams import seam
from opora.offices.queries import policy_at
from opora.registry.actions.meeting import meet
from opora.registry.queries import Contact
from opora.registry.queries.blocks import block_on
from opora.tickets import actions as tickets
from opora.tickets import queries
from opora.tickets.queries import Message, Ticket, Verdict


def letter(letter_id: int, now: datetime) -> None:
    """File one kept letter: into its ticket, into a new one, or aside. Filed already: nothing happens.

    ``now`` is aware, UTC. What the database refuses is raised, and the letter stays kept, to be tried again.
    """
    mail = letters.letter(letter_id)
    arrival = _read(mail)
    with begin(now, Actor("guest"), "mail") as step:
        if letters.still_kept(mail):
            channels.note_proof(mail, arrival.proof, arrival.proof_because)
            channels.note_head(mail, arrival.sender.address, queries.kept_id(arrival.message_id))
            _file(step, mail, arrival)
    seam("filed")


def let_in(letter_id: int, user: User, now: datetime) -> None:
    """A blocked sender's letter is filed as anybody's, and its sender blocked no more. Raises Refused for any other.

    ``now`` is aware, UTC.
    """
    arrival = _read(letters.letter(letter_id))
    with begin(now, Actor("staff", user.pk), "desk") as step:
        mail = letters.lock(letter_id)
        if mail.state != "aside" or mail.rule != spam.RULE:
            raise Refused(_("This letter does not lie in the tray as a blocked sender's any more."))
        spam.let_in(step, arrival.sender.address)
        _file(step, mail, arrival)


def _read(mail: InboundMail) -> Arrival:
    raw, whole = letters.beginning_of(mail, LARGEST)
    return _proven(parse(raw, letters.our_addresses(), whole), raw)


def _proven(arrival: Arrival, raw: bytes) -> Arrival:
    """With what is known of who wrote it: our own server's word, else the signature's, where the desk looks at it."""
    sender = arrival.sender.address
    found = proof.of_server(arrival.authentication, sender, settings.MAIL_AUTHSERV)
    if not found.verdict and settings.MAIL_DKIM:
        found = proof.of_signature(raw, sender)
    forged = (f"forged-sender: {found.because}",) if found.verdict == "fail" else ()
    troubles = (*arrival.troubles, *forged)
    return replace(arrival, proof=found.verdict, proof_because=found.because, troubles=troubles)


def _file(step: Step, mail: InboundMail, arrival: Arrival) -> None:
    key, first = known(arrival)
    if first is not None:
        channels.mark_double(step, mail, key, first)
        return
    if mail.archive:
        channels.set_aside(step, mail, "archive", key)
        return
    if block_on(arrival.sender.address) is not None:
        channels.set_aside(step, mail, spam.RULE, key)
        return
    ours = letter_of_ours(arrival)
    verdict, colleague = (verdict_on_report(ours), None) if ours is not None else _verdict(arrival)
    if ours is not None:
        take_report(step, ours, arrival, verdict.ticket)
    passed = passed_on(arrival)
    if passed is not None and passed.certain:
        take_forward(step, mail, passed, verdict, key, mail.registered_at(step.now))
    elif passed is not None and verdict.ticket is None:
        channels.set_aside(step, mail, FORWARD, key)
    elif verdict.ticket is None and arrival.automatic is not None:
        channels.set_aside(step, mail, arrival.automatic, key)
    elif verdict.ticket is not None and colleague is not None:
        _note(step, mail, arrival, verdict, colleague, key)
    else:
        _take(step, mail, arrival, verdict, key)


def _note(step: Step, mail: InboundMail, arrival: Arrival, verdict: Verdict, colleague: User, key: str) -> None:
    """A colleague replied: what they write stays among us."""
    assert verdict.ticket is not None
    ticket = tickets.lock(verdict.ticket.pk)
    note = tickets.write_note(step, ticket, colleague, arrival.text, files=arrival.files, store=letters.store())
    channels.file_letter(step, mail, verdict.ticket, note, "colleague", key, matched=verdict.matched)


def _take(step: Step, mail: InboundMail, arrival: Arrival, verdict: Verdict, key: str) -> None:
    """The customer's words join their ticket, or open one."""
    contact = meet(step, arrival.sender, arrival.language) if arrival.automatic is None else None
    received_at = mail.registered_at(step.now)
    before, matched = verdict.ticket, verdict.matched
    # A machine's letter opens no ticket, however long the one that it names is closed.
    if before is not None and (arrival.automatic or _continues(before, received_at, step)):
        message = _join(step, mail, before, arrival, contact)
        channels.file_letter(step, mail, message.ticket, message, verdict.rule, key, matched=matched)
        return
    message = open_ticket(step, shown(arrival), contact, received_at, split_from=before)
    if is_for_head(arrival, mail.mailbox):
        step.note(WrittenToHead(), "ticket", message.ticket_id)
    by_colleague = verdict.named is not None and user_by_email(arrival.sender.address) is not None
    doubt, proposed = judged(verdict, message.ticket, by_colleague)
    if proposed is not None:
        tickets.show_to_office(step, message.ticket, proposed.owning_office, "named")
    rule = "linked" if before else "new"
    channels.file_letter(
        step, mail, message.ticket, message, rule, key, matched=matched, doubt=doubt, proposed=proposed
    )


def _join(step: Step, mail: InboundMail, named: Ticket, arrival: Arrival, contact: Contact | None) -> Message:
    """The letter joins the ticket, and where it says that we forgot them it is a reminder as well (E1, E5)."""
    ticket = tickets.lock(named.pk)
    rung = asked_in(arrival, ticket, mail.mailbox)
    if rung:
        follow(step, ticket)
    message = join(step, ticket, shown(arrival), contact, mail.registered_at(step.now))
    if rung:
        take_up(step, ticket, rung)
    return message


def _verdict(arrival: Arrival) -> tuple[Verdict, User | None]:
    """The ticket that a letter continues, and the colleague who writes it.

    To what we tell colleagues only they can reply: the same from elsewhere must not pass for the customer's words.
    """
    verdict = queries.verdict_on(arrival, read_own_id)
    colleague = user_by_email(arrival.sender.address) if verdict.ticket else None
    if verdict.rule == "own-id" and colleague is None and read_own_id(verdict.matched, ("customer",)) is None:
        theirs = queries.verdict_on(arrival, partial(read_own_id, audiences=("customer",)))
        return theirs if theirs.ticket else Verdict(matched=verdict.matched, doubt="notice"), None
    return verdict, colleague


def _continues(ticket: Ticket, received_at: datetime, step: Step) -> bool:
    """P7: for thirty days after closing a letter returns to its ticket; later it opens a new one, linked."""
    return queries.continues(ticket, received_at, policy_at(step.now).reopen_calendar_days)

"""A colleague passes a customer's letter on: the ticket is the writer's, the colleague's words stay among us."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from opora.accounts.queries import User, user_by_email
from opora.channels import actions as channels
from opora.channels import queries as letters
from opora.channels.mail.header_lines import Unmailable, address
from opora.channels.mail.parse import parse
from opora.channels.mail.parse.forwards import Forwarded, forwarded
from opora.channels.outgoing import read_own_id
from opora.channels.queries import InboundMail
from opora.core.addresses import for_mail
from opora.core.facts import Arrival, Sender
from opora.core.step import Actor, Step
from opora.flow.copies import others_in
from opora.flow.join import join
from opora.flow.open_ticket import open_ticket
from opora.flow.step import begin
from opora.lib.errors import Refused
from opora.offices.queries import policy_at
from opora.registry.actions.meeting import meet
from opora.tickets import actions as tickets
from opora.tickets import queries
from opora.tickets.queries import Message, Verdict

RULE = "forward"


@dataclass(frozen=True, slots=True)
class Passed:
    """A forwarded letter and the colleague who passed it on. ``certain``: it is known who wrote it."""

    user: User
    what: Forwarded
    certain: bool


def passed_on(arrival: Arrival) -> Passed | None:
    """What a colleague's letter passes on; null for a customer's letter and for what is no forward."""
    if arrival.automatic is not None or arrival.proof == "fail":
        return None
    found = forwarded(arrival, letters.our_addresses())
    user = user_by_email(arrival.sender.address) if found else None
    if found is None or user is None:
        return None
    return Passed(user, found, not found.doubt and _is_customer(found.letter.sender.address))


def verdict_on_passed(passed: Passed) -> Verdict:
    """Where the forwarded letter belongs, by what stands in it itself."""
    return queries.verdict_on(passed.what.letter, lambda text: read_own_id(text, ("customer",)))


def take_forward(
    step: Step, mail: InboundMail, passed: Passed, outer: Verdict, key: str, received_at: datetime
) -> None:
    """The writer's words join their ticket or open one, and are there once if they came themselves; the rest is a note.

    ``outer``: where the colleague's own letter belongs, which counts when the writer takes part there.
    """
    letter = passed.what.letter
    came = letters.filed_with(queries.kept_id(letter.message_id))
    if came is not None and came.message is not None:
        message = came.message
    else:
        message = _message(step, passed, outer, received_at)
    ticket = tickets.lock(message.ticket_id)
    if passed.what.comment or passed.what.files:
        files = passed.what.files
        tickets.write_note(step, ticket, passed.user, passed.what.comment, files=files, store=letters.store())
    channels.file_letter(step, mail, ticket, message, RULE, key, matched=letter.sender.address)


def _message(step: Step, passed: Passed, outer: Verdict, received_at: datetime) -> Message:
    letter = replace(passed.what.letter, cc=others_in(passed.what.letter))
    contact = meet(step, letter.sender, letter.language)
    ticket = verdict_on_passed(passed).ticket
    if ticket is None and outer.ticket is not None and queries.takes_part(outer.ticket, letter.sender.address):
        ticket = outer.ticket
    if ticket is not None and queries.continues(ticket, received_at, policy_at(step.now).reopen_calendar_days):
        return join(step, tickets.lock(ticket.pk), letter, contact, received_at)
    return open_ticket(step, letter, contact, received_at, split_from=ticket)


def name_writer(letter_id: int, user: User, writer: str, now: datetime) -> None:
    """Somebody says who wrote a forwarded letter that lies in the tray. Raises Refused for what is no customer's
    address, and when the letter was filed meanwhile."""
    named = for_mail(writer)
    if not _is_address(named):
        raise Refused(_("That is no e-mail address. Write it as in name@example.org."))
    if not _is_customer(named):
        raise Refused(_("That is an address of ours. Write the customer's."))
    mail = letters.letter(letter_id)
    arrival = parse(letters.bytes_of(mail), ours=letters.our_addresses())
    with begin(now, Actor("staff", user.pk), "desk") as step:
        mail = letters.lock(letter_id)
        passed = passed_on(arrival)
        if mail.state != "aside" or mail.rule != RULE or passed is None:
            raise Refused(_("This letter does not wait for its writer any more."))
        first = letters.filed_with(mail.letter_key)
        if first is not None:
            channels.mark_double(step, mail, mail.letter_key, first)
            return
        sender = Sender(named, passed.what.letter.sender.name)
        passed = replace(passed, what=replace(passed.what, letter=replace(passed.what.letter, sender=sender)))
        take_forward(step, mail, passed, Verdict(), mail.letter_key, mail.registered_at(now))


def _is_customer(text: str) -> bool:
    return not letters.is_ours(text) and user_by_email(text) is None


def _is_address(text: str) -> bool:
    try:
        return bool(address(text))
    except Unmailable:
        return False

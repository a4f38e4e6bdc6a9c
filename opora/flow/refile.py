"""A letter that lies in the wrong place is filed elsewhere by hand: into another ticket, or as a matter of its own.

What it did to the clocks where it lay stays done (the ledger is only added to), but nobody waits there for words that
have gone. A ticket that the letter has opened goes along: empty, it would be nobody's.
"""

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from opora.accounts.queries import User
from opora.channels import actions as channels
from opora.channels import queries as letters
from opora.channels.mail.parse import LARGEST, parse
from opora.channels.queries import InboundMail
from opora.core import stages
from opora.core.facts import Arrival, Stage
from opora.core.step import Actor, Step
from opora.flow import forward
from opora.flow.copies import shown
from opora.flow.join import join
from opora.flow.merge import merge
from opora.flow.open_ticket import open_ticket
from opora.flow.split import open_of
from opora.flow.step import begin
from opora.flow.tick import catch_up_for_reading, end_if_over, follow
from opora.lib.errors import Refused
from opora.offices.queries import policy_at
from opora.promises import actions as promises
from opora.promises.queries import standing_of
from opora.registry.actions.meeting import meet
from opora.registry.queries import Contact
from opora.tickets import actions as tickets
from opora.tickets import queries
from opora.tickets.queries import Message, Ticket, number_of

__all__ = ["RULE", "place", "way_back"]

RULE = "by-hand"


def place(letter_id: int, user: User, into_id: int | None, now: datetime, *, human: bool = True) -> None:
    """File a letter into this ticket; null: as a ticket of its own. ``now`` is aware, UTC.

    ``human``: of a letter of the tray that joins a ticket, whether clocks are to heed it. Raises Refused for a ticket
    of another customer, one that is long closed, and where the letter lies there already.
    """
    mail = letters.letter(letter_id)
    message = mail.message
    if mail.state in ("aside", "failed"):
        _from_tray(mail, user, into_id, now, human)
    elif mail.state != "filed" or message is None or message.user_id is not None:
        raise Refused(_("Only a letter of a customer that lies in a ticket, or in the tray, is filed elsewhere."))
    elif message.ticket_id == into_id or (into_id is None and queries.stands_alone(message)):
        raise Refused(_("The letter lies there already."))
    elif into_id is not None and queries.stands_alone(message):
        merge(message.ticket_id, user, into_id, now, named=True)
        with begin(now, Actor("staff", user.pk), "desk") as step:
            channels.refile(step, letters.lock(letter_id), tickets.lock(into_id))
    else:
        with begin(now, Actor("staff", user.pk), "desk") as step:
            _move(step, letter_id, message, into_id)


def way_back(mail: InboundMail) -> Ticket | None:
    """The ticket in which the letter lay before; null when that one went on elsewhere: then the letter comes back as a
    ticket of its own."""
    before = mail.message.moved_from if mail.message else None
    return before if before is not None and before.merged_into_id is None else None


# --- from ticket to ticket ------------------------------------------------------------------------------------------


def _move(step: Step, letter_id: int, message: Message, into_id: int | None) -> None:
    # In order of id, as everywhere: two who move crosswise must not wait for each other.
    locked = {pk: tickets.lock(pk) for pk in sorted({message.ticket_id, into_id or message.ticket_id})}
    here, mail = locked[message.ticket_id], letters.lock(letter_id)
    if mail.message is None or mail.message.ticket_id != here.pk:
        raise Refused(_("Somebody has filed this letter elsewhere meanwhile."))
    _catch_up(step, here)
    if into_id is None:
        there = open_of(step, here, [message], message.contact)
    else:
        there = locked[into_id]
        _check(there, message.contact, step.now)
        follow(step, there)
        if there.stage == Stage.CLOSED and message.is_human:
            tickets.reopen(step, there)
        tickets.move_messages(step, [message], there)
    _take_out(step, here, message, there, own=into_id is None)
    channels.refile(step, mail, there)
    for ticket in (there, here):
        promises.settle(step, ticket, policy_at(step.now))


def _catch_up(step: Step, here: Ticket) -> None:
    if here.stage in stages.TO_LOOK:
        catch_up_for_reading(step, here)
    else:
        follow(step, here)


def _take_out(step: Step, here: Ticket, message: Message, there: Ticket, *, own: bool) -> None:
    """The look is of the words (P7): with the last of them it goes, and the closing counts from the answer again."""
    since = standing_of(here, policy_at(step.now)).words_since if here.stage in stages.TO_LOOK else None
    left = [one for one in queries.words_after(here, since) if one.pk != message.pk] if since else []
    if not left and (since or own):
        tickets.split_off(step, here, there)
        end_if_over(step, here, "answered")
    else:
        tickets.take_out(step, here, message, there)


# --- out of the tray ------------------------------------------------------------------------------------------------


def _from_tray(mail: InboundMail, user: User, into_id: int | None, now: datetime, human: bool) -> None:
    if mail.rule == forward.RULE:
        raise Refused(_("A colleague passed it on: say first who wrote it."))
    raw, whole = letters.beginning_of(mail, LARGEST)
    arrival = parse(raw, letters.our_addresses(), whole)
    if human or into_id is None:
        arrival = replace(arrival, automatic=None)
    if mail.proof == "fail":
        # Whoever forged it brings nobody in by a Cc.
        arrival = replace(arrival, proof="fail")
    arrival = shown(arrival)
    with begin(now, Actor("staff", user.pk), "desk") as step:
        mail = letters.lock(mail.pk)
        first = letters.filed_with(mail.letter_key)
        if mail.state not in ("aside", "failed") or first is not None:
            raise Refused(_("Somebody has filed this letter elsewhere meanwhile."))
        channels.note_head(mail, arrival.sender.address, queries.kept_id(arrival.message_id))
        message = _received(step, mail, arrival, into_id)
        channels.file_letter(step, mail, message.ticket, message, RULE, mail.letter_key)


def _received(step: Step, mail: InboundMail, arrival: Arrival, into_id: int | None) -> Message:
    contact = meet(step, arrival.sender, arrival.language) if arrival.automatic is None else None
    received_at = mail.registered_at(step.now)
    if into_id is None:
        return open_ticket(step, arrival, contact, received_at)
    there = tickets.lock(into_id)
    _check(there, contact, step.now)
    follow(step, there)
    return join(step, there, arrival, contact, received_at)


# --- what may not be ------------------------------------------------------------------------------------------------


def _check(there: Ticket, writer: Contact | None, now: datetime) -> None:
    """Who writes takes part from then on: never in a ticket of another customer. Whom no organisation knows, the one
    who files the letter vouches for, as for a merge that a letter names."""
    if there.merged_into_id is not None:
        raise Refused(
            _("%(number)s was merged: file the letter into %(into)s.")
            % {"number": there.number, "into": number_of(there.merged_into_id)}
        )
    if not queries.continues(there, now, policy_at(now).reopen_calendar_days):
        raise Refused(
            _("%(number)s is long closed. File the letter as a ticket of its own.") % {"number": there.number}
        )
    house = writer.organisation_id if writer is not None else None
    if house is not None and house != there.organisation_id:
        raise Refused(
            _("%(number)s is a ticket of another customer: whoever wrote this letter would read theirs.")
            % {"number": there.number}
        )

"""A letter of ours came back: the report joins its ticket, a dead address is marked, and staff are told.

Anybody can write a report. Believed is what names a letter of ours by its number and the address to which it went;
nobody else knows both.
"""

from opora.channels import actions as channels
from opora.channels import queries as letters
from opora.channels.mail import sentences
from opora.channels.queries import Outbound
from opora.core.events import LetterReturned
from opora.core.facts import Arrival, Undelivered
from opora.core.step import Noted, Step
from opora.offices.queries import manager_of
from opora.registry.actions.meeting import mark_dead
from opora.tickets.queries import Ticket, Verdict, alive, ticket_with_all

RULE = "bounce"


def letter_of_ours(arrival: Arrival) -> Outbound | None:
    """The letter of ours on which this one reports."""
    return letters.outbound_named(arrival.report.letters) if arrival.report is not None else None


def verdict_on_report(ours: Outbound) -> Verdict:
    """Where a report belongs: to the ticket of the letter on which it reports."""
    ticket = alive(ours.ticket)
    return Verdict(RULE, ticket, ours.message_id) if ticket is not None else Verdict()


def take_report(step: Step, ours: Outbound, arrival: Arrival, ticket: Ticket | None) -> None:
    """What became of our letter: it has not arrived, and perhaps never will at this address."""
    assert arrival.report is not None
    one = next((one for one in arrival.report.undelivered if one.failed and ours.recipient in one.addresses), None)
    if one is None or ours.state == "failed":
        return
    channels.come_back(step, ours, sentences.CAME_BACK % {"why": _words(one)})
    if ours.audience != "customer" or ticket is None:
        return
    if one.permanent:
        mark_dead(step, ours.recipient)
    step.note(LetterReturned(ours.pk, one.permanent, one.status), "ticket", ticket.pk)


def tell_returned(step: Step, noted: Noted) -> None:
    """Whoever has the ticket learns that the customer has not got a letter, else the manager."""
    ticket = ticket_with_all(noted.subject_id)
    person = ticket.assignee or manager_of(ticket.owning_office, step.now)
    if person is not None:
        channels.add_notice(step, noted, ticket, "tell_returned", person)


def _words(one: Undelivered) -> str:
    return one.said or one.status or one.action

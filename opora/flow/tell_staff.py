"""Reactions that have colleagues told, of what is late or theirs now; the worker writes when it is time.

A notice waits in a row of its own: in working hours for a moment, at night until the office opens (`flow/bundle.py`).
What it says is looked up when it is written (`flow/notice_words.py`).
"""

from opora.accounts.queries import User, user_by_id
from opora.channels import actions as channels
from opora.core import events as e
from opora.core.ladder import HEAD
from opora.core.step import Noted, Step
from opora.flow.letter_facts import climbing
from opora.lib.moments import Language
from opora.offices.queries import heads_at, manager_of, policy_at
from opora.promises.queries import standing_of
from opora.tickets import actions as tickets
from opora.tickets.access import reads_internal
from opora.tickets.queries import NO_HELP, has_assignee, message_by_id, ticket_with_all


def tell_manager(step: Step, noted: Noted) -> None:
    """A miss goes to the manager of the owning office (P1); a missed look too, and never to the customer (P7)."""
    assert isinstance(noted.event, e.Missed)
    ticket = ticket_with_all(noted.subject_id)
    if noted.event.kind in climbing(standing_of(ticket, policy_at(step.now))):
        return  # the rung's holder is told
    manager = manager_of(ticket.owning_office, step.now, but=ticket.assignee_id)
    if manager is not None:
        channels.add_notice(step, noted, ticket, "tell_manager", manager)


def tell_holder(step: Step, noted: Noted) -> None:
    """The rung's holder learns that it is theirs now (section 8), and may read it from then on (E3).

    The daily repetition at the head's goes to the deputy as well; where nobody is there to hold a rung, both learn it
    although they are away.
    """
    event = noted.event
    assert isinstance(event, e.Climbed | e.Reminded | e.HolderReplaced)
    ticket = ticket_with_all(noted.subject_id)
    holder = user_by_id(event.holder)
    told = [holder] if holder is not None else []
    if holder is None or (isinstance(event, e.Climbed) and event.again and event.rung == HEAD):
        told += [one for one in heads_at(step.now) if one.pk not in (event.holder, ticket.assignee_id)]
    for person, reaction in zip(told, ("tell_holder", "tell_deputy"), strict=False):
        if not reads_internal(person, ticket, step.now):
            tickets.give_sight(step, ticket, person, "rung")
        channels.add_notice(step, noted, ticket, reaction, person)


def tell_head(step: Step, noted: Noted) -> None:
    """A customer wrote to the head's own address about a new matter: the head learns of it."""
    ticket = ticket_with_all(noted.subject_id)
    for person in heads_at(step.now)[:1]:
        channels.add_notice(step, noted, ticket, "tell_head", person)


def tell_assignee(step: Step, noted: Noted) -> None:
    """The customer replied on a ticket that somebody has; who logged their call knows it."""
    assert isinstance(noted.event, e.Received)
    if not noted.event.human or not has_assignee(noted.subject_id):
        return
    ticket = ticket_with_all(noted.subject_id)
    assert ticket.assignee is not None
    if (step.actor.kind, step.actor.id) != ("staff", ticket.assignee.pk):
        channels.add_notice(step, noted, ticket, "tell_assignee", ticket.assignee)


def tell_assigned(step: Step, noted: Noted) -> None:
    """A colleague gave them the ticket; who took it knows it."""
    assert isinstance(noted.event, e.Assigned)
    person = user_by_id(noted.event.user)
    if person is not None and (step.actor.kind, step.actor.id) != ("staff", person.pk):
        channels.add_notice(step, noted, ticket_with_all(noted.subject_id), "tell_assigned", person)


def tell_of_rating(step: Step, noted: Noted) -> None:
    """An answer did not help, says the customer: the manager learns it, once for an answer (S1)."""
    assert isinstance(noted.event, e.Rated)
    if noted.event.mark != NO_HELP or noted.event.before == NO_HELP:
        return
    ticket = ticket_with_all(noted.subject_id)
    author = message_by_id(noted.event.message).user
    manager = manager_of(ticket.owning_office, step.now, but=author.pk if author else None)
    if manager is not None:
        channels.add_notice(step, noted, ticket, "tell_of_rating", manager)


def language(person: User) -> Language:
    """The language in which a colleague reads."""
    return "en" if person.language == "en" else "ru"

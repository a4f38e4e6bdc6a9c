"""Reactions that write to colleagues: only what is late, or theirs now."""

from typing import Any

from opora.accounts.queries import User, user_by_id
from opora.channels.letters import LetterFacts, staff
from opora.core import events as e
from opora.core import stages
from opora.core.ladder import HEAD
from opora.core.step import Noted, Step
from opora.flow.letter_facts import climbing, desk_link, facts_of, missed_of, moments_of, who
from opora.flow.post import post_to_staff
from opora.lib.moments import Language
from opora.offices.queries import heads_at, manager_of, policy_at
from opora.promises.queries import standing_of
from opora.tickets import actions as tickets
from opora.tickets.access import reads_internal
from opora.tickets.queries import NO_HELP, Ticket, has_assignee, message_by_id, ticket_with_all


def tell_manager(step: Step, noted: Noted) -> None:
    """A miss goes to the manager of the owning office (P1); a missed look too, and never to the customer (P7)."""
    assert isinstance(noted.event, e.Missed)
    ticket = ticket_with_all(noted.subject_id)
    standing = standing_of(ticket, policy_at(step.now))
    if noted.event.kind in climbing(standing):
        return  # the rung's holder is told
    manager = manager_of(ticket.owning_office, step.now, but=ticket.assignee_id)
    if manager is None:
        return
    late = missed_of(standing, (noted.event.kind,))
    facts = _facts(ticket, step, missed=late, language=language(manager))
    words = staff.look(facts) if noted.event.kind == "look" else staff.late(facts)
    post_to_staff(step, noted, ticket, "tell_manager", manager.email, words)


def tell_holder(step: Step, noted: Noted) -> None:
    """The rung's holder learns that it is theirs now (section 8), and may read it from then on (E3).

    The daily repetition at the head's goes to the deputy as well; where nobody is there to hold a rung, both learn it
    although they are away.
    """
    event = noted.event
    assert isinstance(event, e.Climbed | e.Reminded)
    ticket = ticket_with_all(noted.subject_id)
    holder = user_by_id(event.holder)
    told = [holder] if holder is not None else []
    if holder is None or (isinstance(event, e.Climbed) and event.again and event.rung == HEAD):
        told += [one for one in heads_at(step.now) if one.pk not in (event.holder, ticket.assignee_id)]
    for person, reaction in zip(told, ("tell_holder", "tell_deputy"), strict=False):
        if not reads_internal(person, ticket, step.now):
            tickets.give_sight(step, ticket, person, "rung")
        rung = event.rung if holder is not None else HEAD
        words = staff.rung(_of_rung(step, ticket, event, rung, person))
        post_to_staff(step, noted, ticket, reaction, person.email, words)


def _of_rung(step: Step, ticket: Ticket, event: e.Climbed | e.Reminded, rung: int, reader: User) -> LetterFacts:
    reminded = isinstance(event, e.Reminded)
    standing = standing_of(ticket, policy_at(step.now))
    now = {one.event.kind for one in step.noted if isinstance(one.event, e.Missed)}
    kinds = (one for one in climbing(standing) if one != "word" or one in now)
    late = () if reminded else missed_of(standing, tuple(kinds))
    said = {"missed": late, "rung": rung, "holder": who(reader), "reminded": reminded}
    return _facts(ticket, step, language=language(reader), **said)


def tell_head(step: Step, noted: Noted) -> None:
    """A customer wrote to the head's own address about a new matter: the head learns of it, away or not."""
    ticket = ticket_with_all(noted.subject_id)
    for person in heads_at(step.now)[:1]:
        facts = _facts(ticket, step, language=language(person))
        post_to_staff(step, noted, ticket, "tell_head", person.email, staff.to_head(facts))


def tell_assignee(step: Step, noted: Noted) -> None:
    """The customer replied on a ticket that somebody has; who logged their call knows it."""
    assert isinstance(noted.event, e.Received)
    if not noted.event.human or not has_assignee(noted.subject_id):
        return
    ticket = ticket_with_all(noted.subject_id)
    assert ticket.assignee is not None
    if (step.actor.kind, step.actor.id) == ("staff", ticket.assignee.pk):
        return
    facts = _facts(ticket, step, language=language(ticket.assignee))
    words = staff.look(facts) if ticket.stage in stages.TO_LOOK else staff.reply(facts)
    post_to_staff(step, noted, ticket, "tell_assignee", ticket.assignee.email, words)


def tell_of_rating(step: Step, noted: Noted) -> None:
    """An answer did not help, says the customer: the manager learns it, once for an answer (S1)."""
    assert isinstance(noted.event, e.Rated)
    if noted.event.mark != NO_HELP or noted.event.before == NO_HELP:
        return
    ticket = ticket_with_all(noted.subject_id)
    author = message_by_id(noted.event.message).user
    manager = manager_of(ticket.owning_office, step.now, but=author.pk if author else None)
    if manager is not None:
        facts = _facts(ticket, step, who=who(author), language=language(manager))
        post_to_staff(step, noted, ticket, "tell_of_rating", manager.email, staff.rated(facts))


def language(person: User) -> Language:
    """The language in which a colleague reads."""
    return "en" if person.language == "en" else "ru"


def _facts(ticket: Ticket, step: Step, **more: Any) -> LetterFacts:
    """What colleagues are told: as customers, with the look's moment and a link to the ticket's page."""
    standing = standing_of(ticket, policy_at(step.now))
    look = standing.live("look")
    moments = moments_of(ticket.unclear, standing) | ({"look": look.due_at} if look else {})
    return facts_of(ticket, step.now, standing, moments=moments, link=desk_link(ticket.number), **more)

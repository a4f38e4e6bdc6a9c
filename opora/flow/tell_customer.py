"""Reactions that write to the customer: one function a letter."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from opora.accounts.queries import user_by_id
from opora.channels import letters
from opora.channels.letters import LetterFacts, Words
from opora.channels.outgoing import lately
from opora.core import events as e
from opora.core import ladder
from opora.core.clock import explanation
from opora.core.standing import Standing
from opora.core.step import Noted, Step
from opora.flow.letter_facts import (
    climbing,
    facts_of,
    links_for,
    missed_of,
    office_words,
    people_on_duty,
    told_later,
    who,
)
from opora.flow.post import post_to_customer, recipient_of
from opora.offices.queries import is_quiet, manager_of, policy_at, setting_at
from opora.promises import actions as promises
from opora.promises.queries import standing_of
from opora.tickets.queries import (
    Ticket,
    author_of,
    last_question,
    near_office,
    number_of,
    ticket_with_all,
)

Write = Callable[[LetterFacts], Words]


def acknowledge(step: Step, noted: Noted) -> None:
    """The first letter (domain.md 11); a moment that is past already is confessed in it (T5).

    Nobody gets more than a few a day: whoever answers machines by machine must not be answered for ever. When the desk
    begins to answer, somebody has looked at the list, so all of it is told.
    """
    ticket = ticket_with_all(noted.subject_id)
    author = author_of(ticket)
    begins = isinstance(noted.event, e.Opened | e.Readdressed)
    if not author or (begins and _often_enough(ticket, author, step.now)):
        return
    confessed = _late_already(step, ticket) if begins else ()
    standing = standing_of(ticket, policy_at(step.now))
    late = missed_of(standing, confessed)
    on_duty = people_on_duty(ticket.organisation, ticket.registered_at)
    spoken = ticket.channel if ticket.channel in ("call", "visit") else ""
    more = {"arrived_at": ticket.registered_at, "on_duty": on_duty, "spoken": spoken, "said": _said_in(step)}
    follows = number_of(ticket.split_from_id) if ticket.split_from_id else ""
    facts = _facts(ticket, step, standing, missed=late, follows=follows, **more)
    post_to_customer(step, noted, ticket, "acknowledge", letters.acknowledgement(facts), author=author)
    promises.settle(step, ticket, policy_at(step.now))


def _said_in(step: Step) -> str:
    """By which verb a new matter was answered in the very call."""
    verbs: dict[type[e.Event], str] = {e.Asked: "ask", e.Told: "tell", e.Answered: "answer"}
    return next((verbs[type(one.event)] for one in step.noted if type(one.event) in verbs), "")


def _often_enough(ticket: Ticket, author: str, now: datetime) -> bool:
    """A known organisation may have a busy day, and what it is not told is not confessed: its limit is ten times it."""
    most: int = setting_at("acknowledgements_a_day", now)
    most *= 10 if ticket.organisation_id else 1
    return lately(author, now - timedelta(days=1), now)[0] >= most


def _late_already(step: Step, ticket: Ticket) -> tuple[str, ...]:
    """T5: what passed before the letter was filed; recorded, and confessed inside the acknowledgement."""
    if is_quiet(step.now) or ticket.next_at is None or ticket.next_at >= step.now:
        return ()
    policy = policy_at(step.now)
    standing = standing_of(ticket, policy)
    gone = ladder.misses(standing, step.now)
    if not gone:
        return ()
    for miss in gone:
        step.note(miss, "ticket", ticket.pk)
    kinds = tuple(miss.kind for miss in gone)
    until = standing.calendar.add(step.now, policy.recovery)
    step.note(e.Confessed(kinds, until, inside="acknowledgement"), "ticket", ticket.pk)
    return kinds


def confess(step: Step, noted: Noted) -> None:
    """The confession (P1), unless another letter says it."""
    assert isinstance(noted.event, e.Confessed)
    if not noted.event.inside:
        ticket = ticket_with_all(noted.subject_id)
        knows = manager_of(ticket.owning_office, step.now, but=ticket.assignee_id) is not None
        _say(step, noted, "confess", letters.confession, noted.event.kinds, manager_knows=knows)


def say_climbed(step: Step, noted: Noted) -> None:
    """One letter a rung (P1): who answers for it now and by when; a daily repetition brings none, unless it has to
    confess what else we promised."""
    event = noted.event
    assert isinstance(event, e.Climbed)
    confesses = any(isinstance(one.event, e.Confessed) and one.event.inside == "climbed" for one in step.noted)
    if confesses or not event.again:
        standing = standing_of(ticket_with_all(noted.subject_id), policy_at(step.now))
        late = _just_missed(step, standing)
        _say(step, noted, "climbed", letters.climbed, late, **_rung(noted.subject_id, event))


def say_reminded(step: Step, noted: Noted) -> None:
    """The customer reminded us: who has it now and by when they hear (E4)."""
    assert isinstance(noted.event, e.Reminded)
    _say(step, noted, "reminded", letters.reminded, (), **_rung(noted.subject_id, noted.event))


def _rung(ticket_id: int, event: e.Climbed | e.Reminded) -> dict[str, object]:
    near = office_words(near_office(ticket_with_all(ticket_id)))
    return {"rung": event.rung, "holder": who(user_by_id(event.holder)), "near": near}


def _just_missed(step: Step, standing: Standing) -> tuple[str, ...]:
    """Which silence took it there: the recovery's, or that of the rung before (which may have had no holder).

    And what is confessed in the same letter. A moment that the customer was never told is not apologised for.
    """
    missed = [one.event for one in step.noted if isinstance(one.event, e.Missed) and one.event.told]
    inside = {kind for one in step.noted if isinstance(one.event, e.Confessed) for kind in one.event.kinds}
    return tuple(one.kind for one in missed if one.kind in climbing(standing) or one.kind in inside)


def say_nudge(step: Step, noted: Noted) -> None:
    """The customer owes us an answer (P8)."""
    ticket = ticket_with_all(noted.subject_id)
    assert isinstance(noted.event, e.Nudged)
    question = last_question(ticket)
    if question is not None:
        asked = {"nudge": noted.event.number, "asked_at": question.at, "body": question.text}
        _say(step, noted, "nudge", letters.nudge, (), **asked)


def say_continued(step: Step, noted: Noted) -> None:
    """A rejection was taken: the ticket works again, and until when (P7)."""
    ticket = ticket_with_all(noted.subject_id)
    resolution = standing_of(ticket, policy_at(step.now)).live("resolution")
    left_out = tuple(one.cause for one in explanation(resolution) if not one.counted) if resolution else ()
    _say(step, noted, "continued", letters.continued, (), left_out=left_out)


def say_release(step: Step, noted: Noted) -> None:
    """What the wait for a release means, and by when we write (P4)."""
    _say(step, noted, "release", letters.awaiting_release, ())


def say_merged(step: Step, noted: Noted) -> None:
    """Whose ticket goes on in this one learns under which number, and by when they hear."""
    assert isinstance(noted.event, e.TookIn)
    ticket, merged = ticket_with_all(noted.subject_id), ticket_with_all(noted.event.ticket)
    reader = author_of(merged)
    standing = standing_of(ticket, policy_at(step.now))
    more = {"merged": merged.number, "name": merged.contact.name if merged.contact else ""}
    facts = facts_of(ticket, step.now, standing, **links_for(ticket, reader), **more)
    post_to_customer(step, noted, ticket, "say_merged", letters.merged(facts), author=reader)
    promises.settle(step, ticket, policy_at(step.now))


def say_corrected(step: Step, noted: Noted) -> None:
    """What was unconfirmed is confirmed, the level rose or a moment came nearer: the customer learns it (L5, L7)."""
    ticket = ticket_with_all(noted.subject_id)
    standing = standing_of(ticket, policy_at(step.now))
    figures = [clock for clock in standing.clocks if clock.live and clock.kind in ("first_response", "resolution")]
    if any(clock.told_due_at != clock.due_at and not clock.paused_at for clock in figures) and not ticket.unclear:
        _say(step, noted, "corrected", letters.corrected, ())


def say_recounted(step: Step, noted: Noted) -> None:
    """T6: what was told and lies later since a calendar changed is told again, all of it in one letter."""
    ticket = ticket_with_all(noted.subject_id)
    policy = policy_at(step.now)
    standing = standing_of(ticket, policy)
    later = told_later(standing, step.now)
    if later:
        facts = replace(_facts(ticket, step, standing), moments=later)
        post_to_customer(step, noted, ticket, "recounted", letters.recounted(facts))
        promises.settle(step, ticket, policy)


def say_duties(step: Step, noted: Noted) -> None:
    """T9: what was told and lies later since a duty was withdrawn is told again; what came nearer is told too, so that
    it is confessed if it is missed (P1)."""
    assert isinstance(noted.event, e.DutiesCounted)
    event = noted.event
    later = any(due > event.was[kind] for kind, due in event.due.items())
    (say_recounted if later else say_corrected)(step, noted)


def say_closed(step: Step, noted: Noted) -> None:
    """Closed after a wait, with a way back (P8). After an answer the answer has said it already."""
    assert isinstance(noted.event, e.Closed)
    if noted.event.why == "no_reply":
        question = last_question(ticket_with_all(noted.subject_id))
        _say(step, noted, "closed", letters.closed_after_wait, (), asked_at=question.at if question else None)


def _say(step: Step, noted: Noted, reaction: str, write: Write, late: tuple[str, ...], **more: object) -> None:
    ticket = ticket_with_all(noted.subject_id)
    policy = policy_at(step.now)
    standing = standing_of(ticket, policy)
    facts = _facts(ticket, step, standing, missed=missed_of(standing, late), **more)
    post_to_customer(step, noted, ticket, reaction, write(facts))
    promises.settle(step, ticket, policy)


def _facts(ticket: Ticket, step: Step, standing: Standing, **more: object) -> LetterFacts:
    """With the link of whoever gets the letter, and of nobody else."""
    return facts_of(ticket, step.now, standing, **links_for(ticket, recipient_of(ticket)), **more)

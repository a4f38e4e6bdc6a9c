"""Staff on duty are called out (O3): whose turn it is, and the reactions that write to them.

The duty names people in order. Each has some minutes by the clock on the wall; who is away is passed over. Nobody is
called twice for one cause, and nobody whose duty is over: then the office's manager and the head learn it, once.
"""

from dataclasses import replace

from opora.accounts.queries import User, user_by_id
from opora.channels.letters import duty as letters
from opora.contracts.queries import duty_at
from opora.core import events as e
from opora.core import stages
from opora.core.facts import DutySpot, Stage
from opora.core.step import Noted, Step
from opora.flow.letter_facts import call_link, desk_link, facts_of, who
from opora.flow.post import post_to_staff
from opora.flow.tell_staff import language
from opora.offices.queries import away_at, heads_at, is_quiet, manager_of, policy_at
from opora.promises.queries import standing_of
from opora.registry.queries import belongs_to
from opora.tickets import actions as tickets
from opora.tickets.queries import DutyCall, Ticket, last_round, numbered_call, ticket_with_all

WHOSE = frozenset({"contact", "organisation"})
"""The facts by which a ticket is an organisation's."""


def begin_calls(step: Step, noted: Noted) -> None:
    """A ticket was opened, its customer reminds us or writes again, it turns out whose it is, or the desk begins to
    answer, while a duty of the organisation is in force (T9, O3).

    Whoever does that on duty knows of it; while calls go on they go on. A reminder calls again also who has it.
    """
    event = noted.event
    if isinstance(event, e.Received) and (not event.human or _opens(step, noted)):
        return
    if isinstance(event, e.Corrected) and not WHOSE.intersection(event.changed):
        return
    ticket = ticket_with_all(noted.subject_id)
    duty = duty_at(belongs_to(ticket.contact, ticket.organisation), step.now)
    if duty is None or is_quiet(step.now) or _knows(step, event, duty):
        return
    calls = [] if isinstance(event, e.Opened) else last_round(ticket)
    if any(call.next_at for call in calls):
        return
    if isinstance(event, e.Opened | e.Reminded) or _nobodys(ticket, duty, calls):
        call_next(step, ticket, duty, [])


def call_next(step: Step, ticket: Ticket, duty: DutySpot, calls: list[DutyCall]) -> None:
    """Call the next person of this duty who is not among the ``calls`` of this round; nobody is left: say so."""
    person = _next_person(step, ticket, duty, calls)
    if person is None:
        tickets.leave_unanswered(step, ticket, duty.id, len(calls))
        return
    within = policy_at(step.now).duty_call_within
    tickets.call_out(step, ticket, person, duty.id, within, anew=not calls)


def tell_called(step: Step, noted: Noted) -> None:
    """The letter to whoever is called. It leaves at once, at night too: they are on duty."""
    assert isinstance(noted.event, e.CalledOut)
    ticket = ticket_with_all(noted.subject_id)
    call = numbered_call(ticket, noted.event.number)
    words = letters.called(_facts(step, ticket, call.user), call_link(call), call.duty.reason, noted.event.until)
    post_to_staff(step, noted, ticket, "call_out", call.user.email, words)


def tell_manager_unanswered(step: Step, noted: Noted) -> None:
    """Nobody accepted: the office's manager learns it."""
    ticket = ticket_with_all(noted.subject_id)
    manager = manager_of(ticket.owning_office, step.now)
    if manager is not None:
        _tell_unanswered(step, noted, ticket, "call_unanswered", manager)


def tell_head_unanswered(step: Step, noted: Noted) -> None:
    """Nobody accepted: the head learns it, also one who is away when there is no other."""
    ticket = ticket_with_all(noted.subject_id)
    heads = heads_at(step.now)
    away = away_at([head.pk for head in heads], step.now)
    for head in sorted(heads, key=lambda one: one.pk in away)[:1]:
        if head != manager_of(ticket.owning_office, step.now):
            _tell_unanswered(step, noted, ticket, "call_unanswered_head", head)


def _tell_unanswered(step: Step, noted: Noted, ticket: Ticket, reaction: str, person: User) -> None:
    assert isinstance(noted.event, e.CallsUnanswered)
    calls = last_round(ticket) if noted.event.calls else []
    facts = replace(_facts(step, ticket, person), link=desk_link(ticket.number))
    words = letters.unanswered(facts, ", ".join(who(call.user) for call in calls))
    post_to_staff(step, noted, ticket, reaction, person.email, words)


def _knows(step: Step, event: e.Event, duty: DutySpot) -> bool:
    """Whoever is on duty and does it by hand; what was split off was read by whoever did it."""
    by_staff = step.actor.kind == "staff"
    return by_staff and (step.actor.id in duty.staff or getattr(event, "split_from", None) is not None)


def _opens(step: Step, noted: Noted) -> bool:
    """Whether the ticket was opened in this very Step, which has called."""
    return any(isinstance(one.event, e.Opened) and one.subject_id == noted.subject_id for one in step.noted)


def _nobodys(ticket: Ticket, duty: DutySpot, calls: list[DutyCall]) -> bool:
    """Whether we owe work, and nobody of this duty has it: who took it in the day has gone home."""
    accepted = any(call.accepted_by_id is not None and call.duty_id == duty.id for call in calls)
    return Stage(ticket.stage) in stages.WORKING and not accepted and ticket.assignee_id not in duty.staff


def _next_person(step: Step, ticket: Ticket, duty: DutySpot, calls: list[DutyCall]) -> User | None:
    """In the duty's order, whoever has the ticket first; without those called, away, or gone."""
    passed = {call.user_id for call in calls} | away_at(duty.staff, step.now)
    for row in sorted(duty.staff, key=lambda row: row != ticket.assignee_id):
        person = user_by_id(row) if row not in passed else None
        if person is not None and person.is_active:
            return person
    return None


def _facts(step: Step, ticket: Ticket, reader: User) -> letters.LetterFacts:
    return facts_of(ticket, step.now, standing_of(ticket, policy_at(step.now)), language=language(reader))

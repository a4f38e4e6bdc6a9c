"""What becomes of a call to staff on duty (O3): somebody accepts, or the next one's turn comes."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from opora.accounts.queries import User
from opora.contracts.queries import duty_at
from opora.core import events as e
from opora.core.facts import Stage
from opora.core.step import MACHINE, Actor, Noted, Step, Via
from opora.flow.call_out import call_next
from opora.flow.step import begin
from opora.ledger.queries import history_of
from opora.lib.errors import Refused
from opora.lib.seams import seam
from opora.offices.queries import is_quiet, policy_at
from opora.promises import actions as promises
from opora.registry.queries import belongs_to
from opora.tickets import actions as tickets
from opora.tickets.queries import DutyCall, Ticket, call_by_id, last_round


def next_turn(call_id: int, now: datetime) -> None:
    """Who was called has not accepted in time: the next one's turn, if there is still somebody to be called.

    ``now`` is aware, UTC. The call is over already, or its time is not: nothing is written, so a second worker or a
    second run does no harm.
    """
    named = call_by_id(call_id)
    if named is None:
        return
    with begin(now, MACHINE, "tick") as step:
        ticket = tickets.lock(named.ticket_id)
        calls = last_round(ticket)
        if calls[-1].pk != call_id or calls[-1].next_at is None or calls[-1].next_at > now:
            return
        because = _why_off(ticket, history_of("ticket", ticket.pk), now)
        duty = duty_at(belongs_to(ticket.contact, ticket.organisation), now)
        if because:
            tickets.call_off(step, ticket, because)
        elif duty is None:
            tickets.leave_unanswered(step, ticket, calls[-1].duty_id, len(calls))
        else:
            call_next(step, ticket, duty, calls)
            seam("called")


def accept(ticket_id: int, user: User, now: datetime, via: Via = "desk") -> User:
    """«Принимаю»: the ticket is this person's and nobody more is called; gives who has accepted, perhaps another one.

    Raises Refused where nobody was called, or it is over for another reason.
    """
    with begin(now, Actor("staff", user.pk), via) as step:
        ticket = tickets.lock(ticket_id)
        calls = last_round(ticket)
        quicker = accepted_by(calls)
        if quicker is not None:
            return quicker
        if not may_accept(ticket, calls):
            raise Refused(_("Nobody is called out to this request any more."))
        _take(step, ticket, user)
    return user


def accepted_by(calls: list[DutyCall]) -> User | None:
    """Who accepted what these calls of one round were for."""
    return next((call.accepted_by for call in calls if call.accepted_by is not None), None)


def may_accept(ticket: Ticket, calls: list[DutyCall]) -> bool:
    """Whether these calls of the last round can still be accepted: also when the last of them went unanswered."""
    lives = bool(calls) and (calls[-1].next_at is not None or calls[-1].ended == "unanswered")
    return lives and ticket.stage != Stage.CLOSED and ticket.merged_into_id is None


def _take(step: Step, ticket: Ticket, user: User) -> None:
    tickets.accept_duty(step, ticket, user)
    if ticket.assignee_id != user.pk:
        tickets.assign(step, ticket, user)
    promises.settle(step, ticket, policy_at(step.now))


def _why_off(ticket: Ticket, history: list[Noted], now: datetime) -> str:
    """Why nobody more is to be called; empty: somebody is."""
    if ticket.stage == Stage.CLOSED or ticket.merged_into_id is not None:
        return "closed"
    if is_quiet(now):
        return "quiet"
    since = max(noted.sequence for noted in history if isinstance(noted.event, e.CalledOut))
    return "taken" if any(_takes(noted) for noted in history if noted.sequence > since) else ""


def _takes(noted: Noted) -> bool:
    """Whether somebody of ours has taken it in hand without a tap."""
    if isinstance(noted.event, e.Assigned):
        return noted.event.user is not None and noted.event.user == noted.actor.id
    return isinstance(noted.event, e.Asked | e.Told | e.Answered)

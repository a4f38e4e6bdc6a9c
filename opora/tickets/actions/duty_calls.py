"""Calling staff on duty out to a ticket, which the Step has locked (O3)."""

from datetime import timedelta

from opora.accounts.models import User
from opora.core import events as e
from opora.core.step import Step
from opora.tickets.models import DutyCall, Ticket
from opora.tickets.queries.duty_calls import called_last, last_round


def call_out(step: Step, ticket: Ticket, user: User, duty: int, within: timedelta, *, anew: bool) -> DutyCall:
    """Call one person; they have ``within``, by the clock on the wall, to accept. ``anew``: a new round begins."""
    before = called_last(ticket)
    round_, number = (before.round, before.number + 1) if before else (0, 1)
    _end(ticket, "next")
    call = DutyCall.objects.create(
        ticket=ticket, duty_id=duty, user=user, round=round_ + anew, number=number, called_at=step.now,
        next_at=step.now + within,
    )  # fmt: skip
    step.note(e.CalledOut(user.pk, number, step.now + within, duty), "ticket", ticket.pk)
    return call


def accept_duty(step: Step, ticket: Ticket, user: User) -> None:
    """This person accepts what the last round called for; nobody more is called."""
    calls = last_round(ticket)
    theirs = next((one for one in calls if one.user_id == user.pk), calls[-1])
    _end(ticket, "accepted")
    DutyCall.objects.filter(pk=theirs.pk).update(accepted_at=step.now, accepted_by=user)
    minutes = (step.now - calls[0].called_at) // timedelta(minutes=1)
    step.note(e.DutyAccepted(user.pk, theirs.number, minutes), "ticket", ticket.pk)


def leave_unanswered(step: Step, ticket: Ticket, duty: int, calls: int) -> None:
    """Nobody is left to call; ``calls``: how many there were in this round."""
    _end(ticket, "unanswered")
    step.note(e.CallsUnanswered(duty, calls), "ticket", ticket.pk)


def call_off(step: Step, ticket: Ticket, because: str) -> None:
    """Nobody more is called, though nobody accepted."""
    _end(ticket, because)
    step.note(e.CalledOff(because), "ticket", ticket.pk)


def _end(ticket: Ticket, why: str) -> None:
    live = DutyCall.objects.filter(ticket=ticket, next_at__isnull=False)
    live.update(next_at=None, ended=why, lease_id=None, lease_until=None)

"""A right was gained while tickets were open: their level is lifted, its promises count from the gain (L7c)."""

from datetime import datetime

from django_tasks import TaskContext, task

from opora.contracts.queries import duty_hours
from opora.core import targets
from opora.core.course import follow
from opora.core.events import Gained
from opora.core.facts import Coverage, Level
from opora.core.standing import Standing
from opora.core.step import MACHINE, Noted, Step
from opora.flow.decide import covered, pinned, reasons, unclear_of
from opora.flow.step import begin
from opora.offices.queries import policy_at
from opora.promises import actions as promises
from opora.promises.queries import standing_of
from opora.registry.queries import belongs_to
from opora.tickets import actions as tickets
from opora.tickets.queries import Ticket, open_of

__all__ = ["lift", "lift_all", "lift_one"]


@task(unique_key="{because} of {subject} {row}", takes_context=True)
def lift(context: TaskContext, subject: str, row: int, because: str, since: str) -> None:
    """The open tickets of an organisation or a contact; ``since`` is the instant of the gain, ISO 8601."""
    now = context.task_result.last_attempted_at
    assert now is not None
    lift_all(subject, row, because, since, now)


def lift_all(subject: str, row: int, because: str, since: str, now: datetime) -> None:
    """Each in a Step of its own; one that is lifted already, or gains nothing, is left alone."""
    for ticket_id in open_of(subject, row).order_by("pk").values_list("pk", flat=True):
        lift_one(ticket_id, because, datetime.fromisoformat(since), now)


def lift_one(ticket_id: int, because: str, since: datetime, now: datetime) -> None:
    """One open ticket, for what was gained at this instant."""
    with begin(now, MACHINE, "tick") as step:
        for ticket in tickets.lock_all([ticket_id]).values():
            _lift(step, ticket, because, since)


def _lift(step: Step, ticket: Ticket, because: str, since: datetime) -> None:
    policy = policy_at(step.now)
    coverage = covered(
        ticket.contact,
        ticket.organisation,
        (ticket.product, ticket.edition, ticket.version),
        ticket.home_office.code if ticket.home_office else "",
        since,
        policy,
    )
    event = _event(ticket, coverage, because, since, step.now)
    if coverage.level < Level[ticket.level.upper()] or not _brings(step, ticket, event):
        return
    values = {
        "level": event.level,
        "covered_until": coverage.until,
        "because": reasons(coverage.because),
        "unclear": list(event.unclear),
    }
    tickets.lift(step, ticket, event, values)
    promises.settle(step, ticket, policy)


def _event(ticket: Ticket, coverage: Coverage, because: str, since: datetime, now: datetime) -> Gained:
    duties = duty_hours(belongs_to(ticket.contact, ticket.organisation), ticket.registered_at, now)
    terms = targets.terms_of(coverage, policy_at(now))
    spans, calendars = pinned(terms, ticket.calendar, since, duties)
    return Gained(
        since=since,
        because=because,
        level=coverage.level.code,
        level_before=ticket.level,
        word_days=terms.word_days,
        spans=spans,
        calendars=calendars,
        unclear=unclear_of(coverage),
        duties=duties,
    )


def _brings(step: Step, ticket: Ticket, event: Gained) -> bool:
    """Whether the level rises, or some moment is promised anew or comes nearer."""
    if event.level != ticket.level:
        return True
    standing = standing_of(ticket, policy_at(step.now))
    before = _moments(standing)
    follow(standing, Noted(event, "ticket", ticket.pk, standing.sequence + 1, step.now, MACHINE))
    return _moments(standing) != before


def _moments(standing: Standing) -> dict[str, datetime]:
    return {clock.kind: clock.due_at for clock in standing.clocks if clock.live}

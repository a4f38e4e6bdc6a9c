"""What staff decide about a ticket; settle writes the stage that follows."""

from collections.abc import Mapping
from datetime import datetime

from opora.accounts.models import User
from opora.core import events as e
from opora.core.facts import Kind, Stage
from opora.core.step import Step
from opora.offices.models import Office
from opora.search import actions as words
from opora.tickets.models import Sight, Ticket
from opora.tickets.queries.finding import words_of


def correct(step: Step, ticket: Ticket, event: e.Corrected, values: Mapping[str, object]) -> None:
    """Correct facts of a ticket and pin what follows from them (L7a); ``values`` are the row's new values."""
    for name, value in values.items():
        setattr(ticket, name, value)
    ticket.save(update_fields=list(values))
    words.renew("ticket", ticket.pk, words_of(ticket))
    step.note(event, "ticket", ticket.pk)


def lift(step: Step, ticket: Ticket, event: e.Gained, values: Mapping[str, object]) -> None:
    """Give a ticket the level of a right that was gained, and pin what follows from it (L7c)."""
    for name, value in values.items():
        setattr(ticket, name, value)
    ticket.save(update_fields=list(values))
    step.note(event, "ticket", ticket.pk)


def move(step: Step, ticket: Ticket, stage: Stage) -> None:
    """Change the stage by hand, as `opora.core.stages` allows."""
    step.note(e.Moved(stage.value, ticket.stage), "ticket", ticket.pk)


def set_kind(step: Step, ticket: Ticket, kind: Kind) -> None:
    """Say what the ticket is about; the same kind once more writes nothing."""
    before = ticket.kind
    if before != kind:
        ticket.kind = kind.value
        ticket.save(update_fields=["kind"])
        step.note(e.KindSet(kind.value, before), "ticket", ticket.pk)


def await_release(step: Step, ticket: Ticket, word_until: datetime) -> None:
    """Wait for the release with the correction; the customer hears from us by then (P4)."""
    step.note(e.AwaitsRelease(word_until), "ticket", ticket.pk)


def assign(step: Step, ticket: Ticket, user: User | None) -> None:
    """Give the ticket to a specialist, or to nobody."""
    ticket.assignee = user
    ticket.save(update_fields=["assignee"])
    step.note(e.Assigned(user.pk if user else None), "ticket", ticket.pk)


def hand_over(step: Step, ticket: Ticket, office: Office) -> None:
    """Give the ticket to another office or line; calendar and terms stay (T3), a line that had it may read on (E3)."""
    before = ticket.owning_office.code if ticket.owning_office else ""
    _keep_sight(step, ticket)
    ticket.owning_office, ticket.line, ticket.assignee = office, office.line, None
    ticket.save(update_fields=["owning_office", "line", "assignee"])
    step.note(e.HandedOver(office.code, office.line, before), "ticket", ticket.pk)


def _keep_sight(step: Step, ticket: Ticket) -> None:
    """An office of line 1 keeps none: home and registering office read by themselves, another is helping out."""
    office = ticket.owning_office
    if office is not None and office.line > 1 and not Sight.objects.filter(ticket=ticket, office=office).exists():
        Sight.objects.create(ticket=ticket, office=office, because="held", since=step.now)


def give_sight(step: Step, ticket: Ticket, user: User, because: str) -> None:
    """Let somebody read this ticket's internal messages beyond the standing rule (E3)."""
    Sight.objects.create(ticket=ticket, user=user, because=because, since=step.now)
    step.note(e.SightGiven(user.pk, because), "ticket", ticket.pk)


def show_to_office(step: Step, ticket: Ticket, office: Office | None, because: str) -> None:
    """Let an office read this ticket's internal messages, unless it may already (E3)."""
    near = {ticket.home_office_id, ticket.registering_office_id, ticket.owning_office_id}
    if office is not None and office.pk not in near:
        Sight.objects.create(ticket=ticket, office=office, because=because, since=step.now)
        step.note(e.OfficeGivenSight(office.code, because), "ticket", ticket.pk)


def resume(step: Step, ticket: Ticket) -> None:
    """End the wait without the customer («Больше сведений нет», P8)."""
    step.note(e.Resumed(), "ticket", ticket.pk)


def thank(step: Step, ticket: Ticket) -> None:
    """Read the customer's words after the answer as thanks (P7)."""
    step.note(e.Thanked(), "ticket", ticket.pk)


def reject(step: Step, ticket: Ticket, since: datetime, *, by_customer: bool = False) -> None:
    """The answer does not suit; ``since`` is the instant of the customer's words (P7)."""
    step.note(e.Rejected(since, by_customer), "ticket", ticket.pk)


def split_off(step: Step, ticket: Ticket, new: Ticket) -> None:
    """The customer's words became a ticket of their own (P7)."""
    step.note(e.Split(new.pk), "ticket", ticket.pk)


def close(step: Step, ticket: Ticket, why: str) -> None:
    """End the ticket."""
    step.note(e.Closed(why), "ticket", ticket.pk)


def reopen(step: Step, ticket: Ticket) -> None:
    """The customer wrote within thirty days after closing (P7)."""
    step.note(e.Reopened(), "ticket", ticket.pk)

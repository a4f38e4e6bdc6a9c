"""When a colleague may be written to, and who answers for a ticket: offices, duties and absences put together."""

from collections.abc import Callable
from datetime import datetime
from functools import cache

from opora.accounts.queries import User, user_by_id
from opora.calendars.queries import work_calendar
from opora.contracts.queries import duties_of_person
from opora.core.bundles import Working
from opora.offices.queries import absences_of, central_service, manager_of, offices_of, policy_at, present
from opora.promises.queries import Promise, standing_of
from opora.tickets.queries import Ticket


def working_of(person: User, now: datetime) -> Working:
    """By the calendars of the offices where they sit, of the central service where they sit in none; their duties are
    working time, their absences are none."""
    central = central_service()
    offices = sorted(offices_of(person, now), key=lambda office: office.pk) or ([central] if central else [])
    first, *others = [office.calendar for office in offices] or [""]
    on_duty = work_calendar(first).overlay(duties_of_person(person.pk, now))
    return Working((on_duty, *(work_calendar(code) for code in others)), absences_of(person, now))


def asker(now: datetime) -> Callable[[Promise], int | None]:
    """Who is to be told that a promise is near, by its row with its ticket; null: nobody. Asked once for a person.

    The holder of the rung for its word; else the assignee who works here and is not away, else the office's manager.
    """
    here = cache(lambda user_id: present(user_by_id(user_id), now))
    managers = cache(lambda office, assignee: manager_of(office, now, but=assignee))

    def whose(promise: Promise) -> int | None:
        ticket: Ticket = promise.ticket
        if promise.kind == "escalation":
            return standing_of(ticket, policy_at(now)).holder
        if ticket.assignee_id is not None and here(ticket.assignee_id):
            return ticket.assignee_id
        manager = managers(ticket.owning_office, ticket.assignee_id)
        return manager.pk if manager else None

    return whose

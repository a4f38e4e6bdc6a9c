"""Defects: found behind tickets, linked, and what becomes of them. A face has asked `access` before."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from opora.accounts.queries import User
from opora.core.step import Actor, Step
from opora.flow.step import begin
from opora.lib.errors import Refused
from opora.programme import actions as programme
from opora.programme.queries import Defect, defect_by_id
from opora.registry.queries import Version
from opora.tickets import actions as tickets
from opora.tickets.queries import Ticket, number_of


def find(ticket_id: int, user: User, now: datetime, **facts: Any) -> Defect:
    """A new defect behind this ticket, which waits for it from now on; product and version are the ticket's.

    ``facts`` as in `programme.actions`. Raises Refused for facts that do not do.
    """
    with _with(ticket_id, user, now) as (step, ticket):
        defect = programme.enter(step, product=ticket.product, version=ticket.version, **facts)
        programme.link(step, ticket, defect, user)
    return defect


def link(ticket_id: int, user: User, defect_id: int, now: datetime) -> None:
    """The ticket waits for this defect. Raises Refused when it does already, and for a defect that there isn't."""
    with _with(ticket_id, user, now) as (step, ticket):
        defect = defect_by_id(defect_id)
        if defect is None:
            raise Refused(_("There is no such defect. Look for it by its key or its title."))
        programme.link(step, ticket, defect, user)


def unlink(ticket_id: int, user: User, now: datetime) -> None:
    """The ticket waits for no defect. Raises Refused when it does not anyway."""
    with _with(ticket_id, user, now) as (step, ticket):
        programme.unlink(step, ticket)


def correct(defect_id: int, user: User, now: datetime, **facts: Any) -> Defect:
    """Other facts of a defect. Raises Refused for those that do not do."""
    with begin(now, Actor("staff", user.pk), "desk") as step:
        defect = programme.lock(defect_id)
        programme.correct(step, defect, **facts)
    return defect


def set_status(
    defect_id: int, user: User, status: str, now: datetime, *, reason: str = "", fixed_in: Version | None = None
) -> Defect:
    """What becomes of a defect. Raises Refused for a fix without a version, and for none without a reason."""
    with begin(now, Actor("staff", user.pk), "desk") as step:
        defect = programme.lock(defect_id)
        programme.set_status(step, defect, status, reason=reason, fixed_in=fixed_in)
    return defect


@contextmanager
def _with(ticket_id: int, user: User, now: datetime) -> Iterator[tuple[Step, Ticket]]:
    """A Step with the ticket locked. No moment moves by a defect, so that nothing is settled."""
    with begin(now, Actor("staff", user.pk), "desk") as step:
        ticket = tickets.lock(ticket_id)
        if ticket.merged_into_id:
            there = number_of(ticket.merged_into_id)
            raise Refused(_("This ticket was merged and goes on as %(number)s. Work there.") % {"number": there})
        yield step, ticket

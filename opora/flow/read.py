"""Somebody reads a ticket: a reading from outside its offices is written down before the page is shown (E3)."""

from datetime import datetime, timedelta

from opora.accounts.queries import User
from opora.core.step import Actor, Via
from opora.flow.step import begin
from opora.tickets import actions as tickets
from opora.tickets.access import is_outside, read_since
from opora.tickets.queries import Ticket

ONE_READING = timedelta(minutes=15)
"""Pages, files and letters of one ticket that the same person opens within this span are one reading."""


def read(ticket: Ticket, user: User, now: datetime, via: Via = "desk") -> None:
    """Log the reading, when the person sits in no office that has to do with the ticket."""
    if is_outside(user, ticket, now) and not read_since(user, ticket, now - ONE_READING):
        with begin(now, Actor("staff", user.pk), via) as step:
            tickets.log_reading(step, ticket, user)

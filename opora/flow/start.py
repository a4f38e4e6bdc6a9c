"""«Начать отвечать»: a quiet desk begins to write to customers, group by group of what is open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import transaction

from opora.accounts.queries import User
from opora.core.events import AnsweringReached, AnsweringStarted, AnsweringStopped, Closed
from opora.core.step import MACHINE, Actor
from opora.flow.decide import sound_zone
from opora.flow.step import begin
from opora.offices.actions import set_policy
from opora.offices.queries import is_quiet, policy_at
from opora.promises import actions as promises
from opora.tickets import actions as tickets
from opora.tickets.queries import Ticket, open_tickets

Choice = Literal["tell", "silent", "close"]
"""Tell them how it stands; say nothing until somebody writes; close without a word."""


@dataclass(frozen=True, slots=True)
class Group:
    """Open tickets of one level, in time or with their moment already behind them."""

    level: str
    late: bool
    tickets: tuple[int, ...]

    @property
    def key(self) -> str:
        """``warranty`` or ``warranty-late``."""
        return f"{self.level}-late" if self.late else self.level


@dataclass(frozen=True, slots=True)
class Open:
    """One open ticket as the list shows it; the instants in UTC, ``zone`` is that of the office that has it."""

    number: str
    subject: str
    customer: str
    next_at: datetime
    next_kind: str
    zone: str


def groups(now: datetime) -> list[Group]:
    """The open tickets in groups, highest level first; what a person decides on before the desk begins."""
    found: dict[tuple[str, bool], list[int]] = {}
    for pk, level, next_at in open_tickets().order_by("id").values_list("pk", "level", "next_at"):
        assert next_at is not None
        found.setdefault((level, next_at < now), []).append(pk)
    order = ["individual", "extended", "warranty", "basic", "initial"]
    made = [Group(level, late, tuple(ids)) for (level, late), ids in found.items()]
    return sorted(made, key=lambda group: (order.index(group.level), group.late))


def listed(group: Group) -> list[Open]:
    """The tickets of a group, the one whose moment is nearest first."""
    rows = open_tickets().filter(pk__in=group.tickets).order_by("next_at", "pk")
    return [_open(row) for row in rows.select_related("organisation", "contact", "owning_office")]


def _open(ticket: Ticket) -> Open:
    assert ticket.next_at is not None
    known = ticket.organisation or ticket.contact
    zone = sound_zone(ticket.owning_office.zone if ticket.owning_office else "")
    return Open(ticket.number, ticket.subject, known.name if known else "", ticket.next_at, ticket.next_kind, zone)


def start(user: User | None, choices: Mapping[str, Choice], now: datetime) -> int:
    """Begin to answer: letters leave from now on. Gives the number of tickets whose customers are told.

    ``choices`` by group key; a group not named stays silent. Misses before this instant are not confessed, since
    nothing had been told. On a desk that answers already nothing happens. All or nothing: a beginning that broke in
    the middle would never tell the rest.
    """
    if not is_quiet(now):
        return 0
    with transaction.atomic():
        chosen = [(group, choices.get(group.key, "silent")) for group in groups(now)]
        with begin(now, _actor(user), "cli") as step:
            set_policy(step, name="answering", value=True, valid_from=now)
            step.note(AnsweringStarted(), "desk", 1)
        reached = [(ticket_id, choice) for group, choice in chosen if choice != "silent" for ticket_id in group.tickets]
        return sum(_reach(ticket_id, choice, user, now) for ticket_id, choice in reached)


def stop(user: User | None, now: datetime) -> None:
    """Be quiet again: what is written from now on is shown and never leaves."""
    with begin(now, _actor(user), "cli") as step:
        set_policy(step, name="answering", value=False, valid_from=now)
        step.note(AnsweringStopped(), "desk", 1)


def _reach(ticket_id: int, choice: Choice, user: User | None, now: datetime) -> int:
    with begin(now, _actor(user), "cli") as step:
        ticket = tickets.lock(ticket_id)
        if ticket.next_at is None:
            return 0
        step.note(Closed(why="unanswered") if choice == "close" else AnsweringReached(), "ticket", ticket.pk)
        promises.settle(step, ticket, policy_at(now))
    return int(choice == "tell")


def _actor(user: User | None) -> Actor:
    return Actor("staff", user.pk) if user else MACHINE

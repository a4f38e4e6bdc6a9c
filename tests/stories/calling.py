"""Calls as the stories log them."""

from datetime import UTC, datetime

from opora.accounts.models import User
from opora.core.facts import Verb
from opora.flow import by_call
from opora.flow.by_call import Call, Caller
from opora.ledger.queries import history_of
from opora.promises.models import Promise
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.stories.street import letter, receive, ticket_of
from tests.world import World

HEARD = "Чертёж-3D v22 не открывает сборку после обновления драйвера."

ANNA = "anna@gear.example.org"


def utc(text: str) -> datetime:
    return local(text).astimezone(UTC)


def call(at: str, verb: str = "", heard: str = HEARD, said: str = "Разбираемся, перезвоним.") -> Call:
    """A call that began then; what was answered is left out where nothing was."""
    return Call(utc(at), heard=heard, said=said if verb else "", verb=Verb(verb) if verb else None)


def opened(world: World, caller: Caller, one: Call, logged: str, user: User | None = None) -> Ticket:
    """The ticket of a call about a new matter."""
    message = by_call.open_by_call(user or world.irina, caller, one, utc(logged), subject="Не открывается сборка")
    return Ticket.objects.get(pk=message.ticket_id)


def log(world: World, ticket: Ticket, one: Call, logged: str, user: User | None = None) -> Ticket:
    by_call.log(ticket.pk, user or world.irina, one, utc(logged))
    return Ticket.objects.get(pk=ticket.pk)


def by_letter(at: str, sender: str = ANNA) -> Ticket:
    return ticket_of(receive(letter(sender, "Не открывается сборка", HEARD, local(at)), local(at)))


def next_of(ticket: Ticket) -> tuple[datetime | None, str]:
    return ticket.next_at, ticket.next_kind


def promise(ticket: Ticket, kind: str, number: int = 1) -> Promise:
    return Promise.objects.get(ticket=ticket, kind=kind, number=number)


def events(ticket: Ticket) -> list[str]:
    return [type(one.event).__name__ for one in history_of("ticket", ticket.pk)]

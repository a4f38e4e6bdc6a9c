"""Forms of a ticket's page, sent by somebody at a moment, and tickets for them."""

from typing import Any

from opora.accounts.models import User
from opora.channels.models import Outbound
from opora.flow import act
from opora.ledger.queries import history_of
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.stories.street import letter, ours, receive
from tests.web.console import Console, at

NOUNS = [
    "questions", "progress", "answers", "notes", "stage", "release", "assignment", "handover", "thanks", "continuation",
    "split", "resumption", "closure", "kind",
]  # fmt: skip


def post(console: Console, who: User, ticket: Ticket, noun: str, moment: str = "05-08 16:00", **typed: object) -> Any:
    """The answer to a form of the ticket's page that this person sends at this moment."""
    with at(moment):
        return console.browser(who).post(f"/tickets/{ticket.number}/{noun}/", typed)


def now(ticket: Ticket) -> Ticket:
    """The ticket as it stands in the database."""
    return Ticket.objects.get(pk=ticket.pk)


def events(ticket: Ticket) -> list[str]:
    return [type(one.event).__name__ for one in history_of("ticket", ticket.pk)]


def carried(ticket: Ticket) -> list[Outbound]:
    """The letters that carry what staff wrote."""
    return list(Outbound.objects.filter(ticket=ticket, reaction="carry"))


def answered(console: Console) -> Ticket:
    """A ticket that was answered, and the customer wrote again."""
    ticket = console.asked("05-06 10:00")
    act.answer(ticket.pk, console.world.irina, "Обновите драйвер.", local("05-06 15:00"))
    last = ours(ticket)[-1]["Message-ID"]
    receive(
        letter("anna@gear.example.org", "Re", "Спасибо!", local("05-07 09:30"), reply_to=last), local("05-07 09:30")
    )
    return now(ticket)


def waiting(console: Console) -> Ticket:
    ticket = console.asked("05-06 10:00")
    act.ask(ticket.pk, console.world.irina, "Какая видеокарта?", local("05-06 11:00"))
    return now(ticket)

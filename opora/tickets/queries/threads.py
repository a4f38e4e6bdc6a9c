"""Which ticket an arrival belongs to, and by which rule."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from opora.core.facts import Arrival
from opora.lib.damm import without_check_digit
from opora.tickets.models import Message, Participant, Ticket
from opora.tickets.models.ticket import FIRST_NUMBER

__all__ = [
    "Thread",
    "alive",
    "by_number",
    "continues",
    "id_from_number",
    "kept_id",
    "named_in",
    "number_of",
    "takes_part",
    "thread_of",
]

_NUMBER = re.compile(r"\bSD-(\d{7,})\b", re.IGNORECASE)
LONGEST_ID = 998


@dataclass(frozen=True, slots=True)
class Thread:
    """The ticket that an arrival continues, and the rule that says so."""

    ticket: Ticket
    rule: str


def thread_of(arrival: Arrival, read_own_id: Callable[[str], int | None]) -> Thread | None:
    """The ticket of a reply; null for a new matter. A number alone is believed only from who takes part already.

    Rules in order: "own-id" (a keyed Message-ID of ours in In-Reply-To or References, which nobody can guess; read by
    ``read_own_id`` without a query), "their-id" (a message of this ticket is named, by a participant), "number" (in the
    subject, by a participant). Merged tickets lead to where they went.
    """
    named = [arrival.in_reply_to, *reversed(arrival.references)]
    for text in filter(None, named):
        ticket_id = read_own_id(text)
        if ticket_id is not None and (ticket := alive(Ticket.objects.filter(pk=ticket_id).first())):
            return Thread(ticket, "own-id") if not _was_removed(ticket, arrival.sender.address) else None
    return _by_their_id(arrival, named) or _by_subject(arrival)


def by_number(number: str) -> Ticket | None:
    """The ticket of this number; null for a wrong check digit or an unknown one."""
    ticket_id = id_from_number(number)
    return Ticket.objects.filter(pk=ticket_id).first() if ticket_id else None


def id_from_number(number: str) -> int | None:
    """The row of a number such as ``SD-1000002``; null when the check digit does not fit."""
    found = _NUMBER.fullmatch(number.strip())
    digits = without_check_digit(found[1]) if found else None
    row = digits - FIRST_NUMBER + 1 if digits is not None else 0
    return row if 0 < row < 2**63 else None


def named_in(subject: str) -> Iterator[Ticket]:
    """The tickets whose numbers stand in a subject, at most five."""
    for digits in _NUMBER.findall(subject)[:5]:
        ticket = by_number(f"SD-{digits}")
        if ticket is not None:
            yield ticket


def number_of(ticket_id: int) -> str:
    """The number of the ticket of this row."""
    return Ticket(pk=ticket_id).number


def kept_id(message_id: str) -> str:
    """A Message-ID as it is kept; empty where it is longer than a line of a letter may be, which no index takes."""
    return message_id if len(message_id.encode()) <= LONGEST_ID else ""


def takes_part(ticket: Ticket, address: str) -> bool:
    """Whether letters from this address may join the ticket by its number alone."""
    part = Participant.objects.filter(ticket=ticket, address=address).exclude(role="removed")
    return bool(address) and part.exists()


def _was_removed(ticket: Ticket, address: str) -> bool:
    """A letter of ours that went to a mistyped address opens nothing to whoever has that address."""
    return Participant.objects.filter(ticket=ticket, address=address, role="removed").exists()


def alive(ticket: Ticket | None) -> Ticket | None:
    """This ticket, or where it went when it was merged; a ring of merges ends after ten turns."""
    for _ in range(10):
        if ticket is None or ticket.merged_into_id is None:
            return ticket
        ticket = ticket.merged_into
    return None


def continues(ticket: Ticket, at: datetime, days: int) -> bool:
    """P7: for so many days after closing a customer's words return to their ticket; later they are a new matter."""
    return ticket.closed_at is None or (at - ticket.closed_at).days < days


def _by_their_id(arrival: Arrival, named: Iterable[str]) -> Thread | None:
    ids = [text for text in named if text]
    if not ids:
        return None
    message = Message.objects.filter(message_id__in=ids).exclude(message_id="").select_related("ticket").last()
    ticket = alive(message.ticket) if message else None
    return Thread(ticket, "their-id") if ticket and takes_part(ticket, arrival.sender.address) else None


def _by_subject(arrival: Arrival) -> Thread | None:
    for named in named_in(arrival.subject):
        ticket = alive(named)
        if ticket and takes_part(ticket, arrival.sender.address):
            return Thread(ticket, "number")
    return None

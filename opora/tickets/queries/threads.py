"""Numbers of tickets, who takes part in one, and where it went."""

import re
from collections.abc import Iterator
from datetime import datetime

from opora.lib.damm import without_check_digit
from opora.tickets.models import Participant, Ticket
from opora.tickets.models.ticket import FIRST_NUMBER

__all__ = [
    "alive",
    "by_number",
    "continued_in",
    "continues",
    "id_from_number",
    "kept_id",
    "named_in",
    "number_of",
    "takes_part",
    "was_removed",
]

_NUMBER = re.compile(r"\bSD-(\d{7,})\b", re.IGNORECASE)
LONGEST_ID = 998


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


def continued_in(ticket: Ticket) -> list[str]:
    """The numbers of the tickets that were made of words on this one, or of a reply to it long after its end (P7)."""
    rows = Ticket.objects.filter(split_from=ticket).order_by("pk")
    return [number_of(row) for row in rows.values_list("pk", flat=True)]


def kept_id(message_id: str) -> str:
    """A Message-ID as it is kept; empty where it is longer than a line of a letter may be, which no index takes."""
    return message_id if len(message_id.encode()) <= LONGEST_ID else ""


def takes_part(ticket: Ticket, address: str) -> bool:
    """Whether letters from this address may join the ticket by its number alone."""
    part = Participant.objects.filter(ticket=ticket, address=address).exclude(role="removed")
    return bool(address) and part.exists()


def was_removed(ticket: Ticket, address: str) -> bool:
    """A letter of ours that went to a mistyped address opens nothing to whoever has that address."""
    return Participant.objects.filter(ticket=ticket, address=address, role="removed").exists()


def alive(ticket: Ticket | None) -> Ticket | None:
    """This ticket, or where it went when it was merged; null where merges run in a ring."""
    been: set[int] = set()
    while ticket is not None and ticket.merged_into_id is not None:
        if ticket.pk in been:
            return None
        been.add(ticket.pk)
        ticket = ticket.merged_into
    return ticket


def continues(ticket: Ticket, at: datetime, days: int) -> bool:
    """P7: for so many days after closing a customer's words return to their ticket; later they are a new matter."""
    return ticket.closed_at is None or (at - ticket.closed_at).days < days

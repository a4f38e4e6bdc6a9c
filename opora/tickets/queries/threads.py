"""Which ticket an arrival belongs to, and by which rule."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from opora.core.facts import Arrival
from opora.lib import signed
from opora.lib.damm import without_check_digit
from opora.tickets.models import Message, Participant, Ticket
from opora.tickets.models.ticket import FIRST_NUMBER

__all__ = [
    "Verdict",
    "alive",
    "by_number",
    "continues",
    "id_from_number",
    "kept_id",
    "named_in",
    "number_of",
    "takes_part",
    "verdict_on",
]

_NUMBER = re.compile(r"\bSD-(\d{7,})\b", re.IGNORECASE)
LONGEST_ID = 998


@dataclass(frozen=True, slots=True)
class Verdict:
    """How an arrival was judged: the ticket that it continues, null for a new matter, and the rule that says so.

    ``matched`` is what stands in the letter: a Message-ID, an address of ours, a number. Where that was not believed
    ``doubt`` says why and ``named`` is the ticket that it names.
    """

    rule: str = "new"
    ticket: Ticket | None = None
    matched: str = ""
    doubt: str = ""
    named: Ticket | None = None


def verdict_on(arrival: Arrival, read_own_id: Callable[[str], int | None]) -> Verdict:
    """The ticket of a reply, or a new matter. A number alone is believed only from who takes part already.

    Rules in order: "own-id" (a keyed Message-ID of ours in In-Reply-To or References, which nobody can guess; read by
    ``read_own_id`` without a query), "their-id" (a message of this ticket is named, by a participant), "number" (in the
    subject, by a participant). Merged tickets lead to where they went. Of several doubts the first one is told.
    """
    doubts: list[Verdict] = []
    for judge in (partial(_by_own_id, read=read_own_id), _by_their_id, _by_subject):
        for found in judge(arrival):
            if found.ticket is not None:
                return found
            doubts.append(found)
    return doubts[0] if doubts else Verdict()


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


def _named_ids(arrival: Arrival) -> list[str]:
    return [text for text in (arrival.in_reply_to, *reversed(arrival.references)) if text]


def _by_own_id(arrival: Arrival, read: Callable[[str], int | None]) -> Iterator[Verdict]:
    forged: tuple[str, int] | None = None
    for text in _named_ids(arrival):
        ticket_id = read(text)
        ticket = alive(Ticket.objects.filter(pk=ticket_id).first()) if ticket_id is not None else None
        if ticket is not None:
            removed = _was_removed(ticket, arrival.sender.address)
            yield Verdict(matched=text, doubt="removed") if removed else Verdict("own-id", ticket, text)
        elif ticket_id is None and forged is None and (claimed := signed.claimed_ticket(text)) is not None:
            forged = text, claimed
    if forged is not None:
        # Only one is looked up: anybody can write a thousand.
        named = alive(Ticket.objects.filter(pk=forged[1]).first())
        yield Verdict(matched=forged[0], doubt="forged-id", named=named)


def _by_their_id(arrival: Arrival) -> Iterator[Verdict]:
    ids = _named_ids(arrival)
    if ids:
        message = Message.objects.filter(message_id__in=ids).exclude(message_id="").select_related("ticket").last()
        ticket = alive(message.ticket) if message else None
        if message is not None and ticket is not None:
            yield _of_participant("their-id", ticket, message.message_id, arrival.sender.address)


def _by_subject(arrival: Arrival) -> Iterator[Verdict]:
    for named in named_in(arrival.subject):
        ticket = alive(named)
        if ticket is not None:
            yield _of_participant("number", ticket, named.number, arrival.sender.address)


def _of_participant(rule: str, ticket: Ticket, matched: str, address: str) -> Verdict:
    if takes_part(ticket, address):
        return Verdict(rule, ticket, matched)
    if _was_removed(ticket, address):
        return Verdict(matched=matched, doubt="removed")
    return Verdict(matched=matched, doubt="stranger", named=ticket)

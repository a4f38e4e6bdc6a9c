"""Which ticket an arrival belongs to, and by which rule; or why what it names is not believed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from opora.core.facts import Arrival
from opora.lib import signed
from opora.tickets.models import Message, Ticket
from opora.tickets.queries.threads import alive, named_in, takes_part, was_removed
from opora.tickets.queries.tokens import standing_of_token, tokens_in

__all__ = ["Verdict", "verdict_on"]


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
    ``read_own_id`` without a query), "token" (in an address of ours, revoked with the links of whom it was written to),
    "their-id" (a message of this ticket is named, by a participant), "number" (in the subject, by a participant).
    Merged tickets lead to where they went. Of several doubts the first one is told. Who writes in another's name joins
    by none of them, whatever they have read: a letter that was passed on names its own number.
    """
    doubts: list[Verdict] = []
    for judge in (partial(_by_own_id, read=read_own_id), _by_token, _by_their_id, _by_subject):
        for found in judge(arrival):
            if found.ticket is not None and arrival.proof == "fail":
                return Verdict(matched=found.matched, doubt="forged-sender", named=found.ticket)
            if found.ticket is not None:
                return found
            doubts.append(found)
    return doubts[0] if doubts else Verdict()


def _named_ids(arrival: Arrival) -> list[str]:
    return [text for text in (arrival.in_reply_to, *reversed(arrival.references)) if text]


def _by_own_id(arrival: Arrival, read: Callable[[str], int | None]) -> Iterator[Verdict]:
    forged: tuple[str, int] | None = None
    for text in _named_ids(arrival):
        ticket_id = read(text)
        ticket = alive(Ticket.objects.filter(pk=ticket_id).first()) if ticket_id is not None else None
        if ticket is not None:
            removed = was_removed(ticket, arrival.sender.address)
            yield Verdict(matched=text, doubt="removed") if removed else Verdict("own-id", ticket, text)
        elif ticket_id is None and forged is None and (claimed := signed.claimed_ticket(text)) is not None:
            forged = text, claimed
    if forged is not None:
        # Only one is looked up: anybody can write a thousand.
        named = alive(Ticket.objects.filter(pk=forged[1]).first())
        yield Verdict(matched=forged[0], doubt="forged-id", named=named)


def _by_token(arrival: Arrival) -> Iterator[Verdict]:
    for address, ticket_id, code in tokens_in(arrival):
        ticket = Ticket.objects.filter(pk=ticket_id).first()
        gone = alive(ticket)
        if ticket is None or gone is None:
            continue
        standing = standing_of_token(ticket, code)
        if standing == "live" and was_removed(gone, arrival.sender.address):
            yield Verdict(matched=address, doubt="removed")
        elif standing == "live":
            yield Verdict("token", gone, address)
        else:
            yield Verdict(matched=address, doubt=f"{standing}-token", named=gone)


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
    if was_removed(ticket, address):
        return Verdict(matched=matched, doubt="removed")
    return Verdict(matched=matched, doubt="stranger", named=ticket)

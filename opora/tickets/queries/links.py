"""The link to a ticket in every letter to a customer: per address and ticket, made without writing a row."""

from datetime import datetime

from django.conf import settings
from django.db.models import Count, Max

from opora.lib import signed
from opora.lib.remembered import kept
from opora.offices.queries import policy_at
from opora.registry.queries import addresses_of
from opora.tickets.models import LinkRevocation, Participant, Ticket
from opora.tickets.queries.threads import alive, continues

__all__ = ["addresses_in", "link_token", "read_link", "returns", "revoked_links"]

PURPOSE = "request"


def link_token(ticket: Ticket, address: str) -> str:
    """What opens this ticket for whoever reads letters to this address. It carries keys alone, nothing personal."""
    unasked = kept("links of ticket", ticket.pk)
    generation = 0 if unasked else LinkRevocation.objects.filter(ticket=ticket, address=address).count()
    return signed.token(settings.SECRET_KEY, PURPOSE, ticket.pk, _key(address), generation)


def read_link(token: str, now: datetime) -> tuple[Ticket, str] | None:
    """The ticket of a link, or where it was merged into, and the address that the link was written to; null when it
    opens nothing, or nothing any more.

    It must be ours and unaltered, the address must still take part, nobody may have revoked it, and the ticket must
    be open or not longer closed than it can come back.
    """
    values = signed.read_token(settings.SECRET_KEY, PURPOSE, token, now=now)
    if values is None:
        return None
    ticket_id, key, generation = values
    ticket = Ticket.objects.filter(pk=int(ticket_id)).first()
    now_in = alive(ticket)
    if ticket is None or now_in is None or not returns(now_in, now):
        return None
    address = next((one for one in addresses_in(ticket) if _key(one) == key), None)
    if address is None or LinkRevocation.objects.filter(ticket=ticket, address=address).count() != int(generation):
        return None
    return now_in, address


def returns(ticket: Ticket, at: datetime) -> bool:
    """Whether the customer's words of this instant belong to this ticket still (P7): open, or closed not long ago."""
    return continues(ticket, at, policy_at(at).reopen_calendar_days)


def addresses_in(ticket: Ticket) -> list[str]:
    """Every address that takes part in a ticket, and those of its contact; none that was put there by a slip."""
    rows = list(Participant.objects.filter(ticket=ticket).order_by("pk").values_list("address", "role"))
    removed = {address for address, role in rows if role == "removed"}
    named = [*(address for address, _ in rows), *addresses_of(ticket.contact)]
    return [address for address in dict.fromkeys(named) if address not in removed]


def revoked_links(ticket: Ticket) -> dict[str, tuple[int, datetime]]:
    """How often each address's links were revoked, and when last."""
    rows = LinkRevocation.objects.filter(ticket=ticket).values("address").annotate(times=Count("pk"), last=Max("at"))
    return {row["address"]: (row["times"], row["last"]) for row in rows}


def _key(address: str) -> str:
    return signed.keyed(settings.SECRET_KEY, PURPOSE, address)

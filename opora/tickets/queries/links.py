"""The link to a ticket in every letter to a customer, and its twin by letter: per address and ticket, made without
writing a row."""

import hmac
import re
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Max

from opora.lib import signed
from opora.lib.remembered import kept, remembered
from opora.offices.queries import policy_at
from opora.registry.queries import addresses_of
from opora.tickets.models import LinkRevocation, Participant, Ticket
from opora.tickets.queries.threads import alive, continues, named_in

__all__ = [
    "addresses_in",
    "asks_reminder",
    "generation_of",
    "link_token",
    "read_link",
    "reminder_code",
    "returns",
    "revoked_links",
    "without_code",
]

PURPOSE = "request"
_CODE = re.compile(rf"(?<![\w-]){signed.MARK}[a-z2-7]{{20}}(?![\w-])", re.IGNORECASE)


def link_token(ticket: Ticket, address: str) -> str:
    """What opens this ticket for whoever reads letters to this address. It carries keys alone, nothing personal."""
    return signed.token(settings.SECRET_KEY, PURPOSE, ticket.pk, _key(address), generation_of(ticket, address))


def reminder_code(ticket: Ticket, address: str) -> str:
    """What makes a letter from this address about this ticket a reminder: it lives and dies with the link (E1)."""
    return _code(ticket.pk, address, generation_of(ticket, address))


def asks_reminder(subject: str, sender: str, ticket: Ticket) -> bool:
    """Whether this subject bears a live code of this ticket, or of one that was merged into it, and its sender takes
    part. A code is as good from another participant: they may remind us by any other door."""
    codes = [found.lower() for found in _CODE.findall(subject)[:5]]
    for named in named_in(subject) if codes else ():
        addresses = addresses_in(named)
        gone = alive(named)
        if gone is None or gone.pk != ticket.pk or sender not in addresses:
            continue
        revoked = revoked_links(named)
        live = [_code(named.pk, one, revoked[one][0] if one in revoked else 0) for one in addresses]
        if any(hmac.compare_digest(one, code) for one in live for code in codes):
            return True
    return False


def without_code(subject: str) -> str:
    """The subject without what opens a door: it becomes the subject of a ticket, and stands in letters."""
    return " ".join(_CODE.sub("", subject).replace("()", "").split()) if _CODE.search(subject) else subject


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


def generation_of(ticket: Ticket, address: str) -> int:
    """How often the links of this address were revoked."""
    return 0 if kept("links of ticket", ticket.pk) else _revoked(ticket.pk, address)


@remembered
def _revoked(ticket_id: int, address: str) -> int:
    return LinkRevocation.objects.filter(ticket=ticket_id, address=address).count()


def _code(ticket_id: int, address: str, generation: int) -> str:
    return signed.MARK + signed.keyed(settings.SECRET_KEY, "reminder", f"{ticket_id}\n{generation}\n{address}")


def _key(address: str) -> str:
    return signed.keyed(settings.SECRET_KEY, PURPOSE, address)

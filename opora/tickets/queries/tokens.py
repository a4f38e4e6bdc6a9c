"""The token in the address to which a letter of ours is answered: it names its ticket, whoever writes there.

It lives and dies with the links of the address that our letter went to. In lower case, since addresses lose theirs.
"""

import hmac
import re
from collections.abc import Iterator
from typing import Literal

from django.conf import settings

from opora.core.facts import Arrival
from opora.lib import signed
from opora.tickets.models import Ticket
from opora.tickets.queries.links import addresses_in, generation_of, revoked_links

__all__ = ["reply_tag", "standing_of_token", "tokens_in"]

MOST = 5
_TOKEN = re.compile(r"\+r([1-9][0-9]{0,17})-([a-z2-7]{20})@", re.ASCII)


def reply_tag(ticket: Ticket, address: str) -> str:
    """What stands behind the plus in our address, in a letter to this one about this ticket."""
    return f"r{ticket.pk}-{_code(ticket.pk, address, generation_of(ticket, address))}"


def tokens_in(arrival: Arrival) -> Iterator[tuple[str, int, str]]:
    """The addresses with a token that a letter was sent to, at most five: each whole, its ticket's row and its code."""
    found = 0
    named = (*(one.address for one in (*arrival.to, *arrival.cc)), *arrival.delivered_to)
    for address in dict.fromkeys(named):
        match = _TOKEN.search(address)
        if match is not None and (found := found + 1) <= MOST:
            yield address, int(match[1]), match[2]


def standing_of_token(ticket: Ticket, code: str) -> Literal["live", "revoked", "wrong"]:
    """Whether this code was made for the ticket, and nobody has revoked it since."""
    revoked = revoked_links(ticket)
    standing: Literal["live", "revoked", "wrong"] = "wrong"
    for address in addresses_in(ticket):
        now = revoked[address][0] if address in revoked else 0
        for generation in range(now + 1):
            if hmac.compare_digest(_code(ticket.pk, address, generation), code):
                standing = "live" if generation == now else "revoked"
    return standing


def _code(ticket_id: int, address: str, generation: int) -> str:
    return signed.keyed(settings.SECRET_KEY, "reply", f"{ticket_id}\n{generation}\n{address}")

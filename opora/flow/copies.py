"""Who else is in a customer's letter: whoever has a copy takes part, but for ourselves and for machines."""

import re
from dataclasses import replace

from opora.accounts.queries import staff_among
from opora.channels.queries import is_ours
from opora.core.facts import Arrival, Sender
from opora.offices.queries import offices_all
from opora.tickets.queries import without_code

MOST = 200
_MUTE = re.compile(r"(?:no-?reply|do-?not-?reply|mailer-daemon|postmaster|bounces?)(?:[+=-].*)?@")


def shown(arrival: Arrival) -> Arrival:
    """As it is filed: without the code that opens a door, since subjects stand on pages and in letters; in Cc only who
    takes part."""
    return replace(arrival, subject=without_code(arrival.subject), cc=others_in(arrival))


def others_in(arrival: Arrival) -> tuple[Sender, ...]:
    """The people in Cc of a letter who are neither its writer nor any of us, each once; nobody where somebody
    else wrote in the writer's name, who would read our answers there."""
    if arrival.proof == "fail":
        return ()
    ours = {office.address.lower() for office in offices_all() if office.address} if arrival.cc else set()
    ours |= {arrival.sender.address, *arrival.delivered_to}
    named = {one.address: one for one in arrival.cc[:MOST] if one.address not in ours and not is_ours(one.address)}
    colleagues = staff_among(named) if named else set()
    return tuple(one for address, one in named.items() if address not in colleagues and not _MUTE.match(address))

"""Where else a letter may be filed from its page."""

from dataclasses import dataclass

from opora.channels.queries import InboundMail
from opora.flow import forward, refile
from opora.tickets.queries import stands_alone


@dataclass(frozen=True, slots=True)
class Choice:
    """``back``: the number of the ticket in which it lay before; ``own``: it may become a ticket of its own,
    ``returns`` by that. ``tray``: somebody says whether a human wrote it; ``alone``: its ticket goes along."""

    back: str
    own: bool
    returns: bool
    tray: bool
    alone: bool


def choice_for(letter: InboundMail) -> Choice | None:
    """What the page offers; null for a letter that is filed nowhere else: a note of a colleague, a double."""
    message = letter.message
    if letter.state in ("aside", "failed"):
        return Choice("", own=True, returns=False, tray=True, alone=False) if letter.rule != forward.RULE else None
    if letter.state != "filed" or message is None or message.user_id is not None:
        return None
    before, alone = refile.way_back(letter), stands_alone(message)
    returns = message.moved_from_id is not None and before is None and not alone
    return Choice(before.number if before else "", own=not alone, returns=returns, tray=False, alone=alone)

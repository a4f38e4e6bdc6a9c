"""Which addresses have a link to a ticket in their letters."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from opora.accounts.queries import User
from opora.core.addresses import readable
from opora.lib import moments
from opora.tickets.queries import Ticket, addresses_in, revoked_links
from opora.web.desk import words


@dataclass(frozen=True, slots=True)
class Link:
    """An address that takes part, as it is kept and as people read it, and when its links were revoked last."""

    address: str
    shown: str
    revoked_text: str


def links(ticket: Ticket, user: User, now: datetime) -> list[Link]:
    """Every address whose letters carry a link to this ticket."""
    revoked = revoked_links(ticket)
    return [Link(one, readable(one), _text(revoked.get(one), user, now)) for one in addresses_in(ticket)]


def _text(revoked: tuple[int, datetime] | None, user: User, now: datetime) -> str:
    if revoked is None:
        return ""
    when = moments.short(revoked[1], now, user.zone, words.language())
    return _("revoked %(when)s; later letters carry a new one") % {"when": when}

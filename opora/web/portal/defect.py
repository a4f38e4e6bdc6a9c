"""What a customer reads of the defect behind their request: its status in their words, never a title of colleagues."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from opora.programme.queries import Defect, seen_of
from opora.tickets.queries import Ticket
from opora.web.portal import words
from opora.web.words import language, said


def defect_said(ticket: Ticket, now: datetime) -> str:
    """The sentence; empty while no defect is known, or none is confirmed."""
    one = seen_of([ticket.pk]).get(ticket.pk)
    if one is None:
        return ""
    quoted = " «%s»" if language() == "ru" else " “%s”"
    title = quoted % one.public_title if one.public_title else ""
    version = one.fixed_in.name if one.fixed_in else ""
    sentence = said(words.DEFECTS, one.status) % {"title": title, "version": version}
    return " ".join(filter(None, [sentence, one.reason, _announced(one, ticket, now)]))


def _announced(one: Defect, ticket: Ticket, now: datetime) -> str:
    """That the version with the correction is not out yet, by the customer's date."""
    released_on = one.fixed_in.released_on if one.fixed_in else None
    today = now.astimezone(ZoneInfo(ticket.customer_zone)).date()
    out = one.fixed_in is None or (released_on is not None and released_on <= today)
    return "" if out else _("It is not released yet.")

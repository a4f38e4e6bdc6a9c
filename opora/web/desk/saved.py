"""The text that waits in the composer of a ticket, and what was said of it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from opora.accounts.queries import User
from opora.lib import moments
from opora.programme.queries import number_of
from opora.tickets.queries import Draft, Ticket, drafts_of
from opora.web.desk import words

SENDING = "sending"


@dataclass(frozen=True, slots=True)
class Saved:
    """A draft: its row, its text, where it comes from; ``more`` are others behind it. ``seconds``: it was sent, and
    leaves so long after that."""

    pk: int
    text: str
    told: str
    more: int
    seconds: int = 0


def saved(ticket: Ticket, user: User, now: datetime) -> Saved | None:
    """The newest text that waits on this ticket, if any."""
    drafts = drafts_of(ticket)
    if not drafts:
        return None
    first = drafts[0]
    seconds = round((first.leaves_at - first.at).total_seconds()) if first.leaves_at else 0
    return Saved(first.pk, first.text, _told(first, user, now), len(drafts) - 1, seconds)


def _told(draft: Draft, user: User, now: datetime) -> str:
    number = "" if draft.origin == SENDING else number_of(draft.origin_id)
    about = words.said(words.DRAFTS, draft.origin) % {"number": number}
    who = draft.made_by.full_name if draft.made_by else _("the developers' tracker")
    when = moments.short(draft.at, now, user.zone, words.language())
    return f"{about} · {who}, {when} · {words.said(words.VERBS, draft.verb)}"

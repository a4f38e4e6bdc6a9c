"""«Про меня забыли» on the page of a request: the question before its time (E5), and what became of it."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from opora.accounts.queries import user_by_id
from opora.core.standing import Standing
from opora.flow.letter_facts import TELLABLE, moments_of, who
from opora.flow.remind import owes_by
from opora.lib import moments
from opora.tickets.queries import Ticket
from opora.web.portal import words
from opora.web.words import language, said


def promised(standing: Standing, ticket: Ticket, office_zone: str) -> str:
    """What we have promised and still can keep, as a sentence; empty: nothing, so that nobody is asked to wait."""
    if not owes_by(standing):
        return ""
    told = [(at, kind) for kind, at in moments_of(ticket.unclear, standing).items() if kind in TELLABLE]
    at, kind = min(told)
    when = moments.by(at, ticket.customer_zone, language(), office_zone=office_zone)
    return said(words.PROMISED, kind) % {"when": when}


def reminded(standing: Standing, ticket: Ticket, office_zone: str) -> str:
    """Who answers for a reminder that lives, and by when they write; empty: none does."""
    clock = standing.live("escalation")
    if standing.reminded_at is None or clock is None:
        return ""
    holder = ", ".join(filter(None, [who(user_by_id(standing.holder)), said(words.RUNGS, str(standing.rung))]))
    when = moments.by(clock.due_at, ticket.customer_zone, language(), office_zone=office_zone)
    told = _("You reminded us. It is with %(holder)s now, who will tell you %(when)s how things stand.")
    return told % {"holder": holder, "when": when}


def rungs(typed: Mapping[str, str]) -> list[tuple[str, str, bool]]:
    """The ways, at the customer's free choice (E2): code, label, chosen."""
    chosen = typed.get("rung", "1")
    return [(rung, said(words.RUNGS, rung), rung == chosen) for rung in words.RUNGS]

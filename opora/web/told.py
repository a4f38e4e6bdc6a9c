"""What a customer is told of how a request stands, in the language that is active: on their page, and by telephone."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opora.core.clock import Clock
from opora.core.facts import Stage
from opora.core.standing import Standing
from opora.flow.letter_facts import TELLABLE, moments_of
from opora.lib import moments
from opora.tickets.queries import Ticket
from opora.web.words import Words, language, said

STAGES: Words = {
    "received": gettext_lazy("Received"),
    "office": gettext_lazy("With the office"),
    "central": gettext_lazy("With the central service"),
    "research": gettext_lazy("Under investigation"),
    "waiting": gettext_lazy("Waiting for you"),
    "answered": gettext_lazy("We answered"),
    "release": gettext_lazy("Waiting for a release with the correction"),
    "closed": gettext_lazy("Closed"),
}
HAPPENS: Words = {
    "received": gettext_lazy("Your request is here and waits for a specialist to take it."),
    "office": gettext_lazy("The office is working on it."),
    "central": gettext_lazy("The central service is working on it: the office passed it on."),
    "research": gettext_lazy("We are looking for the cause; that takes longer than an ordinary answer."),
    "waiting": gettext_lazy("We have asked you something and cannot carry on without your reply."),
    "answered": gettext_lazy("We have answered. If it does not help, write to us here."),
    "release": gettext_lazy("The defect is confirmed; its correction comes with a release."),
    "closed": gettext_lazy("The request is closed."),
}
NEXT: Words = {
    "first_response": gettext_lazy("We will answer %(when)s."),
    "goal": gettext_lazy("Most likely we will answer %(when)s; this is an estimate, not a guarantee."),
    "resolution": gettext_lazy("You will have a full answer %(when)s."),
    "word": gettext_lazy("We will write to you %(when)s."),
    "release_word": gettext_lazy("We will write to you about the release %(when)s."),
    "recovery": gettext_lazy("We will explain the delay and give you a new time %(when)s."),
    "escalation": gettext_lazy("We will tell you how things stand %(when)s."),
}
MISSED: Words = {
    "first_response": gettext_lazy("We promised to answer %(when)s and did not."),
    "goal": gettext_lazy("We expected to answer %(when)s and did not."),
    "resolution": gettext_lazy("We promised you a full answer %(when)s and do not have it yet."),
    "word": gettext_lazy("We promised to write %(when)s and did not."),
    "release_word": gettext_lazy("We promised to write %(when)s and did not."),
    "recovery": gettext_lazy("We promised to explain the delay %(when)s and did not."),
    "escalation": gettext_lazy("We promised to write %(when)s and did not."),
}


def happens(standing: Standing) -> str:
    """What is done now."""
    code = standing.stage.value
    if standing.live("look") is not None:
        return _("You wrote after our answer. We are reading it, and the request stays open until we have.")
    if standing.stage is Stage.WAITING and standing.live("resolution") is not None:
        return f"{said(HAPPENS, code)} {_('The time for our answer stands still meanwhile.')}"
    return said(HAPPENS, code)


def late(standing: Standing, ticket: Ticket) -> str:
    """The latest moment that we told and did not keep, while we owe its explanation; empty: there is none."""
    missed = [one for one in standing.clocks if one.missed_at is not None and one.met_at is None and one.told_at]
    if not standing.in_arrears or not missed:
        return ""
    last = max(missed, key=lambda one: one.due_at)
    when = moments.by(last.due_at, ticket.customer_zone, language(), office_zone=office_zone(ticket))
    return f"{said(MISSED, last.kind) % {'when': when}} {_('We are sorry.')}"


def owed(standing: Standing, ticket: Ticket) -> Clock:
    """What the customer hears of us next, in a stage in which we owe them something."""
    told = moments_of(ticket.unclear, standing)
    kind, _at = min(((kind, at) for kind, at in told.items() if kind in TELLABLE), key=lambda one: one[1])
    clock = standing.live(kind)
    assert clock is not None
    return clock


def next_said(clock: Clock, ticket: Ticket, now: datetime) -> str:
    """By when that is, by the customer's clock."""
    when = moments.short_by(clock.due_at, now, ticket.customer_zone, language(), office_zone=office_zone(ticket))
    return said(NEXT, clock.kind) % {"when": when}


def office_zone(ticket: Ticket) -> str:
    """So that the zone is named where the customer's differs from the office's."""
    return ticket.registering_office.zone if ticket.registering_office else ""

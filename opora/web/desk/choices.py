"""What can be done with a ticket as it stands: who may get it, where it may go, which verbs may be sent."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from opora.accounts.queries import User
from opora.core import stages
from opora.core.facts import Stage, Verb
from opora.core.macros import NOTE
from opora.core.standing import RELEASE_WORD_AT_MOST, Standing
from opora.lib import moments
from opora.offices.queries import Office, staff_of
from opora.tickets.queries import Ticket, macros_offered
from opora.web.desk import named, words


def choices(ticket: Ticket, standing: Standing, offices: Sequence[Office], user: User, now: datetime) -> dict[str, Any]:
    """What the forms of the page offer."""
    stage = Stage(ticket.stage)
    return {
        "may_send": {verb.value: stages.may_send(stage, verb) for verb in Verb},
        "macros": macros_of(ticket),
        "moves": [(move.value, words.said(words.STAGES, move.value)) for move in sorted(stages.MOVES[stage])],
        "must_choose": standing.live("look") is not None,
        "pauses": standing.live("resolution") is not None and stage is not Stage.WAITING,
        "release_days": release_days(standing, now),
        "late_for": late_for(standing, user, now),
        "late_now": standing.given_up(now, standing.usual_word_at(now)) is not None,
        "usual_word": usual_word(ticket, standing, user, now),
        "own_zone": moments.zone_mark(now, user.zone),
        "offices": [(one.code, named.office(one)) for one in offices if one.pk != ticket.owning_office_id],
        "staff": [(person.pk, person.full_name) for person in staff_of(ticket.owning_office, now)],
        "closings": [(why, words.said(words.WHY_CLOSED, why)) for why in words.BY_HAND],
    }


def verbs_of(ticket: Ticket) -> list[str]:
    """For what a text may be written on this ticket as it stands: its verbs, and a note always."""
    return [*(verb.value for verb in Verb if stages.may_send(Stage(ticket.stage), verb)), NOTE]


def macros_of(ticket: Ticket) -> list[tuple[int, str]]:
    """The macros that are offered, each with what it is for."""
    offered = macros_offered(ticket, verbs_of(ticket))
    return [(one.pk, f"{one.name} · {words.said(words.MACROS, one.verb)}") for one in offered]


def may_get(ticket: Ticket, user: User, now: datetime) -> dict[int, User]:
    """Who may become the assignee: the staff of the owning office, and whoever takes it themselves."""
    return {person.pk: person for person in [*staff_of(ticket.owning_office, now), user]}


def release_days(standing: Standing, now: datetime) -> dict[str, str]:
    """The first and the last day on which a word on a release may fall, as a date field says them."""
    today = now.astimezone(standing.calendar.tz).date()
    first, last = today + timedelta(days=1), today + timedelta(days=RELEASE_WORD_AT_MOST)
    return {"first": first.isoformat(), "last": last.isoformat()}


def late_for(standing: Standing, user: User, now: datetime) -> str:
    """The told moment that the latest possible word would leave behind it (P2); empty: none."""
    clock = standing.given_up(now, standing.latest_word_at(now))
    if clock is None:
        return ""
    when = moments.short_by(clock.told_due_at or clock.due_at, now, user.zone, words.language())
    return f"{words.said(words.KINDS, clock.kind)} {when}"


def usual_word(ticket: Ticket, standing: Standing, user: User, now: datetime) -> str:
    """Until when the next word would be due, in the reader's zone; the customer's clock beside it where it differs."""
    at, language = standing.usual_word_at(now), words.language()
    here = moments.short_by(at, now, user.zone, language)
    if moments.zone_mark(at, user.zone) == moments.zone_mark(at, ticket.customer_zone):
        return here
    there = moments.clock(at, ticket.customer_zone, language)
    return _("%(here)s, at the customer's %(there)s") % {"here": here, "there": there}

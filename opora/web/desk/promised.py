"""The moments of a ticket as its page shows them: each with its kind, how it stands, and why it is that moment (P5)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opora.accounts.queries import User
from opora.core.clock import Clock
from opora.core.standing import Standing
from opora.lib import moments
from opora.tickets.queries import Ticket
from opora.web.desk import words
from opora.web.desk.rows import ARREARS, SOON
from opora.web.strip import Strip, strip


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The same moment where the clock on the wall shows something else."""

    whose: str
    when: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A promise, goal or word."""

    anchor: str
    kind_text: str
    at: datetime | None
    when: str
    state: str
    state_text: str
    told_text: str
    elsewhere: tuple[Elsewhere, ...]
    strip: Strip
    strip_zone: str
    doubts: tuple[str, ...] = ()


def moment(clock: Clock, ticket: Ticket, user: User, now: datetime) -> Moment:
    """One clock with its explanation, by days of the registering office's zone (T3)."""
    state = _state(clock, now)
    zone = ticket.registering_office.zone if ticket.registering_office else clock.calendar.zone
    paused = clock.paused_at is not None
    return Moment(
        anchor=f"{clock.kind}-{clock.number}",
        kind_text=words.said(words.KINDS, clock.kind),
        at=None if paused else clock.due_at,
        when="" if paused else moments.short_by(clock.due_at, now, user.zone, words.language()),
        state=state,
        state_text=_state_text(clock, state, user, now),
        told_text=_told(clock),
        elsewhere=() if paused else _elsewhere(clock.due_at, ticket, zone, user, now),
        strip=strip(clock, zone, now, words.language()),
        strip_zone=moments.zone_mark(clock.due_at, zone),
        doubts=() if paused or not clock.live else _doubts(clock),
    )


def _doubts(clock: Clock) -> tuple[str, ...]:
    """What is unsure about a moment that is still to come (T7)."""
    flags = clock.calendar.flags(clock.started_at, clock.due_at)
    return tuple(words.said(DOUBTS, flag) for flag in sorted(flags))


DOUBTS: words.Words = {
    "fallback": gettext_lazy("Nothing opens on this calendar, so weekdays 9–18 of UTC are counted."),
    "preliminary": gettext_lazy("On the way lies a year whose days off are not all known yet."),
}


def clocks_to_show(standing: Standing) -> list[Clock]:
    """The live clocks first, then those that ended, the youngest first; what was only replaced is left out."""
    live = sorted((one for one in standing.clocks if one.live), key=lambda one: (one.paused_at is not None, one.due_at))
    gone = [one for one in reversed(standing.clocks) if not one.live and one.withdrawn_because != "anew"]
    return [*live, *(one for one in gone if one.kind != "word" or one.missed_at)]


def _state(clock: Clock, now: datetime) -> str:
    if clock.withdrawn_because:
        return "withdrawn"
    if clock.met_at is not None:
        return "met-late" if clock.missed_at is not None else "met"
    if clock.missed_at is not None:
        return "late"
    if clock.paused_at is not None:
        return "paused"
    if clock.kind in ARREARS:
        return "late"
    return "soon" if clock.calendar.between(now, clock.due_at) <= SOON else "calm"


def _state_text(clock: Clock, state: str, user: User, now: datetime) -> str:
    language = words.language()
    if clock.met_at is not None:
        met = moments.short(clock.met_at, now, user.zone, language)
        return (_("met late: %(when)s") if state == "met-late" else _("met: %(when)s")) % {"when": met}
    if state == "withdrawn":
        return _("no longer due")
    if clock.missed_at is not None:
        return _("the moment has passed")
    if clock.paused_at is not None:
        left = (clock.span or timedelta()) - clock.spent()
        return _("stands still, %(left)s left") % {"left": moments.span(max(left, timedelta()), language)}
    left = clock.calendar.between(now, clock.due_at)
    return _("%(left)s of working time left") % {"left": moments.span(left, language)}


def _told(clock: Clock) -> str:
    if not clock.live or clock.paused_at is not None:
        return ""
    return _("The customer knows this moment.") if clock.told else _("The customer was not told this moment.")


def _elsewhere(at: datetime, ticket: Ticket, office_zone: str, user: User, now: datetime) -> tuple[Elsewhere, ...]:
    places = [(_("at the office"), office_zone), (_("at the customer's"), ticket.customer_zone)]
    here = at.astimezone(ZoneInfo(user.zone)).utcoffset()
    return tuple(
        Elsewhere(whose, moments.short_by(at, now, zone, words.language(), office_zone=user.zone))
        for whose, zone in places
        if at.astimezone(ZoneInfo(zone)).utcoffset() != here
    )

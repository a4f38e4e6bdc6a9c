"""How a request stands, in its customer's words: what happens now, who has it, when they hear next and why then."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opora.core.clock import Clock
from opora.core.facts import Stage
from opora.core.standing import Standing
from opora.flow.letter_facts import who
from opora.ledger.queries import history_of
from opora.lib import moments
from opora.offices.queries import is_quiet, policy_at
from opora.promises.queries import foreseen
from opora.tickets.queries import Ticket
from opora.web import told
from opora.web.portal.defect import defect_said
from opora.web.portal.reminder import promised, reminded
from opora.web.strip import Strip, strip
from opora.web.words import language, said


@dataclass(frozen=True, slots=True)
class Next:
    """When the customer hears from us next: the sentence, why then, and the days that count."""

    text: str
    at: datetime | None = None
    why: str = ""
    strip: Strip | None = None
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Stands:
    """The answers to three of the four questions; ``late`` says what we did not keep, ``defect`` what we know of the
    cause.

    ``promised`` is what they are asked before they remind us (E5), ``reminded`` what became of it.
    """

    stage: str
    stage_text: str
    happens: str
    defect: str
    late: str
    who: str
    place: str
    next: Next
    open: bool
    returns_until: str
    promised: str
    reminded: str
    rung_span: str


def stands(ticket: Ticket, now: datetime) -> Stands:
    """What the worker would write by ``now`` counts as written, so that no moment here lies in the past (P2)."""
    quiet, policy = is_quiet(now), policy_at(now)
    standing = foreseen({ticket.pk: history_of("ticket", ticket.pk)}, policy, now, quiet=quiet)[ticket.pk]
    code = standing.stage.value
    closed = standing.stage is Stage.CLOSED
    defect = defect_said(ticket, now)
    awaited = bool(defect) and standing.stage is Stage.RELEASE and standing.live("look") is None
    back = standing.closed_at + timedelta(days=policy.reopen_calendar_days) if closed and standing.closed_at else None
    return Stands(
        stage=code,
        stage_text=said(told.STAGES, code),
        happens=defect if awaited else told.happens(standing),
        defect="" if awaited else defect,
        late=told.late(standing, ticket),
        who=who(ticket.assignee),
        place=_place(ticket),
        next=_next(standing, ticket, now, quiet),
        open=not closed,
        returns_until=_date(back, ticket) if back else "",
        promised="" if quiet else promised(standing, ticket, told.office_zone(ticket)),
        reminded=reminded(standing, ticket, told.office_zone(ticket)),
        rung_span=moments.span(policy.rung, language()),
    )


def _place(ticket: Ticket) -> str:
    """The office by its city, or the central service, with its line."""
    office = ticket.owning_office
    if office is None:
        return _("An office is being found for it.")
    if office.line == 3:
        return _("development, line 3")
    if office.line == 2 or not office.name_where:
        return _("Central service of technical support, line 2")
    where = (office.name_en or office.name) if language() == "en" else office.name_where
    return _("%(where)s office, line 1") % {"where": where}


def _next(standing: Standing, ticket: Ticket, now: datetime, quiet: bool) -> Next:
    if quiet:
        return Next(_("The desk does not write letters at present. Look at this page again, or call us."))
    if standing.stage is Stage.CLOSED:
        return Next(_("Nothing is due from us: the request is closed."))
    reminds = standing.reminded_at is not None
    if standing.live("look") is not None and standing.stage is Stage.ANSWERED and not reminds:
        return Next(_("Once we have read what you wrote, we will carry on or close the request."))
    if standing.stage in (Stage.WAITING, Stage.ANSWERED) and not reminds:
        assert standing.closing_at is not None
        return _closing(standing, standing.closing_at, ticket)
    clock = told.owed(standing, ticket)
    return Next(
        text=told.next_said(clock, ticket, now),
        at=clock.due_at,
        why=_why(clock, standing, ticket, now),
        strip=strip(clock, ticket.customer_zone, now, language()),
        zone=moments.zone_mark(clock.due_at, ticket.customer_zone),
    )


def _closing(standing: Standing, at: datetime, ticket: Ticket) -> Next:
    day = moments.on_day(at, ticket.customer_zone, language())
    if standing.stage is Stage.WAITING:
        days = standing.policy.close_waiting_days
        text = _(
            "As soon as you reply, we will carry on. Without a reply we will close the request %(day)s; you can still "
            "come back to it."
        )
        why = ngettext(
            "That is %(count)d working day after our question.",
            "That is %(count)d working days after our question.",
            days,
        )
    else:
        days = standing.policy.close_answered_days
        text = _("If there is nothing else, we will close the request %(day)s; you can still come back to it.")
        why = ngettext(
            "That is %(count)d working day after our answer.",
            "That is %(count)d working days after our answer.",
            days,
        )
    return Next(text % {"day": day}, at, why % {"count": days})


def _why(clock: Clock, standing: Standing, ticket: Ticket, now: datetime) -> str:
    since = moments.short(clock.started_at, now, ticket.customer_zone, language())
    if clock.span is not None:
        span = moments.span(clock.span, language())
        return _("That is %(span)s of our working time, counted from %(since)s.") % {"span": span, "since": since}
    usual = standing.calendar.working_days_later(clock.started_at, standing.usual_word_days)
    if clock.kind == "word" and clock.due_at <= usual:
        days = standing.usual_word_days
        text = ngettext(
            "While a request is open we write at least every %(count)d working day.",
            "While a request is open we write at least every %(count)d working days.",
            days,
        )
        return text % {"count": days}
    if clock.kind == "word":
        return _("The specialist named this time and you agreed.")
    if clock.kind == "release_word":
        return _("By this date we will write in any case, with news of the release or without.")
    length = moments.span(clock.calendar.between(clock.started_at, clock.due_at), language())
    return _("That is %(span)s of our working time, counted from %(since)s.") % {"span": length, "since": since}


def _date(at: datetime, ticket: Ticket) -> str:
    return moments.full_date(at.astimezone(ZoneInfo(ticket.customer_zone)).date(), language())

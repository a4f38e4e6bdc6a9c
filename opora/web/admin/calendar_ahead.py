"""What a change of a calendar would move, before it is saved: how many open tickets, the first of them by office."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opora.calendars.edits import differences
from opora.calendars.queries import work_calendar
from opora.core.hours import WorkCalendar
from opora.flow.recount import Move, foreseen
from opora.lib import moments
from opora.tickets.queries import all_tickets
from opora.web.admin.calendar_forms import Change
from opora.web.admin.calendar_said import edited, from_day
from opora.web.desk import named
from opora.web.desk.words import KINDS, Words, language, said

SHOWN = 100
OWN_KINDS: Words = {"closing": gettext_lazy("closes by itself"), "nudge": gettext_lazy("remind the customer")}


@dataclass(frozen=True, slots=True)
class Line:
    """One moment of one ticket: when it is due, when it would be, and the working time between by today's week."""

    number: str
    kind: str
    before: str
    after: str
    apart: str


def ahead_of(change: Change, code: str, now: datetime) -> dict[str, Any]:
    """What the page says before saving."""
    found = foreseen(
        code, spec=change.spec, valid_from=change.valid_from, now=now, correcting=change.correcting, limit=SHOWN
    )
    return {
        "what": [edited(one) for one in differences(change.held.spec, change.spec, change.valid_from)],
        "from": from_day(change.valid_from) if change.valid_from > change.held.valid_from else "",
        "said": change.said,
        "correcting": change.correcting,
        "days": change.days,
        "open": found.open,
        "moved": found.moved,
        "later": found.later,
        "offices": list(_by_office(found.moves, work_calendar(code), now)),
        "more": found.next_after is not None,
        "shown": SHOWN,
    }


def _by_office(found: Sequence[Move], usual: WorkCalendar, now: datetime) -> Iterator[tuple[str, list[Line]]]:
    """The moments by the office that has the ticket, in order of the offices' names."""
    rows = all_tickets().filter(pk__in={one.ticket for one in found}).select_related("owning_office")
    offices = {row.pk: named.office(row.owning_office) or _("no office") for row in rows}
    for office, moves in groupby(sorted(found, key=lambda one: offices[one.ticket]), lambda one: offices[one.ticket]):
        yield office, [_line(one, usual, now) for one in moves]


def _line(one: Move, usual: WorkCalendar, now: datetime) -> Line:
    apart = usual.between(min(one.before, one.after), max(one.before, one.after))
    sign = "+" if one.after > one.before else "\N{MINUS SIGN}"
    before, after = (moments.short(at, now, usual.zone, language()) for at in (one.before, one.after))
    kind = said(OWN_KINDS, one.kind) if one.kind in OWN_KINDS else said(KINDS, one.kind)
    return Line(one.number, kind, before, after, f"{sign}{moments.span(apart, language())}")

"""The auditor's page: who read tickets of other offices, never what stands in them (E3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from opora.accounts.queries import User
from opora.lib import moments
from opora.tickets.access import Reading, audits_readings, readings_for
from opora.web.desk import named, words
from opora.web.desk.frame import desk_page
from opora.web.desk.listed import listed

VIA = {"desk": _("page"), "api": "API", "call": _("call")}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the log."""

    at: datetime
    when: str
    person: str
    role_text: str
    number: str
    office_text: str
    via_text: str


@desk_page
def readings(request: HttpRequest) -> HttpResponse:
    """The log, newest first; ``after`` is a page's token."""
    return listed(request, "readings", audits_readings, readings_for, _lines)


def _lines(rows: Sequence[Reading], user: User, now: datetime) -> list[Line]:
    return [_line(row, user, now) for row in rows]


def _line(row: Reading, user: User, now: datetime) -> Line:
    return Line(
        at=row.at,
        when=moments.short(row.at, now, user.zone, words.language()),
        person=row.user.full_name,
        role_text=row.user.get_role_display(),
        number=row.ticket.number,
        office_text=named.office(row.ticket.owning_office),
        via_text=str(VIA.get(row.via, row.via)),
    )

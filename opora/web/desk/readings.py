"""The auditor's page: who read tickets of other offices, never what stands in them (E3)."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opora.accounts.queries import User
from opora.lib import moments
from opora.tickets.access import Reading, audits_readings, readings_for
from opora.web.desk import named, words
from opora.web.desk.frame import desk_page, show, signed_in

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
    now, user = timezone.now(), signed_in(request)
    if not audits_readings(user):
        raise PermissionDenied
    found, following = readings_for(user, request.GET.get("after", ""))
    context = {"lines": [_line(row, user, now) for row in found], "following": following}
    return show(request, "desk/readings.html", context, now, here="readings")


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

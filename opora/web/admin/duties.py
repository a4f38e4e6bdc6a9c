"""Duties: extra hours of an organisation with the people who are called out, in order (T9, O3); entered and ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.queries import names_of
from opora.contracts import actions
from opora.contracts.access import duties_for, duty_for, duty_offices_for
from opora.contracts.queries import Duty, duty_beside
from opora.lib import moments
from opora.lib.errors import Refused
from opora.offices.queries import Office
from opora.registry.queries import Organisation
from opora.web.admin.duty_form import duty_form, organisation_in, staff_in
from opora.web.admin.forms import Form
from opora.web.admin.gate import done, duties_page, show_tab, step_of
from opora.web.desk import named
from opora.web.desk.frame import signed_in
from opora.web.desk.words import language

LONGEST = timedelta(days=31)
"""One that is longer has a wrong date; whole months are entered month by month."""


@dataclass(frozen=True, slots=True)
class Line:
    """A duty. ``state``: "on", "ahead", "over" or "withdrawn"."""

    id: int
    organisation: str
    when: str
    people: str
    reason: str
    office: str
    state: str
    counts: bool

    @property
    def ends(self) -> bool:
        """Whether it can be ended."""
        return self.state in ("on", "ahead")


@duties_page
def duties(request: HttpRequest) -> HttpResponse:
    """All duties that are this person's to enter; on POST one more."""
    now, user = timezone.now(), signed_in(request)
    offices = duty_offices_for(user, now)
    form = duty_form(user, offices, now)
    if request.method == "POST":
        form.read(request)
        if form["office"] and form["office"] not in {one.code for one in offices}:
            raise PermissionDenied
        if _entered(request, form, offices, now):
            return done(
                request, _("Entered. Its hours count from then, and its people are called out."), "setup-duties"
            )
    context = {"form": form, "lines": lines_of(duties_for(user, now), now), "offices": offices}
    return show_tab(request, "setup-duties", "admin/duties.html", context, now, 200 if form.ok else 422)


@duties_page
def duty_end(request: HttpRequest, duty_id: int) -> HttpResponse:
    """It ends now, or will not begin; what passed of it stays as it was."""
    now = timezone.now()
    duty = duty_for(signed_in(request), duty_id, now)
    if duty is None:
        raise Http404
    if request.method != "POST":
        return HttpResponseRedirect(reverse("setup-duties"))
    try:
        with step_of(request, now) as step:
            actions.withdraw_duty(step, duty)
    except Refused as refused:
        return done(request, refused.sentence, "setup-duties")
    return done(request, _("Ended. Nobody is called out by it any more."), "setup-duties")


def lines_of(rows: Sequence[Duty], now: datetime) -> list[Line]:
    """Duties as lines, by the clock of their office."""
    names = names_of(user for row in rows for user in row.staff)
    return [_line(row, names, now) for row in rows]


def _line(row: Duty, names: dict[int, str], now: datetime) -> Line:
    zone, tongue = _zone(row.office), language()
    begins, ends = (moments.short(at, now, zone, tongue) for at in (row.from_at, row.until_at))
    over = "over" if row.until_at <= now else "on" if row.from_at <= now else "ahead"
    return Line(
        id=row.pk,
        organisation=row.organisation.name,
        when=f"{begins} – {ends}",
        people=", ".join(names[user] for user in row.staff if user in names),
        reason=row.reason,
        office=named.office(row.office) if row.office else "",
        state="withdrawn" if row.withdrawn_at else over,
        counts=row.counts,
    )


def _zone(office: Office | None) -> str:
    return office.zone if office else "Europe/Moscow"


def _entered(request: HttpRequest, form: Form, offices: Sequence[Office], now: datetime) -> bool:
    organisation, staff = organisation_in(form), staff_in(form)
    office = next((one for one in offices if one.code == form["office"]), None)
    zone = _zone(office)
    from_at, until_at = form.moment("from_at", zone), form.moment("until_at", zone)
    if from_at and until_at:
        _check_period(form, from_at, until_at, zone, now)
    if not form.ok or organisation is None or from_at is None or until_at is None:
        return False
    if not _free(form, organisation, from_at, until_at, now):
        return False
    with step_of(request, now) as step:
        actions.enter_duty(
            step, organisation=organisation, office=office, from_at=from_at, until_at=until_at, staff=staff,
            reason=form["reason"], counts=bool(form["counts"]),
        )  # fmt: skip
    return True


def _check_period(form: Form, from_at: datetime, until_at: datetime, zone: str, now: datetime) -> None:
    if from_at < now:
        here = f"{now.astimezone(ZoneInfo(zone)):%H:%M}"
        form.wrong(
            "from_at", _("A duty begins no earlier than it is entered; it is %(time)s there now.") % {"time": here}
        )
    if until_at <= from_at:
        form.wrong("until_at", _("The duty ends before it begins. Choose a later end."))
    elif until_at - from_at > LONGEST:
        form.wrong("until_at", _("This is longer than 31 days: is the date right? Enter longer ones month by month."))


def _free(form: Form, organisation: Organisation, from_at: datetime, until_at: datetime, now: datetime) -> bool:
    other = duty_beside(organisation, from_at, until_at)
    if other is not None:
        (line,) = lines_of([other], now)
        form.wrong("from_at", _("The organisation has a duty then: %(when)s. End it first.") % {"when": line.when})
    return other is None

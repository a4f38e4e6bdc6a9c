"""Seats are given and ended, absences entered and cancelled: each by one POST."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.access import people_for, person_for
from opora.core import zones
from opora.lib.errors import Refused
from opora.offices import actions
from opora.offices.access import absence_for, office_for, seat_for
from opora.web.admin.gate import done, setup_page, step_of
from opora.web.admin.offices import office_page
from opora.web.admin.seat_form import seat_form
from opora.web.admin.staff import absence_form, person_page
from opora.web.desk.frame import signed_in


@setup_page
def seats(request: HttpRequest, code: str) -> HttpResponse:
    """A seat in this office is taken."""
    now, user = timezone.now(), signed_in(request)
    office, people = office_for(user, code), people_for(user)
    if office is None:
        raise Http404
    if request.method != "POST":
        return HttpResponseRedirect(reverse("setup-office", args=[code]))
    form = seat_form(people, now, office.zone)
    form.read(request)
    from_on = form.day("from_on")
    until_on = form.day("until_on") if form["until_on"] else None
    if until_on is not None and until_on < from_on:
        form.wrong("until_on", _("The seat ends before it begins. Choose a later day."))
    if not form.ok:
        return office_page(request, office, user, now, seat=form)
    person = next(one for one in people if one.email == form["person"])
    with step_of(request, now) as step:
        actions.seat(step, office=office, user=person, role=form["role"], from_on=from_on, until_on=until_on)
    return done(request, _("%(name)s has the seat.") % {"name": person.full_name}, "setup-office", code)


@setup_page
def seat_end(request: HttpRequest, seat_id: int) -> HttpResponse:
    """A seat ends with yesterday, or with the day before it would have begun never: it is over from today."""
    now, user = timezone.now(), signed_in(request)
    seat = seat_for(user, seat_id)
    if seat is None:
        raise Http404
    if request.method == "POST":
        today = now.astimezone(zones.zone(seat.office.zone)).date()
        with step_of(request, now) as step:
            actions.end_seat(step, seat, max(today - timedelta(days=1), seat.from_on))
        return done(request, _("The seat is ended."), "setup-office", seat.office.code)
    return HttpResponseRedirect(reverse("setup-office", args=[seat.office.code]))


@setup_page
def absences(request: HttpRequest, person_id: int) -> HttpResponse:
    """Somebody is away between two moments of their own clock."""
    now, user = timezone.now(), signed_in(request)
    person = person_for(user, person_id)
    if person is None:
        raise Http404
    if request.method != "POST":
        return HttpResponseRedirect(reverse("setup-person", args=[person_id]))
    form = absence_form()
    form.read(request)
    from_at, until_at = form.moment("from_at", person.zone), form.moment("until_at", person.zone)
    if form.ok and from_at and until_at:
        try:
            with step_of(request, now) as step:
                actions.enter_absence(step, person, from_at, until_at)
            return done(request, _("Entered. Rungs pass over them then."), "setup-person", person_id)
        except Refused as refused:
            form.wrong("until_at", refused.sentence)
    return person_page(request, person, user, now, absence=form)


@setup_page
def absence_cancellation(request: HttpRequest, absence_id: int) -> HttpResponse:
    """They are not away after all."""
    now = timezone.now()
    away = absence_for(signed_in(request), absence_id)
    if away is None:
        raise Http404
    person_id = away.user_id
    if request.method == "POST":
        with step_of(request, now) as step:
            actions.cancel_absence(step, away)
        return done(request, _("Cancelled."), "setup-person", person_id)
    return HttpResponseRedirect(reverse("setup-person", args=[person_id]))

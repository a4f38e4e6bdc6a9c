"""The page of a calendar: what is doubtful, what is entered ahead, three forms, who recorded what.

A change is looked at before it is saved: which open tickets move, and by how much. An administrator alone makes one.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.queries import User
from opora.calendars.access import calendar_for, may_change_calendars, versions_for
from opora.calendars.doubt_words import said as said_of
from opora.core.hours import WorkCalendar
from opora.flow.calendar_doubts import doubts_of
from opora.flow.recount import progress_of, record
from opora.web.admin import calendar_forms, calendar_said
from opora.web.admin.calendar_ahead import ahead_of
from opora.web.admin.calendar_forms import Change
from opora.web.admin.forms import Form
from opora.web.admin.gate import done, setup_page, show_tab, step_of
from opora.web.desk.frame import signed_in

Asked = Callable[[Form], Change | None]


@setup_page
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """What there is to know of a calendar, and the forms that change it."""
    name, hours = _found(signed_in(request), code)
    return _page(request, code, name, hours, timezone.now())


@setup_page
def exceptions(request: HttpRequest, code: str) -> HttpResponse:
    """A day or several that are not as the calendar has them."""
    now, hours = timezone.now(), _found(signed_in(request), code)[1]
    today = now.astimezone(hours.tz).date()
    form = calendar_forms.exception_form()
    return _change(request, code, "exception", form, lambda one: calendar_forms.exception_asked(one, code, today), now)


@setup_page
def weeks(request: HttpRequest, code: str) -> HttpResponse:
    """Other hours of the week from a day on."""
    now, hours = timezone.now(), _found(signed_in(request), code)[1]
    today = now.astimezone(hours.tz).date()
    form = calendar_forms.week_form(hours, today)
    return _change(request, code, "week", form, lambda one: calendar_forms.week_asked(one, code, today), now)


@setup_page
def files(request: HttpRequest, code: str) -> HttpResponse:
    """An iCalendar file whose days become exceptions."""
    now, hours = timezone.now(), _found(signed_in(request), code)[1]
    today = now.astimezone(hours.tz).date()
    form = calendar_forms.file_form()

    def asked(one: Form) -> Change | None:
        return calendar_forms.file_asked(one, request, code, hours, today)

    return _change(request, code, "file", form, asked, now)


def _found(user: User, code: str) -> tuple[str, WorkCalendar]:
    found = calendar_for(user, code)
    # Those that come with Opora have no name and no versions: nobody changes them here.
    if found is None or not found[0]:
        raise Http404
    return found


def _change(request: HttpRequest, code: str, which: str, form: Form, asked: Asked, now: datetime) -> HttpResponse:
    """Looks at what is typed, or records it; a form that is wrong comes back as it was typed."""
    user = signed_in(request)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("setup-calendar", args=[code]))
    if not may_change_calendars(user):
        raise PermissionDenied
    form.read(request)
    change = asked(form)
    if change is not None and "save" in request.POST:
        with step_of(request, now) as step:
            version = record(
                step, code=code, spec=change.spec, valid_from=change.valid_from, correcting=change.correcting
            )
        sentence = _("Saved. Open tickets are recounted now.") if version else _("Nothing has changed.")
        return done(request, sentence, "setup-calendar", code)
    name, hours = _found(user, code)
    ahead = {**ahead_of(change, code, now), "which": which, "typed": form.fields} if change else None
    return _page(request, code, name, hours, now, forms={which: form}, ahead=ahead)


def _page(
    request: HttpRequest,
    code: str,
    name: str,
    hours: WorkCalendar,
    now: datetime,
    *,
    forms: dict[str, Form] | None = None,
    ahead: dict[str, Any] | None = None,
) -> HttpResponse:
    user, today = signed_in(request), now.astimezone(hours.tz).date()
    shown = calendar_forms.forms(hours, today) | (forms or {})
    context = _said(user, code, hours, now) | {
        "code": code,
        "name": name,
        "may_change": may_change_calendars(user),
        "forms": shown,
        "form": next((one for one in shown.values() if not one.ok), shown["exception"]),
        "ahead": ahead,
    }
    ok = all(one.ok for one in shown.values())
    return show_tab(request, "setup-calendars", "admin/calendar.html", context, now, 200 if ok else 422)


def _said(user: User, code: str, hours: WorkCalendar, now: datetime) -> dict[str, Any]:
    """What there is to know of a calendar."""
    today, versions = now.astimezone(hours.tz).date(), versions_for(user, code)
    held = calendar_said.held_on(versions, today)
    return {
        "zone": hours.zone,
        "year": reverse("setup-year", args=[code, today.year]),
        "number": today.year,
        "doubts": [said_of(one, hours.zone) for one in doubts_of(code, now)],
        "progress": calendar_said.progress(progress_of(code), now, hours.zone),
        "coming": calendar_said.ahead(held.spec, today) if held else [],
        "versions": calendar_said.recorded(versions, now, hours.zone),
    }

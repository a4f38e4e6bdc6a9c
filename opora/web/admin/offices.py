"""Offices and lines: what each is, who sits there, what is missing; opening one and changing it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email, validate_slug
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opora.accounts.access import people_for
from opora.accounts.queries import User
from opora.calendars import actions as calendars
from opora.calendars.access import calendars_for
from opora.calendars.queries import work_calendar, work_calendars
from opora.core import zones
from opora.core.hours import WorkCalendar
from opora.lib import moments
from opora.lib.errors import Refused
from opora.offices import actions
from opora.offices.access import office_for, offices_for, seats_for
from opora.offices.queries import Office, Seat
from opora.web.admin.calendar_said import BUILT_IN
from opora.web.admin.forms import Field, Form
from opora.web.admin.gate import done, setup_page, show_tab, step_of
from opora.web.admin.seat_form import seat_form, seat_lines
from opora.web.desk import named
from opora.web.desk.frame import signed_in


@dataclass(frozen=True, slots=True)
class Line:
    """An office in the list."""

    name: str
    url: str
    line: int
    zone_text: str
    calendar: str
    calendar_url: str
    preliminary: str
    people: int
    lead: str
    warnings: tuple[str, ...]
    note: str


@setup_page
def offices(request: HttpRequest) -> HttpResponse:
    """All offices with their zone, calendar, people and what is missing."""
    now, user = timezone.now(), signed_in(request)
    held = seats_for(user)
    places = offices_for(user)
    built = work_calendars({one.calendar for one in places})
    lines = [_line(one, [s for s in held if s.office_id == one.pk], built[one.calendar], now) for one in places]
    return show_tab(request, "setup-offices", "admin/offices.html", {"lines": lines}, now)


@setup_page
def new(request: HttpRequest) -> HttpResponse:
    """A form for one more office."""
    now, user = timezone.now(), signed_in(request)
    form = Form(_fields(None, calendars_for(user)))
    if request.method == "POST":
        form.read(request)
        if _opened(request, form, now):
            return done(request, _("Opened. Now say who sits there."), "setup-office", form["code"])
    context = {"form": form, "office": None, "fresh": True}
    return show_tab(request, "setup-offices", "admin/office_form.html", context, now, 200 if form.ok else 422)


@setup_page
def office(request: HttpRequest, code: str) -> HttpResponse:
    """One office with its seats; on POST what is different about it."""
    now, user = timezone.now(), signed_in(request)
    found = office_for(user, code)
    if found is None:
        raise Http404
    form = Form(_fields(found, calendars_for(user)))
    if request.method == "POST":
        form.read(request)
        if _changed(request, found, form, now):
            return done(request, _("Saved."), "setup-office", code)
        found = office_for(user, code) or found
    return office_page(request, found, user, now, form=form)


def office_page(
    request: HttpRequest,
    found: Office,
    user: User,
    now: datetime,
    *,
    form: Form | None = None,
    seat: Form | None = None,
) -> HttpResponse:
    """The page of an office, with the form that was refused, if one was."""
    form, people = form or Form(_fields(found, calendars_for(user))), people_for(user)
    seat = seat or seat_form(people, now, found.zone)
    held = seats_for(user, office=found)
    context = {
        "office": found,
        "line": _line(found, held, work_calendar(found.calendar), now),
        "form": form,
        "seat": seat,
        "seats": seat_lines(held, found.zone, now),
    }
    ok = form.ok and seat.ok
    return show_tab(request, "setup-offices", "admin/office.html", context, now, 200 if ok else 422)


def _fields(row: Office | None, known: Sequence[tuple[str, str]]) -> list[Field]:
    fields = [
        Field("name", _("Name in Russian"), row.name if row else "", must=True, most=120),
        Field("name_en", _("Name in English"), row.name_en if row else "", must=True, most=120),
        Field("name_where", _("Where, in Russian"), row.name_where if row else "", hint=_WHERE, most=120),
        Field("zone", _("Time zone"), row.zone if row else "", hint=_ZONE, must=True, most=64, list=ZONES),
        Field("calendar", _("Work calendar"), row.calendar if row else "+ru", "select", choices=_bases(row, known)),
        Field("lat", _("Latitude, degrees"), str(row.lat) if row else "", "number", must=True, wide=False),
        Field("lon", _("Longitude, degrees"), str(row.lon) if row else "", "number", _PLACE, must=True, wide=False),
        Field("address", _("Its own e-mail address"), row.address if row else "", "email", _SENDER),
    ]
    if row is None:
        lines = [("1", _("1, an office")), ("2", _("2, the central service")), ("3", _("3, development"))]
        fields.insert(0, Field("code", _("Code"), "", hint=_CODE, must=True, most=50))
        fields.insert(4, Field("line", _("Line"), "1", "select", choices=lines))
    return fields


_CODE = gettext_lazy("Latin letters and hyphens; it never changes.")
_WHERE = gettext_lazy("After the word “office”: in Yekaterinburg.")
_ZONE = gettext_lazy("An IANA name: Asia/Yekaterinburg.")
_PLACE = gettext_lazy("The nearest office is found by them.")
_SENDER = gettext_lazy("In From when no mailbox has one.")


def _bases(row: Office | None, known: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Calendars to choose from. A new office has none yet: its own is made, on one that comes with Opora."""
    own = [(code, f"{name} ({code})") for code, name in known if name]
    if row is not None:
        return own if row.calendar in dict(own) else [(row.calendar, row.calendar), *own]
    own_ru = _("its own: the Russian production calendar, 9–13 and 14–18")
    places = [(code, place) for code, place in BUILT_IN.items() if code not in ("ru", "24x7")]
    others = [(f"+{code}", _("its own: %(place)s, 9–13 and 14–18") % {"place": place}) for code, place in places]
    return [*own, ("+ru", own_ru), *others, ("+24x7", _("its own: round the clock"))]


ZONES = (
    "Europe/Kaliningrad", "Europe/Moscow", "Europe/Samara", "Asia/Yekaterinburg", "Asia/Omsk", "Asia/Novosibirsk",
    "Asia/Krasnoyarsk", "Asia/Irkutsk", "Asia/Yakutsk", "Asia/Vladivostok", "Asia/Magadan", "Asia/Kamchatka",
    "Europe/Minsk", "Asia/Almaty", "Asia/Tashkent", "Asia/Yerevan", "Asia/Tbilisi", "UTC",
)  # fmt: skip
"""Offered while one types; any name of the pinned database is taken."""


def _columns(form: Form) -> dict[str, Any]:
    if form["address"]:
        try:
            validate_email(form["address"])
        except ValidationError:
            form.wrong("address", _("This is no e-mail address."))
    columns: dict[str, Any] = {name: form[name] for name in ("name", "name_en", "name_where", "zone", "address")}
    return {**columns, "lat": form.number("lat", -90, 90), "lon": form.number("lon", -180, 180)}


def _opened(request: HttpRequest, form: Form, now: datetime) -> bool:
    code, columns = form["code"], _columns(form)
    try:
        validate_slug(code)
    except ValidationError:
        form.wrong("code", _("Write it with Latin letters, digits and hyphens."))
    if code == "new" or office_for(signed_in(request), code):
        form.wrong("code", _("This code is taken; choose another one."))
    if not form.ok:
        return False
    try:
        with step_of(request, now) as step:
            calendar = form["calendar"]
            if calendar.startswith("+"):
                # The office first: it refuses a zone that there isn't, which would break the calendar.
                spec = {"preset": calendar[1:], "zone": columns["zone"]}
                calendar = code
            actions.open_office(step, code=code, calendar=calendar, line=int(form["line"]), **columns)
            if form["calendar"].startswith("+"):
                calendars.add(step, code=code, name=form["name"], spec=spec)
    except Refused:
        form.wrong("zone", _("There is no such time zone; write a name such as Asia/Yekaterinburg."))
        return False
    return True


def _changed(request: HttpRequest, found: Office, form: Form, now: datetime) -> bool:
    columns = _columns(form) | {"calendar": form["calendar"]}
    if not form.ok:
        return False
    try:
        with step_of(request, now) as step:
            actions.change_office(step, found, **columns)
    except Refused:
        form.wrong("zone", _("There is no such time zone; write a name such as Asia/Yekaterinburg."))
        return False
    return True


def _line(one: Office, held: Sequence[Seat], hours: WorkCalendar, now: datetime) -> Line:
    today = now.astimezone(zones.zone(one.zone)).date()
    sitting = [
        s for s in held if s.from_on <= today and (s.until_on is None or s.until_on >= today) and s.user.is_active
    ]
    leads = [s for s in sitting if s.role in ("manager", "deputy")]
    people = {s.user_id for s in sitting}
    return Line(
        name=named.office(one),
        url=reverse("setup-office", args=[one.code]),
        line=one.line,
        zone_text=moments.zone_mark(now, one.zone),
        calendar=one.calendar,
        calendar_url=reverse("setup-year", args=[one.calendar, today.year]),
        preliminary=", ".join(str(year) for year in (today.year, today.year + 1) if hours.preliminary(year)),
        people=len(people),
        lead=", ".join(dict.fromkeys(s.user.full_name for s in leads)),
        warnings=tuple(_warnings(one, people, {s.user_id for s in leads})),
        note=_note(one, people, {s.user_id for s in leads}),
    )


def _warnings(one: Office, people: set[int], leads: set[int]) -> Iterator[str]:
    if not people:
        yield _("Nobody sits here: its tickets are seen by the central service and the head alone.")
    elif one.line <= 2 and not leads:
        yield _("Nobody manages it: misses are told to nobody here.")
    elif one.line <= 2 and len(people) == 1:
        yield _("The manager is the only person: who has a ticket cannot be the one who is told that it is late (E4).")


def _note(one: Office, people: set[int], leads: set[int]) -> str:
    """What would be better, and can be lived with."""
    if one.line <= 2 and len(people) > 1 and len(leads) == 1:
        return _("There is no deputy: when the manager is away, a miss goes to nobody here.")
    return ""

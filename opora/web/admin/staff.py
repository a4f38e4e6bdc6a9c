"""Staff: who may sign in and as what; adding somebody, changing, letting go. Nobody is ever deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts import actions
from opora.accounts.access import people_for, person_for
from opora.accounts.queries import Role, User
from opora.channels.outgoing import mailbox_for as mailbox_of_office
from opora.core import zones
from opora.flow.tell_colleague import welcome_link
from opora.lib import moments
from opora.lib.errors import Refused
from opora.offices.access import absences_for, seats_for
from opora.offices.queries import Seat, is_quiet
from opora.tickets.queries import count_open_of
from opora.web.admin.forms import Field, Form
from opora.web.admin.gate import done, setup_page, show_tab, step_of
from opora.web.admin.offices import ZONES
from opora.web.admin.seat_form import seat_lines
from opora.web.desk import named
from opora.web.desk.frame import signed_in
from opora.web.desk.words import language


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody in the list."""

    name: str
    url: str
    email: str
    role: str
    offices: str
    active: bool
    enters: bool


@setup_page
def staff(request: HttpRequest) -> HttpResponse:
    """Everybody, those who have left last."""
    now, user = timezone.now(), signed_in(request)
    held = seats_for(user)
    lines = [_line(one, [s for s in held if s.user_id == one.pk], now) for one in people_for(user)]
    return show_tab(request, "setup-staff", "admin/staff.html", {"lines": lines}, now)


@setup_page
def new(request: HttpRequest) -> HttpResponse:
    """A form for one more person; their link is shown on the next page, once."""
    now = timezone.now()
    form = Form(_fields(None))
    if request.method == "POST":
        form.read(request)
        person = _added(request, form, now)
        if person is not None:
            return _welcomed(request, person, now)
    return show_tab(request, "setup-staff", "admin/person_form.html", {"form": form}, now, 200 if form.ok else 422)


@setup_page
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """One person with seats and absences; on POST name, role, language or zone."""
    now, user = timezone.now(), signed_in(request)
    found = _found(user, person_id)
    form = Form(_fields(found))
    if request.method == "POST":
        form.read(request)
        if _changed(request, found, form, now):
            return done(request, _("Saved."), "setup-person", person_id)
        found = _found(user, person_id)
    return person_page(request, found, user, now, form=form)


@setup_page
def welcome(request: HttpRequest, person_id: int) -> HttpResponse:
    """A new one-time link for somebody who has none, or has forgotten the password."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("setup-person", args=[person_id]))
    return _welcomed(request, _found(signed_in(request), person_id), timezone.now())


@setup_page
def departure(request: HttpRequest, person_id: int) -> HttpResponse:
    """Somebody leaves: from now on they cannot sign in."""
    return _turned(request, person_id, leaves=True)


@setup_page
def return_(request: HttpRequest, person_id: int) -> HttpResponse:
    """Somebody who had left may sign in again."""
    return _turned(request, person_id, leaves=False)


def person_page(
    request: HttpRequest,
    found: User,
    user: User,
    now: datetime,
    *,
    form: Form | None = None,
    absence: Form | None = None,
    refused: str = "",
    link: str = "",
    sent: bool = False,
) -> HttpResponse:
    """The page of a person, with the form that was refused if one was, and with the link right after it was made."""
    form, absence = form or Form(_fields(found)), absence or absence_form()
    form.general += [refused] if refused else []
    forms = {"form": form, "absence": absence, "link": link, "sent": sent}
    status = 200 if form.ok and absence.ok else 422
    return show_tab(request, "setup-staff", "admin/person.html", forms | _known(found, user, now), now, status)


def _known(found: User, user: User, now: datetime) -> dict[str, object]:
    held = seats_for(user, person=found)
    return {
        "person": found,
        "line": _line(found, held, now),
        "seats": seat_lines(held, found.zone, now),
        "absences": [(one.pk, _away(one.from_at, one.until_at, found.zone, now)) for one in absences_for(user, found)],
        "open_count": count_open_of(found),
        "zone_text": moments.zone_mark(now, found.zone),
    }


def absence_form() -> Form:
    """From when until when somebody is away."""
    return Form(
        [
            Field("from_at", _("Away from"), "", "datetime-local", must=True, wide=False),
            Field("until_at", _("Away until"), "", "datetime-local", must=True, wide=False),
        ]
    )


def _found(user: User, person_id: int) -> User:
    found = person_for(user, person_id)
    if found is None:
        raise Http404
    return found


def _fields(row: User | None) -> list[Field]:
    roles = [(value, str(label)) for value, label in Role.choices]
    languages = [("ru", _("Russian")), ("en", _("English"))]
    return [
        *([] if row else [Field("email", _("E-mail address"), "", "email", _("They sign in with it."), must=True)]),
        Field("first_name", _("First name"), row.first_name if row else "", must=True, most=80),
        Field("last_name", _("Last name"), row.last_name if row else "", most=80),
        Field("role", _("Role"), row.role if row else "specialist", "select", choices=roles),
        Field("language", _("Language"), row.language if row else "ru", "select", choices=languages),
        Field("zone", _("Time zone"), row.zone if row else "Europe/Moscow", must=True, most=64, list=ZONES),
    ]  # fmt: skip


def _check_zone(form: Form) -> None:
    try:
        zones.zone(form["zone"])
    except zones.UnknownZoneError:
        form.wrong("zone", _("There is no such time zone; write a name such as Asia/Yekaterinburg."))


def _added(request: HttpRequest, form: Form, now: datetime) -> User | None:
    _check_zone(form)
    email = form["email"].lower()
    try:
        validate_email(email)
    except ValidationError:
        form.wrong("email", _("This is no e-mail address."))
    if any(one.email == email for one in people_for(signed_in(request))):
        form.wrong("email", _("Somebody has this address already, perhaps among those who have left."))
    if not form.ok:
        return None
    with step_of(request, now) as step:
        return actions.add_staff(step, **{one.name: one.value for one in form.fields})


def _changed(request: HttpRequest, found: User, form: Form, now: datetime) -> bool:
    _check_zone(form)
    if not form.ok:
        return False
    try:
        with step_of(request, now) as step:
            actions.change_staff(step, found, **{one.name: one.value for one in form.fields})
    except Refused as refused:
        form.wrong("role", refused.sentence)
        return False
    return True


def _welcomed(request: HttpRequest, found: User, now: datetime) -> HttpResponse:
    """Shown once, in the answer to the POST itself: no address leads to this page again."""
    user = signed_in(request)
    try:
        with step_of(request, now) as step:
            actions.welcome(step, found)
    except Refused as refused:
        return person_page(request, found, user, now, refused=str(refused))
    sent = mailbox_of_office(None) is not None and not is_quiet(now)
    return person_page(request, found, user, now, link=welcome_link(found), sent=sent)


def _turned(request: HttpRequest, person_id: int, *, leaves: bool) -> HttpResponse:
    now, user = timezone.now(), signed_in(request)
    found = _found(user, person_id)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("setup-person", args=[person_id]))
    try:
        with step_of(request, now) as step:
            actions.let_go(step, found) if leaves else actions.let_in_again(step, found)
    except Refused as refused:
        return person_page(request, _found(user, person_id), user, now, refused=str(refused))
    sentence = _("%(name)s cannot sign in any more.") if leaves else _("%(name)s may sign in again.")
    return done(request, sentence % {"name": found.full_name}, "setup-person", person_id)


def _line(one: User, held: Sequence[Seat], now: datetime) -> Line:
    today = now.astimezone(zones.zone(one.zone)).date()
    there = [s for s in held if s.from_on <= today and (s.until_on is None or s.until_on >= today)]
    return Line(
        name=one.full_name or one.email,
        url=reverse("setup-person", args=[one.pk]),
        email=one.email,
        role=str(one.get_role_display()),
        offices=", ".join(dict.fromkeys(named.office(s.office) for s in there)),
        active=one.is_active,
        enters=one.has_usable_password(),
    )


def _away(from_at: datetime, until_at: datetime, zone: str, now: datetime) -> str:
    return f"{moments.short(from_at, now, zone, language())} – {moments.short(until_at, now, zone, language())}"

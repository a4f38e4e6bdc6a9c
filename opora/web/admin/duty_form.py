"""The questions of a duty: for whom, when, who is called in which order, and why."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opora.accounts.queries import User, staff
from opora.core import zones
from opora.offices.queries import Office, staff_of
from opora.registry.queries import Organisation, organisation_by, search_organisations
from opora.web.admin.forms import Field, Form, chosen
from opora.web.desk import named

SEATS = ("first", "second", "third", "fourth")
"""The fields of who is called, in their order."""
_BY_THE_CLOCK = gettext_lazy("By the clock of the office.")


def duty_form(user: User, offices: Sequence[Office], now: datetime) -> Form:
    """From this evening on, by the clock of the office; people are those of the offices whose duties one enters."""
    places = [(one.code, named.office(one)) for one in offices]
    people = [(one.email, f"{one.full_name}, {one.email}") for one in _people(user, offices, now)]
    zone = zones.zone(offices[0].zone) if offices else ZoneInfo("Europe/Moscow")
    evening = now.astimezone(zone).replace(hour=18, minute=0) if now.astimezone(zone).hour < 18 else None
    begins = f"{evening:%Y-%m-%dT%H:%M}" if evening else ""
    ends = f"{evening + timedelta(hours=4):%Y-%m-%dT%H:%M}" if evening else ""
    labels = (_("Who is called first"), _("Then"), _("Then"), _("Then"))
    who = [
        Field(name, label, "", "select", choices=chosen(people, _("choose") if not number else _("nobody more")),
              must=not number)
        for number, (name, label) in enumerate(zip(SEATS, labels, strict=True))
    ]  # fmt: skip
    return Form(
        [
            Field("organisation", _("Organisation"), "", hint=_("Its tax number, or its name."), must=True),
            Field("office", _("Office on duty"), places[0][0] if places else "", "select", choices=places, must=True),
            Field("from_at", _("It begins"), begins, "datetime-local", _BY_THE_CLOCK, must=True, wide=False),
            Field("until_at", _("It ends"), ends, "datetime-local", must=True, wide=False),
            *who,
            Field("reason", _("Why there is a duty"), "", hint=_("Staff read it, and it explains moments."), must=True),
            Field("counts", _("Its hours are working time for promises"), "1", "check"),
        ]
    )  # fmt: skip


def _people(user: User, offices: Sequence[Office], now: datetime) -> list[User]:
    if user.sets_up:
        return sorted(staff(), key=lambda one: (one.last_name, one.first_name, one.pk))
    found = {one.pk: one for office in offices for one in staff_of(office, now)}
    return sorted(found.values(), key=lambda one: (one.last_name, one.first_name, one.pk))


def organisation_in(form: Form) -> Organisation | None:
    """Whom the field names; what is wrong with it is said beside it."""
    typed = form["organisation"]
    if not typed:
        return None
    exact = organisation_by(typed)
    found: list[Organisation] = [exact] if exact else search_organisations(typed, 2)
    if not found:
        form.wrong("organisation", _("Nobody here knows this organisation. Look for it under “Customers”."))
    elif len(found) > 1:
        form.wrong("organisation", _("Several are called so. Write the tax number."))
    return found[0] if len(found) == 1 else None


def staff_in(form: Form) -> list[User]:
    """Who is called, in order; nobody is named twice."""
    emails = [(name, form[name]) for name in SEATS if form[name]]
    people: dict[str, Any] = {one.email: one for one in staff()}
    for number, (name, email) in enumerate(emails):
        if email in [before for _, before in emails[:number]]:
            form.wrong(name, _twice())
    return [people[email] for _, email in emails if email in people]


def _twice() -> str:
    return _("Each is called once: choose somebody else.")

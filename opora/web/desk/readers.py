"""Who of a customer may read all of its tickets: the right is given and taken back on the customer's page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.queries import User
from opora.core import zones
from opora.core.addresses import readable
from opora.core.step import Actor
from opora.flow.step import begin
from opora.lib import moments
from opora.registry.access import Contact, names_readers, people_of, person_to_name_for
from opora.registry.actions import readers
from opora.registry.queries import Organisation
from opora.web.desk import words
from opora.web.desk.frame import desk_page, signed_in
from opora.web.typed import line, number


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the customer, with the right or without."""

    id: int
    name: str
    addresses: str
    since: str
    given_by: str


@desk_page
def given(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """This contact has the right from now on."""
    person, user, now = _person(request, organisation_id), signed_in(request), timezone.now()
    if person is not None:
        with begin(now, Actor("staff", user.pk), "desk") as step:
            readers.name_reader(step, person, user)
        messages.success(request, _("%(name)s reads all requests of the organisation now.") % {"name": person})
    return _back(organisation_id)


@desk_page
def ended(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """The right is taken back."""
    person, user, now = _person(request, organisation_id), signed_in(request), timezone.now()
    if person is not None:
        with begin(now, Actor("staff", user.pk), "desk") as step:
            readers.end_reader(step, person)
        messages.success(request, _("%(name)s reads only their own requests now.") % {"name": person})
    return _back(organisation_id)


def people(user: User, organisation: Organisation) -> Iterator[Person]:
    """Who could have the right, for whoever may give it; who has it stands first."""
    for person, held in people_of(user, organisation):
        yield Person(
            id=person.pk,
            name=person.name,
            addresses=", ".join(sorted(readable(one.normalised) for one in person.addresses.all())),
            since=moments.full_date(_local(held.since, user), words.language()) if held else "",
            given_by=held.given_by.short_name if held and held.given_by else "",
        )


def _local(at: datetime, user: User) -> date:
    return at.astimezone(zones.zone(user.zone)).date()


def _person(request: HttpRequest, organisation_id: int) -> Contact | None:
    """Whom the form names; null where nothing was sent."""
    user = signed_in(request)
    if not names_readers(user):
        raise PermissionDenied
    if request.method != "POST":
        return None
    person = person_to_name_for(user, organisation_id, number(line(request, "contact")))
    if person is None:
        raise Http404
    return person


def _back(organisation_id: int) -> HttpResponse:
    """To the customer's page, so that loading it again sends nothing again."""
    return HttpResponseRedirect(reverse("customer", args=[organisation_id]) + "#readers", status=303)
